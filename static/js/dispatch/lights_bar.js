// Above the queue: how many cases have each light, each a filter; and the order of the queue.

import { el, fill } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";
import { TITLES } from "./lights.js";

const ORDER = ["red", "yellow", "green"];
const SORTS = [
  ["", "Most urgent first"],
  ["-reported_at", "Latest first"],
];

export class LightsBar {
  #node;
  #filter;
  #counts = {};

  constructor(node, filter) {
    this.#node = node;
    this.#filter = filter;
    filter.onChange((names) => (names.has("light") || names.has("sort")) && this.#draw());
    this.#draw();
  }

  show(counts) {
    this.#counts = counts;
    this.#draw();
  }

  #toggle(light) {
    const now = this.#filter.get("light");
    const others = now.filter((one) => one !== light);
    this.#filter.set({ light: now.includes(light) ? others : [...others, light] });
  }

  #draw() {
    const chosen = this.#filter.get("light");
    const buttons = ORDER.map((light) =>
      el(
        "button",
        {
          type: "button",
          class: `light light-${light}`,
          title: t(TITLES[light]),
          "aria-pressed": String(chosen.includes(light)),
          dataset: { light },
          onclick: () => this.#toggle(light),
        },
        el("i", { "aria-hidden": "true" }),
        el("span", {}, t(TITLES[light])),
        el("strong", {}, count(this.#counts[light] ?? 0)),
      ),
    );
    const sort = el(
      "select",
      {
        name: "sort",
        "aria-label": t("Order of the queue"),
        onchange: (event) => this.#filter.set({ sort: event.target.value }),
      },
      SORTS.map(([value, title]) =>
        el("option", { value, selected: value === this.#filter.get("sort") }, t(title)),
      ),
    );
    fill(this.#node, el("div", { class: "lights" }, buttons), sort);
  }
}
