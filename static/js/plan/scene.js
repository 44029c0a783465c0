// What the map shows of the plan: grids in their colours, cells when zoomed in, what is chosen.
// Cells lie above the grids, so a click that meets both means the cell.

import { getJson } from "../ui/net.js";

export const CELL_ZOOM = 14.5;
const INK = "#22333b";

export class Scene {
  #stage;
  #grids = { features: [] };
  #cells = null;
  #asked = null;
  #chosen = "";

  constructor(stage, { onGrid, onCell }) {
    this.#stage = stage;
    this.onGrid = onGrid;
    this.onCell = onCell;
  }

  get zoomedIn() {
    return this.#stage.zoom >= CELL_ZOOM;
  }

  grid(code) {
    return this.#grids.features.find((grid) => grid.properties.code === code);
  }

  // Properties of the grids by code.
  get titles() {
    return new Map(this.#grids.features.map(({ properties }) => [properties.code, properties]));
  }

  async load() {
    this.#grids = await getJson("/api/plan/grids");
    this.#draw();
    this.#stage.nameAreas(
      this.#grids.features.map(({ properties: { name, code, label_at } }) => ({
        text: name || code,
        place: label_at,
      })),
    );
  }

  #draw() {
    this.#stage.shapes("grids", this.#grids, {
      style: (grid) => this.#look(grid),
      onPick: (grid) => this.onGrid(grid.properties.code),
      label: ({ properties: { name, code } }) => name || code,
    });
    if (this.#stage.has("cells")) this.#drawCells();
  }

  #look({ properties: { code, colour } }) {
    const chosen = code === this.#chosen;
    return {
      color: chosen ? INK : "#5a6a72",
      weight: chosen ? 3 : 1.4,
      opacity: chosen ? 1 : 0.85,
      fillColor: colour,
      fillOpacity: chosen ? 0.5 : 0.26,
    };
  }

  choose(code) {
    this.#chosen = code;
    this.#stage.restyle("grids", (grid) => this.#look(grid));
  }

  // Cells are fetched when they are first seen, and hidden when they would only be noise.
  async follow() {
    if (!this.zoomedIn) {
      this.#stage.drop("cells");
      return;
    }
    if (this.#stage.has("cells")) return;
    this.#asked ??= getJson("/api/plan/cells");
    this.#cells = await this.#asked;
    if (this.zoomedIn && !this.#stage.has("cells")) this.#drawCells();
  }

  #drawCells() {
    const titles = this.titles;
    this.#stage.shapes("cells", this.#cells, {
      pane: "lines",
      style: { color: INK, weight: 0.7, opacity: 0.55, fillOpacity: 0 },
      onPick: (cell) => this.onCell(cell.properties.code),
      label: ({ properties: { code, grid } }) =>
        `${code} · ${titles.get(grid)?.name || grid || "–"}`,
    });
  }

  mark(shape) {
    if (!shape) {
      this.#stage.drop("mark");
      return;
    }
    this.#stage.shapes("mark", shape, {
      pane: "lines",
      style: { color: INK, weight: 3, fillColor: "#ffffff", fillOpacity: 0.35 },
    });
  }

  async markCell(code) {
    await (this.#asked ??= getJson("/api/plan/cells"));
    const cells = await this.#asked;
    this.mark(cells.features.find((cell) => cell.properties.code === code));
  }

  box([west, south, east, north]) {
    const ring = [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ];
    this.#stage.shapes(
      "mark",
      { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring] } },
      {
        pane: "lines",
        style: { color: "#b93a1e", weight: 3, fillColor: "#b93a1e", fillOpacity: 0.15 },
      },
    );
  }
}

// [west, south, east, north] of any GeoJSON geometry.
export function boxOf(geometry) {
  const flat = geometry.coordinates.flat(Infinity);
  const lons = flat.filter((_, i) => i % 2 === 0);
  const lats = flat.filter((_, i) => i % 2 === 1);
  const least = (values) => values.reduce((a, b) => Math.min(a, b));
  const most = (values) => values.reduce((a, b) => Math.max(a, b));
  return [least(lons), least(lats), most(lons), most(lats)];
}
