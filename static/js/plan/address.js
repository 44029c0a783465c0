// What is chosen on a page, kept in its address, so that a view is a link.

export class Address {
  #values;
  #plain;

  // plain: { name: the value that needs no mention }
  constructor(plain, search = location.search) {
    const given = new URLSearchParams(search);
    this.#plain = plain;
    this.#values = Object.fromEntries(
      Object.entries(plain).map(([name, value]) => [name, given.get(name) ?? value]),
    );
  }

  get(name) {
    return this.#values[name];
  }

  set(changes) {
    Object.assign(this.#values, changes);
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(this.#values)) {
      if (value !== this.#plain[name] && value != null) search.set(name, value);
    }
    history.replaceState(null, "", search.size ? `?${search}` : location.pathname);
  }
}
