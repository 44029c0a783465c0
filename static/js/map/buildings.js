// Footprints of buildings, asked for by square when the map is near enough to show them.

import { getJson } from "../ui/net.js";

// The zoom from which buildings are drawn; the squares are the ground's tiles of this zoom.
export const NEAR = 16;
// Squares kept: a screen at this zoom shows about a dozen.
const KEPT = 96;

// Longitude and latitude of world pixels at zoom 0.
function lonlat(x, y) {
  const lat = Math.atan(Math.sinh(Math.PI * (1 - y / 128)));
  return [(x / 256 - 0.5) * 360, (lat * 180) / Math.PI];
}

export class Buildings {
  #squares = new Map();
  #url;
  #prepare;

  constructor(url, prepare) {
    this.#url = url;
    this.#prepare = prepare;
  }

  // The buildings of the square that a tile is part of: { things, coming }. `coming` is a promise
  // while they are on the way, and then tells whether there are any.
  of({ x, y, z }, sizePx) {
    const up = z - NEAR;
    const [column, row] = [x >> up, y >> up];
    const key = `${column} ${row}`;
    if (!this.#squares.has(key)) this.#ask(key, column, row, sizePx / 2 ** NEAR);
    return this.#squares.get(key);
  }

  #ask(key, column, row, size) {
    const [west, north] = lonlat(column * size, row * size);
    const [east, south] = lonlat((column + 1) * size, (row + 1) * size);
    const box = [west, south, east, north].map((side) => side.toFixed(6)).join(",");
    const square = { things: [], coming: null };
    square.coming = getJson(`${this.#url}?box=${box}`).then(
      (rings) => {
        square.things = rings.map(this.#prepare);
        square.coming = null;
        return square.things.length > 0;
      },
      () => {
        this.#squares.delete(key); // asked again with the next tile of the square
        return false;
      },
    );
    if (this.#squares.size >= KEPT) this.#squares.delete(this.#squares.keys().next().value);
    this.#squares.set(key, square);
  }
}
