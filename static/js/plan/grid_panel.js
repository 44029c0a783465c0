// One management grid: all its measures.

import { el, facts } from "../ui/dom.js";
import { count, figure, t } from "../ui/messages.js";
import { deviationBar, hectares, kilometres, signed } from "./figures.js";
import { head } from "./panel_parts.js";

export class GridPanel {
  #facts;

  constructor(pageFacts, { onClose }) {
    this.#facts = pageFacts;
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
        this.#facts.plan && sheetLink(this.#facts.plan, grid.code),
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
}

// The way to a sheet of one grid, with its edge in words.
export function sheetLink(plan, code) {
  const href = `/print/plan/${plan}/grid/${encodeURIComponent(code)}`;
  return el("p", {}, el("a", { class: "button", href }, t("Sheet for paper")));
}
