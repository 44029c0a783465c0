// What to expect tomorrow in each grid, by a plain model, and how far off it was.

import { el } from "../../ui/dom.js";
import { figure, t } from "../../ui/messages.js";
import { getJson, query } from "../../ui/net.js";
import { figuresTable } from "./table.js";

const range = ({ low, high }) => `${figure(low, 0)} – ${figure(high, 0)}`;

export async function tomorrowPane({ filter }) {
  const asked = filter.question({ without: ["from", "to", "box"] });
  const found = await getJson(`/api/cases/tomorrow${query(asked)}`);
  const columns = [
    { title: t("Grid"), text: (row) => row.name ?? row.grid },
    { title: t("expected"), number: true, text: (row) => figure(row.expected, 1) },
    { title: t("four days of five"), number: true, text: range },
    { title: t("was off by"), number: true, text: (row) => figure(row.error, 1) },
    {
      title: t("the week before was off by"),
      number: true,
      text: (row) => figure(row.naive_error, 1),
    },
  ];
  const { total } = found;
  const said = t(
    "{day}: {n} cases are expected, four days of five {range}. Over the last 28 days the total was off by {error} a day; saying what the same day a week before had, by {naive}.",
    {
      day: found.day,
      n: figure(total.expected, 0),
      range: range(total),
      error: figure(total.error, 0),
      naive: figure(total.naive_error, 0),
    },
  );
  const how = t("The mean of the last 28 days, times what days of its kind have more or less.");
  return [
    el("p", { class: "dock-line" }, said, " ", el("span", { class: "quiet" }, how)),
    figuresTable(columns, found.grids, {
      onPick: (row) => filter.set({ grid: [row.grid] }),
    }),
  ];
}
