// Which cells are chosen, by their codes; tools, panel and map look at one and the same choice.

export class Selection {
  #codes = new Set();
  #heard = [];

  onChange(handler) {
    this.#heard.push(handler);
  }

  get codes() {
    return [...this.#codes];
  }

  get size() {
    return this.#codes.size;
  }

  has(code) {
    return this.#codes.has(code);
  }

  set(codes) {
    const fresh = new Set(codes);
    if (fresh.size === this.#codes.size && [...fresh].every((code) => this.#codes.has(code)))
      return;
    this.#codes = fresh;
    for (const handler of this.#heard) handler(this.codes);
  }

  toggle(code) {
    const fresh = new Set(this.#codes);
    if (!fresh.delete(code)) fresh.add(code);
    this.set(fresh);
  }

  // Cells that are no longer there are no longer chosen.
  forget(codes) {
    const gone = new Set(codes);
    this.set(this.codes.filter((code) => !gone.has(code)));
  }
}
