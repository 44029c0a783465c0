// What a search found, before anybody takes it: how even, at what price, and each grid's load.

import { deviationBar, inOrder, percent, signed, swatch } from "../plan/figures.js";
import { el } from "../ui/dom.js";
import { count, figure, t } from "../ui/messages.js";

// Two deviations that are told alike, and a mean below which loads are told with a decimal.
const SAME = 0.0005;
const DECIMAL_BELOW = 50;

// found: an answer of the server; onGrid(key): a grid was pressed
export function answerOf(found, { onGrid }) {
  return [
    el(
      "p",
      { class: "verdict" },
      el("span", { class: "quiet" }, t("Farthest from the mean")),
      el("strong", {}, percent(found.deviation_before)),
      el("span", { "aria-hidden": "true" }, "→"),
      el("strong", { class: better(found) ? "less" : "more" }, percent(found.deviation)),
    ),
    bound(found).map((said) => el("p", { class: "quiet" }, said)),
    el(
      "dl",
      { class: "sums" },
      [
        [t("Cells that move"), count(found.moved)],
        [t("Borders"), `${figure(found.perimeter_m / 2000, 1)} km`],
        [t("Change"), signed(found.perimeter_m / found.perimeter_before_m - 1)],
      ].map(([title, value]) => el("div", {}, el("dt", {}, title), el("dd", {}, value))),
    ),
    table(found.rows, onGrid),
  ];
}

const better = ({ deviation, deviation_before: before }) => deviation < before;

function bound({ bound: least, deviation, finished, moved }) {
  if (!moved) return [t("The search found nothing better than what there is.")];
  if (deviation - least < SAME) return [t("No plan within these limits is more even.")];
  const said = t("No plan within these limits comes below {n}.", { n: percent(least) });
  return finished ? [said] : [said, t("More time may bring a better answer.")];
}

export function nameOf({ name, number }) {
  return name ?? t("New grid {n}", { n: number });
}

// Loads before and after; the bar tells how far the new one is from the mean of all.
function table(rows, onGrid) {
  const loads = rows.map(({ after }) => after).filter((value) => value != null);
  const mean = loads.reduce((a, b) => a + b, 0) / (loads.length || 1);
  const sorted = [...rows].sort((a, b) => inOrder(nameOf(a), nameOf(b)));
  return el(
    "table",
    { class: "before-after loads" },
    el("caption", { class: "sr-only" }, t("Workload of each grid")),
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        ["Grid", "Before", "After", "± mean"].map((title) => el("th", { scope: "col" }, t(title))),
      ),
    ),
    el(
      "tbody",
      {},
      sorted.map((row) => line(row, mean, onGrid)),
    ),
  );
}

function line(row, mean, onGrid) {
  const said = (value) => (value == null ? "–" : figure(value, mean < DECIMAL_BELOW ? 1 : 0));
  const share = row.after == null || !(mean > 0) ? null : row.after / mean - 1;
  return el(
    "tr",
    { dataset: { key: row.key } },
    el(
      "th",
      { scope: "row" },
      swatch(row.colour),
      el("button", { type: "button", class: "name", onclick: () => onGrid(row.key) }, nameOf(row)),
      row.before == null && el("span", { class: "tag" }, t("new")),
      row.after == null && el("span", { class: "tag warn" }, t("goes")),
    ),
    el("td", { class: "number" }, said(row.before)),
    el("td", { class: "number" }, said(row.after)),
    el(
      "td",
      { class: "against" },
      share == null ? "–" : [deviationBar(share), el("span", { class: "signed" }, signed(share))],
    ),
  );
}
