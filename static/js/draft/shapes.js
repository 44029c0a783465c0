// Plane geometry for pointers: what is near, what is touched, what lies inside.
// Places are [x, y]; rings are closed, their last place is the first.

import { meets as covers } from "../geo/owner.js";
import { boxOf } from "./lattice.js";

// The place on a stretch nearest to (x, y): its share of the way from a to b, and the distance.
export function nearestOn([ax, ay], [bx, by], x, y) {
  const [dx, dy] = [bx - ax, by - ay];
  const square = dx * dx + dy * dy;
  const along = square ? ((x - ax) * dx + (y - ay) * dy) / square : 0;
  const share = Math.min(1, Math.max(0, along));
  return { share, distance: Math.hypot(x - (ax + share * dx), y - (ay + share * dy)) };
}

// Whether a circle touches a polygon given as all its rings; a radius of 0 is a place.
export function touches(rings, x, y, radius) {
  if (covers(rings, x, y)) return true;
  return rings.some((ring) => {
    for (let i = 1; i < ring.length; i += 1)
      if (nearestOn(ring[i - 1], ring[i], x, y).distance <= radius) return true;
    return false;
  });
}

// Whether places lie in a ring that somebody drew: open, and it may cross itself.
export function within(drawn) {
  const rings = [[...drawn, drawn[0]]];
  return ([x, y]) => covers(rings, x, y);
}

// The middle of a ring: its centre of mass, or of its box where it encloses nothing.
export function middleOf(ring) {
  const [ox, oy] = ring[0];
  let [twice, sx, sy] = [0, 0, 0];
  for (let i = 1; i < ring.length; i += 1) {
    const [ax, ay] = [ring[i - 1][0] - ox, ring[i - 1][1] - oy];
    const [bx, by] = [ring[i][0] - ox, ring[i][1] - oy];
    const cross = ax * by - bx * ay;
    twice += cross;
    sx += (ax + bx) * cross;
    sy += (ay + by) * cross;
  }
  if (twice) return [ox + sx / (3 * twice), oy + sy / (3 * twice)];
  const [west, south, east, north] = boxOf(ring);
  return [(west + east) / 2, (south + north) / 2];
}

// The size of a ring without its sign.
export function sizeOf(ring) {
  const [ox, oy] = ring[0];
  let twice = 0;
  for (let i = 1; i < ring.length; i += 1)
    twice += (ring[i - 1][0] - ox) * (ring[i][1] - oy) - (ring[i][0] - ox) * (ring[i - 1][1] - oy);
  return Math.abs(twice) / 2;
}

// Places on the way from a to b, at most `step` apart, b among them and a not.
export function* along([ax, ay], [bx, by], step) {
  const count = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / step));
  for (let i = 1; i <= count; i += 1)
    yield [ax + ((bx - ax) * i) / count, ay + ((by - ay) * i) / count];
}
