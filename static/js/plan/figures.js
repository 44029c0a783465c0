// How the plan's figures are written: hectares and kilometres, and how far one is from the mean.

import { el } from "../ui/dom.js";
import { figure, language, t } from "../ui/messages.js";

const oneDecimal = new Intl.NumberFormat(document.documentElement.lang, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

export const hectares = (m2) => figure(m2 / 10_000, 0);
export const kilometres = (m) => oneDecimal.format(m / 1_000);
export const percent = (share) => (share == null ? "–" : `${oneDecimal.format(100 * share)} %`);

// The measures a table can be sorted and compared by; `read` gives the number, `show` its text.
export const COLUMNS = [
  { key: "cells", title: "Cells", show: (row) => figure(row.cells, 0) },
  { key: "area_m2", title: "Area, ha", show: (row) => hectares(row.area_m2) },
  { key: "road_m", title: "Roads, km", show: (row) => kilometres(row.road_m) },
  { key: "assets", title: "Assets", show: (row) => figure(row.assets, 0) },
  { key: "cases_per_month", title: "Cases/mo.", show: (row) => figure(row.cases_per_month, 0) },
];

export function signed(share) {
  const whole = Math.round(100 * share);
  return `${whole > 0 ? "+" : whole < 0 ? "−" : ""}${Math.abs(whole)} %`;
}

// A bar that grows from the mean in the middle; one and a half times the mean fills its half.
export function deviationBar(share) {
  const wide = Math.min(1, Math.abs(share) / 1.5) * 50;
  const style =
    share < 0 ? { right: "50%", width: `${wide}%` } : { left: "50%", width: `${wide}%` };
  return el(
    "span",
    { class: "deviation", title: t("{n} from the mean of the grids", { n: signed(share) }) },
    el("span", { class: share < 0 ? "less" : "more", style }),
  );
}

export function swatch(colour) {
  return el("span", { class: "chip", style: { background: colour ?? "transparent" } });
}

// Codes and names in the order a reader expects: G2 before G10, 一网格 by its own letters.
const collator = new Intl.Collator(language === "zh" ? "zh-CN" : "en", { numeric: true });
export const inOrder = (a, b) => collator.compare(a, b);

export function day(seconds, timeZone) {
  if (seconds == null) return "–";
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(
    new Date(seconds * 1000),
  );
}
