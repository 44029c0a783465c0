// Where a drawn place wants to lie: on a joint, else on an edge of a cell, else on a line of the
// ground (a road, the published edge), whichever is within reach.

import { around, boxOf, Lattice } from "./lattice.js";
import { edgeNear } from "./joints.js";
import { nearestOn } from "./shapes.js";

// Nine decimals of a degree are a tenth of a millimetre: finer than the server keeps joints.
export const rounded = ([lon, lat]) => [Number(lon.toFixed(9)), Number(lat.toFixed(9))];
const between = ([ax, ay], [bx, by], share) =>
  rounded([ax + share * (bx - ax), ay + share * (by - ay)]);

// Stretches of lines, found by place.
export class Lines {
  #stretches = [];
  #lattice;

  // lines: lists of [lon, lat]
  constructor(project, lines, size) {
    this.#lattice = new Lattice(size);
    for (const line of lines) {
      const flat = line.map(project);
      for (let i = 1; i < flat.length; i += 1) {
        const ends = [flat[i - 1], flat[i]];
        this.#lattice.put(this.#stretches.length, boxOf(ends));
        this.#stretches.push({ ends, a: line[i - 1], b: line[i] });
      }
    }
  }

  near([x, y], reach) {
    let best = null;
    for (const at of this.#lattice.meeting(around(x, y, reach))) {
      const { ends, a, b } = this.#stretches[at];
      const { share, distance } = nearestOn(ends[0], ends[1], x, y);
      if (distance <= (best?.distance ?? reach)) best = { place: between(a, b, share), distance };
    }
    return best;
  }
}

export class Snap {
  #fabric;
  #lines = new Map();

  constructor(fabric) {
    this.#fabric = fabric;
  }

  // kind: "road" or "ghost"; lines that are there later than the page.
  along(kind, lines) {
    this.#lines.set(kind, lines);
  }

  // `cells` limits joints and edges of the draft to some cells, [] to none; `own` are lines that
  // count as edges beside them.
  near([x, y], reach, { cells = null, own = null } = {}) {
    const close = cells ?? this.#fabric.meeting(around(x, y, reach));
    const joint = jointNear(close, [x, y], reach);
    if (joint) return { kind: "joint", place: joint };
    const edge = edgeNear(close, [x, y], reach);
    if (edge) return { kind: "edge", place: between(edge.a, edge.b, edge.share) };
    const along = own?.near([x, y], reach);
    if (along) return { kind: "edge", place: along.place };
    for (const [kind, lines] of this.#lines) {
      const found = lines.near([x, y], reach);
      if (found) return { kind, place: found.place };
    }
    return null;
  }
}

function jointNear(cells, [x, y], reach) {
  let [best, least] = [null, reach];
  for (const cell of cells)
    cell.rings.forEach((ring, r) =>
      ring.forEach(([px, py], i) => {
        const distance = Math.hypot(x - px, y - py);
        if (distance > least) return;
        [best, least] = [cell.places[r][i], distance];
      }),
    );
  return best;
}
