// Two planners changed the draft at once: both changes on the map, and a choice between them.

import { el, fill } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";
import { ringsOf } from "./fabric.js";
import { inserted, moved, textOf } from "./joints.js";

export const MINE = {
  colour: "#d6681b",
  width: 3.2,
  dash: "8 6",
  fill: "#d6681b",
  fillOpacity: 0.1,
};
export const THEIRS = { colour: "#1d5fa8", width: 2.6, fill: "#1d5fa8", fillOpacity: 0.14 };

export class Clash {
  #node;
  #draft;
  #map;

  // onPlace(box in degrees): where to look
  constructor(node, draft, map, { onPlace }) {
    this.#node = node;
    this.#draft = draft;
    this.#map = map;
    this.onPlace = onPlace;
    draft.on("clash", (clash) => this.show(clash));
  }

  show({ wish, theirs }) {
    const mine = this.#mine(wish.operation);
    const shapes = theirs.cells.features.map(({ geometry }) => ringsOf(geometry));
    this.#map.sketch.areas("theirs", shapes, THEIRS);
    if (mine.line) this.#map.sketch.lines("mine", [mine.line], MINE);
    else this.#map.sketch.areas("mine", mine.shapes, MINE);
    const places = [...shapes.flat(2), ...mine.shapes.flat(2), ...(mine.line ?? [])];
    if (places.length) this.onPlace(places);
    this.#map.sketch.drop("preview");
    this.#map.brush(null);
    this.#say(theirs);
  }

  // What my step would have made of the cells as this page knows them.
  #mine(operation) {
    const { fabric } = this.#draft;
    const all = [...fabric.all()];
    const cellsOf = (codes) => codes.map((code) => fabric.get(code)).filter(Boolean);
    const has = (cell, place) => cell.places.flat().some((one) => textOf(one) === textOf(place));
    switch (operation?.kind) {
      case "move_joint": {
        const text = textOf(operation.at);
        const held = all.filter((cell) => has(cell, operation.at));
        return { shapes: held.map((cell) => moved(cell, text, operation.to)) };
      }
      case "insert_joint": {
        const { a, b, at } = operation;
        const held = all.filter((cell) => has(cell, a) && has(cell, b));
        return { shapes: held.map((cell) => inserted(cell, a, b, at)) };
      }
      case "remove_joint":
        return { shapes: all.filter((cell) => has(cell, operation.at)).map((cell) => cell.places) };
      case "cut_cell":
      case "reshape_seam":
        return { shapes: [], line: operation.line };
      default:
        return { shapes: cellsOf(operation?.cells ?? []).map((cell) => cell.places) };
    }
  }

  #say(theirs) {
    const decide = (how) => () => {
      this.#close();
      this.#draft.steps[how]();
    };
    const who = this.#draft.present.join(", ");
    fill(
      this.#node,
      el("h2", { id: "clash-title" }, t("Somebody changed the draft at the same time")),
      el("p", {}, el("span", { class: "key mine" }), t("Yours, not saved yet")),
      el(
        "p",
        {},
        el("span", { class: "key" }),
        t("Theirs, saved: {n} cells", { n: count(theirs.cells.features.length) }),
        who && ` (${who})`,
      ),
      el(
        "div",
        { class: "acts" },
        el(
          "button",
          { type: "button", class: "button", name: "theirs", onclick: decide("takeTheirs") },
          t("Take theirs"),
        ),
        el(
          "button",
          { type: "button", class: "button primary", name: "mine", onclick: decide("mineOnTop") },
          t("Do mine on top"),
        ),
      ),
    );
    this.#node.hidden = false;
    this.#node.querySelector("button").focus();
  }

  #close() {
    this.#node.hidden = true;
    this.#map.sketch.drop("mine", "theirs");
  }
}
