// Management grids before and after, one figure at a time: a rail is narrow, a person compares one.

import { el } from "../ui/dom.js";
import { count, figure, t } from "../ui/messages.js";

const whole = (value) => count(Math.round(value));
const hectares = (value) => figure(value / 10_000, 1);
const kilometres = (value) => figure(value / 1000, 2);

// name → [title, how a value is written]
export const FIGURES = {
  workload: ["Workload", (value) => figure(value, 1)],
  cells: ["Cells", whole],
  area_m2: ["Area (ha)", hectares],
  road_m: ["Roads (km)", kilometres],
  assets: ["Assets", whole],
  cases_per_month: ["Cases a month", whole],
  open_cases: ["Open cases", whole],
  collectors: ["Collectors", whole],
};

const HEADS = ["Grid", "Before", "After", "Change"];

// rows: grids with `before` and `after`, null where there was none; onGrid(code): one was pressed
export function gridsTable(rows, chosen, { every, onGrid, heads = HEADS }) {
  const [, write] = FIGURES[chosen];
  const shown = every ? rows : rows.filter(({ before, after }) => differ(before, after));
  return beforeAfter(shown, { read: (side) => side?.[chosen], write, onGrid, heads });
}

// read(side): the number of one side; tags: whether grids that come or go are marked
export function beforeAfter(rows, { read, write, onGrid, heads = HEADS, tags = true }) {
  return el(
    "table",
    { class: "before-after" },
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        heads.map((title) => el("th", { scope: "col" }, t(title))),
      ),
    ),
    el(
      "tbody",
      {},
      rows.map((row) => line(row, { read, write, onGrid, tags })),
    ),
  );
}

export const differ = (before, after) => JSON.stringify(before) !== JSON.stringify(after);

function line({ code, name, before, after }, { read, write, onGrid, tags }) {
  const [was, is] = [read(before), read(after)];
  const by = (is ?? 0) - (was ?? 0);
  const said = (value) => (value == null ? "–" : write(value));
  return el(
    "tr",
    { dataset: { code } },
    el(
      "th",
      { scope: "row" },
      el("button", { type: "button", class: "name", onclick: () => onGrid(code) }, name),
      tags && !before && el("span", { class: "tag" }, t("new")),
      tags && !after && el("span", { class: "tag warn" }, t("goes")),
    ),
    el("td", { class: "number" }, said(was)),
    el("td", { class: "number" }, said(is)),
    el(
      "td",
      { class: by > 0 ? "number more" : by < 0 ? "number less" : "number" },
      signed(by, write),
    ),
  );
}

function signed(by, write) {
  const said = write(Math.abs(by));
  if (!/[1-9]/.test(said)) return "0";
  return by > 0 ? `+${said}` : `−${said}`;
}
