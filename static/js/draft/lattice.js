// Boxes in a lattice of squares, so that a question about a place looks at few of them.
// Boxes are [west, south, east, north] in any plane; touching counts as meeting.

// Squares are numbered from the middle, so that both signs of a coordinate have room.
const HALF = 2 ** 20;

export class Lattice {
  #size;
  #squares = new Map();
  #boxes = new Map();

  constructor(size) {
    this.#size = size;
  }

  put(key, box) {
    this.drop(key);
    this.#boxes.set(key, box);
    for (const square of this.#under(box)) {
      const held = this.#squares.get(square);
      if (held) held.add(key);
      else this.#squares.set(square, new Set([key]));
    }
  }

  drop(key) {
    const box = this.#boxes.get(key);
    if (!box) return;
    for (const square of this.#under(box)) this.#squares.get(square)?.delete(key);
    this.#boxes.delete(key);
  }

  // The keys whose boxes meet a box, each once; a wide question looks at the squares there are.
  meeting(box) {
    const found = new Set();
    const wide = this.#count(box) > 2 * this.#squares.size;
    for (const square of wide ? this.#squares.keys() : this.#under(box))
      for (const key of this.#squares.get(square) ?? [])
        if (!found.has(key) && meets(this.#boxes.get(key), box)) found.add(key);
    return found;
  }

  #count([west, south, east, north]) {
    const high = this.#at(north) - this.#at(south) + 1;
    return (this.#at(east) - this.#at(west) + 1) * high;
  }

  *#under([west, south, east, north]) {
    for (let i = this.#at(west); i <= this.#at(east); i += 1)
      for (let j = this.#at(south); j <= this.#at(north); j += 1) yield number(i, j);
  }

  #at(value) {
    return Math.floor(value / this.#size);
  }
}

const number = (i, j) => (i + HALF) * 2 * HALF + (j + HALF);

export function meets([w1, s1, e1, n1], [w2, s2, e2, n2]) {
  return w1 <= e2 && w2 <= e1 && s1 <= n2 && s2 <= n1;
}

export function boxOf(places) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of places) {
    if (x < box[0]) box[0] = x;
    if (y < box[1]) box[1] = y;
    if (x > box[2]) box[2] = x;
    if (y > box[3]) box[3] = y;
  }
  return box;
}

export const around = (x, y, reach) => [x - reach, y - reach, x + reach, y + reach];
