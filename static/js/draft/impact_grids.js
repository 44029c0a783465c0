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

// rows: the grids of an impact; onGrid(code): one was pressed
export function gridsTable(rows, chosen, { every, onGrid }) {
  const [, write] = FIGURES[chosen];
  const shown = every ? rows : rows.filter(({ before, after }) => differ(before, after));
  return el(
    "table",
    { class: "before-after" },
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        ["Grid", "Before", "After", "Change"].map((title) => el("th", { scope: "col" }, t(title))),
      ),
    ),
    el(
      "tbody",
      {},
      shown.map((row) => line(row, chosen, write, onGrid)),
    ),
  );
}

export const differ = (before, after) => JSON.stringify(before) !== JSON.stringify(after);

function line({ code, name, before, after }, chosen, write, onGrid) {
  const [was, is] = [before?.[chosen], after?.[chosen]];
  const by = (is ?? 0) - (was ?? 0);
  const said = (value) => (value == null ? "–" : write(value));
  return el(
    "tr",
    { dataset: { code } },
    el(
      "th",
      { scope: "row" },
      el("button", { type: "button", class: "name", onclick: () => onGrid(code) }, name),
      !before && el("span", { class: "tag" }, t("new")),
      !after && el("span", { class: "tag warn" }, t("goes")),
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
