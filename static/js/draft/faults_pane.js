// What is wrong with the draft, each with a way to the place and, where there is one, a fix.

import { el, fill } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";

// A planner who paints is not asked to read while he paints.
const QUIET_MS = 500;

export class FaultsPane {
  #box;
  #draft;
  #timer = 0;
  #asked = 0;
  #kind = null;
  #found = null;

  // onZoom(row), onFix(operation), onCount({ total, blocking })
  constructor(box, draft, handlers) {
    this.#box = box;
    this.#draft = draft;
    Object.assign(this, handlers);
    draft.on("step", () => this.later());
  }

  later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.load(), QUIET_MS);
  }

  async load() {
    this.#asked += 1;
    const asked = this.#asked;
    if (!this.#found) fill(this.#box, el("p", { class: "notes quiet" }, t("Checking the draft…")));
    const found = await this.#draft.faults().catch(() => null);
    if (!found || asked !== this.#asked) return; // offline, or a later question is on its way
    this.#found = found;
    if (!found.kinds.some(({ kind }) => kind === this.#kind)) this.#kind = null;
    this.onCount(found);
    this.draw();
  }

  draw() {
    const { total, blocking, kinds, rows } = this.#found;
    if (!total) {
      fill(this.#box, sound());
      return;
    }
    const shown = rows.filter((row) => !this.#kind || row.kind === this.#kind);
    fill(
      this.#box,
      el("p", { class: "notes" }, summary(total, blocking)),
      kinds.length > 1 &&
        el(
          "div",
          { class: "kinds", role: "group", "aria-label": t("Kinds of fault") },
          kinds.map((kind) => this.#filter(kind)),
        ),
      el(
        "ol",
        { class: "faults fixable" },
        shown.map((row) => this.#row(row)),
      ),
    );
  }

  #filter({ kind, title, count: many }) {
    const pressed = this.#kind === kind;
    const turn = () => {
      this.#kind = pressed ? null : kind;
      this.draw();
    };
    return el(
      "button",
      { type: "button", class: "button", "aria-pressed": String(pressed), onclick: turn },
      title,
      " ",
      el("span", { class: "quiet" }, count(many)),
    );
  }

  #row(row) {
    return el(
      "li",
      {},
      el("span", { class: row.blocks ? "tag bad" : "tag warn" }, row.title),
      el("p", {}, row.text),
      el(
        "div",
        { class: "acts" },
        row.box &&
          el(
            "button",
            { type: "button", class: "button", name: "zoom", onclick: () => this.onZoom(row) },
            t("Zoom"),
          ),
        row.fix &&
          this.#draft.editable &&
          el(
            "button",
            {
              type: "button",
              class: "button primary",
              name: "fix",
              onclick: () => this.onFix(row.fix.operation),
            },
            row.fix.title,
          ),
      ),
    );
  }
}

function summary(total, blocking) {
  if (!blocking)
    return t("{n} remarks; none stands in the way of publishing.", { n: count(total) });
  return t("{n} of {total} must be put right before publishing.", {
    n: count(blocking),
    total: count(total),
  });
}

function sound() {
  return el(
    "div",
    { class: "sound" },
    el(
      "p",
      {},
      el("span", { class: "tag good" }, t("Sound")),
      " ",
      t("Nothing is wrong with this draft."),
    ),
  );
}
