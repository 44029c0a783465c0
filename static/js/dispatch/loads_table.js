// What the units have in hand, and what they would have.

import { el } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";

const MORE = 5;

// Units that gain or lose cases come first, then the most loaded of the others to compare with.
export function loadsTable(loads, gains) {
  const moved = loads.filter(({ unit }) => gains.get(unit));
  const others = loads.filter(({ unit }) => !gains.get(unit)).slice(0, MORE);
  const most = Math.max(1, ...loads.map(({ unit, open }) => open + (gains.get(unit) ?? 0)));
  return el(
    "table",
    {},
    el("caption", {}, t("Cases in hand")),
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        [t("Unit"), t("now"), t("then"), t("overdue")].map((title, at) =>
          el("th", { scope: "col", class: at ? "number" : null }, title),
        ),
      ),
    ),
    el(
      "tbody",
      {},
      [...moved, ...others].map((load) => row(load, gains.get(load.unit) ?? 0, most)),
    ),
  );
}

function row({ unit_name: name, open, red }, gain, most) {
  const signed = gain > 0 ? `+${count(gain)}` : `−${count(-gain)}`;
  return el(
    "tr",
    { class: gain ? "moved" : "quiet" },
    el(
      "th",
      { scope: "row" },
      name,
      el("meter", { min: "0", max: String(most), value: String(open + gain) }),
    ),
    el("td", { class: "number" }, count(open)),
    el("td", { class: "number" }, gain ? `${count(open + gain)} (${signed})` : ""),
    el("td", { class: "number" }, red ? count(red) : ""),
  );
}
