// The management grids with live figures. Rows stay in place while one paints: a step changes
// their numbers, not their order; a press on a heading puts them in order anew.

import { deviationBar, hectares, inOrder, signed, swatch } from "../plan/figures.js";
import { el, fill } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";
import { icon } from "./icons.js";

// A workload of a few dozen is told with a decimal, one of hundreds without.
const DECIMAL_BELOW = 50;

const COLUMNS = [
  { key: "cells", title: "Cells", show: (row) => count(row.cells) },
  { key: "area_m2", title: "Area, ha", show: (row) => hectares(row.area_m2) },
  { key: "workload", title: "Workload", show: (row, mean) => load(row.workload, mean) },
];

export class GridsRail {
  #box;
  #draft;
  #order = [];
  #rows = new Map();
  #body;
  #foot;
  #sort = { key: "name", way: 1 };
  locked = new Set();
  target = undefined; // null is "without grid"

  // onTarget(code | null), onLock(code), onEdit(code), onNew(), onZoom(code)
  constructor(box, draft, handlers) {
    this.#box = box;
    this.#draft = draft;
    Object.assign(this, handlers);
  }

  start() {
    this.#body = el("tbody");
    this.#foot = el("tfoot");
    fill(
      this.#box,
      el(
        "table",
        { class: "list measures live" },
        el("caption", { class: "sr-only" }, t("Management grids")),
        el("thead", {}, this.#heads()),
        this.#body,
        this.#foot,
      ),
      this.#draft.editable &&
        el(
          "p",
          { class: "notes" },
          el(
            "button",
            { type: "button", class: "button", name: "new-grid", onclick: () => this.onNew() },
            t("New grid"),
          ),
        ),
    );
    this.#arrange();
    this.update();
    this.#draft.on("step", () => this.update());
  }

  get #figures() {
    return this.#draft.figures;
  }

  #heads() {
    const head = ({ key, title }, number = true) =>
      el(
        "th",
        { scope: "col", class: number ? "number" : null, dataset: { key } },
        el("button", { type: "button", onclick: () => this.#sortBy(key) }, t(title)),
      );
    return el(
      "tr",
      {},
      head({ key: "name", title: "Grid" }, false),
      COLUMNS.map((column) => head(column)),
      head({ key: "deviation", title: "± mean" }),
      el(
        "th",
        { scope: "col", class: "acts" },
        el("span", { class: "sr-only" }, t("Lock and change")),
      ),
    );
  }

  #sortBy(key) {
    const same = this.#sort.key === key;
    this.#sort = { key, way: same ? -this.#sort.way : key === "name" ? 1 : -1 };
    this.#arrange();
    this.update();
  }

  #arrange() {
    const { key, way } = this.#sort;
    const by = (a, b) => inOrder(a.name || a.code, b.name || b.code);
    const sorted = [...this.#figures.grids].sort((a, b) =>
      key === "name" ? way * by(a, b) : way * (a[key] - b[key]) || by(a, b),
    );
    this.#order = sorted.map((row) => row.code);
    for (const head of this.#box.querySelectorAll("th[data-key]")) {
      if (head.dataset.key !== key) head.removeAttribute("aria-sort");
      else head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
    }
  }

  // Brings every row up to date; new grids come last until the next sorting.
  update() {
    const figures = new Map(this.#figures.grids.map((row) => [row.code, row]));
    for (const code of figures.keys()) if (!this.#order.includes(code)) this.#order.push(code);
    this.#order = this.#order.filter((code) => figures.has(code));
    const rows = this.#order.map((code) => {
      const row = this.#rows.get(code) ?? this.#make(code);
      this.#rows.set(code, row);
      this.#fillRow(row, figures.get(code));
      return row.node;
    });
    if (
      rows.length !== this.#body.children.length ||
      rows.some((row, i) => row !== this.#body.children[i])
    )
      fill(this.#body, rows);
    fill(this.#foot, this.#totals());
  }

  #make(code) {
    const cell = (name) => el("td", { class: name });
    const parts = {
      chip: swatch(""),
      name: el("button", { type: "button", class: "name", onclick: () => this.onTarget(code) }),
      torn: el("span", { class: "tag bad", hidden: true }, "⚠"),
      numbers: COLUMNS.map(() => cell("number")),
      against: cell("against"),
      lock: action("lock", () => this.onLock(code)),
      edit: action("edit", () => this.onEdit(code), icon("change")),
    };
    const node = el(
      "tr",
      {
        dataset: { code },
        onclick: (event) => event.target.closest("button") ?? this.onTarget(code),
        ondblclick: () => this.onZoom(code),
      },
      el(
        "th",
        { scope: "row" },
        el("span", { class: "title" }, parts.chip, parts.name, parts.torn),
      ),
      parts.numbers,
      parts.against,
      el("td", { class: "acts" }, parts.lock, parts.edit),
    );
    return { node, ...parts, seen: "" };
  }

  #fillRow(row, figures) {
    const { code } = figures;
    const [locked, target] = [this.locked.has(code), this.target === code];
    const mean = this.#figures.mean_workload;
    const seen = JSON.stringify([figures, locked, target, mean]);
    if (seen === row.seen) return;
    row.seen = seen;
    flash(row, `${figures.cells} ${figures.pieces} ${Math.round(figures.area_m2)}`);
    const name = figures.name || code;
    row.chip.style.background = figures.colour ?? "transparent";
    row.name.textContent = name;
    row.name.title = `${name} · ${code}`;
    row.torn.hidden = !(figures.pieces > 1);
    row.torn.title = t("In {n} pieces", { n: figures.pieces });
    row.torn.textContent = `⚠ ${figures.pieces}`;
    COLUMNS.forEach(({ show }, i) => (row.numbers[i].textContent = show(figures, mean)));
    fill(row.against, deviation(figures.deviation));
    row.node.setAttribute("aria-current", String(target));
    row.lock.setAttribute("aria-pressed", String(locked));
    row.lock.title = locked ? t("Unlock {name}", { name }) : t("Lock {name}", { name });
    row.lock.setAttribute("aria-label", row.lock.title);
    fill(row.lock, icon(locked ? "locked" : "open"));
    row.edit.title = t("Change {name}", { name });
    row.edit.setAttribute("aria-label", row.edit.title);
  }

  #totals() {
    const { mean_workload: mean, without_grid: none, grids } = this.#figures;
    const sum = (key) => grids.reduce((total, row) => total + row[key], 0);
    const line = (title, values, more = {}) =>
      el(
        "tr",
        more,
        el("th", { scope: "row" }, title),
        values.map((value) => el("td", { class: "number" }, value)),
        el("td", { colSpan: 2 }),
      );
    const without = el(
      "button",
      { type: "button", class: "name", onclick: () => this.onTarget(null) },
      t("Without grid"),
    );
    return [
      line(
        without,
        COLUMNS.map(({ show }) => show(none, mean)),
        {
          class: none.cells ? "without some" : "without",
          "aria-current": String(this.target === null),
        },
      ),
      line(t("In all"), [
        count(sum("cells") + none.cells),
        hectares(sum("area_m2") + none.area_m2),
        `⌀ ${load(mean, mean)}`,
      ]),
    ];
  }

  chooseTarget(code) {
    this.target = code;
    this.update();
    this.#rows.get(code)?.node.scrollIntoView({ block: "nearest" });
  }

  lock(code, on) {
    if (on) this.locked.add(code);
    else this.locked.delete(code);
    this.update();
  }
}

// A grid that gained or lost ground lights up for a moment, so that the eye finds what a stroke did.
function flash(row, ground) {
  const changed = row.ground !== undefined && row.ground !== ground;
  row.ground = ground;
  if (changed && !matchMedia("(prefers-reduced-motion: reduce)").matches)
    row.node.animate([{ background: "#fbe7b2" }, {}], { duration: 1400, easing: "ease-out" });
}

function load(value, mean) {
  const digits = mean < DECIMAL_BELOW ? 1 : 0;
  return value.toLocaleString(document.documentElement.lang, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

function deviation(share) {
  if (share == null) return "–";
  return [deviationBar(share), el("span", { class: "signed" }, signed(share))];
}

function action(name, onclick, drawn = null) {
  return el("button", { type: "button", class: `icon ${name}`, name, onclick }, drawn);
}
