// The draft on one canvas: cells filled by grid, hairlines between them, the published edge as a
// ghost, the edges of the grids. A change repaints the box it lies in and nothing else.

const CELL_ZOOM = 14.5;
// From here on the lines between cells are more than noise; a brush is used from farther away.
const HAIRLINE_ZOOM = 14;
const INK = "34 51 59";
const EDGE = `rgb(${INK} / 92%)`;
const GHOST = "#8d2f6b";
const TORN = "#b93a1e";

// source: cells(box) → [{ rings, fill }], edges(box) → [{ rings, torn }],
// ghost(box) → [rings]; rings lie in the plane at zoom 0, as EditLayer.project gives them.
export function fabricCanvas(L, source, pane) {
  const Fabric = L.Renderer.extend({
    options: { pane, padding: 0.25 },

    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.setAttribute("aria-hidden", "true");
      this._context = this._container.getContext("2d");
    },

    _destroyContainer() {
      cancelAnimationFrame(this._asked);
      this._container.remove();
      delete this._container;
    },

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const { min } = this._bounds;
      const size = this._bounds.getSize();
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      const canvas = this._container;
      L.DomUtil.setPosition(canvas, min);
      canvas.width = size.x * ratio;
      canvas.height = size.y * ratio;
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
      this._context.setTransform(ratio, 0, 0, ratio, 0, 0);
      this._stale = null;
      this._paint([0, 0, size.x, size.y]);
    },

    // Leaflet's own would put the canvas between two pixels afterwards, and blur every line.
    _reset() {
      this._update();
    },

    // Repaints what lies in a box of the plane, once per frame however often it is asked.
    repaint(box) {
      this._stale = this._stale ? joined(this._stale, box) : box;
      this._asked ??= requestAnimationFrame(() => {
        this._asked = null;
        if (this._stale && this._bounds) this._paint(this._onCanvas(this._stale));
        this._stale = null;
      });
    },

    _onCanvas([west, south, east, north]) {
      const view = this._view();
      const size = this._bounds.getSize();
      const at = (value, shift) => value * view.scale - shift;
      return [
        Math.max(0, Math.floor(at(west, view.dx)) - 4),
        Math.max(0, Math.floor(at(south, view.dy)) - 4),
        Math.min(size.x, Math.ceil(at(east, view.dx)) + 4),
        Math.min(size.y, Math.ceil(at(north, view.dy)) + 4),
      ];
    },

    _view() {
      const origin = this._map.getPixelOrigin();
      const { min } = this._bounds;
      return { scale: 2 ** this._zoom, dx: origin.x + min.x, dy: origin.y + min.y };
    },

    _paint([left, top, right, bottom]) {
      if (right <= left || bottom <= top) return;
      const context = this._context;
      const view = this._view();
      const box = [
        (left + view.dx) / view.scale,
        (top + view.dy) / view.scale,
        (right + view.dx) / view.scale,
        (bottom + view.dy) / view.scale,
      ];
      context.save();
      context.beginPath();
      context.rect(left, top, right - left, bottom - top);
      context.clip();
      context.clearRect(left, top, right - left, bottom - top);
      draw(context, source, { ...view, box, zoom: this._zoom });
      context.restore();
    },
  });
  return new Fabric();
}

function draw(context, source, view) {
  context.lineJoin = "round";
  const cells = source.cells(view.box);
  fillCells(context, cells, view);
  if (view.zoom >= HAIRLINE_ZOOM) hairlines(context, cells, view);
  strokeGhost(context, source.ghost(view.box), view);
  strokeEdges(context, source.edges(view.box), view);
}

// One path per colour: cells side by side in one path leave no bright line between them.
function fillCells(context, cells, view) {
  const byFill = new Map();
  for (const cell of cells) {
    const same = byFill.get(cell.fill);
    if (same) same.push(cell);
    else byFill.set(cell.fill, [cell]);
  }
  for (const [fill, same] of byFill) {
    context.beginPath();
    for (const { rings } of same) trace(context, rings, view);
    context.fillStyle = fill;
    context.fill("evenodd");
  }
}

function hairlines(context, cells, view) {
  context.beginPath();
  for (const { rings } of cells) trace(context, rings, view);
  context.lineWidth = view.zoom >= CELL_ZOOM ? 0.8 : 0.5;
  context.strokeStyle = `rgb(${INK} / ${view.zoom >= CELL_ZOOM ? 42 : 28}%)`;
  context.stroke();
}

// Below the edges of the draft: where both run together, the draft's alone is seen.
function strokeGhost(context, ghosts, view) {
  context.beginPath();
  for (const rings of ghosts) trace(context, rings, view);
  context.lineWidth = 3.4;
  context.strokeStyle = "rgb(255 255 255 / 75%)";
  context.stroke();
  context.setLineDash([7, 5]);
  context.lineWidth = 1.8;
  context.strokeStyle = GHOST;
  context.stroke();
  context.setLineDash([]);
}

function strokeEdges(context, edges, view) {
  context.beginPath();
  for (const { rings } of edges) trace(context, rings, view);
  context.lineWidth = view.zoom >= CELL_ZOOM ? 2.6 : 1.8;
  context.strokeStyle = EDGE;
  context.stroke();
  context.beginPath();
  for (const { torn } of edges) trace(context, torn, view);
  context.lineWidth = 3;
  context.strokeStyle = TORN;
  context.stroke();
}

function trace(context, rings, { scale, dx, dy }) {
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 1) {
      const x = ring[i][0] * scale - dx;
      const y = ring[i][1] * scale - dy;
      if (i) context.lineTo(x, y);
      else context.moveTo(x, y);
    }
    context.closePath();
  }
}

const joined = ([w1, s1, e1, n1], [w2, s2, e2, n2]) => [
  Math.min(w1, w2),
  Math.min(s1, s2),
  Math.max(e1, e2),
  Math.max(n1, n2),
];
