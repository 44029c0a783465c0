// Several cases at once: what was chosen, what may be done to all, the loads of the units before.

import { el, fill, toast } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";
import { query, Refusal, sendJson, told } from "../ui/net.js";
import { ACTION_TITLES, SELDOM } from "./action_words.js";
import { loadsTable } from "./loads_table.js";
import { panelHead } from "./panel_head.js";

// How long the server lets somebody take an action back, in seconds.
const UNDO_S = 60;
const EACH = "";
// An extension asks for an amount that means something else in every class; it stays with the card.
const ONE_BY_ONE = new Set(["extend"]);

// States in which a unit has a case in hand: its load.
const IN_HAND = new Set(["to_handle", "handling", "on_hold", "rework"]);

export class BulkPanel {
  #facts;
  #filter;
  #found = null;
  #work = el("section", { class: "do" });
  #list = el("ol", { class: "chosen" });

  // onChosen(rows): the choice is another; onShow(nodes): the panel is to be drawn;
  // onDone(): cases were changed; onClose(): nothing is chosen any more
  constructor(facts, filter, { onChosen, onShow, onDone, onClose }) {
    this.onShow = onShow;
    this.#facts = facts;
    this.#filter = filter;
    this.onChosen = onChosen;
    this.onDone = onDone;
    this.onClose = onClose;
  }

  get numbers() {
    return this.#found?.cases.map((row) => row.number) ?? [];
  }

  // Adds the cases of the filter inside a ring, or cases by number.
  async add({ ring = null, numbers = [] }) {
    return this.#look(ring, [...new Set([...this.numbers, ...numbers])]);
  }

  async leaveOut(numbers) {
    return this.#look(
      null,
      this.numbers.filter((number) => !numbers.includes(number)),
    );
  }

  clear() {
    this.#found = null;
    this.onChosen([]);
  }

  async #look(ring, numbers) {
    if (!ring && !numbers.length) {
      this.clear();
      this.onClose();
      return;
    }
    const address = `/api/chosen-cases${query(this.#filter.question())}`;
    const found = await sendJson("POST", address, { ring, numbers });
    if (!found.cases.length) {
      toast(t("No case of the filter lies inside the line."));
      return;
    }
    this.#found = found;
    this.onChosen(found.cases);
    this.#drawActions();
    fill(
      this.#list,
      found.cases.map((row) => this.#row(row)),
    );
    this.onShow([
      panelHead(t("Cases chosen: {n}", { n: count(found.cases.length) }), this.#states(), () => {
        this.clear();
        this.onClose();
      }),
      el("div", { class: "fill" }, this.#work, el("section", {}, this.#list)),
    ]);
  }

  #states() {
    const by = new Map();
    for (const { state } of this.#found.cases) by.set(state, (by.get(state) ?? 0) + 1);
    return el(
      "p",
      {},
      this.#facts.states
        .filter(({ value }) => by.has(value))
        .map(({ value, title }) => [
          el("span", { class: `tag state-${value}` }, `${title} ${count(by.get(value))}`),
          " ",
        ]),
    );
  }

  #row(row) {
    const where = [row.grid_name ?? row.grid, row.address].filter(Boolean).join(" · ");
    return el(
      "li",
      {},
      el("span", { class: "what" }, row.class_name ?? row.class_code ?? "–"),
      el(
        "button",
        {
          class: "close",
          type: "button",
          "aria-label": t("Leave {number} out", { number: row.number }),
          onclick: () => told(() => this.leaveOut([row.number])),
        },
        "×",
      ),
      el("span", { class: "where" }, where),
      row.proposed_name && el("span", { class: "where" }, `→ ${row.proposed_name}`),
    );
  }

  #drawActions() {
    const usable = this.#found.actions.filter(({ name }) => !ONE_BY_ONE.has(name));
    const button = (action) =>
      el(
        "button",
        {
          class: "button",
          type: "button",
          dataset: { action: action.name },
          onclick: () => this.#begin(action),
        },
        `${t(ACTION_TITLES[action.name])} (${count(action.numbers.length)})`,
      );
    const [usual, seldom] = [false, true].map((is) =>
      usable.filter(({ name }) => SELDOM.has(name) === is).map(button),
    );
    fill(
      this.#work,
      usual.length
        ? el("div", { class: "actions" }, usual)
        : el("p", { class: "quiet" }, t("Nothing can be done to these cases at once.")),
      seldom.length > 0 &&
        el(
          "details",
          { class: "seldom" },
          el("summary", {}, t("More")),
          el("div", { class: "actions" }, seldom),
        ),
    );
  }

  // What an action needs is asked once for all; the loads of the units follow the choice.
  #begin(action) {
    const rows = this.#found.cases.filter((row) => action.numbers.includes(row.number));
    const unit = action.needs.includes("unit") ? this.#unitChoice(rows) : null;
    const note = el("textarea", {
      name: "note",
      required: action.needs.includes("note"),
      maxLength: 400,
    });
    const loads = el("div", { class: "loads" });
    const showLoads = () => {
      fill(loads, loadsTable(this.#found.loads, this.#gains(rows, unit.value)));
    };
    if (unit) {
      unit.addEventListener("change", showLoads);
      showLoads();
    }
    const form = el(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          this.#take(action, rows, { unit: unit?.value ?? "", note: note.value });
        },
      },
      unit && el("label", { class: "field" }, el("span", {}, t("Unit")), unit),
      unit && loads,
      el("label", { class: "field" }, el("span", {}, t("Note")), note),
      el(
        "div",
        { class: "actions" },
        el(
          "button",
          { class: "button primary" },
          `${t(ACTION_TITLES[action.name])} (${count(rows.length)})`,
        ),
        el(
          "button",
          { class: "button", type: "button", onclick: () => this.#drawActions() },
          t("Cancel"),
        ),
      ),
    );
    fill(this.#work, form);
    (unit ?? note).focus();
  }

  #unitChoice(rows) {
    const all = rows.every((row) => row.proposed);
    return el(
      "select",
      { name: "unit", required: !all },
      all
        ? el("option", { value: EACH }, t("Each to its proposed unit"))
        : el("option", { value: "" }, t("Choose a unit")),
      [...this.#found.loads]
        .sort((one, other) => (one.unit_name < other.unit_name ? -1 : 1))
        .map((load) =>
          el(
            "option",
            { value: load.unit },
            t("{unit}: {n} open", { unit: load.unit_name, n: count(load.open) }),
          ),
        ),
    );
  }

  // How many of the cases each unit would get beside what it has; its own cases are no gain.
  #gains(rows, chosen) {
    const gains = new Map();
    const add = (unit, n) => unit && gains.set(unit, (gains.get(unit) ?? 0) + n);
    for (const row of rows) {
      const to = chosen || row.proposed;
      if (row.unit === to && IN_HAND.has(row.state)) continue;
      add(to, 1);
      if (IN_HAND.has(row.state)) add(row.unit, -1);
    }
    return gains;
  }

  async #take(action, rows, { unit, note }) {
    const cases = rows.map((row) => ({
      number: row.number,
      version: row.version,
      unit: unit || (action.needs.includes("unit") ? row.proposed : null),
    }));
    const body = { action: action.name, cases, note };
    await this.#refusable(
      async () => {
        const done = await sendJson("POST", "/api/chosen-cases/actions", body);
        // what moved no case cannot be taken back: its history alone tells of it
        const moved = new Set(
          rows.filter((row) => row.state !== action.then).map((row) => row.number),
        );
        this.#offerUndo(
          action,
          done.cases,
          done.cases.filter((one) => moved.has(one.number)),
        );
        this.clear();
        this.onClose();
        await this.onDone();
      },
      (refused) => [t("Leave them out"), () => told(() => this.leaveOut(refused))],
    );
  }

  #offerUndo(action, cases, moved) {
    const said = t("Done: {action} ({n})", {
      action: t(ACTION_TITLES[action.name]),
      n: count(cases.length),
    });
    const undo = [t("Undo"), () => this.#undo(moved)];
    toast(said, { seconds: UNDO_S, act: moved.length ? undo : null, key: "undo" });
  }

  async #undo(cases) {
    await this.#refusable(
      async () => {
        await sendJson("POST", "/api/chosen-cases/undo", { cases });
        toast(t("Taken back ({n})", { n: count(cases.length) }), { seconds: 3 });
        await this.onDone();
      },
      (refused) => {
        const left = cases.filter((one) => !refused.includes(one.number));
        return left.length ? [t("Take back the others"), () => this.#undo(left)] : null;
      },
    );
  }

  // Runs what may be refused for some of the cases; then `way(refused)` is offered with the sentence.
  async #refusable(work, way) {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const refused = error.facts.numbers;
      toast(error.message, { bad: true, seconds: 20, act: refused ? way(refused) : null });
    }
  }
}
