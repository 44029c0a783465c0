// How cases are chosen to be handled together: a lasso on the map, a key, Ctrl and a click.

import { find } from "../ui/dom.js";
import { told } from "../ui/net.js";

export class Choosing {
  #stage;
  #bulk;
  #may;
  #end = null;

  constructor(stage, bulk, may) {
    this.#stage = stage;
    this.#bulk = bulk;
    this.#may = may;
    this.#button?.addEventListener("click", () => this.lasso());
  }

  get #button() {
    return find('button[name="lasso"]');
  }

  // Whether a line is being drawn.
  get drawing() {
    return this.#end != null;
  }

  toggle(number) {
    if (!number || !this.#may) return false;
    const chosen = this.#bulk.numbers.includes(number);
    const numbers = [number];
    told(() => (chosen ? this.#bulk.leaveOut(numbers) : this.#bulk.add({ numbers })));
    return true;
  }

  stop() {
    this.#end?.();
    this.#end = null;
    this.#button?.setAttribute("aria-pressed", "false");
  }

  lasso() {
    if (!this.#may) return false;
    if (this.#end) {
      this.stop();
      return true;
    }
    this.#button.setAttribute("aria-pressed", "true");
    const onDone = (ring) => {
      this.stop();
      told(() => this.#bulk.add({ ring }));
    };
    this.#end = this.#stage.lasso({ onDone, onCancel: () => this.stop() });
    return true;
  }
}
