// Steps on their way to the server: one at a time, in order, each with the version it was made on.
// What is refused is told; what could not be sent waits; what crosses another's work is decided.

import { sendJson } from "../ui/net.js";

export class Steps {
  #address;
  #waiting = [];
  #running = false;
  #clash = null;
  #state = "saved";
  #send;

  // version(): that of the draft now. onStep(step, wish), onRefused(error), onClash({ wish, theirs,
  // error }), onState("saved" | "saving" | "unsent" | "clash").
  constructor(address, { version, onStep, onRefused, onClash, onState, send = sendJson }) {
    this.#address = address;
    this.#send = send;
    Object.assign(this, { version, onStep, onRefused, onClash, onState });
  }

  get state() {
    return this.#state;
  }

  get idle() {
    return this.#waiting.length === 0;
  }

  // wish: { path: "steps" | "undo" | "redo" | …, operation?, more? }; `more` goes along in the body.
  // Resolves to the step, or to null where it was refused or given up.
  add(wish) {
    return new Promise((settle) => {
      this.#waiting.push({ ...wish, settle });
      this.run();
    });
  }

  async run() {
    if (this.#running || this.#clash) return;
    this.#running = true;
    while (this.#waiting.length && !this.#clash) {
      this.#say("saving");
      if (!(await this.#next())) break;
    }
    this.#running = false;
    if (this.#clash) this.#say("clash");
    else this.#say(this.#waiting.length ? "unsent" : "saved");
  }

  // Returns whether there is a point in sending the next one.
  async #next() {
    const [wish] = this.#waiting;
    const body = { version: this.version(), ...wish.more };
    if (wish.operation) body.operation = wish.operation;
    try {
      const step = await this.#send("POST", `${this.#address}/${wish.path}`, body);
      this.#waiting.shift();
      this.onStep(step, wish);
      wish.settle(step);
      return true;
    } catch (error) {
      return this.#failed(error, wish);
    }
  }

  #failed(error, wish) {
    if (error.status === 0) return false;
    const theirs = error.status === 409 ? error.facts?.theirs : null;
    if (theirs) {
      this.#clash = { wish, theirs, error };
      this.onClash(this.#clash);
      return false;
    }
    this.#waiting.shift();
    this.onRefused(error, wish);
    wish.settle(null);
    return true;
  }

  // Their step is taken; mine, and all that was to come after it, are given up.
  takeTheirs() {
    const { theirs } = this.#clash;
    const given = this.#waiting.splice(0);
    this.#clash = null;
    for (const wish of given) wish.settle(null);
    this.onStep(theirs, null);
    this.#say("saved");
  }

  // Their step is taken, then mine is made on top of it.
  mineOnTop() {
    const { theirs } = this.#clash;
    this.#clash = null;
    this.onStep(theirs, null);
    return this.run();
  }

  #say(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.onState(state);
  }
}
