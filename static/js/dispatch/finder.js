// The box over the map: an address, a crossing, an asset or coordinates become a place.

import { debounce, el, fill } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { getJson, query, told } from "../ui/net.js";

const MOST = 8;

export class Finder {
  #input;
  #list;
  #found = [];
  #at = 0;
  #pending = null;

  // onPick is given one of the server's findings: { kind, title, lon, lat, layer, code }.
  constructor(box, onPick) {
    this.onPick = onPick;
    this.#list = el("ul", { role: "listbox", id: "found", hidden: true });
    this.#input = el("input", {
      type: "search",
      name: "place",
      placeholder: t("Go to an address, crossing or asset"),
      "aria-label": t("Go to a place"),
      role: "combobox",
      "aria-controls": "found",
      "aria-expanded": "false",
      autocomplete: "off",
    });
    fill(box, this.#input, this.#list);
    this.#input.addEventListener(
      "input",
      debounce(() => this.#ask(), 180),
    );
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#input.addEventListener("blur", () => setTimeout(() => this.#close(), 150));
  }

  async #ask() {
    const text = this.#input.value.trim();
    this.#pending?.abort();
    if (!text) {
      this.#close();
      return;
    }
    this.#pending = new AbortController();
    const { signal } = this.#pending;
    const asked = `/api/find${query({ q: text, limit: MOST })}`;
    const answer = await told(() => getJson(asked, { signal }));
    if (!answer || signal.aborted) return;
    this.#found = answer.found.filter((one) => one.lon != null);
    this.#at = 0;
    this.#draw();
  }

  #draw() {
    const rows = this.#found.map((one, place) =>
      el(
        "li",
        {
          role: "option",
          "aria-selected": String(place === this.#at),
          onmousedown: (event) => {
            event.preventDefault();
            this.#pick(one);
          },
        },
        el("span", {}, one.title),
        el("span", { class: "quiet" }, one.detail ?? ""),
      ),
    );
    fill(this.#list, rows.length ? rows : el("li", { class: "quiet" }, t("Nothing was found.")));
    this.#list.hidden = false;
    this.#input.setAttribute("aria-expanded", "true");
  }

  #key(event) {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves && this.#found.length) {
      event.preventDefault();
      this.#at = (this.#at + moves[event.key] + this.#found.length) % this.#found.length;
      this.#draw();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.#found[this.#at]) this.#pick(this.#found[this.#at]);
    } else if (event.key === "Escape") this.#close();
  }

  #pick(one) {
    this.#close();
    this.#input.blur();
    this.onPick(one);
  }

  #close() {
    this.#list.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
  }
}
