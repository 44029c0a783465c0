// Cells against the outline of the district: uncovered, sticking out, lying doubly.

import { el, fill } from "../ui/dom.js";
import { count, figure, t } from "../ui/messages.js";
import { boxOf } from "../plan/scene.js";

const KINDS = {
  uncovered: "Covered by no cell",
  outside: "Outside the district",
  doubled: "Covered twice",
};
const LISTED = 300;

export class CellsCheck {
  #box;

  constructor(box, { onPick }) {
    this.#box = box;
    this.onPick = onPick;
  }

  // Returns how many places are wrong.
  show(found) {
    const parts = found.parts.features;
    if (!parts.length) {
      fill(
        this.#box,
        el(
          "div",
          { class: "sound" },
          el(
            "p",
            {},
            el("span", { class: "tag good" }, t("Sound")),
            " ",
            el("strong", {}, t("The cells fill the district exactly once.")),
          ),
        ),
      );
      return 0;
    }
    fill(
      this.#box,
      el(
        "table",
        { class: "list measures" },
        el(
          "tbody",
          {},
          Object.entries(KINDS).map(([kind, title]) => totals(title, found[kind])),
        ),
      ),
      el(
        "ol",
        { class: "faults" },
        parts.slice(0, LISTED).map((part) => this.#row(part)),
      ),
    );
    return parts.length;
  }

  #row(part) {
    const { what, area_m2 } = part.properties;
    const pick = () => this.onPick(part, boxOf(part.geometry));
    return el(
      "li",
      {},
      el(
        "button",
        { type: "button", title: t("Zoom to the place"), onclick: pick },
        el("span", { class: "tag bad" }, t(KINDS[what])),
        el("span", { class: "said" }, `${figure(area_m2, area_m2 < 10 ? 2 : 0)} m²`),
        el("span", { class: "go", "aria-hidden": "true" }, "›"),
      ),
    );
  }
}

function totals(title, { count: many, area_m2 }) {
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, t(title)),
    el("td", { class: "number" }, count(many)),
    el("td", { class: "number" }, `${figure(area_m2, 1)} m²`),
  );
}
