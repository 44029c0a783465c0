// One import as the server tells it; asked again while the server is at work.

import { getJson, sendForm, sendJson } from "../ui/net.js";

const AGAIN_MS = 400;

export class Session {
  #timer = 0;
  #onChange;

  constructor(onChange) {
    this.#onChange = onChange;
    this.state = null;
  }

  get busy() {
    return this.state?.job?.state === "running";
  }

  address(part = "") {
    return `/api/imports/${this.state.id}${part}`;
  }

  async open(files) {
    const form = new FormData();
    for (const file of files) form.append("file", file);
    this.#take(await sendForm("POST", "/api/imports", form));
  }

  async say(part, body) {
    this.#take(await sendJson("PUT", this.address(part), body));
  }

  async check() {
    this.#take(await sendJson("POST", this.address("/check"), {}));
  }

  async apply(goodRowsOnly) {
    this.#take(await sendJson("POST", this.address("/apply"), { good_rows_only: goodRowsOnly }));
  }

  // wish: { name, snap_m, gap_m }
  async draft(wish) {
    this.#take(await sendJson("POST", this.address("/draft"), wish));
  }

  async cancel() {
    this.#take(await sendJson("POST", this.address("/cancel"), {}));
  }

  async drop() {
    clearTimeout(this.#timer);
    if (this.state) await sendJson("DELETE", this.address(), {});
    this.state = null;
  }

  // Resolves when the server is idle; the page hears of every answer on the way.
  async settled() {
    while (this.busy) {
      await new Promise((go) => {
        this.#timer = setTimeout(go, AGAIN_MS);
      });
      if (!this.state) return;
      this.#take(await getJson(this.address()));
    }
  }

  #take(state) {
    this.state = state;
    this.#onChange(state);
  }
}
