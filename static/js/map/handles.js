// The joints of the chosen cell as handles: elements that can be grabbed, and reached with Tab.

const SIZE_PX = { middle: 10 };

export class Handles {
  #L;
  #map;
  #marks = new Map();
  onFocus = () => {};

  constructor(L, map) {
    this.#L = L;
    this.#map = map;
    map.createPane("handles").style.zIndex = 620;
  }

  // joints: [{ id, place: [lon, lat], label, kind }], in the order in which Tab visits them; those
  // of kind "middle" are for the pointer. `focus` is the id of the one to go to.
  show(joints, focus = null) {
    for (const mark of this.#marks.values()) mark.remove();
    this.#marks = new Map(joints.map((joint) => [joint.id, this.#make(joint)]));
    this.dragging = false;
    this.focus(focus);
  }

  clear() {
    this.show([]);
  }

  #make({ id, place: [lon, lat], label, kind }) {
    const size = SIZE_PX[kind] ?? 14;
    const icon = this.#L.divIcon({ className: `joint ${kind}`, iconSize: [size, size] });
    const keyboard = kind !== "middle";
    const mark = this.#L.marker([lat, lon], { icon, pane: "handles", keyboard }).addTo(this.#map);
    const element = mark.getElement();
    element.dataset.joint = id;
    element.setAttribute("aria-label", label);
    element.addEventListener("focus", () => this.onFocus(id));
    return mark;
  }

  // While one is on its way, those of the edges beside it would lie wrong.
  set dragging(on) {
    this.#map.getPane("handles").classList.toggle("dragging", on);
  }

  move(id, [lon, lat]) {
    this.#marks.get(id)?.setLatLng([lat, lon]);
  }

  choose(id) {
    for (const [other, mark] of this.#marks)
      mark.getElement()?.classList.toggle("chosen", other === id);
  }

  focus(id) {
    this.#marks.get(id)?.getElement()?.focus({ preventScroll: true });
  }
}
