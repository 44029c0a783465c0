// The map of one management grid: its cells, its neighbours, the corners that the words number.

import { Stage } from "../map/stage.js";
import { find } from "../ui/dom.js";
import { getJson, told } from "../ui/net.js";

const facts = window.stageFacts;
const OWN = { color: "#1b262c", weight: 3, fillOpacity: 0.2 };
const OTHER = { color: "#5a6a72", weight: 1.2, fill: false };
const CELL = { color: "#22333b", weight: 0.5, opacity: 0.6, fill: false };

function boxOf({ coordinates }) {
  const places = coordinates.flat(Infinity);
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
    const grids = await getJson(facts.grids);
    const own = grids.features.find(({ properties }) => properties.code === facts.code);
    const box = own ? boxOf(own.geometry) : district;
    if (box) stage.fit(box, { most: 18, margin: 30 });
    stage.shapes("others", grids, { style: () => OTHER });
    if (own)
      stage.shapes("own", own, { style: () => ({ ...OWN, fillColor: own.properties.colour }) });
    stage.shapes("cells", facts.cells, { style: () => CELL, pane: "lines" });
    stage.nameAreas(
      grids.features
        .filter(({ properties }) => properties.label_at)
        .map(({ properties: { name, code, label_at: place } }) => ({ text: name || code, place })),
    );
    stage.numbers("corners", facts.corners[0] ?? []);
  });
  document.documentElement.dataset.ready = "true";
}

start();
