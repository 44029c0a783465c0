// Paint: give cells to the target grid with a brush, a rectangle or a lasso. One step per stroke.

import { el, toast } from "../ui/dom.js";
import { swatch } from "../plan/figures.js";
import { t } from "../ui/messages.js";
import { Stroke } from "./stroke.js";

const SIZES = [1, 3, 5];
// A brush of one cell shows a small circle and takes the cell under its middle.
const POINT_PX = 6;
const HINTS = {
  brush: "Draw over the cells; Alt+click takes the grid under the pointer.",
  rectangle: "Draw a box; cells whose middle lies inside are given.",
  lasso: "Draw around the cells; those whose middle lies inside are given.",
};
const TITLES = { brush: "Brush", rectangle: "Rectangle", lasso: "Lasso" };

export class PaintTool {
  #draft;
  #selection;
  #map;
  #rail;
  #stroke = null;
  #pointer = null;
  static size = 3; // the three share what is set
  static inStreet = false;

  constructor(shape, { draft, map, rail, selection, pick, changed }) {
    this.shape = shape;
    this.cursor = shape === "brush" ? "brush" : "cross";
    this.#draft = draft;
    this.#selection = selection;
    this.#map = map;
    this.#rail = rail;
    this.pick = pick; // (code) chooses the target grid
    this.changed = changed; // the options are to be drawn again
  }

  get #target() {
    return this.#rail.target;
  }

  // What was chosen for another tool would hide what this one does.
  start() {
    this.#selection.set([]);
  }

  stop() {
    this.cancel();
    this.#map.brush(null);
  }

  // ---- the pointer

  down(point) {
    if (point.alt) {
      const cell = this.#draft.fabric.at(point.at);
      if (cell) this.pick(cell.grid);
      return true;
    }
    const trouble = this.#trouble();
    if (trouble) {
      toast(trouble);
      return true;
    }
    this.#stroke = new Stroke(this.#draft.fabric, point.at, (cell) => this.#may(cell));
    this.#draw(point);
    return true;
  }

  move(point) {
    this.hover(point);
    if (this.#stroke) this.#draw(point);
  }

  up() {
    const codes = this.#stroke?.codes ?? [];
    this.#end();
    if (codes.length) this.#draft.give(codes, this.#target);
  }

  cancel() {
    if (!this.#stroke) return;
    this.#draft.paintBack(this.#stroke.was);
    this.#end();
  }

  #end() {
    this.#stroke = null;
    this.#map.sketch.drop("stroke");
  }

  hover(point) {
    this.#pointer = point;
    if (this.shape === "brush") this.#map.brush(point.px, this.#ringPx);
  }

  leave() {
    this.#pointer = null;
    this.#map.brush(null);
  }

  #draw(point) {
    const { at } = point;
    const stroke = this.#stroke;
    const change =
      this.shape === "brush"
        ? stroke.brush(at, this.#radius, this.#map.pixel)
        : stroke[this.shape](at);
    if (change.out.size) this.#draft.paintBack(change.out);
    if (change.in.length) this.#draft.paint(change.in, this.#target);
    if (this.shape !== "brush") this.#outline(stroke);
  }

  #outline(stroke) {
    const [w, s, e, n] = stroke.box;
    const box = [[w, s], [e, s], [e, n], [w, n]]; // prettier-ignore
    const ring = this.shape === "lasso" ? stroke.path : box;
    const look = { colour: "#1b262c", width: 1.6, dash: "5 4", fill: "#ffffff", fillOpacity: 0.08 };
    this.#map.sketch.areas("stroke", [[ring.map(this.#map.unproject)]], look);
  }

  // ---- what may be painted

  #trouble() {
    if (!this.#draft.editable) return t("This draft can only be read.");
    if (!this.#draft.ready) return t("Decide between both changes first.");
    if (this.#target === undefined) return t("Choose the grid to paint with in the list first.");
    if (this.#rail.locked.has(this.#target))
      return t("{name} is locked; unlock it or choose another grid.", { name: this.#name });
    return "";
  }

  #may(cell) {
    if (cell.grid === this.#target || this.#rail.locked.has(cell.grid)) return false;
    const street = this.#street;
    return !PaintTool.inStreet || !street || cell.street === street;
  }

  get #street() {
    return this.#draft.grid(this.#target)?.street ?? null;
  }

  get #name() {
    return this.#target === null ? t("Without grid") : this.#draft.nameOf(this.#target);
  }

  get #colour() {
    return this.#draft.grid(this.#target)?.colour ?? "#4c5a62";
  }

  // ---- the brush

  // Sizes count cells: 3 reaches about a cell beyond the middle one on each side.
  get #radius() {
    return ((PaintTool.size - 1) / 2) * this.#draft.fabric.width * 0.9;
  }

  get #ringPx() {
    return Math.max(POINT_PX, this.#radius / this.#map.pixel);
  }

  #resize(size) {
    PaintTool.size = size;
    if (this.#pointer) this.hover(this.#pointer);
    this.changed();
  }

  key(event) {
    if (this.shape !== "brush") return false;
    const at = SIZES.indexOf(PaintTool.size);
    const next = { "[": SIZES[at - 1], "]": SIZES[at + 1] }[event.key];
    const size = next ?? SIZES.find((one) => String(one) === event.key);
    if (size) this.#resize(size);
    return Boolean(size);
  }

  // ---- its options

  options() {
    return [
      el("span", { class: "title" }, t(TITLES[this.shape])),
      this.shape === "brush" && this.#sizes(),
      this.#targetChip(),
      this.#streetBox(),
      el("span", { class: "keys" }, t(HINTS[this.shape])),
    ];
  }

  #sizes() {
    const button = (size) =>
      el(
        "button",
        {
          type: "button",
          class: "button",
          "aria-pressed": String(size === PaintTool.size),
          title: t("{n} cells wide ([ and ])", { n: size }),
          onclick: () => this.#resize(size),
        },
        String(size),
      );
    return el(
      "span",
      { class: "segmented", role: "group", "aria-label": t("Size of the brush") },
      SIZES.map(button),
    );
  }

  #targetChip() {
    if (this.#target === undefined)
      return el("span", { class: "target quiet" }, t("Choose a grid in the list"));
    return el("span", { class: "target" }, swatch(this.#colour), this.#name);
  }

  #streetBox() {
    const box = el("input", {
      type: "checkbox",
      checked: PaintTool.inStreet,
      disabled: !this.#street,
      onchange: (event) => {
        PaintTool.inStreet = event.target.checked;
      },
    });
    return el("label", {}, box, t("Within its street"));
  }
}
