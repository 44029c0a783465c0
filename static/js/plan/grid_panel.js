// One management grid: all its measures, and for planners its name and colour.

import { el, facts, fill, toast } from "../ui/dom.js";
import { count, figure, t } from "../ui/messages.js";
import { Refusal, sendJson, told } from "../ui/net.js";
import { deviationBar, hectares, kilometres, signed, swatch } from "./figures.js";
import { head } from "./panel_parts.js";

export class GridPanel {
  #facts;

  constructor(pageFacts, { onChanged, onClose }) {
    this.#facts = pageFacts;
    this.onChanged = onChanged;
    this.onClose = onClose;
  }

  // grid: the feature's properties; row: its measures, null where there are none.
  draw(grid, row) {
    const detail = [t("Management grid"), grid.street_name].filter(Boolean).join(" · ");
    return [
      head(grid.name || grid.code, `${grid.code} · ${detail}`, this.onClose),
      el(
        "div",
        { class: "fill" },
        row && this.#measures(grid, row),
        row && this.#split(t("Roads by class, km"), row.roads, this.#facts.roadClasses, kilometres),
        row && this.#split(t("Assets by layer"), row.by_layer, this.#facts.layers, count),
        this.#facts.mayEdit && this.#form(grid),
      ),
    ];
  }

  #measures(grid, row) {
    const against = (key) => [deviationBar(row.deviation[key]), signed(row.deviation[key])];
    const line = (title, value, key) => [
      title,
      el("span", { class: "against" }, value, key && against(key)),
    ];
    return el(
      "section",
      {},
      facts([
        line(t("Area"), `${hectares(row.area_m2)} ha`, "area_m2"),
        line(t("Cells"), count(row.cells), "cells"),
        line(t("Roads"), `${kilometres(row.road_m)} km`, "road_m"),
        line(t("Assets"), count(row.assets), "assets"),
        line(t("Cases a month"), figure(row.cases_per_month, 0), "cases_per_month"),
        line(t("In the last {n} days", { n: 30 }), count(row.cases_recent)),
        line(t("Collectors"), grid.collectors == null ? null : count(grid.collectors)),
        line(t("Perimeter"), `${kilometres(row.perimeter_m)} km`),
        line(t("Compactness"), figure(row.compactness, 2)),
        line(t("Pieces"), count(row.pieces)),
      ]),
      el(
        "p",
        { class: "quiet small" },
        t("± is the distance from the mean of the grids; compactness is 1 for a circle."),
      ),
    );
  }

  #split(title, values, titles, show) {
    const rows = Object.entries(values)
      .filter(([, value]) => value > 0)
      .sort((a, b) => b[1] - a[1]);
    if (!rows.length) return null;
    return el(
      "section",
      {},
      el("h3", {}, title),
      facts(rows.map(([key, value]) => [titles[key] || key || t("without class"), show(value)])),
    );
  }

  #form(grid) {
    let { version } = grid;
    const name = el("input", {
      type: "text",
      name: "name",
      value: grid.name ?? "",
      maxLength: this.#facts.nameMost,
      required: true,
      autocomplete: "off",
    });
    const colour = el("input", { type: "color", name: "colour", value: grid.colour });
    const said = el("div", { "aria-live": "polite" });
    const form = el(
      "form",
      { class: "edit-grid" },
      el("h3", {}, t("Name and colour")),
      el(
        "div",
        { class: "row" },
        el("label", { class: "field" }, el("span", { class: "sr-only" }, t("Name")), name),
        el("label", { class: "field" }, el("span", { class: "sr-only" }, t("Colour")), colour),
        el("button", { class: "button primary", name: "save" }, t("Save")),
      ),
      said,
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const body = { name: name.value, colour: colour.value, version };
      const saved = await told(() => this.#save(grid.code, body));
      if (saved?.theirs) {
        version = saved.theirs.version;
        fill(said, meanwhile(saved.theirs));
      } else if (saved) {
        toast(t("{name} was saved.", { name: saved.name }));
        await this.onChanged(grid.code);
      }
    });
    return el("section", {}, form);
  }

  // A refusal over a newer version is shown beside the form with what is stored now.
  async #save(code, body) {
    try {
      return await sendJson("PATCH", `/api/plan/grids/${encodeURIComponent(code)}`, body);
    } catch (error) {
      if (error instanceof Refusal && error.status === 409 && error.facts.theirs)
        return { theirs: error.facts.theirs };
      throw error;
    }
  }
}

function meanwhile(theirs) {
  return el(
    "div",
    { class: "notice warn", role: "alert" },
    el("p", {}, t("Somebody changed this grid meanwhile. Stored now:")),
    el("p", {}, swatch(theirs.colour), el("strong", {}, theirs.name)),
    el("p", {}, t("Save again to put yours in its place.")),
  );
}
