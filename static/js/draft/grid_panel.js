// One management grid of the draft: its figures, its name, colour and collectors, and what becomes
// of it. The same form makes a new one.

import { deviationBar, hectares, kilometres, signed, inOrder } from "../plan/figures.js";
import { sheetLink } from "../plan/grid_panel.js";
import { head } from "../plan/panel_parts.js";
import { el, facts } from "../ui/dom.js";
import { count, figure, t } from "../ui/messages.js";

// A new grid begins in one of these; the planner chooses another where it does not stand out.
const COLOURS = ["#5b8c85", "#c08a4e", "#7d7fa8", "#a2a65a", "#b0685f", "#6a93b5", "#8a6f9e"];

export class GridPanel {
  #draft;
  #nameMost;

  // onDone(code | null), onZoom(code), onSplit(), onClose()
  constructor(draft, nameMost, handlers) {
    this.#draft = draft;
    this.#nameMost = nameMost;
    Object.assign(this, handlers);
  }

  draw(code) {
    const grid = this.#draft.grid(code);
    const row = this.#draft.figures.grids.find((one) => one.code === code);
    const editable = this.#draft.editable;
    return [
      head(grid.name || code, `${code} · ${t("Management grid")}`, this.onClose),
      el(
        "div",
        { class: "fill" },
        row && this.#measures(row),
        editable && this.#form(grid, (values) => this.#save(code, values)),
        editable && row?.cells > 1 && this.#split(code),
        editable && this.#fate(code, row),
      ),
    ];
  }

  // cells: codes the new grid begins with, perhaps none
  drawNew(cells) {
    const colour = COLOURS[this.#draft.grids.size % COLOURS.length];
    const said = cells.length
      ? t("It begins with {n} cells.", { n: count(cells.length) })
      : t("It begins without cells; paint them in.");
    return [
      head(t("New grid"), said, this.onClose),
      el(
        "div",
        { class: "fill" },
        this.#form({ name: "", colour, collectors: 1 }, (values) => this.#add(cells, values)),
      ),
    ];
  }

  #measures(row) {
    return el(
      "section",
      {},
      facts([
        [t("Area"), `${hectares(row.area_m2)} ha`],
        [t("Cells"), count(row.cells)],
        [t("Pieces"), count(row.pieces)],
        [t("Roads"), `${kilometres(row.road_m)} km`],
        [t("Assets"), count(row.assets)],
        [t("Cases a month"), figure(row.cases_per_month, 0)],
        [t("Open cases"), row.open_cases == null ? null : count(row.open_cases)],
        [t("Perimeter"), `${kilometres(row.perimeter_m)} km`],
        [t("Compactness"), figure(row.compactness, 2)],
        [
          t("Workload"),
          el(
            "span",
            {},
            figure(row.workload, 1),
            " ",
            deviationBar(row.deviation),
            " ",
            signed(row.deviation),
          ),
        ],
      ]),
      el(
        "button",
        { type: "button", class: "button", name: "zoom", onclick: () => this.onZoom(row.code) },
        t("Zoom"),
      ),
      sheetLink(this.#draft.head.id, row.code),
    );
  }

  #form(grid, send) {
    const name = el("input", {
      type: "text",
      name: "name",
      value: grid.name ?? "",
      maxLength: this.#nameMost,
      required: true,
      autocomplete: "off",
    });
    const colour = el("input", { type: "color", name: "colour", value: grid.colour });
    const collectors = el("input", {
      type: "number",
      name: "collectors",
      value: String(grid.collectors ?? ""),
      min: "0",
      max: "999",
    });
    const field = (title, input) => el("label", { class: "field" }, el("span", {}, title), input);
    const values = () => ({
      name: name.value.trim(),
      colour: colour.value,
      collectors: collectors.value === "" ? null : Number(collectors.value),
    });
    return el(
      "form",
      {
        class: "grid-form",
        onsubmit: (event) => {
          event.preventDefault();
          send(values());
        },
      },
      field(t("Name"), name),
      el("div", { class: "pair" }, field(t("Colour"), colour), field(t("Collectors"), collectors)),
      el("button", { class: "button primary", name: "save" }, t("Save")),
    );
  }

  async #save(code, values) {
    const step = await this.#draft.do({ kind: "edit_grid", grid: code, ...values });
    if (step) this.onDone(code);
  }

  async #add(cells, { collectors, ...values }) {
    const step = await this.#draft.do({ kind: "add_grid", cells, ...values });
    if (!step) return;
    const made = step.grids.features.find(({ properties }) => properties.name === values.name);
    const code = made?.properties.code ?? null;
    // the contract gives a new grid one collector; another number is a step of its own
    if (code && collectors !== null && collectors !== made.properties.collectors)
      await this.#draft.do({ kind: "edit_grid", grid: code, collectors });
    this.onDone(code);
  }

  // In two along a line, or in some parts that carry the same.
  #split(code) {
    const k = el("input", { type: "number", name: "k", min: "2", max: "99", value: "2" });
    const split = async (event) => {
      event.preventDefault();
      const operation = { kind: "split_grid_even", grid: code, k: Number(k.value) };
      if (await this.#draft.do(operation)) this.onDone(code);
    };
    return el(
      "section",
      { class: "fate" },
      el(
        "form",
        { class: "split", onsubmit: split },
        el("label", { class: "field" }, el("span", {}, t("Split in even parts")), k),
        el("button", { class: "button", name: "split-even" }, t("Split")),
      ),
      el(
        "button",
        { type: "button", class: "button", name: "split-line", onclick: () => this.onSplit() },
        t("Split along a line…"),
      ),
    );
  }

  // What becomes of it: merged into another, or dropped where it is empty.
  #fate(code, row) {
    const others = [...this.#draft.grids.keys()]
      .filter((other) => other !== code)
      .sort((a, b) => inOrder(this.#draft.nameOf(a), this.#draft.nameOf(b)));
    if (!others.length) return null;
    const into = el(
      "select",
      { name: "into", required: true },
      el("option", { value: "" }, t("Choose a grid")),
      others.map((other) => el("option", { value: other }, this.#draft.nameOf(other))),
    );
    const merge = async (event) => {
      event.preventDefault();
      const operation = { kind: "merge_grids", grids: [code, into.value], into: into.value };
      if (await this.#draft.do(operation)) this.onDone(into.value);
    };
    const drop = async () => {
      if (await this.#draft.do({ kind: "drop_grid", grid: code })) this.onDone(null);
    };
    return el(
      "section",
      { class: "fate" },
      el(
        "form",
        { onsubmit: merge },
        el("label", { class: "field" }, el("span", {}, t("Merge into")), into),
        el("button", { class: "button", name: "merge-grids" }, t("Merge")),
      ),
      row?.cells === 0 &&
        el(
          "button",
          { type: "button", class: "button danger", name: "drop", onclick: drop },
          t("Drop the empty grid"),
        ),
    );
  }
}
