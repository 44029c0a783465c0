// What the map shows of the draft. A step changes the cells and edges it names and nothing else.

import { boxOf, meets } from "./lattice.js";
import { ringsOf } from "./fabric.js";
import { nameOf as titleOf } from "./balance_answer.js";
import { sizeOf } from "./shapes.js";

const NO_GRID = "rgb(255 255 255 / 55%)";
// Strong enough to tell grids apart, thin enough to read the ground below.
const FILL = 0.42;
const FILL_TARGET = 0.66;

export class Scene {
  #draft;
  #stage;
  #map;
  #edges = new Map();
  #ghost = [];
  #target = null;
  #fills = new Map();
  #preview = null; // { owners: code → key, colours: key → colour, edges, names }

  constructor(draft, stage, editLayer, selection) {
    this.#draft = draft;
    this.#stage = stage;
    this.#map = editLayer;
    draft.on("step", ({ step, cells, before }) => this.#step(step, [...cells, ...before]));
    selection.onChange((codes) => this.#mark(codes));
    draft.on("step", () => {
      this.preview(null);
      this.#mark(selection.codes);
      this.box(null);
    });
    draft.on("painted", (codes) => this.#repaint(codes.map((code) => draft.fabric.get(code))));
  }

  start() {
    for (const grid of this.#draft.grids.values()) this.#edge(grid);
    this.#map.show({
      cells: (box) =>
        this.#draft.fabric
          .meeting(box)
          .map((cell) => ({ rings: cell.rings, fill: this.#fill(this.#ownerOf(cell)) })),
      edges: (box) =>
        [...(this.#preview?.edges ?? this.#edges).values()].filter((edge) => meets(edge.box, box)),
      ghost: (box) => this.#ghost.filter((one) => meets(one.box, box)).map((one) => one.rings),
    });
    this.name();
  }

  // published: the grids of the plan in force, as features.
  ghost(published) {
    this.#ghost = published
      .map(({ geometry }) => ringsOf(geometry).map((ring) => ring.map(this.#map.project)))
      .filter((rings) => rings.length)
      .map((rings) => ({ rings, box: boxOf(rings.flat()) }));
    this.#map.repaint();
  }

  // The grid that is painted with stands out.
  target(code) {
    const changed = [this.#target, code];
    this.#target = code;
    this.#fills.clear();
    for (const one of changed)
      if (this.#edges.has(one)) this.#map.repaint(this.#edges.get(one).box);
  }

  // Grids that somebody may take, in place of those of the draft; null shows the draft again.
  // found: { cells: code → key, grids: features with key, colour, name, number }
  preview(found) {
    if (!found && !this.#preview) return;
    this.#fills.clear();
    this.#preview = found && {
      owners: new Map(Object.entries(found.cells)),
      colours: new Map(found.grids.features.map(({ properties: p }) => [p.key, p.colour])),
      edges: this.#outlines(found.grids.features),
    };
    this.#map.repaint();
    if (!found) this.name();
    else
      this.#stage.nameAreas(
        found.grids.features.map(({ properties }) => ({
          text: titleOf(properties),
          place: properties.label_at,
        })),
      );
  }

  #outlines(features) {
    const edges = features.map((feature) => [feature.properties.key, this.#outline(feature)]);
    return new Map(edges.filter(([, edge]) => edge));
  }

  #ownerOf(cell) {
    const owners = this.#preview?.owners;
    return owners?.has(cell.code) ? owners.get(cell.code) : cell.grid;
  }

  name() {
    const pieces = new Map(this.#draft.figures.grids.map((row) => [row.code, row.pieces]));
    const names = [...this.#draft.grids.values()].filter(({ properties }) => properties.label_at);
    this.#stage.nameAreas(
      names.map(({ properties: { code, name, label_at } }) =>
        pieces.get(code) > 1
          ? { text: `⚠ ${name || code}`, place: label_at, colour: "#a3301a" }
          : { text: name || code, place: label_at },
      ),
    );
  }

  #mark(codes) {
    const shapes = codes.map((code) => this.#draft.fabric.get(code)?.places).filter(Boolean);
    const look = { colour: "#1b262c", width: 3, fill: "#ffffff", fillOpacity: 0.35 };
    this.#map.sketch.areas("chosen", shapes, look);
  }

  // A place to look at, as [west, south, east, north] in degrees; null takes the frame away.
  box(box) {
    const [w, s, e, n] = box ?? [];
    const ring = [[w, s], [e, s], [e, n], [w, n]]; // prettier-ignore
    const look = { colour: "#b93a1e", width: 3, fill: "#b93a1e", fillOpacity: 0.12 };
    this.#map.sketch.areas("place", box ? [[ring]] : [], look);
  }

  #step(step, cells) {
    this.#fills.clear();
    for (const code of step.gone_grids) this.#repaintEdge(code, () => this.#edges.delete(code));
    for (const grid of step.grids.features)
      this.#repaintEdge(grid.properties.code, () => this.#edge(grid));
    this.#repaint(cells);
    if (step.grids.features.length || step.gone_grids.length) this.name();
  }

  #repaintEdge(code, change) {
    const before = this.#edges.get(code)?.box;
    change();
    const after = this.#edges.get(code)?.box;
    for (const box of [before, after]) if (box) this.#map.repaint(box);
  }

  #repaint(cells) {
    const held = cells.filter((cell) => cell?.rings.length);
    if (held.length)
      this.#map.repaint(
        boxOf(
          held.flatMap(({ box: [w, s, e, n] }) => [
            [w, s],
            [e, n],
          ]),
        ),
      );
  }

  #edge(grid) {
    const { code } = grid.properties;
    const edge = this.#outline(grid);
    if (edge) this.#edges.set(code, edge);
    else this.#edges.delete(code);
  }

  // A grid in pieces: all but the largest are drawn as torn. Null without ground.
  #outline({ geometry }) {
    const parts = partsOf(geometry).map((part) => part.map((ring) => ring.map(this.#map.project)));
    const rings = parts.flat();
    if (!rings.length) return null;
    const largest = parts.reduce((a, b) => (sizeOf(a[0]) >= sizeOf(b[0]) ? a : b));
    const torn = parts.filter((part) => part !== largest).flat();
    return { rings, torn, box: boxOf(rings.flat()) };
  }

  #fill(code) {
    if (!this.#fills.has(code)) {
      const colour = this.#preview?.colours.get(code) ?? this.#draft.grid(code)?.colour;
      const share = code === this.#target ? FILL_TARGET : FILL;
      this.#fills.set(code, colour ? `${colour}${hex(share)}` : NO_GRID);
    }
    return this.#fills.get(code);
  }

  // [west, south, east, north] in degrees of a grid, or null without cells.
  boxOfGrid(code) {
    const places = ringsOf(this.#draft.grids.get(code)?.geometry).flat();
    return places.length ? boxOf(places) : null;
  }
}

const hex = (share) =>
  Math.round(255 * share)
    .toString(16)
    .padStart(2, "0");

function partsOf(geometry) {
  if (geometry?.type === "Polygon") return [geometry.coordinates];
  if (geometry?.type === "MultiPolygon") return geometry.coordinates;
  return [];
}
