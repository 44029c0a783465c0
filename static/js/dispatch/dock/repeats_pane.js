// What comes again: how many cases repeat another, and the places of most, on the map too.

import { el } from "../../ui/dom.js";
import { count, figure, moment, t } from "../../ui/messages.js";
import { getJson, query } from "../../ui/net.js";
import { figuresTable } from "./table.js";

const REACHES_M = [10, 30, 50, 100];
const DAYS = [3, 7, 14, 30, 90];

export async function repeatsPane({ filter, timezone, showCircles, showPlace }) {
  const asked = {
    ...filter.question(),
    reach: filter.get("reach") || 30,
    days: filter.get("days") || 14,
  };
  const found = await getJson(`/api/cases/repeats${query(asked)}`);
  showCircles(found.places.map((place) => ({ ...place, radius_m: found.reach_m })));
  const columns = [
    { title: t("Class"), text: (row) => row.class_name ?? row.class },
    { title: t("Cases"), number: true, text: (row) => count(row.count) },
    { title: t("open"), number: true, text: (row) => (row.open ? count(row.open) : "") },
    { title: t("Place"), text: (row) => row.address ?? "" },
    { title: t("first"), text: (row) => moment(row.first, timezone) },
    { title: t("last"), text: (row) => moment(row.last, timezone) },
    { title: t("Asset"), text: (row) => asset(row.asset) },
  ];
  const onPick = (row) => showPlace([row.lon, row.lat]);
  return [line(filter, found), figuresTable(columns, found.places, { onPick })];
}

function asset(one) {
  return one
    ? el(
        "a",
        { href: `/inspect${query({ layer: one.layer, code: one.code })}` },
        `${one.title} ${one.code}`,
      )
    : "";
}

function line(filter, { repeats, cases, reach_m, days, placeless, piled }) {
  const choose = (name, values, now, unit) =>
    el(
      "select",
      { name, onchange: (event) => filter.set({ [name]: event.target.value }) },
      values.map((value) =>
        el("option", { value: String(value), selected: value === now }, `${value} ${unit}`),
      ),
    );
  const share = cases ? figure((100 * repeats) / cases, 1) : "0";
  const said = [
    t("{n} of {of} cases ({share} %) have an earlier one of their class so near and so soon.", {
      n: count(repeats),
      of: count(cases),
      share,
    }),
    placeless > 0 && t("{m} cases without a place are not drawn.", { m: count(placeless) }),
    piled > 0 && t("{m} cases on one default place are left out.", { m: count(piled) }),
  ];
  return el(
    "p",
    { class: "dock-line" },
    el("label", {}, `${t("Within")} `, choose("reach", REACHES_M, reach_m, "m")),
    el("label", {}, `${t("and")} `, choose("days", DAYS, days, t("days"))),
    el("span", { class: "quiet" }, said.filter(Boolean).join(" ")),
  );
}
