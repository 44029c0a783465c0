// Tested hot and cold spots on the map: how sure one may be of each, or what became of it.

import { el } from "../ui/dom.js";
import { count, figure, t } from "../ui/messages.js";
import { getJson, query } from "../ui/net.js";
import { choice, tick } from "./look_form.js";

// Sides of tiles to choose from, in metres; the first that stands in no address is the server's own.
const TILES_M = [100, 200, 400, 800];
const TILE_M = 200;
const SLICES = [6, 12, 24];
const SLICES_MEANT = 12;

// From sand to violet for hot, from pale to deep blue for cold: told apart by lightness alone too.
const HOT = { 0.01: "#6a0c54", 0.05: "#b83a44", 0.1: "#e8a060" };
const COLD = { 0.01: "#1f4e79", 0.05: "#5b8db8", 0.1: "#a9c6dd" };
const colour = ({ kind, level }) => (kind === "hot" ? HOT : COLD)[level];

// What the map shows of a filter: areas and their look, and title, rows and foot of the legend.
export async function drawSpots(filter, signal) {
  const { over, spot, slices } = filter.some(["over", "spot", "slices"]);
  const asked = filter.question({ without: ["box"] });
  if (spot === "cells") asked.on = "cells";
  else if (spot) asked.tile = spot;
  if (over && slices) asked.slices = slices;
  const read = over ? emergingSpots : hotSpots;
  const { found, rows, note, look } = await read(asked, signal);
  const title = over ? t("Hot spots over time") : t("Hot and cold spots");
  return { title, rows, foot: [el("p", { class: "quiet" }, note), form(filter)], found, look };
}

function form(filter) {
  const { over, spot, slices } = filter.some(["over", "spot", "slices"]);
  const set = (name) => (event) => filter.set({ [name]: event.target.value });
  const tiles = TILES_M.map((side_m) => [side_m, t("Tiles of {n} m", { n: side_m })]);
  return el(
    "div",
    { class: "look no-print" },
    choice(t("Counted on"), spot || TILE_M, [...tiles, ["cells", "Unit cells"]], set("spot")),
    tick(t("Over time"), over === "1", (event) =>
      filter.set({ over: event.target.checked ? "1" : "" }),
    ),
    over &&
      choice(
        t("Slices"),
        slices || SLICES_MEANT,
        SLICES.map((n) => [n, String(n)]),
        set("slices"),
      ),
  );
}

const grain = ({ tile_m }) => (tile_m ? t("Tiles of {n} m", { n: tile_m }) : t("Unit cells"));

async function hotSpots(question, signal) {
  const found = await getJson(`/api/cases/hotspots${query(question)}`, { signal });
  const rows = [
    ...[0.01, 0.05, 0.1].map((level) => [HOT[level], t("Hot, {rate} % false", percent(level))]),
    ...[0.1, 0.05, 0.01].map((level) => [COLD[level], t("Cold, {rate} % false", percent(level))]),
  ];
  const told = t("{on}; {tested} of {areas} tested.", {
    on: grain(found),
    tested: count(found.tested),
    areas: count(found.areas),
  });
  const piled =
    found.piled > 0 && t("{m} cases on one default place are left out.", { m: count(found.piled) });
  const placeless = t("{m} cases without a place are not drawn.", { m: count(found.placeless) });
  return { found, rows, note: [told, piled, placeless].filter(Boolean).join(" "), look: spotLook };
}

const percent = (level) => ({ rate: 100 * level });

const spotLook = {
  style: ({ properties }) => ({
    color: "#ffffff",
    weight: 0.5,
    fillColor: colour(properties),
    fillOpacity: 0.66,
  }),
  label: ({ properties: { count: cases, z } }) =>
    t("{cases} cases · score {z}", { cases: count(cases), z: figure(z, 2) }),
};

// What became of a spot, by the published rules: strong and lasting in dark, passing in pale.
const CLASSES = {
  new: ["#f2c14e", "New"],
  consecutive: ["#e8804a", "Consecutive"],
  intensifying: ["#b3243c", "Intensifying"],
  persistent: ["#6a0c54", "Persistent"],
  diminishing: ["#b58bb0", "Diminishing"],
  sporadic: ["#d8b48a", "Sporadic"],
  oscillating: ["#5b8db8", "Oscillating"],
  historical: ["#8f9ba1", "Historical"],
};

async function emergingSpots(question, signal) {
  const found = await getJson(`/api/cases/hotspots/emerging${query(question)}`, { signal });
  const rows = Object.entries(CLASSES)
    .filter(([name]) => found.classes[name])
    .map(([name, [shade, title]]) => [shade, `${t(title)} (${count(found.classes[name])})`]);
  const told = t("{on}; {slices} slices of the period.", {
    slices: found.edges.length - 1,
    on: grain(found),
  });
  const none = rows.length === 0 && t("No area is a hot spot in enough slices.");
  return {
    found,
    rows,
    note: [none, told].filter(Boolean).join(" "),
    look: {
      style: ({ properties }) => ({
        color: "#ffffff",
        weight: 0.5,
        fillColor: CLASSES[properties.class][0],
        fillOpacity: 0.72,
      }),
      label: ({ properties }) =>
        `${t(CLASSES[properties.class][1])}: ${properties.counts.map((n) => count(n)).join(" · ")}`,
    },
  };
}
