// Select: a press chooses a cell, with Shift several; where cells are too small to be meant, a grid.

import { el } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { CELL_ZOOM } from "../plan/scene.js";

export class SelectTool {
  cursor = "";
  #draft;
  #selection;
  #stage;

  // onGrid(code)
  constructor({ draft, selection, stage, pick, onGrid }) {
    this.#draft = draft;
    this.#selection = selection;
    this.#stage = stage;
    this.pick = pick;
    this.onGrid = onGrid;
  }

  click(point) {
    const cell = this.#draft.fabric.at(point.at);
    if (point.alt && cell) this.pick(cell.grid);
    else if (point.shift && cell) this.#selection.toggle(cell.code);
    else if (this.#stage.zoom >= CELL_ZOOM) this.#selection.set(cell ? [cell.code] : []);
    else if (cell?.grid) this.onGrid(cell.grid);
  }

  escape() {
    if (!this.#selection.size) return false;
    this.#selection.set([]);
    return true;
  }

  options() {
    return [
      el("span", { class: "title" }, t("Select")),
      el(
        "span",
        { class: "keys" },
        t("Shift+click chooses several cells; M merges them. Hold Space to move the map."),
      ),
    ];
  }
}
