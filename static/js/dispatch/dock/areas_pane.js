// Cases by area, class, unit or source: counts, rates where they rest on enough, what changed.

import { el } from "../../ui/dom.js";
import { count, figure, t } from "../../ui/messages.js";
import { getJson, query } from "../../ui/net.js";
import { figuresTable } from "./table.js";

const BY = {
  grid: "Grid",
  street: "Street",
  community: "Community",
  cell: "Unit cell",
  road: "Road segment",
  class: "Class",
  unit: "Unit",
  source: "Source",
};
const RATES = [
  ["per_km2", "per km²"],
  ["per_road_km", "per km of road"],
  ["per_100_assets", "per 100 assets"],
];
// What a row can narrow the filter to.
const FILTERS = { grid: "grid", street: "street", unit: "unit", source: "source" };

export async function areasPane({ filter, sources }) {
  const asked = { ...filter.question(), vs: filter.get("vs"), by: filter.get("by") || "grid" };
  const found = await getJson(`/api/cases/areas${query(asked)}`);
  const names = { source: (code) => sources.find(({ value }) => value === code)?.title };
  const name = (row) => row.name ?? names[found.by]?.(row.code) ?? row.code;
  const columns = [
    { title: t(BY[found.by]), text: (row) => withCode(row, name(row)) },
    { title: t("Cases"), number: true, text: (row) => count(row.count) },
    ...(found.then == null ? [] : changes(found.then_class)),
    ...RATES.filter(([field]) => found.rows.some((row) => row[field] != null)).map(
      ([field, title]) => ({ title: t(title), number: true, text: (row) => rate(row, field) }),
    ),
  ];
  const onPick =
    found.by in FILTERS
      ? (row) => filter.set({ [FILTERS[found.by]]: [row.code] })
      : found.by === "class"
        ? (row) => filter.set({ class: [row.code.split("|").slice(1).join(":")] })
        : null;
  return [choice(filter, found), figuresTable(columns, found.rows, { onPick, rowClass: changed })];
}

function withCode(row, name) {
  return name === row.code || !/^R-|^\d{9,}$/.test(row.code)
    ? name
    : [name, " ", el("span", { class: "quiet" }, row.code)];
}

function choice(filter, found) {
  const by = el(
    "select",
    { name: "by", onchange: (event) => filter.set({ by: event.target.value }) },
    Object.entries(BY).map(([value, title]) =>
      el("option", { value, selected: value === found.by }, t(title)),
    ),
  );
  const left =
    found.without > 0 && t("{n} cases belong to none of them.", { n: count(found.without) });
  const few = t("Rates in grey rest on fewer than {n} cases.", { n: found.few });
  const sure =
    found.then != null &&
    (found.then_class
      ? t("An arrow marks a difference that is more than chance, 5 % of them false.")
      : t("An arrow marks a change that is more than chance, 5 % of them false."));
  const more =
    found.of > found.rows.length &&
    t("The first {n} of {of}.", { n: found.rows.length, of: found.of });
  return el(
    "p",
    { class: "dock-line" },
    el("label", {}, `${t("By")} `, by),
    el("span", { class: "quiet" }, [left, few, sure, more].filter(Boolean).join(" ")),
  );
}

function changes(other) {
  return [
    { title: other ?? t("earlier"), number: true, text: (row) => count(row.then) },
    {
      title: other ? t("difference") : t("change"),
      number: true,
      text: (row) => {
        if (!row.then) return row.count ? (other ? "–" : t("new")) : "";
        const share = Math.round((100 * (row.count - row.then)) / row.then);
        const mark = { up: " ▲", down: " ▼" }[row.changed] ?? "";
        return `${share > 0 ? "+" : ""}${share} %${mark}`;
      },
    },
  ];
}

const changed = (row) => (row.changed ? `changed-${row.changed}` : null);

function rate(row, field) {
  if (row[field] == null) return "–";
  const text = figure(row[field], row[field] < 10 ? 1 : 0);
  return row.few ? el("span", { class: "few", title: t("rests on few cases") }, text) : text;
}
