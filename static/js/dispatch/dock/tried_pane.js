// Whether hot places tell where the next cases come, and clusters that go on now.

import { el } from "../../ui/dom.js";
import { count, figure, moment, t } from "../../ui/messages.js";
import { getJson, query } from "../../ui/net.js";
import { figuresTable } from "./table.js";

const WAYS = {
  count: "most cases",
  smoothed: "most cases, with those around",
  hot_spots: "hot spots (Gi*)",
};
const SURE = 0.05;

export async function triedPane({ filter, timezone, showCircles, showPlace }) {
  const asked = query(filter.question({ without: ["box"] }));
  const [tried, now] = await Promise.all([
    getJson(`/api/cases/hotspots/tried${asked}`),
    getJson(`/api/cases/clusters${asked}`),
  ]);
  showCircles(now.clusters.filter(({ p }) => p <= SURE));
  return [
    el("div", { class: "side" }, waysTable(tried)),
    el("div", { class: "side" }, clusters(now, timezone, showPlace)),
  ];
}

function waysTable({ ways, weeks, learn_days, tile_m }) {
  const shares = [...new Set(ways.map(({ share }) => share))];
  const rows = Object.keys(WAYS).map((way) => ways.filter((one) => one.way === way));
  const columns = [
    { title: t("Tiles of {n} m with", { n: tile_m }), text: ([one]) => t(WAYS[one.way]) },
    ...shares.map((share, at) => ({
      title: t("hottest {share} %", { share: 100 * share }),
      number: true,
      text: (row) =>
        row[at].hit_rate == null
          ? "–"
          : `${figure(100 * row[at].hit_rate, 1)} % (${figure(row[at].pai, 1)})`,
    })),
  ];
  return [
    el(
      "p",
      { class: "dock-line" },
      t(
        "Of the cases of the last {weeks} weeks so many came where the {days} days before each week were hottest; in brackets, how many times more than anywhere (PAI).",
        { weeks, days: learn_days },
      ),
    ),
    figuresTable(columns, rows),
  ];
}

function clusters({ clusters: found, days, cases }, timezone, showPlace) {
  const sure = found.filter(({ p }) => p <= SURE);
  const columns = [
    { title: t("since"), text: (row) => moment(row.from, timezone) },
    { title: t("Cases"), number: true, text: (row) => count(row.cases) },
    { title: t("expected"), number: true, text: (row) => figure(row.expected, 1) },
    { title: t("within"), number: true, text: (row) => `${row.radius_m} m` },
    { title: "p", number: true, text: (row) => figure(row.p, 2) },
  ];
  const said = sure.length
    ? t("{n} clusters go on that place and day do not explain (ringed on the map).", {
        n: sure.length,
      })
    : t("No cluster goes on that chance would not explain.");
  return [
    el(
      "p",
      { class: "dock-line" },
      said,
      " ",
      el(
        "span",
        { class: "quiet" },
        t("{n} cases of {days} days were scanned; p is the chance of any as unlikely.", {
          n: count(cases),
          days,
        }),
      ),
    ),
    figuresTable(columns, found, {
      onPick: (row) => showPlace([row.lon, row.lat]),
      rowClass: ({ p }) => (p <= SURE ? null : "quiet"),
    }),
  ];
}
