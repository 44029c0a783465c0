// What is wrong with the cells, by kind, each with a button that leads there.

import { el, fill } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";

export class FaultsList {
  #box;
  #found = { total: 0, kinds: [], rows: [] };
  #kind = null;

  constructor(box, { onPick }) {
    this.#box = box;
    this.onPick = onPick;
  }

  show(found) {
    this.#found = found;
    if (!found.kinds.some((kind) => kind.kind === this.#kind)) this.#kind = null;
    this.draw();
  }

  draw() {
    const { total, kinds, rows } = this.#found;
    if (!total) {
      fill(this.#box, sound());
      return;
    }
    const shown = rows.filter((row) => !this.#kind || row.kind === this.#kind);
    fill(
      this.#box,
      el(
        "div",
        { class: "kinds", role: "group", "aria-label": t("Kinds of fault") },
        kinds.map((kind) => this.#filter(kind)),
      ),
      rows.length < total &&
        el(
          "p",
          { class: "notes quiet" },
          t("The first {n} of {total} are listed.", { n: count(rows.length), total: count(total) }),
        ),
      el(
        "ol",
        { class: "faults" },
        shown.map((row) => this.#row(row)),
      ),
    );
  }

  #filter({ kind, title, count: many }) {
    return el(
      "button",
      {
        type: "button",
        class: "button",
        "aria-pressed": String(this.#kind === kind),
        onclick: () => {
          this.#kind = this.#kind === kind ? null : kind;
          this.draw();
        },
      },
      title,
      " ",
      el("span", { class: "quiet" }, count(many)),
    );
  }

  #row(row) {
    return el(
      "li",
      {},
      el(
        "button",
        {
          type: "button",
          title: t("Zoom to the place"),
          onclick: (event) => {
            for (const other of this.#box.querySelectorAll("[aria-current]"))
              other.removeAttribute("aria-current");
            event.currentTarget.setAttribute("aria-current", "true");
            this.onPick(row);
          },
        },
        el("span", { class: "tag bad" }, row.title),
        el("span", { class: "said" }, row.text),
        el("span", { class: "go", "aria-hidden": "true" }, "›"),
      ),
    );
  }
}

function sound() {
  return el(
    "div",
    { class: "sound" },
    el(
      "p",
      {},
      el("span", { class: "tag good" }, t("Sound")),
      " ",
      el("strong", {}, t("Nothing is wrong with the cells.")),
    ),
    el(
      "p",
      { class: "quiet" },
      t(
        "They cover the district once: no gap, no overlap, no torn seam, nothing outside; each lies in one community and one grid, is of a usual size, and each grid is in one piece.",
      ),
    ),
  );
}
