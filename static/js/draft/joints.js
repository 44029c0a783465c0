// Joints and seams of cells. Joints of neighbours are the same where their coordinates read the
// same, digit for digit; the server sends them so.

import { around } from "./lattice.js";
import { nearestOn } from "./shapes.js";

export const textOf = ([lon, lat]) => `${lon},${lat}`;
const edgeText = (a, b) => {
  const [one, two] = [textOf(a), textOf(b)];
  return one < two ? `${one};${two}` : `${two};${one}`;
};

// Each joint of a cell once, ring by ring, with the one that comes after it.
export function jointsOf(cell) {
  return cell.places.flatMap((ring) =>
    ring.slice(0, -1).map((place, i) => ({ place, text: textOf(place), next: ring[i + 1] })),
  );
}

// For each joint of a cell the cells that share it, the cell itself among them.
export function sharing(fabric, cell) {
  const mine = new Map(jointsOf(cell).map(({ text }) => [text, [cell]]));
  for (const other of fabric.meeting(cell.box)) {
    if (other === cell) continue;
    const seen = new Set();
    for (const place of other.places.flat()) {
      const text = textOf(place);
      if (seen.has(text)) continue;
      seen.add(text);
      mine.get(text)?.push(other);
    }
  }
  return mine;
}

// The rings of a cell with one joint elsewhere.
export function moved(cell, text, to) {
  return cell.places.map((ring) => ring.map((place) => (textOf(place) === text ? to : place)));
}

// The rings of a cell with a joint put between two that follow one another.
export function inserted(cell, a, b, at) {
  const edge = edgeText(a, b);
  return cell.places.map((ring) =>
    ring.flatMap((place, i) =>
      i + 1 < ring.length && edgeText(place, ring[i + 1]) === edge ? [place, at] : [place],
    ),
  );
}

// The edge nearest to a place of the plane within reach, with the share of the way along it.
export function edgeNear(cells, [x, y], reach) {
  let best = null;
  for (const cell of cells)
    cell.rings.forEach((ring, r) => {
      for (let i = 1; i < ring.length; i += 1) {
        const { share, distance } = nearestOn(ring[i - 1], ring[i], x, y);
        if (distance <= (best?.distance ?? reach)) {
          const [a, b] = [cell.places[r][i - 1], cell.places[r][i]];
          best = { cell, ring: r, i, a, b, share, distance };
        }
      }
    });
  return best;
}

// The seam under a place: the cells on both sides (the second null on the outline) and its line.
export function seamNear(fabric, [x, y], reach) {
  const edge = edgeNear(fabric.meeting(around(x, y, reach)), [x, y], reach);
  if (!edge) return null;
  const { cell } = edge;
  const other = beside(fabric, cell, edge.a, edge.b);
  return { cells: [cell, other], line: stretch(fabric, cell, edge, other), edge };
}

// The other cell that has an edge of a cell, null on the outline.
export function beside(fabric, cell, a, b) {
  const text = edgeText(a, b);
  return (
    fabric.meeting(cell.box).find((other) => other !== cell && edgesOf(other).has(text)) ?? null
  );
}

function edgesOf(cell) {
  const texts = new Set();
  for (const ring of cell.places)
    for (let i = 1; i < ring.length; i += 1) texts.add(edgeText(ring[i - 1], ring[i]));
  return texts;
}

// All edges in a row, to both sides of one, that have the same cell beyond them.
function stretch(fabric, cell, { ring, i }, other) {
  const places = cell.places[ring];
  const count = places.length - 1;
  const theirs = other ? edgesOf(other) : null;
  const same = (at) => {
    const [a, b] = [places[at], places[at + 1]];
    return theirs ? theirs.has(edgeText(a, b)) : beside(fabric, cell, a, b) === null;
  };
  let [first, last] = [i - 1, i - 1];
  while (last - first < count - 1 && same(cyclic(first - 1, count))) first -= 1;
  while (last - first < count - 1 && same(cyclic(last + 1, count))) last += 1;
  const line = [];
  for (let at = first; at <= last + 1; at += 1) line.push(places[cyclic(at, count)]);
  return line;
}

const cyclic = (at, count) => ((at % count) + count) % count;

// A place some metres to the east and north of another; good to a hair over a few hundred metres.
export function shifted([lon, lat], east_m, north_m) {
  const metres = 111_195; // of a degree along a meridian
  return [lon + east_m / (metres * Math.cos((lat * Math.PI) / 180)), lat + north_m / metres];
}

// How near a place must lie to an edge to lie on it, as a share of a degree in the plane: snapping
// puts it there to nine decimals, about 0.1 mm; this is a centimetre.
const ON_EDGE = 7e-8;

// The pairs of cells whose seam runs through a place; null beside a cell is the outline.
export function seamsAt(fabric, [x, y]) {
  const pairs = new Map();
  for (const cell of fabric.meeting(around(x, y, ON_EDGE)))
    cell.rings.forEach((ring, r) => {
      for (let i = 1; i < ring.length; i += 1) {
        if (nearestOn(ring[i - 1], ring[i], x, y).distance > ON_EDGE) continue;
        const other = beside(fabric, cell, cell.places[r][i - 1], cell.places[r][i]);
        const name = [cell.code, other?.code ?? ""].sort().join("|");
        if (!pairs.has(name)) pairs.set(name, [cell, other]);
      }
    });
  return [...pairs.values()];
}

// A place on the seam of a pair as the pair has it: where another cell has a joint a millimetre
// beside theirs, a place snapped to that one is taken to their own.
export function settled([left, right], place, [x, y]) {
  const theirs = right && new Set(right.places.flat().map(textOf));
  let [best, least] = [place, ON_EDGE];
  left.rings.forEach((ring, r) =>
    ring.forEach(([px, py], i) => {
      const distance = Math.hypot(x - px, y - py);
      const joint = left.places[r][i];
      if (distance > least || (theirs && !theirs.has(textOf(joint)))) return;
      [best, least] = [joint, distance];
    }),
  );
  return best;
}
