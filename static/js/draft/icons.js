// Small drawings for buttons, so that no font has to hold them.

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  locked: "M5 9V6.500a5 5 0 0 1 10 0V9h1v8.500H4V9zm2 0h6V6.500a3 3 0 0 0-6 0z",
  open: "M5 9V5.500a5 5 0 0 1 9.700-1.700l-1.900.7A3 3 0 0 0 7 5.500V9h9v8.500H4V9zM6 11v4.500h8V11z",
  change:
    "M13.600 2.600 17.400 6.400 7 16.800l-4.600.8.8-4.600zM5 14.800l1.800-.4 7.800-8L13.600 5.400 5.600 13.200z",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
