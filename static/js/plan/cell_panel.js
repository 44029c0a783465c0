// One cell: where it belongs, and for planners to which management grid it is given.

import { el, facts, fill } from "../ui/dom.js";
import { count, figure, t } from "../ui/messages.js";
import { getJson, query, sendJson, told } from "../ui/net.js";
import { inOrder, swatch } from "./figures.js";
import { head, warnings } from "./panel_parts.js";

export class CellPanel {
  #facts;
  #scene;

  constructor(pageFacts, scene, { onChanged, onGrid, onClose }) {
    this.#facts = pageFacts;
    this.#scene = scene;
    this.last = null;
    this.onChanged = onChanged;
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
        this.#undoNotice(cell),
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
        this.#facts.mayEdit && this.#form(cell),
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

  #form(cell) {
    const near = cell.beside.map((row) => row.grid);
    const rest = [...this.#titles.keys()]
      .filter((code) => code !== cell.grid && !near.includes(code))
      .sort((a, b) => inOrder(this.#name(a), this.#name(b)));
    const option = (code) => el("option", { value: code }, this.#name(code));
    const choice = el(
      "select",
      { name: "grid" },
      el("option", { value: "" }, t("Choose a grid")),
      near.length > 0 && el("optgroup", { label: t("Beside the cell") }, near.map(option)),
      rest.length > 0 && el("optgroup", { label: t("Others") }, rest.map(option)),
    );
    const said = el("div", { class: "said", "aria-live": "polite" });
    const send = el(
      "button",
      { class: "button primary", name: "reassign", disabled: true },
      t("Reassign"),
    );
    choice.addEventListener("change", () => this.#preview(cell, choice.value, said, send));
    const form = el(
      "form",
      { class: "reassign" },
      el("label", { class: "field" }, el("span", {}, t("Reassign to")), choice),
      said,
      send,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (choice.value) this.#move(cell.code, choice.value, cell.version, cell.grid);
    });
    return el("section", {}, form);
  }

  async #preview(cell, to, said, send) {
    send.disabled = true;
    fill(said);
    this.#scene.preview(null);
    if (!to) return;
    const address = `/api/plan/cells/${encodeURIComponent(cell.code)}/preview${query({ grid: to })}`;
    const seen = await told(() => getJson(address));
    if (!seen) return;
    this.#scene.preview(seen.grids, to);
    send.disabled = false;
    fill(
      said,
      warnings(seen.warnings) ??
        el("p", { class: "quiet" }, t("The dashed lines show both grids as they would be.")),
    );
  }

  // `from` is what undo goes back to; an undo itself leaves nothing to undo.
  async #move(code, to, version, from) {
    const address = `/api/plan/cells/${encodeURIComponent(code)}/reassign`;
    const done = await told(() => sendJson("POST", address, { grid: to, version }));
    this.#scene.preview(null);
    this.last = done && from !== undefined ? { code, from, to, version: done.version } : null;
    await this.onChanged(code);
  }

  async undo() {
    if (!this.last) return;
    const { code, from, version } = this.last;
    await this.#move(code, from, version);
  }

  #undoNotice(cell) {
    if (this.last?.code !== cell.code) return null;
    const { from, to } = this.last;
    const said = t("Moved from {from} to {to}.", {
      from: from ? this.#name(from) : t("none"),
      to: this.#name(to),
    });
    return el(
      "p",
      { class: "notice moved", role: "status" },
      el("span", {}, said),
      el(
        "button",
        { type: "button", class: "button", name: "undo", onclick: () => this.undo() },
        t("Undo"),
      ),
    );
  }
}
