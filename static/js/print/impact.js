// The map on the pages of an impact: ground that changes hands and the open cases on it.

import { Stage } from "../map/stage.js";
import { find } from "../ui/dom.js";
import { getJson, told } from "../ui/net.js";

const facts = window.stageFacts;
const GROUND = { color: "#6b2f8f", weight: 2, fillColor: "#6b2f8f", fillOpacity: 0.22 };
const GRID = { color: "#1b262c", weight: 1, fill: false };
const URGENT = { overdue: "#b93a1e", due_soon: "#c07a00" };

const colour = ({ overdue, due_soon: soon }) =>
  overdue ? URGENT.overdue : soon ? URGENT.due_soon : "#1b262c";

function dots(cases) {
  const features = cases.map((one) => ({
    type: "Feature",
    properties: one,
    geometry: { type: "Point", coordinates: one.place },
  }));
  return { type: "FeatureCollection", features };
}

function boxOf({ features }) {
  const places = features.flatMap(({ geometry }) => geometry.coordinates.flat(Infinity));
  const lons = places.filter((_, at) => at % 2 === 0);
  const lats = places.filter((_, at) => at % 2 === 1);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

async function start() {
  const stage = new Stage({ snap: 0.1 });
  find('button[name="print"]').addEventListener("click", () => window.print());
  stage.refresh();
  await told(async () => {
    const district = await stage.addGround(facts.ground);
    const box = facts.moved.features.length ? boxOf(facts.moved) : district;
    if (box) stage.fit(box, { most: 16, margin: 40 });
    const grids = await getJson("/api/plan/grids");
    stage.shapes("grids", grids, { style: () => GRID });
    stage.nameAreas(
      grids.features
        .filter(({ properties }) => properties.label_at)
        .map(({ properties: { name, code, label_at: place } }) => ({ text: name || code, place })),
    );
    stage.shapes("moved", facts.moved, { style: () => GROUND, pane: "lines" });
    stage.points("cases", dots(facts.cases), {
      look: (feature) => ({
        radius: 3,
        color: "#ffffff",
        weight: 1,
        fillColor: colour(feature.properties),
        fillOpacity: 1,
      }),
    });
  });
  document.documentElement.dataset.ready = "true";
}

start();
