// The cells of the draft: kept by code, found by place, changed one at a time.
// `project` takes [lon, lat] to the plane in which distances look as they do on the screen.

import { around, boxOf, Lattice } from "./lattice.js";
import { middleOf, sizeOf, touches } from "./shapes.js";

export class Fabric {
  #project;
  #cells = new Map();
  #lattice = new Lattice(1);
  #width = 1;

  constructor(project) {
    this.#project = project;
  }

  get size() {
    return this.#cells.size;
  }

  // How wide a usual cell is in the plane: what brushes are measured by.
  get width() {
    return this.#width;
  }

  get(code) {
    return this.#cells.get(code) ?? null;
  }

  all() {
    return this.#cells.values();
  }

  load(features) {
    const cells = features.map((feature) => this.#cell(feature));
    this.#cells = new Map(cells.map((cell) => [cell.code, cell]));
    const widths = cells.map((cell) => Math.sqrt(cell.rings.length ? sizeOf(cell.rings[0]) : 0));
    this.#width = widths.sort((a, b) => a - b)[widths.length >> 1] || 1;
    this.#lattice = new Lattice(2 * this.#width);
    for (const cell of cells) this.#lattice.put(cell.code, cell.box);
  }

  put(feature) {
    const cell = this.#cell(feature);
    this.#cells.set(cell.code, cell);
    this.#lattice.put(cell.code, cell.box);
    return cell;
  }

  drop(code) {
    this.#cells.delete(code);
    this.#lattice.drop(code);
  }

  #cell({ properties, geometry }) {
    const places = ringsOf(geometry);
    const rings = places.map((ring) => ring.map(this.#project));
    const { code, grid, community, street, area_m2 } = properties;
    return {
      code,
      grid: grid ?? null,
      stored: grid ?? null, // `grid` runs ahead of it while a stroke is on its way
      community,
      street,
      area_m2,
      places,
      rings,
      box: boxOf(rings.flat()),
      middle: rings.length ? middleOf(rings[0]) : [NaN, NaN],
    };
  }

  meeting(box) {
    return [...this.#lattice.meeting(box)].map((code) => this.#cells.get(code));
  }

  // Cells that a circle touches; of cells around one place the lowest code comes first.
  touching([x, y], radius = 0) {
    return this.meeting(around(x, y, radius))
      .filter((cell) => touches(cell.rings, x, y, radius))
      .sort((one, two) => (one.code < two.code ? -1 : 1));
  }

  at(place) {
    return this.touching(place)[0] ?? null;
  }

  give(codes, grid) {
    for (const code of codes) {
      const cell = this.get(code);
      if (cell) cell.grid = grid;
    }
  }

  // Back to what the server holds.
  restore(codes) {
    for (const code of codes) {
      const cell = this.get(code);
      if (cell) cell.grid = cell.stored;
    }
  }
}

export function ringsOf(geometry) {
  if (geometry?.type === "Polygon") return geometry.coordinates;
  if (geometry?.type === "MultiPolygon") return geometry.coordinates.flat();
  return [];
}
