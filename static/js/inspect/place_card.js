// A place that is no asset: where it is, what is near, and its coordinates in other systems.

import { el, facts, toast } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { sign } from "./sign.js";
import { way, wayOf } from "./way.js";

export function placeParts(found, { layers, from, onPick, onClose, onTall }) {
  const known = new Map(layers.map((layer) => [layer.name, layer]));
  return [
    el(
      "header",
      {},
      el("button", {
        type: "button",
        class: "grip",
        "aria-label": t("Taller or smaller"),
        onclick: onTall,
      }),
      el("span", { class: "sign plain", "aria-hidden": "true" }, "◎"),
      el(
        "div",
        { class: "names" },
        el("h2", {}, found.description || t("This place")),
        el("p", { class: "quiet" }, found.grid_name ?? found.street_name ?? ""),
      ),
      from ? way(from.place, [found.lon, found.lat]) : null,
      el(
        "button",
        { type: "button", class: "close", "aria-label": t("Close the card"), onclick: onClose },
        "×",
      ),
    ),
    el(
      "div",
      { class: "fill" },
      found.cell == null
        ? el("p", { class: "notice warn" }, t("This place lies outside the district's cells."))
        : null,
      el(
        "section",
        {},
        facts([
          [t("Grid"), found.grid_name ?? found.grid],
          [t("Unit cell"), found.cell],
          [t("Community"), found.community_name ?? found.community],
          [t("Street"), found.street_name ?? found.street],
          [t("Crossing"), found.crossing?.text],
          [t("Responsible unit"), found.unit_name ?? found.unit],
          ...found.zones.map((zone) => [zone.layer_title, zone.name || zone.code]),
        ]),
      ),
      assets(found.assets, known, onPick),
      coordinates(found),
    ),
  ];
}

function assets(rows, known, onPick) {
  if (!rows.length) return null;
  const nearest = [...rows].sort((a, b) => a.distance_m - b.distance_m);
  const buttons = nearest.map((asset) =>
    el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: "result", onclick: () => onPick(asset) },
        sign(known.get(asset.layer)?.style, asset.layer_title),
        el(
          "span",
          { class: "what" },
          el("span", { class: "title" }, asset.name ?? asset.code),
          el("span", { class: "more quiet" }, `${asset.layer_title} · ${asset.code}`),
        ),
        wayOf(asset.distance_m, asset.bearing_deg),
      ),
    ),
  );
  return el("section", {}, el("h3", {}, t("Nearest assets")), el("ol", {}, buttons));
}

function coordinates(found) {
  const degrees = ([lon, lat]) => `${lon.toFixed(6)}, ${lat.toFixed(6)}`;
  const systems = [
    ["WGS 84", degrees([found.lon, found.lat])],
    ["GCJ-02", degrees(found.gcj02)],
    ["BD-09", degrees(found.bd09)],
    [t("Metres"), `${found.x.toFixed(2)}, ${found.y.toFixed(2)}`],
  ];
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      toast(t("Copied: {text}", { text }), { seconds: 2 });
    } catch {
      toast(text, { seconds: 10 });
    }
  };
  return el(
    "section",
    {},
    el("h3", {}, t("Coordinates")),
    facts(
      systems.map(([name, text]) => [
        name,
        el("button", { type: "button", class: "copy", onclick: () => copy(text) }, text),
      ]),
    ),
  );
}
