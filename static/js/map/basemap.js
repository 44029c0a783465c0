// The district's own ground: land use, water, roads, drawn on canvas tiles in the browser, so that
// the map is whole without any tile server. Fills and lines are tiles; names are one layer above.

import { Buildings, NEAR } from "./buildings.js";

const GROUND = {
  residential: "#ebe7dc",
  commercial: "#efe3d6",
  industrial: "#e4e2e2",
  port: "#dedfe1",
  public: "#e9e4e6",
  school: "#ece5d0",
  green: "#d9e3cd",
  vacant: "#e8e5d6",
};
const WATER = "#c3d6de";
const PAPER = "#eeebe2";
const BUILDING = { fill: "#d8d0c2", stroke: "#bdb3a1", width: 0.8, closed: true };

// Per class: width in pixels at zoom 12 and at zoom 18, casing, fill, first zoom.
const ROADS = {
  lane: { at: [0.3, 7], casing: "#d6d1c4", fill: "#fbfaf7", from: 15, order: 0 },
  branch: { at: [0.6, 11], casing: "#d1ccbf", fill: "#fdfcfa", from: 13.5, order: 1 },
  secondary: { at: [1.1, 15], casing: "#c9c3b4", fill: "#ffffff", from: 0, order: 2 },
  main: { at: [1.8, 20], casing: "#bdb5a2", fill: "#fffdf6", from: 0, order: 3 },
  expressway: { at: [2.4, 24], casing: "#b39b6c", fill: "#f7e6bd", from: 0, order: 4 },
};
const ORDER = Object.keys(ROADS).sort((a, b) => ROADS[a].order - ROADS[b].order);

export const roadWidth = (kind, zoom) => {
  const { at } = ROADS[kind] ?? ROADS.branch;
  const share = (zoom - 12) / 6;
  return Math.max(0.4, at[0] * (at[1] / at[0]) ** share);
};

// World pixels at zoom 0, so that a zoom is one multiplication.
function world([lon, lat]) {
  const sine = Math.sin((lat * Math.PI) / 180);
  return [(lon / 360 + 0.5) * 256, (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 256];
}

function prepare(lines) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const flat = lines.map((line) => {
    const points = new Float64Array(line.length * 2);
    line.forEach((place, i) => {
      const [x, y] = world(place);
      points[2 * i] = x;
      points[2 * i + 1] = y;
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    });
    return points;
  });
  return { flat, box };
}

export function ground(data, url) {
  const areas = data.areas.map((a) => ({ colour: GROUND[a.k] ?? PAPER, ...prepare(a.g) }));
  const waters = data.water.map((w) => ({ name: w.n, kind: w.k, ...prepare(w.g) }));
  const greens = data.green.map((g) => prepare(g.g));
  const roads = data.roads.map((r) => ({
    name: r.n,
    kind: r.c in ROADS ? r.c : "branch",
    ...prepare(r.g),
  }));
  const outline = data.outline.map((o) => prepare(o.g));
  const buildings = data.buildings && new Buildings(`${url}/buildings`, prepare);
  return { areas, waters, greens, roads, outline, buildings };
}

const apart = (a, b) => a[0] > b[2] || b[0] > a[2] || a[1] > b[3] || b[1] > a[3];

function trace(context, { flat }, scale, dx, dy, closed) {
  for (const points of flat) {
    for (let i = 0; i < points.length; i += 2) {
      const x = points[i] * scale - dx;
      const y = points[i + 1] * scale - dy;
      if (i) context.lineTo(x, y);
      else context.moveTo(x, y);
    }
    if (closed) context.closePath();
  }
}

function paint(context, things, view, { fill, stroke, width, closed }) {
  context.beginPath();
  for (const thing of things) {
    if (!apart(thing.box, view.box)) trace(context, thing, view.scale, view.dx, view.dy, closed);
  }
  if (fill) {
    context.fillStyle = fill;
    context.fill("evenodd");
  }
  if (stroke) {
    context.strokeStyle = stroke;
    context.lineWidth = width;
    context.stroke();
  }
}

function drawTile(context, data, view) {
  context.lineCap = "round";
  context.lineJoin = "round";
  paint(context, data.outline, view, { fill: PAPER, closed: true });
  if (view.zoom >= 12) {
    for (const area of data.areas)
      paint(context, [area], view, { fill: area.colour, closed: true });
  }
  paint(context, data.greens, view, { fill: "#cfdec0", closed: true });
  paint(context, data.waters, view, { fill: WATER, stroke: "#aac4cf", width: 0.8, closed: true });
  paint(context, view.buildings, view, BUILDING);
  const shown = ORDER.filter((kind) => view.zoom >= ROADS[kind].from);
  for (const pass of ["casing", "fill"]) {
    for (const kind of shown) {
      const width =
        roadWidth(kind, view.zoom) + (pass === "casing" ? (view.zoom > 13 ? 1.6 : 0.9) : 0);
      const things = data.roads.filter((road) => road.kind === kind);
      paint(context, things, view, { stroke: ROADS[kind][pass], width });
    }
  }
}

export function groundLayer(L, data) {
  const Ground = L.GridLayer.extend({
    createTile(coords) {
      const size = this.getTileSize();
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      const tile = L.DomUtil.create("canvas");
      tile.width = size.x * ratio;
      tile.height = size.y * ratio;
      const context = tile.getContext("2d");
      context.scale(ratio, ratio);
      const scale = 2 ** coords.z;
      const margin = 30 / scale;
      const [dx, dy] = [coords.x * size.x, coords.y * size.y];
      const box = [
        dx / scale - margin,
        dy / scale - margin,
        (dx + size.x) / scale + margin,
        (dy + size.y) / scale + margin,
      ];
      const near = data.buildings && coords.z >= NEAR ? data.buildings.of(coords, size.x) : null;
      const draw = () =>
        drawTile(context, data, {
          scale,
          dx,
          dy,
          box,
          zoom: coords.z,
          buildings: near?.things ?? [],
        });
      draw();
      near?.coming?.then((some) => some && draw());
      return tile;
    },
  });
  return new Ground({ tileSize: 512, zoomOffset: 0, pane: "tilePane", updateWhenZooming: false });
}
