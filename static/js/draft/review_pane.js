// The way of the draft: where it stands, who has to do what next, and the buttons for it.

import { el, fill, toast } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";
import { getJson, sendJson } from "../ui/net.js";
import { ask } from "./ask.js";
import { said } from "./banner.js";
import { askForDay } from "./publish_dialog.js";

const WAY = [
  ["draft", "Draft"],
  ["in_review", "In review"],
  ["published", "Published"],
];
const NOTE_MOST = 2000;

export class ReviewPane {
  #draft;
  #facts;
  #way = el("section", { class: "way" });
  #acts = el("section", { class: "deeds" });
  #note;
  #blocking = 0;
  #busy = false;

  // rebase: the panel for a draft that is behind; onHead(head): the draft is in another state;
  // onFaults(): show what is wrong with it
  constructor(box, draft, facts, handlers) {
    this.#draft = draft;
    this.#facts = facts;
    Object.assign(this, handlers);
    this.#note = new Note((note) => this.#send("PATCH", "", { note }));
    fill(box, this.#way, handlers.rebase.node, this.#acts, this.#note.node);
    draft.on("step", ({ wish }) => wish ?? this.reload()); // others may have submitted it
  }

  get #address() {
    return `/api/plans/${this.#draft.head.id}`;
  }

  // How many faults stand in the way of submitting.
  set blocking(many) {
    this.#blocking = many;
    this.draw();
  }

  async reload() {
    const head = await getJson(this.#address).catch(() => null);
    if (head) this.#take(head);
  }

  #take(head) {
    this.#draft.head = head;
    this.draw();
    this.onHead(head);
  }

  draw() {
    const { head } = this.#draft;
    if (!head) return;
    fill(
      this.#way,
      steps(head),
      el("p", { class: "quiet" }, whose(head)),
      el("p", { class: "next" }, this.#next(head)),
    );
    this.rebase.draw();
    fill(this.#acts, this.#buttons(head.may));
    this.#acts.hidden = !this.#acts.children.length;
    this.#note.show(head.note, this.#facts.mayEdit && ["draft", "in_review"].includes(head.state));
  }

  #next({ state, author, may, due, in_force: inForce, valid_from: from, valid_to: to }) {
    if (state === "draft" && !may.submit) return t("Planners are still at work on it.");
    if (state === "draft" && this.#blocking)
      return t("Faults to put right before it can be submitted: {n}.", {
        n: count(this.#blocking),
      });
    if (state === "draft")
      return t("Submit it when it is ready; then another planner looks at it and publishes it.");
    if (state === "in_review" && may.publish)
      return t("{who} asks you to look at it: publish it, or take it back for changes.", {
        who: author,
      });
    if (state === "in_review" && may.reopen)
      return t("You made it; another planner must look at it and publish it.");
    if (state === "in_review") return t("Another planner looks at it and publishes it.");
    if (due) return t("Comes into force on {day}; until then it can be withdrawn.", { day: from });
    if (inForce) return t("In force since {day}.", { day: from });
    if (state === "discarded") return t("It was put away and cannot be changed any more.");
    return t("Was in force from {from} to {to}.", { from, to: to ?? "–" });
  }

  #buttons(may) {
    const button = (name, text, act, look = "") =>
      may[name] &&
      el(
        "button",
        {
          type: "button",
          class: `button ${look}`,
          name,
          disabled: this.#busy,
          onclick: act,
        },
        text,
      );
    return [
      button("submit", t("Submit for review"), () => this.#submit(), "primary"),
      button("publish", t("Publish…"), () => this.#publish(), "primary"),
      button("reopen", t("Take back for changes"), () => this.#send("POST", "/reopen")),
      button("withdraw", t("Withdraw"), () => this.#withdraw()),
      button("discard", t("Discard…"), () => this.#discard(), "danger"),
    ].filter(Boolean);
  }

  async #submit() {
    const refused = await this.#send("POST", "/submit");
    if (refused?.kind === "plan_unsound") this.onFaults();
  }

  async #publish() {
    const { name } = this.#draft.head;
    const moves = getJson(`${this.#address}/impact`).then(
      ({ totals }) => totals,
      () => null,
    );
    const day = await askForDay({ name: said(name), today: this.#facts.today, moves });
    if (day) await this.#send("POST", "/publish", day);
  }

  async #withdraw() {
    const agreed = await ask({
      title: t("Withdraw this plan?"),
      body: el("p", {}, t("It becomes a draft again; the plan in force goes on.")),
      deed: t("Withdraw"),
    });
    if (agreed) await this.#send("POST", "/withdraw");
  }

  async #discard() {
    const agreed = await ask({
      title: t("Discard this draft?"),
      body: el("p", {}, t("It can be read, but not changed or published any more.")),
      deed: t("Discard"),
      danger: true,
    });
    if (agreed) await this.#send("POST", "/discard");
  }

  // Returns null, or the refusal, which has been told.
  async #send(method, path, more = {}) {
    if (!this.#draft.steps.idle) {
      toast(t("The last step is not saved yet; try again in a moment."), { bad: true });
      return null;
    }
    this.#busy = true;
    this.draw();
    try {
      const body = { version: this.#draft.version, ...more };
      const head = await sendJson(method, this.#address + path, body);
      this.#draft.version = head.version;
      this.#busy = false;
      this.#take(head);
      return null;
    } catch (error) {
      toast(error.message, { bad: true, seconds: 8 });
      this.#busy = false;
      this.draw();
      if (error.status === 409) this.reload();
      return error;
    }
  }
}

// The note on a plan; what somebody is writing is not written over.
class Note {
  #save;
  #text;
  #button;
  #held = "";
  node;

  constructor(save) {
    this.#save = save;
    this.#text = el("textarea", { name: "note", maxLength: NOTE_MOST, rows: 3, id: "plan-note" });
    this.#button = el("button", { class: "button", name: "save-note", hidden: true }, t("Save"));
    this.#text.addEventListener("input", () => this.#mark());
    this.node = el(
      "form",
      { class: "note-form" },
      el("h3", {}, el("label", { for: "plan-note" }, t("Note"))),
      this.#text,
      this.#button,
    );
    this.node.addEventListener("submit", async (event) => {
      event.preventDefault();
      await this.#save(this.#text.value);
    });
  }

  #mark() {
    this.#button.hidden = this.#text.value.trim() === this.#held;
  }

  show(note, editable) {
    const writing = this.#text.value.trim() !== this.#held;
    if (!writing || !editable) this.#text.value = note;
    this.#held = note;
    this.#text.readOnly = !editable;
    this.#text.placeholder = editable ? t("What this plan is for, and why") : "";
    this.node.hidden = !editable && !note;
    this.#mark();
  }
}

function steps({ state }) {
  const at = WAY.findIndex(([name]) => name === state);
  if (at < 0) return el("p", {}, el("span", { class: "tag" }, t(STATES_OFF[state] ?? state)));
  return el(
    "ol",
    { class: "stations", "aria-label": t("The way of a draft") },
    WAY.map(([, title], i) =>
      el(
        "li",
        { class: i < at ? "past" : null, "aria-current": i === at ? "step" : null },
        t(title),
      ),
    ),
  );
}

const STATES_OFF = { retired: "Retired", discarded: "Discarded" };

function whose({ author, reviewer, base }) {
  return [
    t("by {who}", { who: author }),
    base && t("made from {plan}", { plan: said(base.name) }),
    reviewer && t("agreed by {who}", { who: reviewer }),
  ]
    .filter(Boolean)
    .join(" · ");
}
