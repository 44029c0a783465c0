// Cases by weekday and hour, as cases per day of that kind; darker is more.

import { el } from "../../ui/dom.js";
import { count, figure, t } from "../../ui/messages.js";
import { getJson, query } from "../../ui/net.js";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const STEPS = 6;

export async function hoursPane({ filter }) {
  const { counts, days, timeless } = await getJson(`/api/cases/hours${query(filter.question())}`);
  const mean = counts.map((row, day) => row.map((n) => (days[day] ? n / days[day] : 0)));
  const most = Math.max(1e-9, ...mean.flat());
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  const row = (title, day) => {
    const sum = mean[day].reduce((a, b) => a + b, 0);
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, t(title)),
      hours.map((hour) =>
        el("td", {
          class: `punch punch-${Math.ceil((STEPS * mean[day][hour]) / most)}`,
          title: t("{day} {hour}:00, {n} cases, {mean} a day", {
            day: t(title),
            hour,
            n: count(counts[day][hour]),
            mean: figure(mean[day][hour], 2),
          }),
        }),
      ),
      el("td", { class: "number" }, figure(sum, 1)),
    );
  };
  return [
    el(
      "table",
      { class: "punch-card" },
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          el("th", {}),
          hours.map((hour) => el("th", { scope: "col" }, hour % 3 ? "" : String(hour))),
          el("th", { scope: "col", class: "number" }, t("a day")),
        ),
      ),
      el("tbody", {}, DAYS.map(row)),
    ),
    el(
      "p",
      { class: "quiet" },
      t("Cases per hour on a day of each kind; the darkest is {n}.", { n: figure(most, 1) }),
      timeless > 0 && ` ${t("{n} cases have no moment.", { n: count(timeless) })}`,
    ),
  ];
}
