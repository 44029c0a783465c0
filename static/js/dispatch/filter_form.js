// The form above the queue: it shows the filter and changes it, nothing else.

import { debounce, el, fill, find } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { localDate } from "./filter.js";

const PERIODS = [
  ["1 day", 1],
  ["7 days", 7],
  ["30 days", 30],
  ["All", null],
];

export class FilterForm {
  #form;
  #filter;
  #facts;
  #now;
  #titles = new Map();

  // `now` is the moment of the newest case: a demonstration's last day is its today.
  constructor(form, filter, facts, now) {
    this.#form = form;
    this.#filter = filter;
    this.#facts = facts;
    this.#now = now;
    this.#fillLists();
    this.#periods();
    form.addEventListener("submit", (event) => event.preventDefault());
    form.elements.more.addEventListener("click", () => this.#toggle());
    form.elements.q.addEventListener(
      "input",
      debounce(() => filter.set({ q: form.elements.q.value.trim() }), 250),
    );
    for (const name of ["from", "to"]) {
      form.elements[name].addEventListener("change", () =>
        filter.set({ [name]: form.elements[name].value }),
      );
    }
    for (const name of ["state", "source", "class"]) {
      const list = form.elements[name];
      list.addEventListener("change", () => filter.set({ [name]: list.value ? [list.value] : [] }));
    }
    form.elements.open.addEventListener("change", () =>
      filter.set({ open: form.elements.open.checked ? "1" : "" }),
    );
    filter.onChange(() => this.show());
    this.show();
  }

  setMajors(rows) {
    const list = this.#form.elements.class;
    const options = rows.map((row) => el("option", { value: row.key }, row.title));
    for (const row of rows) this.#titles.set(`class=${row.key}`, row.title);
    fill(list, el("option", { value: "" }, t("All classes")), options);
    this.show();
  }

  setGrids(grids) {
    for (const { properties } of grids.features)
      this.#titles.set(`grid=${properties.code}`, properties.name ?? properties.code);
    this.show();
  }

  show() {
    const { elements } = this.#form;
    if (document.activeElement !== elements.q) elements.q.value = this.#filter.get("q");
    elements.from.value = this.#filter.get("from").slice(0, 10);
    elements.to.value = this.#filter.get("to").slice(0, 10);
    for (const name of ["state", "source", "class"])
      elements[name].value = this.#filter.get(name)[0] ?? "";
    elements.open.checked = this.#filter.get("open") === "1";
    for (const button of this.#form.querySelectorAll(".periods button")) {
      button.setAttribute("aria-pressed", String(this.#isPeriod(button.dataset.days)));
    }
    this.#chips();
  }

  #fillLists() {
    for (const [name, rows, all] of [
      ["state", this.#facts.states, t("All states")],
      ["source", this.#facts.sources, t("All sources")],
    ]) {
      for (const row of rows) this.#titles.set(`${name}=${row.value}`, row.title);
      const options = rows.map((row) => el("option", { value: row.value }, row.title));
      fill(this.#form.elements[name], el("option", { value: "" }, all), options);
    }
    fill(this.#form.elements.class, el("option", { value: "" }, t("All classes")));
  }

  #periods() {
    const buttons = PERIODS.map(([title, days]) =>
      el(
        "button",
        {
          class: "button",
          type: "button",
          dataset: { days: days ?? "" },
          onclick: () => this.#choose(days),
        },
        t(title),
      ),
    );
    fill(find(".periods", this.#form), buttons);
  }

  #range(days) {
    if (!days) return { from: "", to: "" };
    const zone = this.#facts.timezone;
    return { from: localDate(this.#now, zone, 1 - days), to: localDate(this.#now, zone, 1) };
  }

  #choose(days) {
    this.#filter.set(this.#range(days));
  }

  #isPeriod(days) {
    const { from, to } = this.#range(Number(days) || null);
    return this.#filter.get("from") === from && this.#filter.get("to") === to;
  }

  #toggle() {
    const box = find("#more-filters");
    box.hidden = !box.hidden;
    this.#form.elements.more.setAttribute("aria-expanded", String(!box.hidden));
  }

  #chips() {
    const chips = [];
    for (const name of ["grid", "class", "state", "source", "unit", "street"]) {
      for (const value of this.#filter.get(name)) {
        const title = this.#titles.get(`${name}=${value}`) ?? value;
        const drop = () =>
          this.#filter.set({ [name]: this.#filter.get(name).filter((v) => v !== value) });
        chips.push(
          el(
            "button",
            { type: "button", onclick: drop, title: t("Take this off the filter") },
            title,
          ),
        );
      }
    }
    if (this.#filter.get("open") === "1") {
      chips.push(
        el(
          "button",
          { type: "button", onclick: () => this.#filter.set({ open: "" }) },
          t("Open cases only"),
        ),
      );
    }
    fill(find(".chips", this.#form), chips);
  }
}
