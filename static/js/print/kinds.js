// What each kind of sheet draws, by the scene of its workspace. Each returns the box it would show
// where the address names none, or null.

import { Scene as CoverageScene } from "../coverage/scene.js";
import { Filter } from "../dispatch/filter.js";
import { totalsLine } from "../dispatch/queue.js";
import { Scene as CaseScene } from "../dispatch/scene.js";
import { Marks } from "../inspect/marks.js";
import { shown } from "../layers/shown.js";
import { boxOf, Scene as PlanScene } from "../plan/scene.js";
import { el, fill } from "../ui/dom.js";
import { count, figure, t } from "../ui/messages.js";
import { getJson, query } from "../ui/net.js";

const nothing = () => {};

async function dispatch(stage, sheet) {
  const filter = new Filter();
  const scene = new CaseScene(stage, filter, sheet.legend, { onCase: nothing, onGrid: nothing });
  await scene.addGrids();
  await sheet.place();
  if (filter.view) keepView(filter, stage);
  const asked = filter.question();
  const summary = await getJson(`/api/cases/summary${query(asked)}`);
  await scene.show(summary);
  fill(sheet.figures, el("p", {}, totalsLine(summary)));
}

// The cases of the view only; the filter writes the address, which here belongs to the sheet.
function keepView(filter, stage) {
  const { href } = location;
  filter.setView(true, stage.box);
  history.replaceState(null, "", href);
}

async function plan(stage, sheet) {
  const scene = new PlanScene(stage, { onGrid: nothing, onCell: nothing });
  const [, { grids }] = await Promise.all([scene.load(), getJson("/api/plan/measures")]);
  const chosen = scene.grid(sheet.params.get("grid") ?? "");
  await sheet.place(chosen && boxOf(chosen.geometry));
  if (chosen) scene.choose(chosen.properties.code);
  stage.on("moved", () => scene.follow());
  await scene.follow();
  const cells = new Map(grids.map((row) => [row.code, row.cells]));
  const row = ([code, { name, colour }]) =>
    el(
      "li",
      {},
      swatch({ background: colour }),
      `${name || code} (${count(cells.get(code) ?? 0)})`,
    );
  key(sheet.legend, t("Management grids (cells)"), [...scene.titles].map(row));
}

async function inspect(stage, sheet) {
  // Paper is fine enough for what a screen shows only close up.
  const layers = window.stageFacts.layers.map((layer) => ({
    ...layer,
    style: { ...layer.style, min_zoom: 0 },
  }));
  const asked = sheet.params.getAll("layers");
  const names = asked.length
    ? layers.map((l) => l.name).filter((n) => asked.includes(n))
    : shown(layers);
  const marks = new Marks(stage, layers, { onPick: nothing, onHint: sheet.note });
  const [lon, lat, zoom] = (sheet.params.get("at") ?? "").split(",").map(Number);
  await sheet.place(null, Number.isFinite(zoom) ? { place: [lon, lat], zoom } : null);
  stage.on("moved", () => marks.draw());
  await marks.show(names);
  key(
    sheet.legend,
    t("Layers"),
    layers.filter((layer) => names.includes(layer.name)).map(layerRow),
  );
}

function layerRow({ title, shape, style }) {
  const point = { background: style.colour, width: "9px", height: "9px", borderRadius: "50%" };
  const area = { background: style.fill ?? style.colour };
  const line = { background: style.colour, height: "3px", border: "0" };
  return el("li", {}, swatch({ point, polygon: area, line }[shape] ?? area), title);
}

async function coverage(stage, sheet) {
  const { layer, radius_m } = window.stageFacts;
  const scene = new CoverageScene(stage, sheet.legend, { onGrid: nothing });
  await scene.load();
  await sheet.place();
  if (!layer) return;
  const asked = { layer: layer.name, radius_m };
  const [open, { total }] = await Promise.all([
    getJson(`/api/coverage/uncovered${query(asked)}`),
    getJson(`/api/coverage${query(asked)}`),
    scene.setLayer(layer),
  ]);
  scene.show(open, radius_m);
  const share = (value) => (value == null ? "–" : `${figure(100 * value)} %`);
  const said = t("{a} of the area and {b} of the roads are served.", {
    a: share(total.share),
    b: share(total.road_share),
  });
  fill(sheet.figures, el("p", {}, said));
}

const swatch = (style) => el("span", { class: "swatch", style });

function key(legend, title, rows) {
  legend.hidden = !rows.length;
  fill(legend, el("h3", {}, title), el("ul", {}, rows));
}

export const KINDS = { dispatch, plan, inspect, coverage };
