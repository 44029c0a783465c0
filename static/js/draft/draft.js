// One draft as this page knows it: its head, cells, grids and figures, patched by each step.

import { getJson, sendJson } from "../ui/net.js";
import { Fabric } from "./fabric.js";
import { Steps } from "./steps.js";

const EVENTS = ["step", "refused", "clash", "state", "present", "painted"];

export class Draft {
  #address;
  #heard = new Map(EVENTS.map((name) => [name, []]));
  head = null;
  figures = null;
  grids = new Map(); // code → feature
  version = 0;
  present = [];

  constructor(id, project) {
    this.#address = `/api/plans/${encodeURIComponent(id)}`;
    this.fabric = new Fabric(project);
    this.steps = new Steps(this.#address, {
      version: () => this.version,
      onStep: (step, wish) => this.#apply(step, wish),
      onRefused: (error) => this.#tell("refused", error),
      onClash: (clash) => this.#tell("clash", clash),
      onState: (state) => this.#tell("state", state),
    });
  }

  // step({ step, wish, cells, gone }), refused(error), clash(clash), state(text), present(names),
  // painted(cells): those whose colour changed without a step.
  on(name, handler) {
    this.#heard.get(name).push(handler);
  }

  #tell(name, ...told) {
    for (const handler of this.#heard.get(name)) handler(...told);
  }

  get editable() {
    return Boolean(this.head?.may.edit);
  }

  // Whether a tool may begin something: not while two changes wait for a decision.
  get ready() {
    return this.editable && this.steps.state !== "clash";
  }

  async load() {
    // the head comes first: what happens after its version is sent again with `since`
    const head = await getJson(this.#address);
    const parts = ["/cells", "/grids", "/figures"];
    const [cells, grids, figures] = await Promise.all(
      parts.map((part) => getJson(this.#address + part)),
    );
    this.head = head;
    this.figures = figures;
    this.version = head.version;
    this.present = head.present ?? [];
    this.fabric.load(cells.features);
    this.grids = new Map(grids.features.map((grid) => [grid.properties.code, grid]));
  }

  faults() {
    return getJson(`${this.#address}/faults`);
  }

  grid(code) {
    return this.grids.get(code)?.properties ?? null;
  }

  nameOf(code) {
    return this.grid(code)?.name || code || "–";
  }

  do(operation) {
    return this.steps.add({ path: "steps", operation });
  }

  // The answer of a search for even grids becomes a step.
  takeBalance() {
    return this.steps.add({ path: "balance/take" });
  }

  // The draft is put on the plan in force: { onto, choices }.
  rebase(more) {
    return this.steps.add({ path: "rebase", more });
  }

  // The figures anew: what the district weighs has changed.
  async weighed() {
    this.figures = await getJson(`${this.#address}/figures`);
  }

  undo() {
    if (this.head.can_undo || !this.steps.idle) this.steps.add({ path: "undo" });
  }

  redo() {
    if (this.head.can_redo) this.steps.add({ path: "redo" });
  }

  // Cells wear their new colour at once; they get the old one back where the server refuses.
  async give(codes, to) {
    this.paint(codes, to);
    const step = await this.do({ kind: "give_cells", cells: codes, to });
    if (!step) this.unpaint(codes);
  }

  paint(codes, to) {
    this.fabric.give(codes, to);
    this.#tell("painted", codes);
  }

  // was: Map of code → grid; a stroke that is given up leaves no trace.
  paintBack(was) {
    for (const [code, grid] of was) this.fabric.give([code], grid);
    this.#tell("painted", [...was.keys()]);
  }

  unpaint(codes) {
    this.fabric.restore(codes);
    this.#tell("painted", codes);
  }

  // Asks what others did and who they are; while steps of ours are on their way it waits.
  async poll() {
    if (!this.steps.idle) return this.steps.run();
    const step = await getJson(`${this.#address}/since?version=${this.version}`);
    if (this.steps.idle && step.version >= this.version) this.#apply(step, null);
    return undefined;
  }

  #apply(step, wish) {
    const fresh = step.version > this.version;
    this.version = step.version;
    this.present = step.present ?? this.present;
    Object.assign(this.head, { can_undo: step.can_undo, can_redo: step.can_redo });
    this.#tell("present", this.present);
    if (!fresh && !step.cells.features.length && !step.grids.features.length) return;
    const before = step.gone.map((code) => this.fabric.get(code)).filter(Boolean);
    for (const code of step.gone) this.fabric.drop(code);
    const out = step.cells.features.map((one) => this.fabric.get(one.properties.code));
    const cells = step.cells.features.map((feature) => this.fabric.put(feature));
    this.#patchGrids(step);
    this.figures = step.figures;
    this.#tell("step", { step, wish, cells, before: [...before, ...out.filter(Boolean)] });
  }

  #patchGrids(step) {
    for (const code of step.gone_grids) this.grids.delete(code);
    for (const grid of step.grids.features) this.grids.set(grid.properties.code, grid);
  }

  // Sends a change of the head, like a new name; the answer is the head.
  async retitle(change) {
    const body = { version: this.version, ...change };
    this.head = await sendJson("PATCH", this.#address, body);
    return this.head;
  }
}
