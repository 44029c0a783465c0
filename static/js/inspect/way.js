// How far and in which direction: on a sphere, good to half a percent, shown in whole metres.

import { el } from "../ui/dom.js";
import { metres } from "../ui/messages.js";

const EARTH_M = 6371000;
const rad = (degrees) => (degrees * Math.PI) / 180;

export function distance_m([lon1, lat1], [lon2, lat2]) {
  const half =
    Math.sin(rad(lat2 - lat1) / 2) ** 2 +
    Math.cos(rad(lat1)) * Math.cos(rad(lat2)) * Math.sin(rad(lon2 - lon1) / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.sqrt(half));
}

// Degrees clockwise from north, [0, 360).
export function bearing_deg([lon1, lat1], [lon2, lat2]) {
  const east = Math.sin(rad(lon2 - lon1)) * Math.cos(rad(lat2));
  const north =
    Math.cos(rad(lat1)) * Math.sin(rad(lat2)) -
    Math.sin(rad(lat1)) * Math.cos(rad(lat2)) * Math.cos(rad(lon2 - lon1));
  return ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360;
}

// An arrow that points there on a map with north above.
export function arrow(bearing) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "arrow");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M10 2 15.5 17 10 13.5 4.5 17z");
  path.setAttribute("fill", "currentColor");
  path.setAttribute("transform", `rotate(${Math.round(bearing)} 10 10)`);
  svg.append(path);
  return svg;
}

// [distance, arrow] between two places as one small element.
export function way(from, to) {
  const far = distance_m(from, to);
  return wayOf(far, far < 1 ? null : bearing_deg(from, to));
}

export function wayOf(far_m, bearing) {
  return el("span", { class: "way" }, bearing == null ? null : arrow(bearing), metres(far_m));
}
