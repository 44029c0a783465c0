// A line drawn press by press: it snaps, Backspace takes the last place back, a double press or
// Enter ends it. What it is for, a cut or a new seam, is a `use` of it.

import { el, toast } from "../ui/dom.js";
import { rounded } from "./snap.js";

const REACH_PX = 8;
// Two presses at one place are one place.
const SAME_PX = 4;
const COLOURS = { joint: "#0d6068", edge: "#7a3fa0", road: "#8a5a00", ghost: "#8d2f6b" };

export class LineTool {
  cursor = "cross";
  #draft;
  #selection;
  #map;
  #snap;
  #use;
  #line = [];

  // use: { title(), hint(), guide(line) → [{ name, rings | line, look }], trouble(line) → sentence or
  // "", operation(line) }
  constructor(use, { draft, map, selection, snap }) {
    this.#use = use;
    this.#draft = draft;
    this.#selection = selection;
    this.#map = map;
    this.#snap = snap;
  }

  // What was chosen for another tool would hide what this one does.
  start() {
    this.#selection.set([]);
  }

  stop() {
    this.escape();
    this.#map.brush(null);
  }

  leave() {
    this.#map.brush(null);
  }

  #found(point) {
    const reach = REACH_PX * this.#map.pixel;
    return point.alt ? null : this.#snap.near(point.at, reach);
  }

  hover(point) {
    const found = this.#found(point);
    this.#map.brush(found && this.#map.onScreen(found.place), 9, COLOURS[found?.kind]);
    this.#draw(found?.place ?? point.place);
  }

  click(point) {
    if (!this.#draft.ready) return;
    const place = rounded(this.#found(point)?.place ?? point.place);
    if (this.#same(place)) return;
    this.#line.push(place);
    this.#draw();
  }

  double() {
    this.#end();
  }

  #same(place) {
    const last = this.#line.at(-1);
    if (!last) return false;
    const [p, q] = [this.#map.onScreen(last), this.#map.onScreen(place)];
    return Math.hypot(p[0] - q[0], p[1] - q[1]) < SAME_PX;
  }

  #draw(pointer = null) {
    const { sketch } = this.#map;
    const line = pointer ? [...this.#line, pointer] : this.#line;
    sketch.drop("guide", "line", "line-casing");
    const guide = line.length ? this.#use.guide(line) : null;
    if (guide) sketch.areas("guide", guide.shapes, guide.look);
    if (line.length > 1) {
      sketch.lines("line-casing", [line], { colour: "#ffffff", width: 6, opacity: 0.8 });
      sketch.lines("line", [line], { colour: "#d6681b", width: 2.6 });
    }
    if (!pointer) this.#ends();
  }

  #ends() {
    const ends = this.#line.map((place, i) => ({
      id: `end ${i}`,
      place,
      kind: "middle end",
      label: "",
    }));
    this.#map.handles.show(ends);
  }

  async #end() {
    const line = this.#line;
    if (line.length < 2) return;
    const trouble = this.#use.trouble(line);
    if (trouble) {
      toast(trouble, { bad: true });
      return;
    }
    const operation = this.#use.operation(line);
    this.#line = [];
    this.#map.handles.clear();
    const step = await this.#draft.do(operation);
    // a refused line comes back, to be mended and not drawn anew
    if (!step && !this.#line.length) {
      this.#line = line;
      this.#draw();
      this.#ends();
    } else this.#draw();
  }

  key(event) {
    if (!this.#line.length) return false;
    if (event.key === "Enter") this.#end();
    else if (event.key === "Backspace" || event.key === "Delete") this.#back();
    else return false;
    return true;
  }

  #back() {
    this.#line.pop();
    this.#draw();
    this.#ends();
  }

  escape() {
    const drawn = this.#line.length > 0;
    this.#line = [];
    this.#map.sketch.drop("guide", "line", "line-casing");
    this.#map.handles.clear();
    return drawn;
  }

  options() {
    return [
      el("span", { class: "title" }, this.#use.title()),
      el("span", { class: "keys" }, this.#use.hint()),
    ];
  }
}
