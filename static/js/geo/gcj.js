// GCJ-02 and BD-09 from WGS 84, the forward formulas of layers/gcj.py; tests/golden/gcj.json holds
// both to the same numbers. Degrees in and out, [lon, lat].

const CHINA = [72.004, 0.8293, 137.8347, 55.8271];
const AXIS_M = 6378245.0;
const ECCENTRICITY_2 = 0.006693421622965943;
const BD_TURN = (Math.PI * 3000) / 180;
const RADIAN = Math.PI / 180;

const inChina = ([lon, lat]) =>
  lon >= CHINA[0] && lat >= CHINA[1] && lon <= CHINA[2] && lat <= CHINA[3];

// Two thirds of a sum of [amplitude, period] sines.
const waves = (t, ...parts) =>
  (parts.reduce((sum, [height, length]) => sum + height * Math.sin((t * Math.PI) / length), 0) *
    2) /
  3;

function east_m(x, y) {
  const bowl = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x));
  const short = waves(x, [20, 1 / 6], [20, 1 / 2]);
  return bowl + short + waves(x, [20, 1], [40, 3], [150, 12], [300, 30]);
}

function north_m(x, y) {
  const bowl = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x));
  const short = waves(x, [20, 1 / 6], [20, 1 / 2]);
  return bowl + short + waves(y, [20, 1], [40, 3], [160, 12], [320, 30]);
}

export function wgsToGcj(place) {
  if (!inChina(place)) return place;
  const [lon, lat] = place;
  const [x, y] = [lon - 105, lat - 35];
  const phi = lat * RADIAN;
  const bend = 1 - ECCENTRICITY_2 * Math.sin(phi) ** 2;
  const dLon = east_m(x, y) / ((AXIS_M / Math.sqrt(bend)) * Math.cos(phi)) / RADIAN;
  const dLat =
    north_m(x, y) / ((AXIS_M * (1 - ECCENTRICITY_2)) / (bend * Math.sqrt(bend))) / RADIAN;
  return [lon + dLon, lat + dLat];
}

export function gcjToBd(place) {
  if (!inChina(place)) return place;
  const [x, y] = place;
  const radius = Math.hypot(x, y) + 0.00002 * Math.sin(y * BD_TURN);
  const angle = Math.atan2(y, x) + 0.000003 * Math.cos(x * BD_TURN);
  return [radius * Math.cos(angle) + 0.0065, radius * Math.sin(angle) + 0.006];
}

export const wgsToBd = (place) => gcjToBd(wgsToGcj(place));
