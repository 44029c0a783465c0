// A search for even grids: asked for, watched, looked at on the map, taken or thrown away. It goes
// on while the page is away: what it found is there again after a reload.

import { el, fill } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { getJson, sendJson, told } from "../ui/net.js";
import { answerOf } from "./balance_answer.js";
import { BalanceForm } from "./balance_form.js";

const WATCH_MS = 500;

export class BalancePane {
  #box;
  #draft;
  #scene;
  #form;
  #below;
  #found = { state: "none" };
  #open = false;
  #preview = true;
  #timer = 0;

  // scene: shows what was found; locked(): codes; onGrid(key, box): a grid of the answer was
  // pressed; onTaken(step): the answer became a step
  constructor(box, draft, { scene, locked, onGrid, onTaken, below }) {
    this.#box = box;
    this.#draft = draft;
    this.#scene = scene;
    this.#below = below;
    Object.assign(this, { onGrid, onTaken });
    this.#form = new BalanceForm(draft, { locked, onStart: (wish) => this.#start(wish) });
    draft.on("step", () => this.#found.state !== "none" && this.#draw());
  }

  get #address() {
    return `/api/plans/${this.#draft.head.id}/balance`;
  }

  get #running() {
    return this.#found.state === "running";
  }

  // Why what was found does not hold any more; null while it does.
  get #stale() {
    const { state, version, reweighed } = this.#found;
    if (state === "none") return null;
    if (version !== this.#draft.version) return t("The draft was changed since; search again.");
    return reweighed ? t("Workload is weighed in another way since; search again.") : null;
  }

  // The pane is looked at, or is not any more: what was found is on the map as long.
  async show(open) {
    this.#open = open;
    if (!open) {
      this.#scene.preview(null);
      return;
    }
    this.#draw();
    if (this.#draft.editable) await told(() => this.#watch());
  }

  locks() {
    this.#form.locks();
  }

  // The weights are other ones: what was found may not hold any more.
  async weighed() {
    if (this.#found.state !== "none") await this.#watch();
  }

  async #start(wish) {
    await told(async () => {
      if (!this.#draft.steps.idle) await this.#draft.steps.run();
      this.#found = await sendJson("POST", this.#address, wish);
      this.#draw();
      this.#later();
    });
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => told(() => this.#watch()), WATCH_MS);
  }

  async #watch() {
    this.#found = await getJson(this.#address);
    this.#draw();
    if (this.#running && this.#open) this.#later();
  }

  async #stop() {
    clearTimeout(this.#timer);
    this.#found = await sendJson("DELETE", this.#address, {});
    this.#draw();
  }

  async #forget() {
    await sendJson("DELETE", `${this.#address}/answer`, {});
    this.#found = { state: "none" };
    this.#draw();
  }

  async #take() {
    const step = await this.#draft.takeBalance();
    if (!step) return;
    this.#found = { state: "none" };
    this.#draw();
    this.onTaken(step);
  }

  #draw() {
    if (!this.#draft.editable) {
      const said = t("A planner balances the grids of a draft; here there is nothing to change.");
      fill(this.#box, el("p", { class: "notes quiet" }, said));
      this.#show(null);
      return;
    }
    if (this.#running) fill(this.#box, this.#progress());
    else {
      // a form that somebody fills in stays as it is
      const wish = this.#box.querySelector("form.wish") ?? this.#form.draw();
      fill(this.#box, wish, this.#answer(), this.#below());
    }
    this.#show(this.#found.rows && !this.#stale && this.#preview ? this.#found : null);
  }

  #show(found) {
    if (this.#open) this.#scene.preview(found);
  }

  // The button stays the same node: a press that spans two answers is a press.
  #progress() {
    const { step, share } = this.#found;
    const shown = this.#box.querySelector(".search");
    if (shown) {
      shown.querySelector("progress").value = share;
      return shown;
    }
    return el(
      "section",
      { class: "search" },
      el("p", {}, step || t("Balance the grids")),
      el("progress", { max: "1", value: String(share), "aria-label": t("Balance the grids") }),
      el(
        "button",
        { type: "button", class: "button", name: "stop", onclick: () => told(() => this.#stop()) },
        t("Stop, and keep the best so far"),
      ),
    );
  }

  #answer() {
    const { state, error, rows } = this.#found;
    if (state === "none") return null;
    if (!rows) return el("p", { class: "notice warn" }, error ?? t("The search was stopped."));
    return el(
      "section",
      { class: "answer", dataset: { stale: String(Boolean(this.#stale)) } },
      el("h3", {}, t("What the search found")),
      answerOf(this.#found, { onGrid: (key) => this.#go(key) }),
      this.#stale && el("p", { class: "notice warn" }, this.#stale),
      el("div", { class: "acts" }, this.#acts()),
    );
  }

  #acts() {
    const look = el("input", { type: "checkbox", name: "preview", checked: this.#preview });
    look.addEventListener("change", () => {
      this.#preview = look.checked;
      this.#draw();
    });
    const button = (name, title, deed, more = {}) =>
      el("button", { type: "button", class: "button", name, onclick: deed, ...more }, title);
    return [
      button("take", t("Take it"), () => told(() => this.#take()), {
        class: "button primary",
        disabled: Boolean(this.#stale) || !this.#found.moved,
      }),
      button("forget", t("Throw away"), () => told(() => this.#forget())),
      !this.#stale && el("label", { class: "tick" }, look, t("on the map")),
    ];
  }

  #go(key) {
    const found = this.#found.grids.features.find(({ properties }) => properties.key === key);
    this.onGrid(key, found?.geometry);
  }
}
