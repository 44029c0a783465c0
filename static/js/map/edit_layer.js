// What drawing on the map needs of Leaflet: the plane that distances are measured in, the pointer,
// and who gets a press, the tool or the map.

import { fabricCanvas } from "./fabric_canvas.js";
import { Handles } from "./handles.js";
import { Sketch } from "./sketch.js";

// A press that moves less than this is a click, in pixels.
const CLICK_PX = 4;

export class EditLayer {
  #L;
  #map;
  #fabric = null;
  #tool = null;
  #press = null;
  #ring;
  panning = false; // while Space is held, every press moves the map

  constructor({ L = window.L, map = window.stageMap } = {}) {
    this.#L = L;
    this.#map = map;
    pane(map, "fabric", 365);
    pane(map, "sketch", 440);
    map.doubleClickZoom.disable(); // a double click ends a line
    map.boxZoom.disable(); // Shift selects
    this.sketch = new Sketch(L, map, "sketch");
    this.handles = new Handles(L, map);
    this.#ring = map.getContainer().appendChild(document.createElement("div"));
    this.#ring.className = "brush-ring";
    this.#ring.hidden = true;
    this.#listen();
  }

  // [lon, lat] in the plane of the screen at zoom 0, and back.
  project = ([lon, lat]) => {
    const { x, y } = this.#L.CRS.EPSG3857.latLngToPoint({ lat, lng: lon }, 0);
    return [x, y];
  };

  unproject = ([x, y]) => {
    const { lat, lng } = this.#L.CRS.EPSG3857.pointToLatLng(this.#L.point(x, y), 0);
    return [lng, lat];
  };

  // One pixel in units of the plane.
  get pixel() {
    return 2 ** -this.#map.getZoom();
  }

  // Where a place lies in the map's own box, in pixels from its corner.
  onScreen([lon, lat]) {
    const { x, y } = this.#map.latLngToContainerPoint([lat, lon]);
    return [x, y];
  }

  show(source) {
    this.#fabric?.remove();
    this.#fabric = fabricCanvas(this.#L, source, "fabric").addTo(this.#map);
  }

  // A box of the plane; without one, all.
  repaint(box = [-Infinity, -Infinity, Infinity, Infinity]) {
    this.#fabric?.repaint(box);
  }

  // tool: { down, move, up, cancel, click, double, hover, leave }, each optional. `down` returns
  // true where the tool takes the press; otherwise the map pans.
  use(tool) {
    this.cancel();
    this.#tool = tool;
  }

  cancel() {
    if (this.#press?.taken) this.#tool?.cancel?.();
    this.#press = null;
    this.#release();
  }

  // The circle under the pointer, its radius in pixels; null hides it. Without a colour it is ink.
  brush(at, radius_px = 0, colour = "") {
    this.#ring.hidden = !at;
    if (!at) return;
    Object.assign(this.#ring.style, {
      width: `${2 * radius_px}px`,
      height: `${2 * radius_px}px`,
      translate: `${at[0] - radius_px}px ${at[1] - radius_px}px`,
      borderColor: colour,
    });
  }

  #listen() {
    const box = this.#map.getContainer();
    box.addEventListener("pointerdown", (event) => this.#down(event), { capture: true });
    box.addEventListener("pointermove", (event) => {
      if (!this.#press) this.#tool?.hover?.(this.#point(event));
    });
    box.addEventListener("pointerleave", () => this.#tool?.leave?.());
    box.addEventListener("dblclick", (event) => this.#tool?.double?.(this.#point(event)));
    addEventListener("pointermove", (event) => this.#move(event));
    addEventListener("pointerup", (event) => this.#up(event));
    addEventListener("pointercancel", () => this.cancel());
  }

  #down(event) {
    if (this.#press) {
      this.cancel(); // a second finger means the map
      return;
    }
    if (event.button !== 0 || event.target.closest(".leaflet-control")) return;
    const point = this.#point(event);
    const taken = !this.panning && Boolean(this.#tool?.down?.(point));
    this.#press = { from: point, id: event.pointerId, taken, moved: false };
    if (taken) this.#map.dragging.disable();
  }

  #move(event) {
    if (this.#press?.id !== event.pointerId) return;
    const point = this.#point(event);
    const [dx, dy] = [0, 1].map((i) => point.px[i] - this.#press.from.px[i]);
    this.#press.moved ||= Math.hypot(dx, dy) >= CLICK_PX;
    if (this.#press.taken) this.#tool.move?.(point, this.#press.moved);
  }

  #up(event) {
    if (this.#press?.id !== event.pointerId) return;
    const { taken, moved } = this.#press;
    this.#press = null;
    this.#release();
    const point = this.#point(event);
    if (taken) this.#tool.up?.(point, moved);
    else if (!moved && !this.panning) this.#tool?.click?.(point);
  }

  #release() {
    this.#map.dragging.enable();
  }

  // px: pixels in the map's box; at: the plane; joint: the handle that was met.
  #point(event) {
    const px = this.#map.mouseEventToContainerPoint(event);
    const { lat, lng } = this.#map.containerPointToLatLng(px);
    return {
      px: [px.x, px.y],
      at: this.project([lng, lat]),
      place: [lng, lat],
      joint: event.target.closest?.("[data-joint]")?.dataset ?? null,
      alt: event.altKey,
      shift: event.shiftKey,
    };
  }
}

function pane(map, name, z) {
  const made = map.createPane(name);
  made.style.zIndex = z;
  made.style.pointerEvents = "none";
}
