// The assets of the chosen layers, drawn by box as the map moves.

import { t } from "../ui/messages.js";
import { getJson, query } from "../ui/net.js";

const MOST = 2500;
// A box is asked for with this share of its size around it, so that a short drag asks nothing.
const MARGIN = 0.35;
// Below this zoom points are drawn smaller, or a district of hydrants is one red field.
const SMALL_BELOW = 15.5;

export class Marks {
  #stage;
  #layers;
  #loaded = new Map();
  #pending = null;
  #chosen = null;
  names = [];

  constructor(stage, layers, { onPick, onHint }) {
    this.#stage = stage;
    this.#layers = new Map(layers.map((layer) => [layer.name, layer]));
    this.onPick = onPick;
    this.onHint = onHint;
  }

  async show(names) {
    for (const name of this.names) if (!names.includes(name)) this.#drop(name);
    this.names = [...names];
    await this.draw();
  }

  // After a change of one asset its layer is asked for again.
  async renew(name) {
    this.#loaded.delete(name);
    await this.draw();
  }

  async draw() {
    this.#pending?.abort();
    this.#pending = new AbortController();
    const { signal } = this.#pending;
    const near = this.names.filter((name) => this.#isNear(name));
    for (const name of this.names) if (!near.includes(name)) this.#drop(name);
    await Promise.all(near.map((name) => this.#load(name, signal)));
    this.#hint();
  }

  choose(asset) {
    this.#chosen = asset;
    for (const name of this.#loaded.keys()) this.#draw(name);
  }

  get #small() {
    return this.#stage.zoom < SMALL_BELOW;
  }

  #isNear(name) {
    return this.#stage.zoom >= this.#layers.get(name).style.min_zoom;
  }

  #drop(name) {
    this.#loaded.delete(name);
    this.#stage.drop(`assets:${name}`);
  }

  async #load(name, signal) {
    const held = this.#loaded.get(name);
    const [west, south, east, north] = this.#stage.box;
    const inside =
      held && held.west <= west && held.south <= south && held.east >= east && held.north >= north;
    if (inside && !held.data.more) {
      if (held.small !== this.#small) this.#draw(name);
      return;
    }
    const view = [west, south, east, north];
    let box = wider(view);
    let data = await this.#ask(name, box, signal);
    if (data.more) {
      box = view;
      data = await this.#ask(name, box, signal);
    }
    const [w, s, e, n] = box;
    this.#loaded.set(name, { west: w, south: s, east: e, north: n, data });
    this.#draw(name);
  }

  #ask(name, box, signal) {
    const asked = { box: box.map((side) => side.toFixed(6)).join(","), limit: MOST };
    return getJson(`/api/layers/${name}/features${query(asked)}`, { signal });
  }

  #draw(name) {
    const held = this.#loaded.get(name);
    const { data } = held;
    held.small = this.#small;
    const layer = this.#layers.get(name);
    const options = {
      label: ({ properties }) => `${properties.code} ${properties.name ?? ""}`,
      onPick: ({ properties }) => this.onPick({ layer: name, code: properties.code }),
    };
    const chosen = (feature) =>
      this.#chosen?.layer === name && this.#chosen.code === feature.properties.code;
    if (layer.shape === "point") {
      this.#stage.points(`assets:${name}`, data, {
        ...options,
        look: (feature) => pointLook(layer.style, feature, chosen(feature), held.small),
      });
    } else {
      this.#stage.shapes(`assets:${name}`, data, {
        ...options,
        style: (feature) => areaLook(layer, chosen(feature)),
      });
    }
  }

  #hint() {
    const title = (name) => this.#layers.get(name).title;
    const far = this.names.filter((name) => !this.#isNear(name)).map(title);
    const cut = this.names.filter((name) => this.#loaded.get(name)?.data.more).map(title);
    const said = [
      far.length && t("Zoom in to see: {layers}", { layers: far.join(", ") }),
      cut.length &&
        t("Only {n} of each are drawn: {layers}. Zoom in.", { n: MOST, layers: cut.join(", ") }),
    ];
    this.onHint(said.filter(Boolean).join(" · "));
  }
}

function wider([west, south, east, north]) {
  const [dx, dy] = [(east - west) * MARGIN, (north - south) * MARGIN];
  return [west - dx, south - dy, east + dx, north + dy];
}

const GONE = new Set(["removed", "disused"]);
const WRONG = new Set(["damaged", "lost"]);

// What is wrong has a bright ring that is no layer's colour; what is gone is pale.
function pointLook(style, { properties: { state } }, chosen, small) {
  const radius = Math.max(4.5, style.radius_px) * (small ? 0.7 : 1);
  const wrong = WRONG.has(state);
  const gone = GONE.has(state);
  return {
    radius: radius + (chosen ? 4 : wrong ? 1 : 0),
    color: chosen ? "#0a4a50" : wrong ? "#ffc21a" : "#ffffff",
    weight: chosen || wrong ? 3 : 1.5,
    opacity: gone && !chosen ? 0.6 : 1,
    fillColor: style.colour,
    fillOpacity: gone && !chosen ? 0.25 : 0.95,
  };
}

function areaLook({ style, shape }, chosen) {
  return {
    color: chosen ? "#0a4a50" : style.colour,
    weight: chosen ? 4 : Math.max(1.5, style.width_px),
    dashArray: style.dash,
    fill: shape === "polygon",
    fillColor: style.fill ?? style.colour,
    fillOpacity: style.fill_opacity,
  };
}
