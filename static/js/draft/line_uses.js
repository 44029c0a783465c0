// What a drawn line may be for: to cut a cell in two, or to be the new course of a seam.

import { t } from "../ui/messages.js";
import { seamsAt, settled } from "./joints.js";
import { along } from "./shapes.js";

// A line is asked this often which cell it runs through.
const LOOKS = 60;
const ORANGE = { colour: "#d6681b", width: 1.5, fill: "#d6681b", fillOpacity: 0.18 };

export class Cut {
  #draft;
  #map;

  constructor(draft, map) {
    this.#draft = draft;
    this.#map = map;
  }

  title() {
    return t("Cut");
  }

  hint() {
    return t("Press along a line through a cell, from edge to edge; a double press or Enter cuts.");
  }

  // The cell that most of the line runs through.
  #cell(line) {
    const votes = new Map();
    for (const { cell, length } of met(line, this.#draft, this.#map))
      votes.set(cell, (votes.get(cell) ?? 0) + length);
    return most(votes);
  }

  guide(line) {
    const cell = line.length > 1 ? this.#cell(line) : null;
    return cell ? { shapes: [cell.places], look: ORANGE } : null;
  }

  trouble(line) {
    return this.#cell(line) ? "" : t("The line runs through no cell.");
  }

  operation(line) {
    return { kind: "cut_cell", cell: this.#cell(line).code, line };
  }
}

// A management grid in two: cells go to the side of the line where most of them lies.
export class Split {
  #draft;
  #map;

  constructor(draft, map) {
    this.#draft = draft;
    this.#map = map;
  }

  title() {
    return t("Split grids");
  }

  hint() {
    return t("Press along a line through a grid; a double press or Enter splits it.");
  }

  // The grid that most of the line runs through.
  #grid(line) {
    const votes = new Map();
    for (const { cell, length } of met(line, this.#draft, this.#map))
      if (cell.grid) votes.set(cell.grid, (votes.get(cell.grid) ?? 0) + length);
    return most(votes);
  }

  guide(line) {
    const code = line.length > 1 ? this.#grid(line) : null;
    if (!code) return null;
    const shapes = [...this.#draft.fabric.all()].filter(({ grid }) => grid === code);
    return { shapes: shapes.map(({ places }) => places), look: { ...ORANGE, width: 0.6 } };
  }

  trouble(line) {
    return this.#grid(line) ? "" : t("The line runs through no grid.");
  }

  operation(line) {
    return { kind: "split_grid_line", grid: this.#grid(line), line };
  }
}

export class Reshape {
  #draft;
  #map;

  constructor(draft, map) {
    this.#draft = draft;
    this.#map = map;
  }

  title() {
    return t("Reshape");
  }

  hint() {
    return t(
      "Begin on a seam and end on the same seam; the line takes the place of what lies between.",
    );
  }

  // The pairs of cells whose seam has both ends; while the line is drawn, the first end alone.
  #pairs(line) {
    const at = (place) => seamsAt(this.#draft.fabric, this.#map.project(place));
    const first = at(line[0]);
    if (line.length < 2) return first;
    const last = new Set(at(line.at(-1)).map(nameOf));
    return first.filter((pair) => last.has(nameOf(pair)));
  }

  guide(line) {
    const both = this.#pairs(line);
    const pairs = both.length ? both : this.#pairs(line.slice(0, 1));
    const cells = new Set(pairs.slice(0, 1).flat().filter(Boolean));
    return cells.size ? { shapes: [...cells].map((cell) => cell.places), look: ORANGE } : null;
  }

  trouble(line) {
    return this.#pairs(line).length
      ? ""
      : t("Both ends must lie on one seam between the same two cells.");
  }

  operation(line) {
    const [pair] = this.#pairs(line);
    const [left, right] = pair;
    const end = (place) => settled(pair, place, this.#map.project(place));
    const whole = [end(line[0]), ...line.slice(1, -1), end(line.at(-1))];
    return { kind: "reshape_seam", left: left.code, right: right?.code ?? null, line: whole };
  }
}

// The cells under a line, as often as it is looked at, each with the length of that stretch.
function* met(line, draft, map) {
  const flat = line.map(map.project);
  for (let i = 1; i < flat.length; i += 1) {
    const [a, b] = [flat[i - 1], flat[i]];
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    for (const place of along(a, b, length / LOOKS || 1)) {
      const cell = draft.fabric.at(place);
      if (cell) yield { cell, length };
    }
  }
}

const most = (votes) =>
  [...votes].reduce((best, vote) => (vote[1] > (best?.[1] ?? 0) ? vote : best), null)?.[0];

const nameOf = (pair) => pair.map((cell) => cell?.code ?? "").sort().join("|"); // prettier-ignore
