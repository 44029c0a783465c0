// The one search box: words become places while they are typed; Enter takes the first.

import { debounce } from "../ui/dom.js";
import { getJson, query, told } from "../ui/net.js";

const MOST = 12;
const WAIT_MS = 180;

export class Search {
  #form;
  #input;
  #results;
  #from;
  #pending = null;
  #answered = "";

  // from() gives the person's place or null; onEmpty is called when the box is emptied.
  constructor(form, results, { from, onEmpty }) {
    this.#form = form;
    this.#input = form.elements.namedItem("q");
    this.#results = results;
    this.#from = from;
    this.onEmpty = onEmpty;
    this.#input.addEventListener(
      "input",
      debounce(() => this.#ask(), WAIT_MS),
    );
    this.#input.addEventListener("keydown", (event) => this.#onKey(event));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#take();
    });
  }

  clear() {
    this.#input.value = "";
    this.#answered = "";
  }

  focus() {
    this.#input.focus();
    this.#input.select();
  }

  async #ask() {
    const text = this.#input.value.trim();
    this.#pending?.abort();
    if (!text) {
      this.#answered = "";
      this.onEmpty();
      return;
    }
    this.#pending = new AbortController();
    const { signal } = this.#pending;
    this.#form.setAttribute("aria-busy", "true");
    const answer = await told(() =>
      getJson(`/api/find${query({ q: text, limit: MOST })}`, { signal }),
    );
    if (signal.aborted) return;
    this.#form.removeAttribute("aria-busy");
    if (!answer) return;
    this.#answered = text;
    this.#results.showFound(answer.found, this.#from());
  }

  // Enter may come before the answer to what was typed last.
  async #take() {
    if (this.#answered !== this.#input.value.trim() || !this.#results.open) await this.#ask();
    if (this.#answered) this.#results.first();
    this.#input.blur();
  }

  #onKey(event) {
    if (event.key === "ArrowDown" && this.#results.open) {
      event.preventDefault();
      this.#results.focus();
    }
  }
}
