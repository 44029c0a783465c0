// The chosen cells: where they belong, and what can be done with them.

import { hectares, swatch } from "../plan/figures.js";
import { head } from "../plan/panel_parts.js";
import { el, facts } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";
import { jointsOf } from "./joints.js";

export class CellsPanel {
  #draft;
  #areaNames;

  // target(): the grid that is painted with; editing(): whether edges are edited already; onEdges(), onMerge(codes), onGive(codes, to),
  // onNewGrid(codes), onClose()
  constructor(draft, areaNames, handlers) {
    this.#draft = draft;
    this.#areaNames = areaNames;
    Object.assign(this, handlers);
  }

  draw(codes) {
    const cells = codes.map((code) => this.#draft.fabric.get(code)).filter(Boolean);
    return cells.length === 1 ? this.#one(cells[0]) : this.#several(cells);
  }

  #grid(code) {
    if (!code) return t("Without grid");
    return [swatch(this.#draft.grid(code)?.colour), this.#draft.nameOf(code)];
  }

  #named(code) {
    return this.#areaNames[code] ?? code;
  }

  #one(cell) {
    const joints = jointsOf(cell).length;
    return [
      head(cell.code, t("Unit cell"), this.onClose),
      el(
        "div",
        { class: "fill" },
        el(
          "section",
          {},
          facts([
            [t("Grid"), el("span", {}, this.#grid(cell.grid))],
            [t("Community"), this.#named(cell.community)],
            [t("Street"), this.#named(cell.street)],
            [t("Area"), `${count(Math.round(cell.area_m2))} m²`],
            [t("Joints"), count(joints)],
          ]),
        ),
        this.#draft.editable &&
          this.#acts([cell], !this.editing() && this.#button(t("Edit its edges"), this.onEdges)),
      ),
    ];
  }

  #several(cells) {
    const grids = new Map();
    for (const cell of cells) grids.set(cell.grid, (grids.get(cell.grid) ?? 0) + 1);
    const area_m2 = cells.reduce((sum, cell) => sum + cell.area_m2, 0);
    const codes = cells.map((cell) => cell.code);
    return [
      head(t("{n} cells", { n: count(cells.length) }), t("Chosen"), this.onClose),
      el(
        "div",
        { class: "fill" },
        el(
          "section",
          {},
          facts([
            [t("Area"), `${hectares(area_m2)} ha`],
            ...[...grids].map(([code, many]) => [
              el("span", {}, this.#grid(code)),
              t("{n} cells", { n: count(many) }),
            ]),
          ]),
        ),
        this.#draft.editable &&
          this.#acts(
            cells,
            this.#button(t("Merge (M)"), () => this.onMerge(codes), "merge"),
          ),
      ),
    ];
  }

  #acts(cells, first) {
    const codes = cells.map((cell) => cell.code);
    const target = this.target();
    const give =
      target !== undefined &&
      cells.some((cell) => cell.grid !== target) &&
      this.#button(
        t("Give to {name}", { name: target ? this.#draft.nameOf(target) : t("Without grid") }),
        () => this.onGive(codes, target),
        "give",
      );
    const fresh = this.#button(
      t("New grid of these cells"),
      () => this.onNewGrid(codes),
      "new-grid",
    );
    return el("section", { class: "acts" }, first, give, fresh);
  }

  #button(text, onclick, name = "edges") {
    return el("button", { type: "button", class: "button", name, onclick }, text);
  }
}
