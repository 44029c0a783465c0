// Who owns a place: the lowest code among the polygons that contain or touch it.
// The same rule as layers/owner.py; tests/golden/owner.json holds both languages to it.
//
// Places and polygons are in one coordinate system, x first. To agree with the server to the last
// bit, give both in the metres of the district's CRS: a seam that is straight in metres is not
// quite straight in degrees.

const EPSILON = 2 ** -53;
// Shewchuk's bound: a determinant larger than this share of its parts has the right sign.
const SURE = (3 + 16 * EPSILON) * EPSILON;

const bits = new DataView(new ArrayBuffer(8));

// Return [mantissa, exponent], so that number === mantissa * 2 ** exponent exactly.
function parts(number) {
  bits.setFloat64(0, number);
  const raw = bits.getBigUint64(0);
  const exponent = Number((raw >> 52n) & 0x7ffn);
  const fraction = raw & 0xfffffffffffffn;
  const mantissa = exponent === 0 ? fraction : fraction | 0x10000000000000n;
  return [raw >> 63n ? -mantissa : mantissa, Math.max(exponent, 1) - 1075];
}

// The same sign without any rounding, in whole numbers; slow, and seldom needed.
function exactTurn(...numbers) {
  const all = numbers.map(parts);
  const least = Math.min(...all.map(([, exponent]) => exponent));
  const [ax, ay, bx, by, px, py] = all.map(([m, exponent]) => m << BigInt(exponent - least));
  const turn = (ax - px) * (by - py) - (ay - py) * (bx - px);
  return turn > 0n ? 1 : turn < 0n ? -1 : 0;
}

// Return 1 where p lies left of the way from a to b, -1 where right, 0 where exactly on it.
export function turn(ax, ay, bx, by, px, py) {
  const left = (ax - px) * (by - py);
  const right = (ay - py) * (bx - px);
  const difference = left - right;
  if (Math.abs(difference) > SURE * (Math.abs(left) + Math.abs(right))) {
    return Math.sign(difference);
  }
  return exactTurn(ax, ay, bx, by, px, py);
}

// Return "on" where the place touches the ring, else whether a ray to the east crosses it oddly.
function ringMeets(ring, x, y) {
  let inside = false;
  for (let i = 1; i < ring.length; i += 1) {
    const [ax, ay] = ring[i - 1];
    const [bx, by] = ring[i];
    if (x === bx && y === by) return "on";
    if (ay === by) {
      if (y === ay && x >= Math.min(ax, bx) && x <= Math.max(ax, bx)) return "on";
      continue;
    }
    if (y < Math.min(ay, by) || y > Math.max(ay, by)) continue;
    const side = turn(ax, ay, bx, by, x, y);
    if (side === 0) return "on";
    // A joint belongs to the edge above it, so that a ray through it counts once.
    const crosses = ay > y !== by > y;
    if (crosses && side > 0 === by > ay) inside = !inside;
  }
  return inside;
}

function ringsOf(geometry) {
  if (!geometry) return [];
  if (geometry.type === "Polygon") return geometry.coordinates;
  if (geometry.type === "MultiPolygon") return geometry.coordinates.flat();
  throw new TypeError(`only polygons own places, not a ${geometry.type}`);
}

function boxOf(rings) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of rings.flat()) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return box;
}

// Return whether a place lies in or on a polygon given as all its rings, holes and parts alike.
export function meets(rings, x, y) {
  let inside = false;
  for (const ring of rings) {
    const met = ringMeets(ring, x, y);
    if (met === "on") return true;
    if (met) inside = !inside;
  }
  return inside;
}

// Return a function (x, y) -> code or null for [{ code, geometry }] with GeoJSON polygons.
// Codes are compared as text, as Python does.
export function ownership(areas) {
  const sorted = areas
    .map(({ code, geometry }) => ({ code, rings: ringsOf(geometry) }))
    .map((area) => ({ ...area, box: boxOf(area.rings) }))
    .sort((one, two) => (one.code < two.code ? -1 : one.code > two.code ? 1 : 0));
  return (x, y) => {
    const owner = sorted.find(
      ({ box, rings }) =>
        x >= box[0] && y >= box[1] && x <= box[2] && y <= box[3] && meets(rings, x, y),
    );
    return owner ? owner.code : null;
  };
}
