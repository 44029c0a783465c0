// One joint on its way: all cells that share it follow in the preview; nothing is sent yet.

import { beside, inserted, moved, sharing, textOf } from "./joints.js";
import { Lines, rounded } from "./snap.js";

// Where three cells or more meet, or on the outline, a joint may slide along the edges it lies on.
const MEETING = 3;

export class JointDrag {
  #map;
  #cells; // those that follow
  #shape; // (cell, place) → its rings with the joint there
  #own;
  place;

  constructor(map, { id, from, cells, shape, own, operation, fresh = false }) {
    this.#map = map;
    this.id = id;
    this.fresh = fresh; // a joint that is not there yet
    this.from = from;
    this.place = from;
    this.#cells = cells;
    this.#shape = shape;
    this.#own = own;
    this.operation = () => operation(this.place);
  }

  // A joint of a cell, by the text of its place.
  static move(map, fabric, cell, { place, text }) {
    const cells = sharing(fabric, cell).get(text) ?? [cell];
    return new JointDrag(map, {
      id: text,
      from: place,
      cells,
      shape: (one, to) => moved(one, text, to),
      own: slides(map, fabric, cells, text),
      operation: (to) => ({ kind: "move_joint", at: place, to }),
    });
  }

  // A new joint between two that follow one another; on the outline it stays on the edge.
  static insert(map, fabric, cell, { id, a, b, place }) {
    const other = beside(fabric, cell, a, b);
    return new JointDrag(map, {
      id,
      from: place,
      cells: other ? [cell, other] : [cell],
      shape: (one, to) => inserted(one, a, b, to),
      own: other ? null : new Lines(map.project, [[a, b]], 1),
      operation: (at) => ({ kind: "insert_joint", a, b, at }),
      fresh: true,
    });
  }

  get moved() {
    return textOf(this.place) !== textOf(this.from);
  }

  // Brings the joint near a place of the plane: `snap` puts it on a line within reach, or is null.
  // Returns what it snapped to.
  follow(at, snap, reach) {
    const found = snap?.near(at, reach, { cells: [], own: this.#own }) ?? null;
    this.to(found?.place ?? this.#map.unproject(at));
    return found;
  }

  to(place) {
    this.place = rounded(place);
    this.draw();
  }

  // Takes the preview away; the handle goes back where it was.
  end() {
    this.#map.sketch.drop("preview");
    this.#map.handles.move(this.id, this.from);
    this.#map.handles.dragging = false;
  }

  draw() {
    const shapes = this.#cells.map((cell) => this.#shape(cell, this.place));
    const look = { colour: "#d6681b", width: 2.4, fill: "#d6681b", fillOpacity: 0.12 };
    this.#map.sketch.areas("preview", shapes, look);
    this.#map.handles.move(this.id, this.place);
    this.#map.handles.dragging = true;
  }
}

// The edges at a joint along which it may slide, as lines; null where it is free.
function slides(map, fabric, cells, text) {
  const ways = cells.flatMap((cell) => waysAt(cell, text).map(([a, b]) => ({ cell, a, b })));
  const outline = ways.some(({ cell, a, b }) => beside(fabric, cell, a, b) === null);
  if (cells.length < MEETING && !outline) return null;
  return new Lines(map.project, ways.map(({ a, b }) => [a, b]), 1); // prettier-ignore
}

function waysAt(cell, text) {
  return cell.places.flatMap((ring) =>
    ring.slice(1).flatMap((b, i) => {
      const a = ring[i];
      return textOf(a) === text || textOf(b) === text ? [[a, b]] : [];
    }),
  );
}
