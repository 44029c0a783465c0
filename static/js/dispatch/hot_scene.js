// Tested hot and cold spots on the map, and how sure one may be of each.

import { count, figure, t } from "../ui/messages.js";
import { getJson, query } from "../ui/net.js";

// From sand to violet for hot, from pale to deep blue for cold: told apart by lightness alone too.
const HOT = { 0.01: "#6a0c54", 0.05: "#b83a44", 0.1: "#e8a060" };
const COLD = { 0.01: "#1f4e79", 0.05: "#5b8db8", 0.1: "#a9c6dd" };
const colour = ({ kind, level }) => (kind === "hot" ? HOT : COLD)[level];

// What the map keeps of an answer: the areas, the rows of the legend, and the line below them.
export async function hotSpots(question, signal) {
  const found = await getJson(`/api/cases/hotspots${query(question)}`, { signal });
  const rows = [
    ...[0.01, 0.05, 0.1].map((level) => [HOT[level], t("Hot, {rate} % false", percent(level))]),
    ...[0.1, 0.05, 0.01].map((level) => [COLD[level], t("Cold, {rate} % false", percent(level))]),
  ];
  const told = t("Tiles of {n} m; {tested} of {areas} tested.", {
    n: found.tile_m,
    tested: count(found.tested),
    areas: count(found.areas),
  });
  const piled =
    found.piled > 0 && t("{m} cases on one default place are left out.", { m: count(found.piled) });
  const placeless = t("{m} cases without a place are not drawn.", { m: count(found.placeless) });
  return { found, rows, note: [told, piled, placeless].filter(Boolean).join(" ") };
}

const percent = (level) => ({ rate: 100 * level });

export const spotLook = {
  style: ({ properties }) => ({
    color: "#ffffff",
    weight: 0.5,
    fillColor: colour(properties),
    fillOpacity: 0.66,
  }),
  label: ({ properties: { count: cases, z } }) =>
    t("{cases} cases · score {z}", { cases: count(cases), z: figure(z, 2) }),
};
