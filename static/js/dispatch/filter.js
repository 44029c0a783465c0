// The one filter of the workspace. It lives in the address, so a view is a link.

const LISTS = ["class", "kind", "source", "state", "grid", "street", "unit", "light"];
// How a density is drawn: part of the address, not of the question.
export const LOOK = [
  "kernel",
  "bandwidth",
  "edge",
  "base",
  "breaks",
  "beside",
  "over",
  "spot",
  "slices",
];
// What the tables below the map show, beside the filter.
export const DOCK = ["tab", "vs", "by", "reach", "days"];
const WORDS = ["from", "to", "q", "open", "mode", "case", "sort", ...LOOK, ...DOCK];
const SHOWN_ONLY = new Set(["mode", "case", "sort", ...LOOK, ...DOCK]);

export class Filter {
  #values;
  #listeners = [];
  #box = null;

  constructor(address = location.search) {
    const search = new URLSearchParams(address);
    this.#values = valuesOf(search);
    this.view = search.get("view") === "1";
  }

  // Puts another address in place of all values, as if the page had been opened with it.
  replace(address) {
    this.set({ ...valuesOf(new URLSearchParams(address)), case: "" });
  }

  get(name) {
    return this.#values[name];
  }

  // The values of some names, as they are.
  some(names) {
    return Object.fromEntries(names.map((name) => [name, this.#values[name]]));
  }

  // Changes some values at once; listeners learn which, so that showing a case does not reload all.
  set(changes) {
    const changed = Object.keys(changes).filter(
      (name) => JSON.stringify(this.#values[name]) !== JSON.stringify(changes[name]),
    );
    if (!changed.length) return;
    Object.assign(this.#values, changes);
    this.#write();
    for (const listener of this.#listeners) listener(new Set(changed));
  }

  // The map's box counts only while "in the map view only" is on.
  setView(on, box) {
    const before = this.view ? this.#box : null;
    this.view = on;
    this.#box = box;
    this.#write();
    if (String(before) !== String(on ? box : null)) {
      for (const listener of this.#listeners) listener(new Set(["box"]));
    }
  }

  onChange(listener) {
    this.#listeners.push(listener);
  }

  // Whether only the way of drawing changed.
  looks(changed) {
    return [...changed].some((name) => LOOK.includes(name)) && !this.asks(changed);
  }

  asks(changed) {
    return [...changed].some((name) => !SHOWN_ONLY.has(name));
  }

  // What the server is asked with; `without` leaves names out (the timeline ignores from and to).
  question({ without = [] } = {}) {
    const asked = { ...this.#values };
    for (const name of [...SHOWN_ONLY, ...without]) delete asked[name];
    if (this.view && this.#box) asked.box = this.#box.map((v) => v.toFixed(6)).join(",");
    return asked;
  }

  #write() {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(this.#values)) {
      for (const one of Array.isArray(value) ? value : [value]) if (one) search.append(name, one);
    }
    if (this.view) search.set("view", "1");
    history.replaceState(null, "", search.size ? `?${search}` : location.pathname);
  }
}

function valuesOf(search) {
  const lists = LISTS.map((name) => [name, search.getAll(name)]);
  const words = WORDS.map((name) => [name, search.get(name) ?? ""]);
  return Object.fromEntries([...lists, ...words]);
}

export const DAY_MS = 86_400_000;

// The local date in the district's time zone, as ISO text, some days from a moment.
export function localDate(moment, timeZone, days = 0) {
  const day = new Date(moment.getTime() + days * DAY_MS);
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(day);
}
