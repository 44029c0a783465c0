// The panel on the right: the chosen cells, one grid, or the form of a new one.

import { fill } from "../ui/dom.js";
import { CellsPanel } from "./cells_panel.js";
import { GridPanel } from "./grid_panel.js";

export class Panel {
  #node;
  #draft;
  #selection;
  #cells;
  #grid;
  #shown = null; // { cells } or { grid } or { fresh }

  constructor({
    node,
    draft,
    selection,
    nameMost,
    areaNames,
    target,
    editing,
    use,
    merge,
    pick,
    zoom,
  }) {
    this.#node = node;
    this.#draft = draft;
    this.#selection = selection;
    const onClose = () => this.close();
    this.#cells = new CellsPanel(draft, areaNames, {
      target,
      editing,
      onEdges: () => use("edges"),
      onMerge: merge,
      onGive: (codes, to) => draft.give(codes, to),
      onNewGrid: (codes) => this.showNew(codes),
      onClose,
    });
    this.#grid = new GridPanel(draft, nameMost, {
      onDone: (code) => this.#done(code, pick),
      onZoom: zoom,
      onSplit: () => use("split"),
      onClose,
    });
    selection.onChange((codes) => this.#choose(codes));
    draft.on("step", () => this.refresh());
  }

  get open() {
    return this.#shown !== null;
  }

  showGrid(code) {
    this.#show({ grid: code });
  }

  showNew(cells) {
    this.#show({ fresh: cells });
    this.#node.querySelector('input[name="name"]').focus();
  }

  #choose(codes) {
    if (codes.length) this.#show({ cells: codes });
    else if (this.#shown?.cells) this.#hide();
  }

  #done(code, pick) {
    if (!code) return this.close();
    this.#selection.set([]);
    pick(code);
    return this.showGrid(code);
  }

  // After a step: figures are new, a form that somebody fills in stays as it is.
  refresh() {
    if (!this.#shown || this.#shown.fresh || this.#node.contains(document.activeElement)) return;
    if (this.#shown.grid && !this.#draft.grid(this.#shown.grid)) this.close();
    else this.#show(this.#shown);
  }

  #show(shown) {
    const { cells, grid, fresh } = shown;
    this.#shown = shown;
    if (cells) fill(this.#node, this.#cells.draw(cells));
    else if (grid) fill(this.#node, this.#grid.draw(grid));
    else fill(this.#node, this.#grid.drawNew(fresh));
    this.#node.hidden = false;
  }

  close() {
    this.#hide();
    this.#selection.set([]);
  }

  #hide() {
    this.#shown = null;
    this.#node.hidden = true;
  }
}
