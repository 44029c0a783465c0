// Share of area and of road within reach, for each grid and in all; the worst served come first.

import { el, fill } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { hectares, inOrder, kilometres, percent } from "../plan/figures.js";

const COLUMNS = [
  { key: "share", title: "Area served" },
  { key: "road_share", title: "Roads served" },
  { key: "open_m2", title: "Unserved ha" },
  { key: "open_road_m", title: "Unserved km" },
];

export class AreasTable {
  #box;
  #rows = [];
  #total = null;

  constructor(box, { sort, onPick, onSort }) {
    this.#box = box;
    this.sort = sort;
    this.onPick = onPick;
    this.onSort = onSort;
    this.chosen = "";
  }

  show({ areas, total }) {
    this.#rows = areas.map(withOpen);
    this.#total = withOpen(total);
    this.draw();
  }

  // "share" sorts from the worst served, "-share" from the best; "name" by name.
  draw() {
    const key = this.sort.replace(/^-/, "");
    const way = this.sort.startsWith("-") ? -1 : 1;
    const worst = key.startsWith("open") ? -1 : 1;
    const order = (a, b) =>
      key === "name"
        ? way * inOrder(a.name, b.name)
        : way * worst * ((a[key] ?? 2) - (b[key] ?? 2)) || inOrder(a.name, b.name);
    fill(
      this.#box,
      el(
        "div",
        { class: "scroll-x" },
        el(
          "table",
          { class: "list measures shares" },
          el("caption", { class: "sr-only" }, t("Coverage by grid")),
          el(
            "thead",
            {},
            el(
              "tr",
              {},
              this.#head("name", "Grid"),
              COLUMNS.map((c) => this.#head(c.key, c.title)),
            ),
          ),
          el(
            "tbody",
            {},
            [...this.#rows].sort(order).map((row) => this.#row(row)),
          ),
          el(
            "tfoot",
            {},
            el("tr", {}, el("th", { scope: "row" }, t("In all")), cells(this.#total)),
          ),
        ),
      ),
    );
    this.choose(this.chosen);
  }

  choose(code) {
    this.chosen = code;
    for (const row of this.#box.querySelectorAll("tbody tr"))
      row.setAttribute("aria-current", String(row.dataset.code === code));
  }

  #head(key, title) {
    const now = this.sort.replace(/^-/, "") === key;
    const down = this.sort.startsWith("-") !== key.startsWith("open");
    return el(
      "th",
      {
        scope: "col",
        class: key === "name" ? null : "number",
        "aria-sort": now ? (down ? "descending" : "ascending") : null,
      },
      el(
        "button",
        {
          type: "button",
          dataset: { sort: key },
          onclick: () => this.onSort(this.sort === key ? `-${key}` : key),
        },
        t(title),
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
        el(
          "button",
          { type: "button", class: "name", onclick: (event) => (event.stopPropagation(), pick()) },
          row.name,
        ),
      ),
      cells(row),
    );
  }
}

function withOpen(row) {
  return {
    ...row,
    open_m2: row.area_m2 - row.covered_m2,
    open_road_m: row.road_m - row.covered_road_m,
  };
}

function cells(row) {
  return [
    el("td", { class: "number" }, bar(row.share), el("span", { class: "per" }, percent(row.share))),
    el(
      "td",
      { class: "number" },
      bar(row.road_share),
      el("span", { class: "per" }, percent(row.road_share)),
    ),
    el("td", { class: "number" }, hectares(row.open_m2)),
    el("td", { class: "number" }, kilometres(row.open_road_m)),
  ];
}

export function bar(share) {
  return el(
    "span",
    { class: "share", "aria-hidden": "true" },
    el("span", { style: { width: `${100 * (share ?? 0)}%` } }),
  );
}
