// Two plans on one map: what differs, one beside the other under a line, or one of them alone.

import { Swipe } from "../map/swipe.js";
import { boxOf } from "../plan/scene.js";
import { t } from "../ui/messages.js";

const INK = "#22333b";
const GHOST = { color: "#8a2be2", weight: 2, opacity: 0.9, dashArray: "6 4", fill: false };
const EDGE = { color: INK, weight: 1.6, fill: false };
const LAYERS = ["whole", "a", "b", "edge-a", "edge-b", "moved"];
const EMPTY = { type: "FeatureCollection", features: [] };

export class Scene {
  #stage;
  #swipe;
  #grids = { a: EMPTY, b: EMPTY };
  #moved = EMPTY;
  #view = "difference";
  #frame = 0;

  // nameOf(code, side): a grid as a person reads it
  constructor(stage, handle, { nameOf }) {
    this.#stage = stage;
    this.nameOf = nameOf;
    this.#swipe = new Swipe(handle, { onMove: () => this.#nameSoon() });
    stage.on("moved", () => this.#view === "swipe" && this.#nameSoon());
  }

  show({ a, b, moved }, view) {
    this.#grids = { a, b };
    this.#moved = moved;
    this.look(view);
  }

  // view: difference, swipe, a or b
  look(view) {
    this.#view = view;
    for (const name of LAYERS) this.#stage.drop(name);
    this.#swipe.hide();
    if (view === "difference") this.#difference();
    else if (view === "swipe") this.#sides();
    else this.#stage.shapes("whole", this.#grids[view], { style: filled });
    this.#name();
  }

  #difference() {
    const colours = new Map(
      [...this.#grids.a.features, ...this.#grids.b.features].map(({ properties: p }) => [
        p.code,
        p.colour,
      ]),
    );
    this.#stage.shapes("moved", this.#moved, {
      label: ({ properties }) => this.hands(properties),
      style: ({ properties: { to } }) => ({
        weight: 0,
        fillColor: colours.get(to) ?? "#ffffff",
        fillOpacity: 0.75,
      }),
    });
    this.#stage.shapes("edge-a", this.#grids.a, { pane: "lines", style: GHOST });
    this.#stage.shapes("edge-b", this.#grids.b, { pane: "lines", style: EDGE });
  }

  #sides() {
    for (const side of ["a", "b"])
      this.#stage.shapes(side, this.#grids[side], { pane: this.#swipe.pane(side), style: filled });
    this.#swipe.show();
  }

  #nameSoon() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#name());
  }

  // Under the line, each side bears the names of its own plan.
  #name() {
    const named = (side) =>
      this.#grids[side].features
        .filter(({ properties }) => properties.label_at)
        .map(({ properties: { name, code, label_at: place } }) => ({ text: name || code, place }));
    if (this.#view !== "swipe") return this.#stage.nameAreas(named(this.#view === "a" ? "a" : "b"));
    return this.#stage.nameAreas(
      ["a", "b"].flatMap((side) =>
        named(side).filter(({ place }) => this.#swipe.sideOf(place) === side),
      ),
    );
  }

  hands({ from, to }) {
    const name = (code, side) => (code ? this.nameOf(code, side) : t("no grid"));
    return `${name(from, "a")} → ${name(to, "b")}`;
  }

  goToGrid(code) {
    const found = ["b", "a"]
      .map((side) => this.#grids[side].features.find((one) => one.properties.code === code))
      .find(Boolean);
    if (found) this.#stage.fit(boxOf(found.geometry), { most: 16 });
  }

  goToGround(feature) {
    this.#stage.fit(boxOf(feature.geometry), { most: 16, margin: 80 });
  }
}

const filled = ({ properties: { colour } }) => ({
  color: INK,
  weight: 1.6,
  fillColor: colour,
  fillOpacity: 0.45,
});
