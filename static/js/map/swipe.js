// Two panes of the map, one on each side of a line that a person moves.

const PANES = { a: "side-a", b: "side-b" };
const STEP = 0.02;

export class Swipe {
  #map;
  #handle;
  #share = 0.5;

  // handle: an element with role "slider" over the map; onMove(share) hears where the line is.
  constructor(handle, { map = window.stageMap, onMove = () => {} } = {}) {
    this.#map = map;
    this.#handle = handle;
    this.onMove = onMove;
    for (const name of Object.values(PANES)) {
      const pane = map.createPane(name);
      pane.style.zIndex = 365;
      pane.style.pointerEvents = "none";
    }
    map.on("move zoom viewreset resize", () => this.#clip());
    this.#listen();
    this.hide();
  }

  pane(side) {
    return PANES[side];
  }

  // Which side of the line a place lies on: "a" on the left.
  sideOf([lon, lat]) {
    const { x } = this.#map.latLngToContainerPoint([lat, lon]);
    return x < this.#share * this.#map.getSize().x ? "a" : "b";
  }

  show() {
    this.#handle.hidden = false;
    this.#move(this.#share);
  }

  hide() {
    this.#handle.hidden = true;
  }

  #move(share) {
    this.#share = Math.min(1, Math.max(0, share));
    this.#handle.style.left = `${100 * this.#share}%`;
    this.#handle.setAttribute("aria-valuenow", String(Math.round(100 * this.#share)));
    this.#clip();
    this.onMove(this.#share);
  }

  #clip() {
    if (this.#handle.hidden) return;
    const size = this.#map.getSize();
    const from = this.#map.containerPointToLayerPoint([0, 0]);
    const to = this.#map.containerPointToLayerPoint(size);
    const x = from.x + this.#share * size.x;
    for (const [side, west, east] of [
      ["a", from.x, x],
      ["b", x, to.x],
    ])
      this.#map.getPane(PANES[side]).style.clipPath =
        `polygon(${west}px ${from.y}px, ${east}px ${from.y}px, ` +
        `${east}px ${to.y}px, ${west}px ${to.y}px)`;
  }

  #listen() {
    const at = (event) => {
      const box = this.#map.getContainer().getBoundingClientRect();
      return (event.clientX - box.x) / box.width;
    };
    this.#handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.#handle.focus();
      this.#handle.setPointerCapture(event.pointerId);
    });
    this.#handle.addEventListener("pointermove", (event) => {
      if (this.#handle.hasPointerCapture(event.pointerId)) this.#move(at(event));
    });
    this.#handle.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      this.#move(this.#share + by);
    });
  }
}
