// A note beside the pointer: which cells lie on both sides of the seam, and in which grids.

import { swatch } from "../plan/figures.js";
import { el, fill } from "../ui/dom.js";
import { t } from "../ui/messages.js";

const AWAY_PX = 14;

export class SeamNote {
  #node;
  #draft;
  #shown = "";

  constructor(node, draft) {
    this.#node = node;
    this.#draft = draft;
  }

  // cells: [cell, the one beyond or null on the outline]
  show([x, y], cells) {
    const shown = cells.map((cell) => `${cell?.code} ${cell?.grid}`).join();
    if (shown !== this.#shown) {
      this.#shown = shown;
      fill(
        this.#node,
        cells.map((cell) => this.#side(cell)),
      );
    }
    this.#node.hidden = false;
    const box = this.#node.parentElement.getBoundingClientRect();
    const left = Math.min(x + AWAY_PX, box.width - this.#node.offsetWidth - 4);
    const top = Math.min(y + AWAY_PX, box.height - this.#node.offsetHeight - 4);
    this.#node.style.translate = `${left}px ${top}px`;
  }

  #side(cell) {
    if (!cell) return el("span", { class: "side quiet" }, t("Edge of the district"));
    const colour = this.#draft.grid(cell.grid)?.colour;
    const name = cell.grid ? this.#draft.nameOf(cell.grid) : t("Without grid");
    return el("span", { class: "side" }, swatch(colour), name, " ", el("small", {}, cell.code));
  }

  hide() {
    this.#node.hidden = true;
  }
}
