// The tools on the map: one at a time is in use, by its button or its key.

import { fill } from "../ui/dom.js";

export class Toolbox {
  #bar;
  #options;
  #stage;
  #map;
  #tools;
  #acts;
  #now = "";

  // tools: { name: tool }, each { cursor, start?, stop?, key?, options, … }; acts: { name: work } for
  // buttons that do something at once and keep the tool.
  constructor({ bar, options, stage, map, tools, acts = {} }) {
    this.#bar = bar;
    this.#options = options;
    this.#stage = stage;
    this.#map = map;
    this.#tools = tools;
    this.#acts = acts;
    for (const button of bar.querySelectorAll("button"))
      button.addEventListener("click", () => this.press(button.name));
  }

  get now() {
    return this.#now;
  }

  get tool() {
    return this.#tools[this.#now];
  }

  get #buttons() {
    return [...this.#bar.querySelectorAll("button")];
  }

  press(name) {
    if (this.#acts[name]) this.#acts[name]();
    else this.use(name);
  }

  use(name) {
    if (name === this.#now) return;
    this.tool?.stop?.();
    this.#now = name;
    this.#map.use(this.tool);
    this.tool.start?.();
    for (const button of this.#buttons)
      if (button.name in this.#tools)
        button.setAttribute("aria-pressed", String(button.name === name));
    this.#stage.dataset.cursor = this.tool.cursor ?? "";
    this.draw();
  }

  allow(editable) {
    for (const button of this.#buttons) button.disabled = !editable && button.name !== "select";
  }

  draw() {
    fill(this.#options, this.tool.options());
  }

  // The name of the tool with a key, as its button says.
  named(key) {
    const found = this.#buttons.find(
      (button) => button.getAttribute("aria-keyshortcuts") === key.toUpperCase(),
    );
    return found && !found.disabled ? found.name : null;
  }
}
