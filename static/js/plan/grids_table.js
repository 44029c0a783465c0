// The management grids as a table: measures, sorted by any of them, with totals.

import { el, fill } from "../ui/dom.js";
import { count, figure, t } from "../ui/messages.js";
import { COLUMNS, day, deviationBar, hectares, inOrder, kilometres, swatch } from "./figures.js";

export class GridsTable {
  #box;
  #rows = [];
  #measures = null;
  #facts;

  constructor(box, facts, { sort, onPick, onSort }) {
    this.#box = box;
    this.#facts = facts;
    this.sort = sort;
    this.chosen = "";
    this.onPick = onPick;
    this.onSort = onSort;
  }

  // grids: the features' properties by code; measures: the answer of /api/plan/measures
  show(grids, measures) {
    this.#measures = measures;
    this.#rows = measures.grids.map((row) => ({
      ...row,
      ...titled(grids.get(row.code), row.code),
    }));
    this.draw();
  }

  choose(code) {
    this.chosen = code;
    for (const row of this.#box.querySelectorAll("tbody tr"))
      row.setAttribute("aria-current", String(row.dataset.code === code));
    this.#box.querySelector('tr[aria-current="true"]')?.scrollIntoView({ block: "nearest" });
  }

  get #compared() {
    const [key] = this.#sorting;
    return COLUMNS.find((column) => column.key === key) ?? COLUMNS.at(-1);
  }

  // "area_m2" sorts from the largest, "-area_m2" from the smallest; "name" by name.
  get #sorting() {
    const key = this.sort.replace(/^-/, "");
    return [key, this.sort.startsWith("-") ? -1 : 1];
  }

  draw() {
    if (!this.#measures) return;
    if (!this.#rows.length) {
      fill(
        this.#box,
        el("p", { class: "empty quiet" }, t("This district has no management grids yet.")),
      );
      return;
    }
    const [key, way] = this.#sorting;
    const sorted = [...this.#rows].sort((a, b) =>
      key === "name"
        ? way * inOrder(a.name, b.name)
        : way * (b[key] - a[key]) || inOrder(a.name, b.name),
    );
    fill(
      this.#box,
      el(
        "div",
        { class: "scroll-x" },
        el(
          "table",
          { class: "list measures" },
          el("caption", { class: "sr-only" }, t("Management grids")),
          el("thead", {}, this.#heads()),
          el(
            "tbody",
            {},
            sorted.map((row) => this.#row(row)),
          ),
          el("tfoot", {}, this.#totals()),
        ),
      ),
      this.#notes(),
    );
    this.choose(this.chosen);
  }

  #heads() {
    const head = (key, title, number = true) => {
      const [now, way] = this.#sorting;
      const state = now !== key ? null : way > 0 === (key === "name") ? "ascending" : "descending";
      const next = this.sort === key ? `-${key}` : key;
      return el(
        "th",
        { scope: "col", "aria-sort": state, class: number ? "number" : null },
        el(
          "button",
          { type: "button", dataset: { sort: key }, onclick: () => this.onSort(next) },
          t(title),
        ),
      );
    };
    return el(
      "tr",
      {},
      head("name", "Grid", false),
      COLUMNS.map(({ key, title }) => head(key, title)),
      el(
        "th",
        {
          scope: "col",
          class: "against",
          title: t("{measure}: how far from the mean of the grids", {
            measure: t(this.#compared.title),
          }),
        },
        t("± mean"),
      ),
    );
  }

  #row(row) {
    const pick = () => this.onPick(row.code);
    return el(
      "tr",
      { dataset: { code: row.code }, onclick: pick },
      el(
        "th",
        { scope: "row" },
        swatch(row.colour),
        el(
          "button",
          { type: "button", class: "name", onclick: (e) => (e.stopPropagation(), pick()) },
          row.name,
        ),
        row.pieces > 1 &&
          el("span", { class: "tag bad", title: t("In {n} pieces", { n: row.pieces }) }, "⚠"),
      ),
      COLUMNS.map(({ key, show }) =>
        el("td", { class: key === this.#compared.key ? "number strong" : "number" }, show(row)),
      ),
      el("td", { class: "against" }, deviationBar(row.deviation[this.#compared.key])),
    );
  }

  #totals() {
    const { total } = this.#measures;
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, t("In all")),
      el("td", { class: "number" }, count(total.cells)),
      el("td", { class: "number" }, hectares(total.area_m2)),
      el("td", { class: "number" }, kilometres(total.road_m)),
      el("td", { class: "number" }, count(total.assets)),
      el("td", { class: "number" }, figure(total.cases_per_month, 0)),
      el("td", {}),
    );
  }

  #notes() {
    const { elsewhere, first, until } = this.#measures;
    const zone = this.#facts.timezone;
    const lost = elsewhere.assets + elsewhere.cases_recent > 0 || elsewhere.road_m > 1;
    return el(
      "div",
      { class: "notes quiet" },
      first != null &&
        el(
          "p",
          {},
          t("Cases are counted where they lie under this plan, from {from} to {to}.", {
            from: day(first, zone),
            to: day(until - 1, zone),
          }),
        ),
      lost &&
        el(
          "p",
          {},
          t("In no grid: {roads} km of road, {assets} assets, {cases} cases a month.", {
            roads: kilometres(elsewhere.road_m),
            assets: count(elsewhere.assets),
            cases: figure(elsewhere.cases_per_month, 0),
          }),
        ),
    );
  }
}

function titled(grid, code) {
  return { name: grid?.name || code, colour: grid?.colour };
}
