// Where assets stand too far apart along a road: a limit to set, and the gaps, the longest first.

import { el, fill } from "../ui/dom.js";
import { count, figure, t } from "../ui/messages.js";

const PLACES = {
  between: "between two assets",
  start: "from the start of the road to the first",
  end: "from the last to the end of the road",
  whole: "the whole road without one",
};
const PAGE = 200;

export class GapsList {
  #box;
  #limits;
  #body;
  #limit;
  #rows = [];
  #shown = PAGE;

  constructor(box, limits, { onLimit, onPick }) {
    this.#box = box;
    this.#limits = limits;
    this.onLimit = onLimit;
    this.onPick = onPick;
  }

  // found: the answer, or null where no limit is known yet
  show(found, rule) {
    this.#rows = found?.rows ?? [];
    this.#shown = PAGE;
    this.#limit ??= this.#field();
    this.#body ??= el("div", {});
    if (!this.#box.contains(this.#limit)) fill(this.#box, this.#limit, this.#body);
    const input = this.#limit.querySelector("input");
    if (document.activeElement !== input) input.value = found?.limit_m ?? "";
    this.#limit.querySelector(".rule").textContent = said(rule);
    this.#draw(found);
  }

  #field() {
    const [least, most] = this.#limits;
    const input = el("input", {
      type: "number",
      name: "limit_m",
      min: String(least),
      max: String(most),
      step: "1",
    });
    input.addEventListener("input", () => {
      if (input.value && input.validity.valid) this.onLimit(Number(input.value));
    });
    return el(
      "div",
      { class: "limit" },
      el(
        "label",
        { class: "field" },
        el("span", {}, t("At most this far apart along a road, m")),
        input,
      ),
      el("p", { class: "rule quiet" }),
    );
  }

  #draw(found) {
    if (!found) {
      fill(
        this.#body,
        el(
          "p",
          { class: "empty quiet" },
          t("This layer has no rule for spacing; set a limit to see the gaps."),
        ),
      );
      return;
    }
    const { total } = found;
    const rows = this.#rows.slice(0, this.#shown);
    fill(
      this.#body,
      el(
        "p",
        { class: "notes" },
        el("strong", {}, t("{n} gaps", { n: count(total.gaps) })),
        " ",
        t("beyond the limit, on {km} km of road.", { km: figure(total.road_m / 1000, 0) }),
        total.strays > 0 && ` ${t("{n} assets stand at no road.", { n: count(total.strays) })}`,
      ),
      el(
        "ol",
        { class: "faults gaps" },
        rows.map((row) => this.#row(row)),
      ),
      this.#rows.length > rows.length &&
        el(
          "button",
          {
            type: "button",
            class: "button more",
            onclick: () => {
              this.#shown += PAGE;
              this.#draw(found);
            },
          },
          t("Show more"),
        ),
    );
  }

  #row(row) {
    return el(
      "li",
      {},
      el(
        "button",
        { type: "button", title: t("Zoom to the place"), onclick: () => this.onPick(row) },
        el("strong", { class: "number" }, `${figure(row.gap_m, 0)} m`),
        el(
          "span",
          { class: "said" },
          row.road || t("road without a name"),
          el("span", { class: "quiet" }, ` · ${t(PLACES[row.place])}`),
        ),
        el("span", { class: "go", "aria-hidden": "true" }, "›"),
      ),
    );
  }
}

function said(rule) {
  if (!rule?.spacing_m) return "";
  return t("Rule: {limit} m · {source}", { limit: rule.spacing_m, source: rule.source });
}
