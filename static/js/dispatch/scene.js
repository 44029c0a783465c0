// What the map shows of the cases: honest density, grids by count or rate, single cases.

import { el, fill } from "../ui/dom.js";
import { figure, t } from "../ui/messages.js";
import { getJson, query } from "../ui/net.js";
import { HeatScene } from "./heat_scene.js";
import { drawSpots } from "./hot_scene.js";

export const MODES = ["heat", "change", "hot", "grids", "rate", "cases"];
const SINGLE_ZOOM = 17;
// Five steps of one hue, readable without colour by their lightness.
const STEPS = ["#f3ecdc", "#f2d3a2", "#e9a96a", "#d0703f", "#9c3a26"];

// Close up, the streets under the heat matter more than the heat.
const heatOpacity = (zoom) => (zoom < 15 ? 0.82 : zoom < SINGLE_ZOOM ? 0.65 : 0.4);

const pointOf = (row) => ({
  type: "Feature",
  properties: row,
  geometry: { type: "Point", coordinates: [row.lon, row.lat] },
});

function niceBreaks(values) {
  const most = Math.max(0, ...values);
  if (most === 0) return [1];
  const raw = most / STEPS.length;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((n) => n * power).find((n) => n >= raw);
  return STEPS.map((_, i) => step * (i + 1));
}

export class Scene {
  #stage;
  #filter;
  #legend;
  #grids = null;
  #heat;
  #summary = null;
  #pending = null;

  constructor(stage, filter, legend, { onCase, onGrid }) {
    this.#stage = stage;
    this.#filter = filter;
    this.#legend = legend;
    this.#heat = new HeatScene(stage, filter, document.querySelector(".swipe"));
    this.onCase = onCase;
    this.onGrid = onGrid;
    stage.on("moved", () => {
      stage.fade("heat", heatOpacity(stage.zoom));
      this.marks();
    });
  }

  get mode() {
    const mode = this.#filter.get("mode");
    return MODES.includes(mode) ? mode : "heat";
  }

  get grids() {
    return this.#grids ?? { features: [] };
  }

  // The steps of the density that is drawn, as the address keeps them.
  get steps() {
    return this.#heat.steps;
  }

  async addGrids() {
    this.#grids = await getJson("/api/plan/grids");
    this.#outline();
    this.#stage.nameAreas(
      this.#grids.features
        .filter((grid) => grid.properties.label_at)
        .map(({ properties }) => ({
          text: properties.name ?? properties.code,
          place: properties.label_at,
        })),
    );
  }

  // Everything that depends on the filter; the summary may still be on its way.
  async show(summary) {
    this.#summary = summary;
    this.#pending?.abort();
    this.#pending = new AbortController();
    const { signal } = this.#pending;
    const work = {
      heat: () => this.#drawHeat(signal),
      change: () => this.#drawHeat(signal),
      hot: () => this.#hot(signal),
      grids: () => this.#areas(summary, "count", signal),
      rate: () => this.#areas(summary, "per_km2", signal),
      cases: () => this.#plain(),
    };
    await work[this.mode]();
    await this.marks();
  }

  // The same cases, drawn in another way.
  async again() {
    if (this.#summary) await this.show(this.#summary);
  }

  #outline() {
    this.#stage.shapes("outlines", this.#grids, {
      pane: "lines",
      style: { color: "#5b6b73", weight: 1, opacity: 0.7, fill: false, interactive: false },
    });
  }

  async #drawHeat(signal) {
    this.#stage.drop("areas");
    const { title, rows, foot } = await this.#heat.draw(signal, heatOpacity(this.#stage.zoom));
    this.#key(title, rows, foot);
  }

  async #hot(signal) {
    this.#heat.stop();
    const { title, rows, foot, found, look } = await drawSpots(this.#filter, signal);
    this.#stage.shapes("areas", found, look);
    this.#key(title, rows, foot);
  }

  async #areas(summary, measure, signal) {
    const { by_grid } = await summary;
    if (signal.aborted) return;
    this.#heat.stop();
    const by = new Map(by_grid.map((row) => [row.code, row]));
    const breaks = niceBreaks(by_grid.map((row) => row[measure] ?? 0));
    const step = (value) => {
      const at = breaks.findIndex((limit) => value <= limit);
      return STEPS[at < 0 ? STEPS.length - 1 : at];
    };
    const chosen = new Set(this.#filter.get("grid"));
    this.#stage.shapes("areas", this.#grids, {
      style: ({ properties: { code } }) => ({
        color: chosen.has(code) ? "#0a4a50" : "#ffffff",
        weight: chosen.has(code) ? 3 : 1,
        fillColor: step(by.get(code)?.[measure] ?? 0),
        fillOpacity: 0.72,
      }),
      label: ({ properties: { code, name } }) =>
        `${name ?? code}: ${figure(by.get(code)?.[measure] ?? 0)}`,
      onPick: ({ properties: { code } }) => this.onGrid(code),
    });
    const title = measure === "count" ? t("Cases per grid") : t("Cases per km²");
    const rows = breaks
      .slice(0, STEPS.length)
      .map((limit, i) => [STEPS[i], `${figure(i ? breaks[i - 1] : 0)} – ${figure(limit)}`]);
    this.#key(title, rows);
  }

  #plain() {
    this.#heat.stop();
    this.#stage.drop("areas");
    this.#key(null);
  }

  // Single cases and clusters: in their own mode at every zoom, otherwise when zoomed in.
  async marks() {
    const zoom = this.#stage.zoom;
    if (this.mode !== "cases" && zoom < SINGLE_ZOOM) {
      this.#stage.drop("clusters");
      this.#stage.drop("cases");
      return;
    }
    const asked = {
      ...this.#filter.question(),
      box: this.#stage.box.map((v) => v.toFixed(6)).join(","),
      zoom: Math.round(zoom),
    };
    const places = await getJson(`/api/cases/places${query(asked)}`);
    if (places.mode === "clusters") this.#clusters(places.clusters);
    else this.#singles(places.cases);
  }

  // The cases that were chosen, ringed.
  choose(rows) {
    const features = rows.filter((row) => row.lon != null).map(pointOf);
    const look = () => ({
      radius: 7,
      color: "#0a4a50",
      weight: 3,
      fillColor: "#ffffff",
      fillOpacity: 0.75,
    });
    this.#stage.points("chosen", { type: "FeatureCollection", features }, { look });
  }

  // What is near the open case: small rings, so that they never pass for the case itself.
  around(rows) {
    const features = rows.map(pointOf);
    const look = () => ({
      radius: 5,
      color: "#0a4a50",
      weight: 1.5,
      fill: true,
      fillOpacity: 0.15,
    });
    const label = ({ properties: row }) => `${row.class_name ?? row.class_code} · ${row.number}`;
    const onPick = ({ properties: row }) => this.onCase(row.number);
    this.#stage.points("around", { type: "FeatureCollection", features }, { look, label, onPick });
  }

  #clusters(groups) {
    this.#stage.drop("cases");
    this.#stage.clusters("clusters", groups, {
      onPick: (group) =>
        group.count === 1
          ? this.onCase(group.number)
          : this.#stage.goTo([group.lon, group.lat], this.#stage.zoom + 2),
    });
  }

  #singles(cases) {
    this.#stage.drop("clusters");
    const features = cases.map(pointOf);
    const chosen = this.#filter.get("case");
    const closed = new Set(["closed", "void", "rejected"]);
    this.#stage.points(
      "cases",
      { type: "FeatureCollection", features },
      {
        look: ({ properties: row }) => ({
          radius: row.number === chosen ? 9 : 6,
          color: row.number === chosen ? "#0a4a50" : "#ffffff",
          weight: row.number === chosen ? 3 : 1.5,
          fillColor: closed.has(row.state) ? "#77838a" : "#b93a1e",
          fillOpacity: 0.92,
        }),
        label: ({ properties: row }) => `${row.class_name ?? row.class_code} · ${row.number}`,
        onPick: ({ properties: row }) => this.onCase(row.number),
      },
    );
  }

  #key(title, rows = [], foot = null) {
    this.#legend.hidden = title == null;
    if (title == null) return;
    fill(
      this.#legend,
      el("h3", {}, title),
      el(
        "ul",
        {},
        rows.map(([colour, text]) =>
          el("li", {}, el("span", { class: "swatch", style: { background: colour } }), text),
        ),
      ),
      foot,
    );
  }
}
