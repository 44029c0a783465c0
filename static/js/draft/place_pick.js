// One press on the map that means a place; the tool in use waits as long.

import { el, fill } from "../ui/dom.js";

export class PlacePick {
  #map;
  #toolbox;
  #stage;
  #options;
  #on = false;

  // map: EditLayer; stage: the element that shows the cursor; options: where tools tell what to do;
  // bar: the buttons of the tools
  constructor({ map, toolbox, stage, options, bar }) {
    this.#map = map;
    this.#toolbox = toolbox;
    this.#stage = stage;
    this.#options = options;
    bar.addEventListener("click", () => this.stop());
  }

  // onPlace([lon, lat]) is told at most once.
  start(hint, onPlace) {
    this.#toolbox.use("select");
    this.#on = true;
    this.#map.use({
      click: ({ place }) => {
        this.stop();
        onPlace(place);
      },
    });
    this.#stage.dataset.cursor = "cross";
    fill(this.#options, el("span", { class: "title" }, hint));
  }

  // Returns whether there was something to give up.
  stop() {
    if (!this.#on) return false;
    this.#on = false;
    // another tool may have been taken up by its key
    this.#map.use(this.#toolbox.tool);
    this.#stage.dataset.cursor = this.#toolbox.tool.cursor ?? "";
    this.#toolbox.draw();
    return true;
  }
}
