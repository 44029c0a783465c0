// The only module that knows Leaflet. Everything else speaks GeoJSON, [lon, lat] and codes.

import { t } from "../ui/messages.js";
import { ground, groundLayer } from "./basemap.js";
import { drawLasso } from "./lasso.js";
import { namesLayer } from "./names.js";
import { tileLayer } from "./tiles.js";

// How far from a line or a point a tap still means it: a finger is wider than a mouse.
const TOLERANCE_PX = matchMedia("(pointer: coarse)").matches ? 12 : 3;

const toLatLng = ([lon, lat]) => [lat, lon];

// What is only looked at lies in panes that let clicks through. All that can be picked shares one
// canvas: of two canvases the upper one would take every click from the lower.
const QUIET = { heat: 350, areas: 360, lines: 430, marks: 500 };

export class Stage {
  #L;
  #map;
  #layers = new Map();
  #names = null;
  #areaNames = [];
  #pin = null;
  roadLines = []; // the roads of the ground, each a list of [lon, lat]; there once it is drawn

  // `snap`: zooms are multiples of it; without, as the page set it.
  constructor({ L = window.L, map = window.stageMap, tiles = [], snap = null } = {}) {
    this.#L = L;
    this.#map = map;
    if (snap != null) map.options.zoomSnap = snap;
    for (const [name, z] of Object.entries(QUIET)) {
      const pane = map.createPane(name);
      pane.style.zIndex = z;
      pane.style.pointerEvents = "none";
    }
    map.createPane("picks").style.zIndex = 420;
    map.createPane("discs").style.zIndex = 510;
    L.control
      .zoom({ position: "bottomright", zoomInTitle: t("Zoom in"), zoomOutTitle: t("Zoom out") })
      .addTo(map);
    L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
    for (const source of tiles.slice(0, 1)) tileLayer(L, source).addTo(map);
    // the box it shows stands on the element, for whoever links to this view
    const tell = () => (this.element.dataset.box = this.box.map((v) => v.toFixed(6)).join(","));
    map.on("moveend", tell);
    tell();
  }

  get zoom() {
    return this.#map.getZoom();
  }

  // [west, south, east, north]
  get box() {
    const b = this.#map.getBounds();
    return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()];
  }

  get centre() {
    const c = this.#map.getCenter();
    return [c.lng, c.lat];
  }

  get element() {
    return this.#map.getContainer();
  }

  // The district's own ground, from one address; drawn once, kept for all zooms. Returns the box of
  // the district, or null where it has no outline.
  async addGround(url) {
    const raw = await (await fetch(url)).json();
    const data = ground(raw, url);
    this.roadLines = raw.roads.flatMap((road) => road.g);
    groundLayer(this.#L, data).addTo(this.#map);
    this.#names = namesLayer(this.#L, data);
    this.#names.areas = this.#areaNames;
    this.#names.addTo(this.#map);
    return boxOf(raw.outline);
  }

  // names: [{ text, place: [lon, lat], size?, colour? }]
  nameAreas(names) {
    this.#areaNames = names;
    this.#names?.setAreas(names);
  }

  // One named layer at a time under a name; a new one replaces it.
  put(name, layer) {
    this.drop(name);
    this.#layers.set(name, layer);
    layer.addTo(this.#map);
    return layer;
  }

  drop(name) {
    this.#layers.get(name)?.remove();
    this.#layers.delete(name);
  }

  has(name) {
    return this.#layers.has(name);
  }

  // A picture by URL over [west, south, east, north].
  picture(name, url, [west, south, east, north], { opacity = 1, pane = "heat" } = {}) {
    const bounds = [
      [south, west],
      [north, east],
    ];
    const shown = this.#layers.get(name);
    if (shown?.setUrl && shown.setBounds) {
      shown.setUrl(url).setBounds(bounds).setOpacity(opacity); // no blink between two pictures
      return shown;
    }
    return this.put(name, this.#L.imageOverlay(url, bounds, { opacity, pane, interactive: false }));
  }

  // Square pictures by an address with {z}, {x} and {y}.
  squares(name, url, { opacity = 1, pane = "heat" } = {}) {
    return this.put(name, this.#L.tileLayer(url, { opacity, pane, maxZoom: 22 }));
  }

  fade(name, opacity) {
    this.#layers.get(name)?.setOpacity?.(opacity);
  }

  // Polygons or lines on canvas. style(feature) gives Leaflet path options; onPick(feature, [lon, lat]).
  shapes(name, collection, { style, onPick, onHover, label, pane = "areas" } = {}) {
    const L = this.#L;
    const interactive = Boolean(onPick || onHover || label);
    const layer = L.geoJSON(collection, {
      ...this.#drawing(pane, interactive),
      style,
      onEachFeature: (feature, shape) => {
        if (onPick)
          shape.on("click", (event) => {
            L.DomEvent.stopPropagation(event);
            onPick(feature, [event.latlng.lng, event.latlng.lat]);
          });
        if (onHover)
          shape.on("mouseover", () => onHover(feature)).on("mouseout", () => onHover(null));
        if (label) shape.bindTooltip(() => textNode(label(feature)), { sticky: true });
      },
    });
    this.put(name, layer);
    if (interactive && pane === "areas") layer.bringToBack();
    return layer;
  }

  restyle(name, style) {
    this.#layers.get(name)?.setStyle?.(style);
  }

  // Points as circles on canvas. look(feature) gives { radius, color, fillColor, … }.
  points(name, collection, { look, onPick, label, pane = "marks" } = {}) {
    const L = this.#L;
    const drawing = this.#drawing(pane, Boolean(onPick || label));
    const layer = L.geoJSON(collection, {
      pointToLayer: (feature, latlng) => L.circleMarker(latlng, { ...drawing, ...look(feature) }),
      onEachFeature: (feature, mark) => {
        if (onPick)
          mark.on("click", (event) => {
            L.DomEvent.stopPropagation(event);
            onPick(feature, [event.latlng.lng, event.latlng.lat]);
          });
        if (label) mark.bindTooltip(() => textNode(label(feature)));
      },
    });
    return this.put(name, layer);
  }

  // Counts as discs: [{ lon, lat, count }]; the area of a disc follows its count.
  clusters(name, groups, { onPick } = {}) {
    const L = this.#L;
    const marks = groups.map((group) => {
      const size = Math.round(Math.min(46, 20 + 2.6 * Math.log2(group.count)));
      const icon = L.divIcon({
        className: "cluster",
        iconSize: [size, size],
        html: textNode(String(group.count)),
      });
      const mark = L.marker([group.lat, group.lon], { icon, pane: "discs", keyboard: false });
      return onPick ? mark.on("click", () => onPick(group)) : mark;
    });
    return this.put(name, L.layerGroup(marks));
  }

  // Places with a number each, from 1.
  numbers(name, places) {
    const L = this.#L;
    const marks = places.map((place, at) => {
      const icon = L.divIcon({
        className: "corner-mark",
        iconSize: [20, 20],
        html: textNode(String(at + 1)),
      });
      return L.marker(toLatLng(place), { icon, pane: "marks", interactive: false });
    });
    return this.put(name, L.layerGroup(marks));
  }

  #renderers = new Map();

  #drawing(pane, interactive) {
    const home = interactive ? "picks" : pane;
    return { pane: home, renderer: this.#renderer(home), interactive };
  }

  #renderer(pane) {
    if (!this.#renderers.has(pane))
      this.#renderers.set(pane, this.#L.canvas({ pane, padding: 0.3, tolerance: TOLERANCE_PX }));
    return this.#renderers.get(pane);
  }

  pin(place) {
    this.unpin();
    const icon = this.#L.divIcon({ className: "pin", iconSize: [24, 30], iconAnchor: [12, 28] });
    this.#pin = this.#L
      .marker(toLatLng(place), { icon, pane: "marks", interactive: false })
      .addTo(this.#map);
  }

  unpin() {
    this.#pin?.remove();
    this.#pin = null;
  }

  ring(name, place, radius_m, { colour = "#0d6068" } = {}) {
    const options = {
      radius: radius_m,
      color: colour,
      weight: 1,
      fillOpacity: 0.08,
      interactive: false,
    };
    return this.put(name, this.#L.circle(toLatLng(place), options));
  }

  // Circles in metres: [{ lon, lat, radius_m }].
  rings(name, circles, { colour = "#8a1c58" } = {}) {
    const options = { color: colour, weight: 2, fillOpacity: 0.12, interactive: false };
    const drawn = circles.map(({ lon, lat, radius_m: radius }) =>
      this.#L.circle([lat, lon], { ...options, radius, pane: "marks" }),
    );
    return this.put(name, this.#L.layerGroup(drawn));
  }

  goTo(place, zoom = Math.max(17, this.zoom)) {
    this.#map.setView(toLatLng(place), zoom, { animate: false });
  }

  // `margin` is left free on each side, in pixels.
  // `top` and `bottom` leave room for what lies over these edges of the map.
  fit([west, south, east, north], { most = 18, margin = 18, top = 0, bottom = 0 } = {}) {
    const bounds = [
      [south, west],
      [north, east],
    ];
    this.#map.fitBounds(bounds, {
      paddingTopLeft: [margin, margin + top],
      paddingBottomRight: [margin, margin + bottom],
      maxZoom: most,
      animate: false,
    });
  }

  popup(place, node) {
    this.#L.popup({ maxWidth: 320 }).setLatLng(toLatLng(place)).setContent(node).openOn(this.#map);
  }

  closePopup() {
    this.#map.closePopup();
  }

  // "click" gives a place; "moved" gives the box and the zoom.
  on(event, handler) {
    if (event === "moved") this.#map.on("moveend", () => handler(this.box, this.zoom));
    else this.#map.on(event, ({ latlng }) => handler([latlng.lng, latlng.lat]));
  }

  // Lets a person draw a ring; returns what ends it early. The click that ends the drawing is no pick.
  lasso({ onDone, onCancel }) {
    return drawLasso(this.#L, this.#map, { onDone, onCancel });
  }

  refresh() {
    this.#map.invalidateSize();
  }
}

function boxOf(outline) {
  const places = outline.flatMap((part) => part.g.flat());
  if (!places.length) return null;
  const [lons, lats] = [places.map((p) => p[0]), places.map((p) => p[1])];
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

function textNode(text) {
  const node = document.createElement("span");
  node.textContent = text;
  return node;
}
