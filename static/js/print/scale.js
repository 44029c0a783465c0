// The scale of a map on paper, from the box it shows and its width in CSS pixels (1/96 inch).

const METRES_PER_PIXEL = 0.0254 / 96;
const METRES_PER_DEGREE = 111_320;

// A round number, for the scale of a Mercator map changes over the sheet.
export function scaleOf([west, south, east, north], width) {
  const middle = ((south + north) / 2) * (Math.PI / 180);
  const metres = (east - west) * METRES_PER_DEGREE * Math.cos(middle);
  const scale = metres / (width * METRES_PER_PIXEL);
  const step = 10 ** Math.max(0, Math.floor(Math.log10(scale)) - 1);
  return (Math.round(scale / step) * step).toLocaleString("en").replaceAll(",", "\u202f");
}
