// What differs between two plans, as figures: in all, per grid, ground that changes hands, cases.

import { beforeAfter, FIGURES, gridsTable } from "../draft/impact_grids.js";
import { inOrder } from "../plan/figures.js";
import { el } from "../ui/dom.js";
import { count, figure, t } from "../ui/messages.js";

const HEADS = ["Grid", "A", "B", "Change"];
const hectares = (area_m2) => `${figure(area_m2 / 10_000, 2)} ha`;

export function totals({ cells, area_m2: area, changed, table }) {
  const pairs = [
    [t("Cells"), count(cells)],
    [t("Ground"), hectares(area)],
    [t("Grids"), count(table.filter(({ a, b }) => JSON.stringify(a) !== JSON.stringify(b)).length)],
  ];
  return el(
    "section",
    { class: "in-all" },
    el(
      "p",
      { class: "quiet" },
      changed.features.length
        ? t("From A to B, this changes:")
        : t("No ground changes hands between A and B."),
    ),
    el(
      "dl",
      { class: "sums" },
      pairs.map(([title, value]) => el("div", {}, el("dt", {}, title), el("dd", {}, value))),
    ),
  );
}

// state: { figure, every }, changed in place; onDraw(): draw anew
export function figures(table, state, { onGrid, onDraw }) {
  const choice = el(
    "select",
    { name: "figure", "aria-label": t("Figure to compare") },
    Object.entries(FIGURES).map(([name, [title]]) =>
      el("option", { value: name, selected: name === state.figure }, t(title)),
    ),
  );
  choice.addEventListener("change", () => {
    state.figure = choice.value;
    onDraw();
  });
  const every = el("input", { type: "checkbox", name: "every", checked: state.every });
  every.addEventListener("change", () => {
    state.every = every.checked;
    onDraw();
  });
  const rows = table
    .map(({ code, a, b }) => ({ code, name: (b ?? a).name, before: a, after: b }))
    .sort((one, other) => inOrder(one.name, other.name));
  return el(
    "section",
    {},
    el(
      "div",
      { class: "head" },
      el("h3", {}, t("Grid by grid")),
      choice,
      el("label", { class: "tick" }, every, t("all grids")),
    ),
    gridsTable(rows, state.figure, { every: state.every, onGrid, heads: HEADS }),
  );
}

// Pairs of hands, the largest ground first.
export function ground(changed, { hands, onPick }) {
  if (!changed.features.length) return null;
  const sorted = [...changed.features].sort((a, b) => b.properties.area_m2 - a.properties.area_m2);
  return el(
    "section",
    {},
    el("h3", {}, t("Ground that changes hands")),
    el(
      "ul",
      { class: "units hands" },
      sorted.map((feature) =>
        el(
          "li",
          {},
          el(
            "button",
            { type: "button", class: "link", onclick: () => onPick(feature) },
            hands(feature.properties),
          ),
          el("span", { class: "number" }, hectares(feature.properties.area_m2)),
        ),
      ),
    ),
  );
}

// The cases of some days as both plans count them. counted: { a, b } as the server tells, or null.
export function cases(counted, span, { onCount, nameOf, onGrid }) {
  const day = (name) =>
    el("input", { type: "date", name, value: span[name], required: true, max: "9999-12-31" });
  const form = el(
    "form",
    { class: "days", name: "days" },
    day("from"),
    el("span", { "aria-hidden": "true" }, "–"),
    day("to"),
    el("button", { class: "button", name: "count" }, t("Count")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onCount(Object.fromEntries(new FormData(form)));
  });
  return el(
    "section",
    {},
    el("h3", {}, t("Cases of these days, counted by both plans")),
    form,
    counted && recounted(counted, nameOf, onGrid),
  );
}

function recounted({ a, b }, nameOf, onGrid) {
  const codes = [...new Set([...Object.keys(a.grids), ...Object.keys(b.grids)])];
  const rows = codes
    .map((code) => ({
      code,
      name: nameOf(code),
      before: a.grids[code] ?? null,
      after: b.grids[code] ?? null,
    }))
    .sort((one, other) => inOrder(one.name, other.name));
  const none = { code: "", name: t("no grid"), before: a.elsewhere, after: b.elsewhere };
  return [
    el("p", { class: "quiet" }, t("{n} cases were reported on these days.", { n: count(a.total) })),
    beforeAfter(none.before || none.after ? [...rows, none] : rows, {
      read: (side) => side,
      write: count,
      onGrid,
      heads: HEADS,
      tags: false,
    }),
  ];
}
