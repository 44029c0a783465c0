// The cells a stroke meets: a brush that moves, a rectangle, a lasso. What a stroke leaves again
// gets its colour back. All places lie in the plane of the map.

import { boxOf, meets } from "./lattice.js";
import { along, within } from "./shapes.js";

export class Stroke {
  #fabric;
  #may;
  #was = new Map(); // code → the grid it had before the stroke
  #path;

  // may(cell): whether the stroke may take it
  constructor(fabric, at, may) {
    this.#fabric = fabric;
    this.#may = may;
    this.#path = [at];
  }

  get codes() {
    return [...this.#was.keys()];
  }

  get was() {
    return this.#was;
  }

  get path() {
    return this.#path;
  }

  get box() {
    return boxOf([this.#path[0], this.#path.at(-1)]);
  }

  // Each of the three returns { in: codes the stroke takes now, out: Map of code → grid before }.
  brush(at, radius, pixel) {
    const last = this.#path.at(-1);
    const met = new Map();
    const step = Math.max(radius / 2, pixel);
    for (const place of [last, ...along(last, at, step)])
      for (const cell of this.#near(place, radius)) met.set(cell.code, cell);
    this.#path.push(at);
    return { in: this.#take([...met.values()]), out: new Map() };
  }

  // A brush without width means the one cell it is on, also where that shares a joint.
  #near(place, radius) {
    const cells = this.#fabric.touching(place, radius);
    return radius ? cells : cells.slice(0, 1);
  }

  rectangle(at) {
    this.#path = [this.#path[0], at];
    const box = this.box;
    return this.#only((cell) => meets([...cell.middle, ...cell.middle], box), box);
  }

  lasso(at) {
    this.#path.push(at);
    if (this.#path.length < 3) return { in: [], out: new Map() };
    const held = within(this.#path);
    return this.#only((cell) => held(cell.middle), boxOf(this.#path));
  }

  #take(cells) {
    const fresh = cells.filter((cell) => !this.#was.has(cell.code) && this.#may(cell));
    for (const cell of fresh) this.#was.set(cell.code, cell.grid);
    return fresh.map((cell) => cell.code);
  }

  #only(held, box) {
    const met = this.#fabric.meeting(box).filter(held);
    const codes = new Set(met.map((cell) => cell.code));
    const out = new Map([...this.#was].filter(([code]) => !codes.has(code)));
    for (const code of out.keys()) this.#was.delete(code);
    return { in: this.#take(met), out };
  }
}
