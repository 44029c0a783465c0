// One case: what it is, where it lies, what may be done next, and what was done so far.

import { el, facts, toast } from "../ui/dom.js";
import { fullMoment, t } from "../ui/messages.js";
import { getJson, query, sendJson, told } from "../ui/net.js";
import { ACTION_TITLES, AMOUNTS, SELDOM } from "./action_words.js";
import { Around } from "./around.js";
import { clocksOf, limitText } from "./case_clocks.js";
import { casePhotos } from "./case_photos.js";
import { Duplicates } from "./duplicates.js";
import { panelHead } from "./panel_head.js";
import { proposalOf } from "./proposal.js";

// How long the server lets somebody take an action back, in seconds.
const UNDO_S = 60;

function assetLink({ asset_layer: layer, asset_code: code }) {
  return code && layer ? el("a", { href: `/inspect${query({ layer, code })}` }, code) : code;
}

// The conditions of the class and what each allows; the server takes the shortest where none is said.
function conditionChoice(found) {
  return el(
    "select",
    { name: "condition" },
    el("option", { value: "" }, t("Not known: the shortest limit")),
    found.limits.map((row) =>
      el(
        "option",
        { value: row.condition, selected: row.condition === found.case.condition },
        `${row.condition} · ${limitText(row)}`,
      ),
    ),
  );
}

function amountField() {
  return el("input", {
    name: "amount",
    type: "number",
    min: "0.5",
    max: "365",
    step: "0.5",
    required: true,
  });
}

function amountTitle(found) {
  const clock = found.clocks.find(({ stage }) => stage === "handle");
  return t(AMOUNTS[clock?.unit] ?? AMOUNTS.urgent_hour);
}

export class CasePanel {
  #facts;
  #units = null;
  #clock;
  #duplicates;
  #around;

  constructor(panelFacts, clock, { onChanged, onClose, onOpen, onAround }) {
    this.#facts = panelFacts;
    this.#clock = clock;
    this.onChanged = onChanged;
    this.onClose = onClose;
    this.#duplicates = new Duplicates({
      timezone: panelFacts.timezone,
      mayMerge: panelFacts.mayMerge,
      onChanged,
      onOpen,
    });
    this.#around = new Around({ onOpen, onFound: onAround });
  }

  async open(number) {
    const found = await getJson(`/api/cases/${encodeURIComponent(number)}`);
    return { found, node: this.#draw(found) };
  }

  #draw(found) {
    const one = found.case;
    const state = this.#facts.states.find((s) => s.value === one.state);
    const source = this.#facts.sources.find((s) => s.value === one.source);
    const same = el("div", { class: "same" });
    told(() => this.#duplicates.show(same, found));
    const around = el("div", {});
    told(() => this.#around.show(around, found));
    const { canReport: mayAdd, timezone } = this.#facts;
    const when = (text) => text && fullMoment(text, this.#facts.timezone);
    return [
      panelHead(
        one.class_name ?? one.class_code ?? t("Case"),
        el(
          "p",
          {},
          el("span", { class: `tag state-${one.state}` }, state?.title ?? one.state),
          ` ${one.number}`,
        ),
        this.onClose,
      ),
      el(
        "div",
        { class: "fill" },
        el("section", { class: "do" }, this.#actions(found)),
        clocksOf(found, this.#clock.now, this.#facts.timezone),
        same,
        el("div", { class: "proposed" }, proposalOf(found)),
        one.description && el("section", {}, el("p", {}, one.description)),
        el(
          "section",
          {},
          facts([
            [t("Address"), one.address],
            [t("Grid"), one.grid_name ?? one.grid],
            [t("Unit cell"), one.cell],
            [t("Road"), one.road],
            [t("Street"), one.street_name ?? one.street],
            [t("Community"), one.community_name ?? one.community],
            [t("Unit"), one.unit_name ?? one.unit],
            [t("Asset"), assetLink(one)],
            [t("Source"), source?.title ?? one.source],
            [t("Reported"), when(one.reported_at)],
            [t("Due"), when(one.due_at)],
            [t("Condition"), one.condition],
            [t("Appeal"), one.appeal_title],
            [t("Reporter"), one.reporter],
          ]),
        ),
        casePhotos(found, { mayAdd, timezone, onChanged: this.onChanged }),
        around,
        el("section", {}, el("h3", {}, t("History")), this.#line(found)),
      ),
    ];
  }

  #line(found) {
    const one = found.case;
    const stamps = [
      ["reported_at", "Reported"],
      ["filed_at", "Filed"],
      ["dispatched_at", "Dispatched"],
      ["handled_at", "Handled"],
      ["closed_at", "Closed"],
    ].filter(([field]) => one[field]);
    const changes = found.history.filter((entry) => entry.action);
    const items = changes.length
      ? changes.map((entry) =>
          el(
            "li",
            {},
            el("div", {}, `${t(ACTION_TITLES[entry.action] ?? entry.action)} · ${entry.who}`),
            entry.note && el("div", {}, entry.note),
            el("div", { class: "quiet" }, fullMoment(entry.at, this.#facts.timezone)),
          ),
        )
      : stamps.map(([field, title]) =>
          el(
            "li",
            {},
            el("div", {}, t(title)),
            el("div", { class: "quiet" }, fullMoment(one[field], this.#facts.timezone)),
          ),
        );
    return el("ol", { class: "line" }, items);
  }

  // The usual ways on are buttons; what is seldom taken stands behind "More".
  #actions(found) {
    if (!found.actions.length) return null;
    const button = (action, place) =>
      el(
        "button",
        {
          class: place ? "button" : "button primary",
          type: "button",
          dataset: { action: action.name },
          onclick: () => this.#begin(found, action),
        },
        t(ACTION_TITLES[action.name] ?? action.name),
      );
    const usual = found.actions.filter((action) => !SELDOM.has(action.name));
    const seldom = found.actions.filter((action) => SELDOM.has(action.name));
    return [
      el("div", { class: "actions" }, usual.map(button)),
      seldom.length > 0 &&
        el(
          "details",
          { class: "seldom" },
          el("summary", {}, t("More")),
          el(
            "div",
            { class: "actions" },
            seldom.map((action) => button(action, 1)),
          ),
        ),
    ];
  }

  // An action that needs something asks for it in place; the others go at once.
  async #begin(found, action) {
    const asks = [...action.needs, ...action.takes];
    if (!asks.length) {
      await this.#take(found, action, {});
      return;
    }
    const inputs = {};
    const proposed = found.proposal?.unit;
    if (action.needs.includes("unit"))
      inputs.unit = await this.#unitChoice(found.case.unit ?? proposed);
    if (asks.includes("condition") && found.limits.length > 1)
      inputs.condition = conditionChoice(found);
    if (asks.includes("amount")) inputs.amount = amountField();
    inputs.note = el("textarea", {
      name: "note",
      required: action.needs.includes("note"),
      maxLength: 400,
    });
    const form = el(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          const given = Object.fromEntries(
            Object.entries(inputs).map(([name, input]) => [name, input.value]),
          );
          this.#take(found, action, given);
        },
      },
      inputs.unit && el("label", { class: "field" }, el("span", {}, t("Unit")), inputs.unit),
      inputs.condition &&
        el("label", { class: "field" }, el("span", {}, t("Condition")), inputs.condition),
      inputs.amount &&
        el("label", { class: "field" }, el("span", {}, amountTitle(found)), inputs.amount),
      el("label", { class: "field" }, el("span", {}, t("Note")), inputs.note),
      el(
        "div",
        { class: "actions" },
        el("button", { class: "button primary" }, t(ACTION_TITLES[action.name] ?? action.name)),
        el(
          "button",
          { class: "button", type: "button", onclick: () => this.onChanged(found.case) },
          t("Cancel"),
        ),
      ),
    );
    document.querySelector(".panel .do").replaceChildren(form);
    if (inputs.unit) this.#offerUnits(found, inputs.unit);
    (inputs.unit ?? inputs.note).focus();
  }

  // While a unit is chosen, those that are proposed can be taken over.
  #offerUnits(found, input) {
    const take = (unit) => {
      input.value = unit;
      input.focus();
    };
    document.querySelector(".panel .proposed").replaceChildren(proposalOf(found, take));
  }

  async #unitChoice(current) {
    this.#units ??= (await getJson("/api/units")).units;
    return el(
      "select",
      { name: "unit", required: true },
      el("option", { value: "" }, t("Choose a unit")),
      this.#units.map((unit) =>
        el("option", { value: unit.code, selected: unit.code === current }, unit.name),
      ),
    );
  }

  async #take(found, action, given) {
    const body = { action: action.name, version: found.case.version, ...given };
    const number = found.case.number;
    const done = await told(() =>
      sendJson("POST", `/api/cases/${encodeURIComponent(number)}/actions`, body),
    );
    if (done) this.#offerUndo(action, done.case);
    this.onChanged(done?.case ?? found.case);
  }

  // An action that moved the case can be taken back for a minute, with the toast that tells of it.
  #offerUndo(action, one) {
    const said = t("Done: {action}", { action: t(ACTION_TITLES[action.name] ?? action.name) });
    if (action.then === action.state) {
      toast(said, { seconds: 2 });
      return;
    }
    toast(said, {
      seconds: UNDO_S,
      act: [t("Undo"), () => this.#undo(one)],
      key: "undo",
    });
  }

  async #undo({ number, version }) {
    const done = await told(() =>
      sendJson("POST", `/api/cases/${encodeURIComponent(number)}/undo`, { version }),
    );
    if (done) toast(t("Taken back."), { seconds: 2 });
    this.onChanged(done?.case ?? { number });
  }
}
