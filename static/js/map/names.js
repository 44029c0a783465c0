// Names of roads, waters and areas on one canvas above the pictures: no two names overlap, roads
// carry theirs along the line, Chinese characters stay upright.

import { roadWidth } from "./basemap.js";

const RANK = { expressway: 4, main: 3, secondary: 2, branch: 1, lane: 0 };
const FROM = { expressway: 12, main: 13, secondary: 14, branch: 15.5, lane: 16.5 };
const FONT = '"Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';
const isHan = (text) => /[\u3400-\u9fff]/.test(text);

function along(points, distance) {
  for (let i = 2; i < points.length; i += 2) {
    const [x1, y1, x2, y2] = [points[i - 2], points[i - 1], points[i], points[i + 1]];
    const length = Math.hypot(x2 - x1, y2 - y1);
    if (distance <= length && length > 0) {
      const share = distance / length;
      return {
        x: x1 + share * (x2 - x1),
        y: y1 + share * (y2 - y1),
        angle: Math.atan2(y2 - y1, x2 - x1),
      };
    }
    distance -= length;
  }
  return null;
}

// The piece of a line inside the view, in screen pixels.
function visible(flat, scale, origin, size) {
  const pieces = [];
  let piece = [];
  for (let i = 0; i < flat.length; i += 2) {
    const x = flat[i] * scale - origin.x;
    const y = flat[i + 1] * scale - origin.y;
    if (x > -40 && y > -40 && x < size.x + 40 && y < size.y + 40) piece.push(x, y);
    else {
      if (piece.length > 2) pieces.push(piece);
      piece = [];
    }
  }
  if (piece.length > 2) pieces.push(piece);
  return pieces;
}

const lengthOf = (points) => {
  let sum = 0;
  for (let i = 2; i < points.length; i += 2)
    sum += Math.hypot(points[i] - points[i - 2], points[i + 1] - points[i - 1]);
  return sum;
};

class Plate {
  #taken = [];

  free(box) {
    if (this.#taken.some((b) => b[0] < box[2] && box[0] < b[2] && b[1] < box[3] && box[1] < b[3]))
      return false;
    this.#taken.push(box);
    return true;
  }
}

function letter(context, text, x, y, angle) {
  context.save();
  context.translate(x, y);
  context.rotate(angle);
  context.strokeText(text, 0, 0);
  context.fillText(text, 0, 0);
  context.restore();
}

function drawAlong(context, plate, points, text, size) {
  const han = isHan(text);
  const step = han ? size * 1.35 : 0;
  const span = han ? step * text.length : context.measureText(text).width;
  const total = lengthOf(points);
  if (total < span * 1.4) return false;
  const middle = along(points, total / 2);
  if (!middle) return false;
  const half = span / 2;
  const reach = [
    Math.abs(Math.cos(middle.angle)) * half + size,
    Math.abs(Math.sin(middle.angle)) * half + size,
  ];
  if (
    !plate.free([
      middle.x - reach[0],
      middle.y - reach[1],
      middle.x + reach[0],
      middle.y + reach[1],
    ])
  )
    return false;
  const first = along(points, total / 2 - half);
  const last = along(points, total / 2 + half);
  const steep = Math.abs(Math.sin(middle.angle)) > 0.76;
  const backwards = steep ? last.y < first.y : last.x < first.x;
  if (!han) {
    const turn = backwards ? Math.PI : 0;
    letter(context, text, middle.x, middle.y, middle.angle + turn);
    return true;
  }
  [...text].forEach((char, i) => {
    const from = (i + 0.5) * step - half;
    const place = along(points, total / 2 + (backwards ? -from : from));
    if (!place) return;
    let angle = place.angle + (backwards ? Math.PI : 0);
    if (steep) angle -= Math.PI / 2;
    letter(context, char, place.x, place.y, angle);
  });
  return true;
}

function drawAreaNames(context, plate, names, project) {
  for (const { text, place, size = 12, colour = "#3b4a52", weight = 600 } of names) {
    const { x, y } = project(place);
    context.font = `${weight} ${size}px ${FONT}`;
    const half = context.measureText(text).width / 2 + 4;
    if (!plate.free([x - half, y - size * 0.8, x + half, y + size * 0.8])) continue;
    context.fillStyle = colour;
    letter(context, text, x, y, 0);
  }
}

function drawRoadNames(context, plate, roads, zoom, scale, origin, size) {
  const ranked = roads
    .filter((road) => road.name && zoom >= FROM[road.kind])
    .sort((a, b) => RANK[b.kind] - RANK[a.kind]);
  for (const road of ranked) {
    const em = zoom >= 16 ? 12.5 : 11.5;
    context.font = `500 ${em}px ${FONT}`;
    context.fillStyle = RANK[road.kind] > 2 ? "#5a4f38" : "#6a675d";
    context.lineWidth = roadWidth(road.kind, zoom) > 12 ? 0.001 : 3;
    for (const flat of road.flat) {
      for (const piece of visible(flat, scale, origin, size))
        drawAlong(context, plate, piece, road.name, em);
    }
  }
}

export function namesLayer(L, data) {
  const Names = L.Layer.extend({
    areas: [],
    onAdd(map) {
      const pane = map.getPane("names") ?? map.createPane("names");
      pane.style.zIndex = 450;
      pane.style.pointerEvents = "none";
      this._canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide", pane);
      map.on("moveend zoomend resize viewreset", this.draw, this);
      this.draw();
    },
    onRemove(map) {
      map.off("moveend zoomend resize viewreset", this.draw, this);
      this._canvas.remove();
    },
    setAreas(names) {
      this.areas = names;
      if (this._map) this.draw();
    },
    draw() {
      const map = this._map;
      const size = map.getSize();
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      const canvas = this._canvas;
      canvas.width = size.x * ratio;
      canvas.height = size.y * ratio;
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
      L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
      const context = canvas.getContext("2d");
      context.scale(ratio, ratio);
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.lineJoin = "round";
      context.strokeStyle = "rgb(255 255 255 / 88%)";
      context.lineWidth = 3;
      const zoom = map.getZoom();
      const scale = 2 ** zoom;
      const origin = map
        .getPixelOrigin()
        .subtract(map.containerPointToLayerPoint([0, 0]).multiplyBy(-1));
      const plate = new Plate();
      drawAreaNames(context, plate, this.areas, ([lon, lat]) =>
        map.latLngToContainerPoint([lat, lon]),
      );
      drawRoadNames(context, plate, data.roads, zoom, scale, origin, size);
    },
  });
  return new Names();
}
