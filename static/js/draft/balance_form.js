// What a planner asks of a search for even grids: mend or propose anew, and within which limits.

import { el, fill } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";

const SECONDS = [5, 15, 60, 120];
const listed = new Intl.ListFormat(document.documentElement.lang);

export class BalanceForm {
  #draft;
  #locked;
  #form;
  #wish = {
    way: "mend",
    k: null,
    inside_streets: true,
    moves_most: "",
    compactness: 0.3,
    seconds: 15,
  };

  // locked(): codes of the locked grids; onStart(wish)
  constructor(draft, { locked, onStart }) {
    this.#draft = draft;
    this.#locked = locked;
    this.onStart = onStart;
  }

  // The form with what was last filled in.
  draw() {
    const wish = this.#wish;
    const grids = this.#draft.figures.grids.length;
    wish.k ??= Math.max(grids, 1);
    if (!grids) wish.way = "propose";
    this.#form = el(
      "form",
      { class: "wish", name: "wish", oninput: () => this.#read() },
      el(
        "fieldset",
        {},
        el("legend", {}, t("What to do")),
        this.#way("mend", t("Mend the grids there are"), { disabled: !grids }),
        this.#way("propose", t("Propose grids anew"), {}),
        el("label", { class: "beside k" }, t("How many"), number("k", wish.k, 1, 500)),
      ),
      el("label", { class: "beside moves" }, t("Move at most"), [
        number("moves_most", wish.moves_most, 0, 1_000_000, { placeholder: t("any number") }),
        t("cells"),
      ]),
      tick("inside_streets", t("No grid crosses the border of a street"), wish.inside_streets),
      el(
        "label",
        { class: "slide" },
        el("span", {}, t("Even")),
        el("input", {
          type: "range",
          name: "compactness",
          min: "0",
          max: "1",
          step: "0.1",
          value: String(wish.compactness),
          "aria-label": t("Weight of short borders against even loads"),
        }),
        el("span", {}, t("Compact")),
      ),
      el("label", { class: "beside" }, t("Search for at most"), this.#seconds()),
      el("p", { class: "locks quiet" }, this.#locks()),
      el("button", { class: "button primary", name: "start" }, t("Search")),
    );
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.onStart(this.#asked());
    });
    this.#fit();
    return this.#form;
  }

  // Says anew which grids are locked; the rest of the form stays.
  locks() {
    if (this.#form?.isConnected) fill(this.#form.querySelector(".locks"), this.#locks());
  }

  #way(value, title, more) {
    const input = { type: "radio", name: "way", value, checked: this.#wish.way === value };
    return el("label", { class: "tick" }, el("input", { ...input, ...more }), title);
  }

  #seconds() {
    return el(
      "select",
      { name: "seconds" },
      SECONDS.map((s) =>
        el(
          "option",
          { value: String(s), selected: s === this.#wish.seconds },
          t("{n} seconds", { n: s }),
        ),
      ),
    );
  }

  #locks() {
    const names = this.#locked()
      .filter((code) => this.#draft.grid(code))
      .map((code) => this.#draft.nameOf(code));
    if (!names.length)
      return t("No grid is locked. A grid locked in the list keeps its cells as they are.");
    return t("{n} locked, kept as they are: {names}", {
      n: count(names.length),
      names: listed.format(names),
    });
  }

  #read() {
    const data = new FormData(this.#form);
    Object.assign(this.#wish, {
      way: data.get("way") ?? this.#wish.way,
      k: data.get("k") ? Number(data.get("k")) : null,
      moves_most: data.get("moves_most"),
      inside_streets: data.has("inside_streets"),
      compactness: Number(data.get("compactness")),
      seconds: Number(data.get("seconds")),
    });
    this.#fit();
  }

  // A number of grids is for new ones, a limit of moves for mending.
  #fit() {
    const anew = this.#wish.way === "propose";
    this.#form.elements.k.disabled = !anew;
    this.#form.elements.k.required = anew;
    this.#form.elements.moves_most.disabled = anew;
    this.#form.querySelector(".k").classList.toggle("off", !anew);
    this.#form.querySelector(".moves").classList.toggle("off", anew);
  }

  #asked() {
    this.#read();
    const { way, k, moves_most: most, ...rest } = this.#wish;
    const own = way === "propose" ? { k } : most === "" ? {} : { moves_most: Number(most) };
    return { ...rest, ...own, locked: this.#locked().filter((code) => this.#draft.grid(code)) };
  }
}

function number(name, value, min, max, more = {}) {
  const bounds = { type: "number", step: "1", min: String(min), max: String(max) };
  return el("input", { ...bounds, name, value: String(value), ...more });
}

function tick(name, title, checked) {
  return el("label", { class: "tick" }, el("input", { type: "checkbox", name, checked }), title);
}
