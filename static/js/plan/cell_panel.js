// One cell: where it belongs.

import { el, facts } from "../ui/dom.js";
import { count, figure, t } from "../ui/messages.js";
import { getJson } from "../ui/net.js";
import { swatch } from "./figures.js";
import { head } from "./panel_parts.js";

export class CellPanel {
  #scene;

  constructor(scene, { onGrid, onClose }) {
    this.#scene = scene;
    this.onGrid = onGrid;
    this.onClose = onClose;
  }

  async open(code) {
    const cell = await getJson(`/api/plan/cells/${encodeURIComponent(code)}`);
    return { cell, node: this.#draw(cell) };
  }

  #draw(cell) {
    const grid = this.#titles.get(cell.grid);
    return [
      head(cell.code, t("Unit cell"), this.onClose),
      el(
        "div",
        { class: "fill" },
        el(
          "section",
          {},
          facts([
            [t("Grid"), cell.grid ? this.#gridLink(cell.grid, grid) : t("none")],
            [t("Community"), cell.community_name ?? cell.community],
            [t("Street"), cell.street_name ?? cell.street],
            [t("Area"), `${count(Math.round(cell.area_m2))} m²`],
            [t("Beside it"), this.#beside(cell)],
          ]),
        ),
      ),
    ];
  }

  get #titles() {
    return this.#scene.titles;
  }

  #name(code) {
    return this.#titles.get(code)?.name || code;
  }

  #gridLink(code, grid) {
    return el(
      "button",
      { type: "button", class: "link", onclick: () => this.onGrid(code) },
      swatch(grid?.colour),
      this.#name(code),
    );
  }

  #beside({ beside }) {
    return beside
      .map(({ grid, shared_m }) => `${this.#name(grid)} (${figure(shared_m, 0)} m)`)
      .join(" · ");
  }
}
