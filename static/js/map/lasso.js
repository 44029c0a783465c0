// A line drawn by hand around places: press, draw, let go. Touch and pen work as the mouse does.

const STEP_PX = 3;

// L and map are Leaflet's. onDone gets the ring as [lon, lat] places; one that is too small is none.
export function drawLasso(L, map, { onDone, onCancel }) {
  const box = map.getContainer();
  const line = L.polygon([], {
    pane: "marks",
    color: "#0a4a50",
    weight: 2,
    dashArray: "5 4",
    fillColor: "#0d6068",
    fillOpacity: 0.12,
    interactive: false,
  }).addTo(map);
  let last = null;

  const placeOf = (event) => map.mouseEventToLatLng(event);
  const press = (event) => {
    if (event.button) return;
    event.preventDefault();
    event.stopPropagation();
    box.setPointerCapture?.(event.pointerId);
    last = [event.clientX, event.clientY];
    line.setLatLngs([placeOf(event)]);
  };
  const draw = (event) => {
    if (!last || Math.hypot(event.clientX - last[0], event.clientY - last[1]) < STEP_PX) return;
    last = [event.clientX, event.clientY];
    line.addLatLng(placeOf(event));
  };
  const letGo = () => {
    if (!last) return;
    swallowClick(box);
    const ring = line.getLatLngs()[0].map(({ lat, lng }) => [lng, lat]);
    end();
    if (ring.length < 3) onCancel();
    else onDone(ring);
  };

  function end() {
    box.removeEventListener("pointerdown", press, true);
    box.removeEventListener("pointermove", draw, true);
    box.removeEventListener("pointerup", letGo, true);
    box.classList.remove("lassoing");
    map.dragging.enable();
    line.remove();
  }

  map.dragging.disable();
  box.classList.add("lassoing");
  box.addEventListener("pointerdown", press, true);
  box.addEventListener("pointermove", draw, true);
  box.addEventListener("pointerup", letGo, true);
  return end;
}

// The click that follows the end of the drawing picks nothing.
function swallowClick(box) {
  const swallow = (event) => event.stopPropagation();
  box.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => box.removeEventListener("click", swallow, { capture: true }), 0);
}
