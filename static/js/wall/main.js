// The wall: heat of today's cases, what is overdue, the figures of the day. Nobody touches it; it
// looks anew at every piece of news, and every minute.

import { Filter } from "../dispatch/filter.js";
import { HeatScene } from "../dispatch/heat_scene.js";
import { Live } from "../dispatch/live.js";
import { Stage } from "../map/stage.js";
import { el, fill, find } from "../ui/dom.js";
import { count, figure, moment, t } from "../ui/messages.js";
import { getJson, query } from "../ui/net.js";

const MINUTE_MS = 60_000;
const OPACITY = 0.85;
const facts = window.stageFacts;
const stage = new Stage({ tiles: facts.tiles });
const clock = new Intl.DateTimeFormat(document.documentElement.lang, {
  timeZone: facts.timezone,
  dateStyle: "full",
  timeStyle: "short",
  hour12: false,
});
let day = "";
let heat = null;

function card(title, value, more = "", look = "") {
  return el(
    "div",
    { class: `figure ${look}` },
    el("strong", {}, value),
    el("span", {}, title),
    more && el("small", {}, more),
  );
}

const percent = (rate) => (rate == null ? "–" : `${figure(100 * rate, 1)} %`);

function drawFigures(today) {
  fill(find(".clock"), clock.format(new Date(today.at)));
  fill(
    find(".wall-figures"),
    card(
      t("reported today"),
      count(today.reported),
      t("a week ago by now: {n}", { n: count(today.then) }),
    ),
    card(t("open"), count(today.open)),
    card(t("overdue"), count(today.overdue), "", today.overdue ? "bad" : ""),
    card(t("found by ourselves today"), percent(today.active)),
    card(t("solved in time, 15 days"), percent(today.timely)),
  );
  fill(
    find(".grids"),
    el("h2", {}, t("Grids with most overdue")),
    el(
      "table",
      {},
      today.grids.map((row) =>
        el(
          "tr",
          {},
          el("th", { scope: "row" }, row.name),
          el("td", { class: row.overdue ? "bad" : "" }, count(row.overdue)),
          el("td", {}, t("{n} open", { n: count(row.open) })),
        ),
      ),
    ),
  );
  fill(
    find(".latest"),
    el("h2", {}, t("Latest cases")),
    el(
      "ol",
      {},
      today.latest.map((row) =>
        el(
          "li",
          {},
          el("b", {}, row.class_name ?? row.class_code ?? t("Case")),
          ` ${row.grid_name ?? row.grid ?? ""} `,
          el("span", {}, moment(row.reported_at, facts.timezone)),
        ),
      ),
    ),
  );
}

async function drawMap(today) {
  if (day !== today.from) {
    day = today.from;
    heat?.stop();
    heat = new HeatScene(stage, new Filter(query({ from: today.from })), null);
  }
  const { title, rows } = await heat.draw(undefined, OPACITY);
  const legend = find(".legend");
  legend.hidden = false;
  fill(
    legend,
    el("h3", {}, title),
    el(
      "ul",
      {},
      rows.map(([colour, text]) =>
        el("li", {}, el("span", { class: "swatch", style: { background: colour } }), text),
      ),
      el("li", {}, el("span", { class: "dot" }), t("overdue")),
    ),
  );
  const { cases = [] } = await getJson(
    `/api/cases/places${query({ light: "red", open: "1", zoom: 20 })}`,
  );
  stage.points(
    "overdue",
    {
      type: "FeatureCollection",
      features: cases.map((row) => ({
        type: "Feature",
        properties: row,
        geometry: { type: "Point", coordinates: [row.lon, row.lat] },
      })),
    },
    { look: () => ({ radius: 7, color: "#fff", weight: 2, fillColor: "#c2341f", fillOpacity: 1 }) },
  );
}

// A wall has nobody to press "again": a refusal is waited out, the freshness mark tells of it.
async function refresh() {
  try {
    const today = await getJson("/api/wall");
    drawFigures(today);
    await drawMap(today);
  } catch (error) {
    if (error.name !== "Refusal" && error.status == null) throw error;
  }
}

async function start() {
  const [box, grids] = await Promise.all([
    stage.addGround(facts.ground),
    getJson("/api/plan/grids"),
  ]);
  const bottom = find(".wall-figures").offsetHeight || innerHeight / 6;
  if (box) stage.fit(box, { bottom });
  stage.nameAreas(
    grids.features
      .filter(({ properties }) => properties.label_at)
      .map(({ properties: { name, code, label_at: place } }) => ({ text: name ?? code, place })),
  );
  stage.shapes("outlines", grids, {
    pane: "lines",
    style: { color: "#5b6b73", weight: 1.2, opacity: 0.7, fill: false, interactive: false },
  });
  await refresh();
  new Live(find(".live"), { mark: facts.news, timezone: facts.timezone, onNews: refresh });
  setInterval(refresh, MINUTE_MS);
  document.documentElement.dataset.ready = "true";
}

start();
