// Edges: the seam under the pointer is named; the chosen cell shows its joints, and a joint that is
// dragged takes all cells with it that share it. The server decides; what it refuses springs back.

import { el } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { JointDrag } from "./joint_drag.js";
import { jointsOf, seamNear, sharing, shifted, textOf } from "./joints.js";

const REACH_PX = 8;
// Below this size of a cell on the screen its joints would lie on one another.
const LEAST_PX = 26;
// Arrow keys move a joint by a metre, with Shift by a decimetre; it is sent when they rest.
const NUDGE_M = 1;
const NUDGE_FINE_M = 0.1;
const REST_MS = 450;
const ARROWS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

export class EdgesTool {
  cursor = "";
  #draft;
  #map;
  #selection;
  #snap;
  #note;
  #cell = null;
  #joints = new Map();
  #joint = null; // id of the chosen one
  #drag = null;
  #rest = 0;
  #on = false;

  constructor({ draft, map, selection, snap, note }) {
    this.#draft = draft;
    this.#map = map;
    this.#selection = selection;
    this.#snap = snap;
    this.#note = note;
    map.handles.onFocus = (id) => this.#choose(id);
    draft.on("step", () => this.#on && this.#again());
  }

  start() {
    this.#on = true;
    const [code] = this.#selection.codes;
    if (this.#selection.size === 1) this.#open(this.#draft.fabric.get(code));
  }

  stop() {
    this.#on = false;
    this.#close();
    this.leave();
  }

  // ---- the chosen cell

  #open(cell) {
    performance.mark("cell-chosen");
    this.#close();
    if (!cell || !this.#draft.editable) return;
    this.#cell = cell;
    this.#show();
    performance.measure("enter-edit", "cell-chosen");
  }

  #show(focus = null) {
    const shared = sharing(this.#draft.fabric, this.#cell);
    const joints = jointsOf(this.#cell);
    this.#joints = new Map(joints.map((joint) => [joint.text, joint]));
    const many = joints.length;
    const handles = joints.map(({ text, place }, i) => ({
      id: text,
      place,
      kind: shared.get(text).length > 2 ? "joint shared" : "joint",
      label: t("Joint {n} of {many}, shared by {cells} cells", {
        n: i + 1,
        many,
        cells: shared.get(text).length,
      }),
    }));
    this.#map.handles.show([...handles, ...this.#middles(joints)], focus);
  }

  // Halfway along each edge a handle that becomes a joint; short edges have no room for one.
  #middles(joints) {
    return joints.flatMap(({ place: a, next: b, text }) => {
      const [p, q] = [this.#map.onScreen(a), this.#map.onScreen(b)];
      if (Math.hypot(p[0] - q[0], p[1] - q[1]) < LEAST_PX) return [];
      const id = `${text};${textOf(b)}`;
      const place = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
      this.#joints.set(id, { id, a, b, place });
      return [{ id, place, kind: "middle", label: t("Insert a joint here") }];
    });
  }

  #close() {
    this.#cancelDrag();
    this.#cell = null;
    this.#joint = null;
    this.#joints.clear();
    this.#map.handles.clear();
  }

  // After a step the cell may have other joints, or be gone.
  #again() {
    if (!this.#cell || this.#drag) return;
    const cell = this.#draft.fabric.get(this.#cell.code);
    if (!cell) return this.#close();
    if (cell === this.#cell) return undefined;
    this.#cell = cell;
    return this.#show(this.#joint);
  }

  // Middles come and go with the zoom.
  zoomed() {
    if (this.#on && this.#cell && !this.#drag) this.#show();
  }

  #choose(id) {
    this.#joint = id;
    this.#map.handles.choose(id);
  }

  // ---- the pointer

  hover(point) {
    const seam = point.joint ? null : seamNear(this.#draft.fabric, point.at, this.#reach);
    if (!seam) {
      this.leave();
      return;
    }
    this.#map.sketch.lines("seam", [seam.line], { colour: "#7a3fa0", width: 5, opacity: 0.8 });
    this.#note.show(point.px, seam.cells);
  }

  leave() {
    this.#map.sketch.drop("seam");
    this.#note.hide();
  }

  get #reach() {
    return REACH_PX * this.#map.pixel;
  }

  down(point) {
    if (!point.joint || !this.#cell || !this.#draft.ready) return false;
    this.#send();
    const joint = this.#joints.get(point.joint.joint);
    if (!joint) return false;
    this.leave();
    this.#drag = this.#dragOf(joint);
    return true;
  }

  #dragOf(joint) {
    const { fabric } = this.#draft;
    if (joint.a) return JointDrag.insert(this.#map, fabric, this.#cell, joint);
    return JointDrag.move(this.#map, fabric, this.#cell, joint);
  }

  move(point, began) {
    if (!began || !this.#drag) return;
    const found = this.#drag.follow(point.at, point.alt ? null : this.#snap, this.#reach);
    const at = found && this.#map.onScreen(found.place);
    this.#map.brush(at, 9, found?.kind === "edge" ? "#7a3fa0" : "#0d6068");
  }

  // A press without a way chooses a joint; on a middle it puts one there.
  up(point, began) {
    const drag = this.#drag;
    this.#map.brush(null);
    if (!drag) return;
    if (began || drag.fresh) this.#send();
    else {
      this.#cancelDrag();
      this.#map.handles.focus(drag.id);
    }
  }

  click(point) {
    const cell = this.#draft.fabric.at(point.at);
    if (point.shift && cell) {
      this.#selection.toggle(cell.code);
      return;
    }
    this.#selection.set(cell ? [cell.code] : []);
    this.#open(cell);
  }

  cancel() {
    this.#map.brush(null);
    this.#cancelDrag();
  }

  #cancelDrag() {
    clearTimeout(this.#rest);
    this.#drag?.end();
    this.#drag = null;
  }

  // ---- what is sent

  async #send() {
    clearTimeout(this.#rest);
    const drag = this.#drag;
    this.#drag = null;
    if (!drag) return;
    if (drag.moved || drag.fresh) {
      this.#joint = textOf(drag.place);
      const step = await this.#draft.do(drag.operation());
      if (!step) this.#joint = drag.id;
      else if (this.#joint === textOf(drag.place)) this.#refind(drag.place);
    }
    if (this.#drag) return; // the next one has begun
    drag.end();
    if (this.#cell && this.#on) this.#show(this.#joint);
  }

  // The server rounds to its millimetre: the joint is found again by nearness.
  #refind([lon, lat]) {
    const cell = this.#cell && this.#draft.fabric.get(this.#cell.code);
    const near = jointsOf(cell ?? { places: [] }).find(
      ({ place }) => Math.abs(place[0] - lon) < 2e-8 && Math.abs(place[1] - lat) < 2e-8,
    );
    this.#joint = near?.text ?? null;
  }

  async #remove() {
    const joint = this.#joints.get(this.#joint);
    if (!joint || joint.a) return;
    const around = [...this.#joints.values()].filter((one) => !one.a);
    const next = around[(around.indexOf(joint) + 1) % around.length];
    this.#joint = next.text;
    const step = await this.#draft.do({ kind: "remove_joint", at: joint.place });
    if (!step) this.#choose(joint.text);
  }

  async #insertAfter() {
    const joint = this.#joints.get(this.#joint);
    if (!joint || joint.a) return;
    const [a, b] = [joint.place, joint.next];
    const place = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    this.#drag = this.#dragOf({ id: "", a, b, place });
    await this.#send();
  }

  // ---- the keyboard

  key(event) {
    if (!this.#cell || !this.#joint || !this.#draft.ready) return false;
    const way = ARROWS[event.key];
    if (way) this.#nudge(way, event.shiftKey ? NUDGE_FINE_M : NUDGE_M);
    else if (event.key === "Delete" || event.key === "Backspace") this.#remove();
    else if (event.key === "Insert" || event.key === "i") this.#insertAfter();
    else if (event.key === "Enter" && this.#drag) this.#send();
    else if (event.key === "Escape" && this.#drag) this.#cancelDrag();
    else return false;
    return true;
  }

  #nudge([east, north], by_m) {
    const joint = this.#joints.get(this.#joint);
    if (!joint || joint.a) return;
    this.#drag ??= this.#dragOf(joint);
    this.#drag.to(shifted(this.#drag.place, by_m * east, by_m * north));
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#send(), REST_MS);
  }

  escape() {
    if (!this.#cell) return false;
    this.#close();
    this.#selection.set([]);
    return true;
  }

  options() {
    return [
      el("span", { class: "title" }, t("Edges")),
      el(
        "span",
        { class: "keys" },
        t("Click a cell, drag its joints; small handles insert one. Alt holds snapping off."),
      ),
    ];
  }
}
