// The map of coverage: served ground, what is beyond reach, the assets, and what was picked.

import { el, fill } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";
import { getJson, query } from "../ui/net.js";

const SERVED = "#2f8087";
const OPEN = "#d97f38";
const OPEN_ROAD = "#a6431c";
const INK = "#22333b";

export class Scene {
  #stage;
  #legend;
  #grids = { features: [] };
  #open = { type: "FeatureCollection", features: [] };
  #assets = null;
  #layer = null;
  #reach = 0;
  #chosen = "";
  #zoom = 0;

  constructor(stage, legend, { onGrid }) {
    this.#stage = stage;
    this.#legend = legend;
    this.onGrid = onGrid;
    stage.on("moved", () => this.#zoomed());
  }

  #zoomed() {
    if (this.#zoom === this.#stage.zoom || !this.#assets) return;
    this.#zoom = this.#stage.zoom;
    this.#stage.restyle("assets", this.#dot());
  }

  grid(code) {
    return this.#grids.features.find((grid) => grid.properties.code === code);
  }

  async load() {
    this.#grids = await getJson("/api/plan/grids");
    this.#stage.nameAreas(
      this.#grids.features.map(({ properties: { name, code, label_at } }) => ({
        text: name || code,
        place: label_at,
      })),
    );
  }

  async setLayer(layer) {
    if (this.#layer?.name === layer.name) return;
    this.#layer = layer;
    this.#assets = await getJson(`/api/coverage/assets${query({ layer: layer.name })}`);
  }

  show(open, radius_m) {
    this.#open = open;
    this.#reach = radius_m;
    this.draw();
  }

  draw() {
    const only = (what) => ({
      type: "FeatureCollection",
      features: this.#open.features.filter((part) => part.properties.what === what),
    });
    this.#stage.shapes("served", this.#grids, {
      style: { stroke: false, fillColor: SERVED, fillOpacity: 0.1 },
    });
    this.#stage.shapes("open", only("area"), {
      style: { stroke: false, fillColor: OPEN, fillOpacity: 0.42 },
    });
    this.#stage.shapes("open-roads", only("road"), {
      pane: "lines",
      style: { color: OPEN_ROAD, weight: 3, opacity: 0.9 },
    });
    this.#stage.shapes("grids", this.#grids, {
      style: { color: "#6b7a81", weight: 1, fillOpacity: 0 },
      onPick: (grid) => this.onGrid(grid.properties.code),
    });
    this.choose(this.#chosen);
    this.#drawAssets();
    this.#key();
  }

  #drawAssets() {
    if (!this.#assets) return;
    this.#stage.points("assets", this.#assets, {
      look: () => this.#dot(),
      label: ({ properties: { code, name } }) => (name ? `${code} · ${name}` : code),
      onPick: (asset) =>
        this.#stage.ring("reach", asset.geometry.coordinates, this.#reach, { colour: INK }),
    });
  }

  // Dots of many assets are small, and grow as the map comes nearer.
  #dot() {
    const many = this.#assets.features.length;
    const base = many > 2_000 ? 1.6 : many > 500 ? 2.4 : 3.5;
    return {
      radius: base + Math.min(4, Math.max(0, 1.2 * (this.#stage.zoom - 13.5))),
      weight: many > 2_000 && this.#stage.zoom < 15 ? 0 : 0.8,
      color: "#ffffff",
      fillColor: this.#layer.colour,
      fillOpacity: 1,
    };
  }

  choose(code) {
    this.#chosen = code;
    this.#stage.drop("chosen");
    const grid = this.grid(code);
    if (!grid) return;
    this.#stage.shapes("chosen", grid, {
      pane: "lines",
      style: { color: INK, weight: 3, fill: false },
    });
  }

  // A gap along a road as a line, or a part of the cells' misfit as an area.
  mark(geometry) {
    if (!geometry) {
      this.#stage.drop("mark");
      return;
    }
    this.#stage.shapes(
      "mark",
      { type: "Feature", properties: {}, geometry },
      {
        pane: "lines",
        style: {
          color: "#b93a1e",
          weight: 5,
          opacity: 0.95,
          fillColor: "#b93a1e",
          fillOpacity: 0.4,
        },
      },
    );
  }

  forget() {
    this.#stage.drop("mark");
    this.#stage.drop("reach");
  }

  #key() {
    this.#legend.hidden = false;
    const swatch = (style) => el("span", { class: "swatch", style });
    const line = (sign, text) => el("li", {}, sign, text);
    const { title, colour } = this.#layer;
    const assets = this.#assets?.features.length ?? 0;
    fill(
      this.#legend,
      el("h3", {}, t("Within {n} m", { n: count(this.#reach) })),
      el(
        "ul",
        {},
        line(swatch({ background: "#d3e3e2" }), t("Served")),
        line(swatch({ background: "#ecc49c" }), t("Not served")),
        line(swatch({ background: OPEN_ROAD, height: "3px", border: "0" }), t("Road not served")),
        line(
          swatch({ background: colour, width: "9px", height: "9px", borderRadius: "50%" }),
          `${title} (${count(assets)})`,
        ),
      ),
    );
  }
}
