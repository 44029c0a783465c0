// The list under the search box: what a text may mean, or the nearest assets of a class.

import { el, fill } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { sign, stateTag } from "./sign.js";
import { way, wayOf } from "./way.js";

// Glyphs of what is no layer's feature.
const KINDS = {
  coordinates: "◎",
  crossing: "十",
  chainage: "K",
  road: "路",
  cell: "格",
  grid: "网",
  area: "区",
  case: "案",
};

export class Results {
  #node;
  #layers;
  #buttons = [];

  constructor(node, layers, { onPick, onClose }) {
    this.#node = node;
    this.#layers = new Map(layers.map((layer) => [layer.name, layer]));
    this.onPick = onPick;
    this.onClose = onClose;
    node.addEventListener("keydown", (event) => this.#onKey(event));
  }

  get open() {
    return !this.#node.hidden;
  }

  close() {
    this.#node.hidden = true;
    this.#buttons = [];
  }

  // found: as /api/find tells it; from: [lon, lat] of the person, or null.
  showFound(found, from) {
    const rows = found.map((hit) => ({
      hit,
      sign: this.#sign(hit),
      title: hit.title,
      more: [hit.detail],
      way: from && hit.lon != null ? way(from, [hit.lon, hit.lat]) : null,
    }));
    this.#show(null, rows, t("Nothing was found. Try a number, a road name, or two roads."));
  }

  // assets: as /api/assets tells them.
  showNearest(layer, assets, note) {
    const rows = assets.map((hit) => ({
      hit,
      sign: sign(layer.style, layer.title),
      title: hit.name ? `${hit.code} ${hit.name}` : hit.code,
      more: [hit.road, stateTag(hit.state, hit.state === "intact" ? null : hit.state_title)],
      way: wayOf(hit.distance_m, hit.bearing_deg),
    }));
    const head = el(
      "p",
      { class: "head" },
      el("b", {}, t("Nearest: {layer}", { layer: layer.title })),
      el("span", { class: "quiet" }, note),
    );
    this.#show(head, rows, t("There are none in this district."));
  }

  first() {
    this.#buttons[0]?.click();
  }

  focus() {
    this.#buttons[0]?.focus();
  }

  #sign(hit) {
    const layer = this.#layers.get(hit.layer);
    if (layer && (hit.kind === "asset" || hit.kind === "feature"))
      return sign(layer.style, layer.title);
    return el("span", { class: "sign plain", "aria-hidden": "true" }, KINDS[hit.kind] ?? "·");
  }

  #show(head, rows, nothing) {
    this.#buttons = rows.map((row) =>
      el(
        "button",
        { type: "button", class: "result", onclick: () => this.onPick(row.hit) },
        row.sign,
        el(
          "span",
          { class: "what" },
          el("span", { class: "title" }, row.title),
          el("span", { class: "more quiet" }, row.more),
        ),
        row.way,
      ),
    );
    const close = el(
      "button",
      {
        type: "button",
        class: "close",
        "aria-label": t("Close the list"),
        onclick: () => this.onClose(),
      },
      "×",
    );
    fill(
      this.#node,
      head && el("header", {}, head, close),
      rows.length
        ? el(
            "ol",
            {},
            this.#buttons.map((button) => el("li", {}, button)),
          )
        : el("p", { class: "nothing quiet" }, nothing),
    );
    this.#node.hidden = false;
    this.#node.scrollTop = 0;
  }

  #onKey(event) {
    const at = this.#buttons.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at < 0 || !step) return;
    event.preventDefault();
    if (at + step < 0) document.querySelector('input[name="q"]').focus();
    else this.#buttons[Math.min(at + step, this.#buttons.length - 1)].focus();
  }
}
