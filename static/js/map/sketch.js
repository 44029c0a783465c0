// Lines and areas that a tool draws over the plan while it works; they let every click through.

export class Sketch {
  #L;
  #map;
  #pane;
  #renderer;
  #drawn = new Map();

  constructor(L, map, pane) {
    this.#L = L;
    this.#map = map;
    this.#pane = pane;
    this.#renderer = L.svg({ pane, padding: 0.5 });
  }

  // lines: lists of [lon, lat]. look: { colour, width, dash, fill, opacity, fillOpacity, name }.
  lines(name, lines, look) {
    this.#draw(name, lines.map(turned), (places, options) => this.#L.polyline(places, options), {
      ...look,
      fill: null,
    });
  }

  // shapes: one list of rings per area.
  areas(name, shapes, look) {
    const rings = shapes.map((shape) => shape.map(turned));
    this.#draw(name, rings, (places, options) => this.#L.polygon(places, options), look);
  }

  drop(...names) {
    for (const name of names) {
      for (const shape of this.#drawn.get(name) ?? []) shape.remove();
      this.#drawn.delete(name);
    }
  }

  // A shape that was there already is given its new places: following a pointer makes no new one.
  #draw(name, all, make, look) {
    const held = this.#drawn.get(name) ?? [];
    for (const shape of held.splice(all.length)) shape.remove();
    const options = this.#options(look);
    all.forEach((places, i) => {
      if (held[i]) held[i].setLatLngs(places).setStyle(options);
      else held.push(make(places, options).addTo(this.#map));
    });
    this.#drawn.set(name, held);
  }

  #options({ colour, width = 3, dash = null, fill = null, opacity = 1, fillOpacity = 0.2 }) {
    return {
      pane: this.#pane,
      renderer: this.#renderer,
      interactive: false,
      color: colour,
      weight: width,
      opacity,
      dashArray: dash,
      fill: Boolean(fill),
      fillColor: fill,
      fillOpacity,
    };
  }
}

const turned = (line) => line.map(([lon, lat]) => [lat, lon]);
