// What would change hands if the draft came in force: before and after, cases, assets, units.

import { el, fill } from "../ui/dom.js";
import { count, figure, fullMoment, moment, t } from "../ui/messages.js";
import { getJson, query } from "../ui/net.js";
import { FIGURES, gridsTable } from "./impact_grids.js";
import { ImpactMap } from "./impact_map.js";

// A planner who paints is not shown a list that jumps at each stroke.
const QUIET_MS = 900;
const LISTED = 40;

export class ImpactPane {
  #box;
  #draft;
  #stage;
  #zone;
  #map;
  #found = null;
  #asked = 0;
  #timer = 0;
  #open = false;
  #figure = "workload";
  #every = false;
  #all = false;
  #chosen = null;

  // onGrid(code): a grid shall be looked at
  constructor(box, draft, { stage, timezone, onGrid }) {
    this.#box = box;
    this.#draft = draft;
    this.#stage = stage;
    this.#zone = timezone;
    this.onGrid = onGrid;
    this.#map = new ImpactMap(stage, { onCase: (number) => this.#choose(number) });
    draft.on("step", () => this.#later());
  }

  // The pane is looked at, or is not any more: what moves is on the map as long.
  show(open) {
    this.#open = open;
    if (open) this.load();
    else this.#map.hide();
  }

  #later() {
    clearTimeout(this.#timer);
    if (this.#open) this.#timer = setTimeout(() => this.load(), QUIET_MS);
  }

  async load() {
    const asked = ++this.#asked;
    if (!this.#found)
      fill(this.#box, el("p", { class: "notes quiet" }, t("Working out what changes hands…")));
    try {
      const found = await getJson(`/api/plans/${this.#draft.head.id}/impact`);
      if (asked !== this.#asked) return; // a later question is on its way
      this.#found = found;
    } catch (error) {
      if (!this.#found) fill(this.#box, el("p", { class: "notice warn" }, error.message));
      return;
    }
    this.draw();
    if (this.#open) this.#map.show(this.#found, ({ properties }) => this.#hands(properties));
  }

  draw() {
    const found = this.#found;
    if (!found.totals.cells && !found.totals.grids) {
      fill(
        this.#box,
        el("p", { class: "notes" }, t("No cell differs from the plan it was made from.")),
      );
      return;
    }
    fill(
      this.#box,
      this.#sum(found.totals),
      this.#grids(found.grids),
      this.#cases(found),
      this.#assets(found),
      this.#units(found.units),
    );
  }

  #sum({
    cells,
    area_m2: area,
    grids,
    assets,
    open_cases: cases,
    overdue,
    due_soon: soon,
    collectors,
  }) {
    const pairs = [
      [t("Cells"), count(cells)],
      [t("Ground"), `${figure(area / 10_000, 2)} ha`],
      [t("Grids"), count(grids)],
      [t("Assets"), count(assets)],
      [t("Open cases"), count(cases)],
      [t("Collectors"), count(collectors)],
    ];
    const id = this.#draft.head.id;
    return el(
      "section",
      { class: "in-all" },
      el("p", { class: "quiet" }, t("Against the plan it was made from, this changes hands:")),
      el(
        "dl",
        { class: "sums" },
        pairs.map(([title, value]) => el("div", {}, el("dt", {}, title), el("dd", {}, value))),
      ),
      (overdue > 0 || soon > 0) &&
        el(
          "p",
          { class: "notice warn" },
          t("Deadlines in flight: {overdue} overdue, {soon} due within a day.", {
            overdue: count(overdue),
            soon: count(soon),
          }),
        ),
      el(
        "p",
        { class: "outs" },
        el(
          "a",
          { class: "button", href: `/api/plans/${id}/impact.xlsx`, download: "" },
          t("Spreadsheet"),
        ),
        el("a", { class: "button", href: `/print/plan/${id}/impact` }, t("Print or PDF")),
      ),
    );
  }

  #grids(rows) {
    const choice = el(
      "select",
      { name: "figure", "aria-label": t("Figure to compare") },
      Object.entries(FIGURES).map(([name, [title]]) =>
        el("option", { value: name, selected: name === this.#figure }, t(title)),
      ),
    );
    choice.addEventListener("change", () => {
      this.#figure = choice.value;
      this.draw();
    });
    const every = el("input", { type: "checkbox", name: "every", checked: this.#every });
    every.addEventListener("change", () => {
      this.#every = every.checked;
      this.draw();
    });
    return el(
      "section",
      {},
      el(
        "div",
        { class: "head" },
        el("h3", {}, t("Before and after")),
        choice,
        el("label", { class: "tick" }, every, t("all grids")),
      ),
      gridsTable(rows, this.#figure, { every: this.#every, onGrid: this.onGrid }),
    );
  }

  #cases({ open_cases: cases, totals }) {
    if (!cases.length) return null;
    const shown = this.#all ? cases : cases.slice(0, LISTED);
    const more = () => {
      this.#all = true;
      this.draw();
    };
    return el(
      "section",
      {},
      el("h3", {}, t("Open cases"), " ", el("span", { class: "quiet" }, count(totals.open_cases))),
      el(
        "ol",
        { class: "moving" },
        shown.map((one) => this.#case(one)),
      ),
      shown.length < cases.length &&
        el(
          "button",
          { type: "button", class: "button", name: "more", onclick: more },
          t("Show all"),
        ),
      cases.length < totals.open_cases &&
        el("p", { class: "quiet" }, t("The spreadsheet has all of them.")),
    );
  }

  #case(one) {
    const due = one.due && [
      el(
        "time",
        { datetime: one.due, title: fullMoment(one.due, this.#zone) },
        moment(one.due, this.#zone),
      ),
      one.overdue && el("span", { class: "tag bad" }, t("overdue")),
      one.due_soon && el("span", { class: "tag warn" }, t("due soon")),
    ];
    return el(
      "li",
      { dataset: { code: one.code }, "aria-current": one.code === this.#chosen ? "true" : null },
      el(
        "p",
        { class: "title" },
        el(
          "button",
          { type: "button", class: "link", onclick: () => this.#choose(one.code, { go: true }) },
          one.title ?? t("Not given"),
        ),
        due,
      ),
      el(
        "p",
        { class: "quiet" },
        this.#hands(one),
        one.unit_name ? ` · ${one.unit_name}` : "",
        " · ",
        el("a", { href: `/dispatch${query({ case: one.code })}` }, one.code),
      ),
    );
  }

  #assets({ assets, layers }) {
    if (!assets.length) return null;
    const groups = Map.groupBy(assets, ({ layer }) => layer);
    return el(
      "section",
      {},
      el("h3", {}, t("Assets"), " ", el("span", { class: "quiet" }, count(assets.length))),
      [...groups].map(([layer, rows]) =>
        el(
          "details",
          { class: "layer" },
          el(
            "summary",
            {},
            layers[layer] ?? layer,
            " ",
            el("span", { class: "quiet" }, count(rows.length)),
          ),
          el(
            "ul",
            {},
            rows
              .slice(0, 200)
              .map((one) =>
                el(
                  "li",
                  {},
                  el("a", { href: `/inspect${query({ layer, code: one.code })}` }, one.code),
                  el("span", { class: "quiet" }, ` ${this.#hands(one)}`),
                ),
              ),
            rows.length > 200 &&
              el("li", { class: "quiet" }, t("The spreadsheet has all of them.")),
          ),
        ),
      ),
    );
  }

  #units(units) {
    if (!units.length) return null;
    return el(
      "section",
      {},
      el("h3", {}, t("Units whose open cases change grid")),
      el(
        "ul",
        { class: "units" },
        units.map(({ name, cases }) =>
          el("li", {}, name, el("span", { class: "number" }, count(cases))),
        ),
      ),
    );
  }

  #choose(number, { go = false } = {}) {
    this.#chosen = number;
    this.#map.choose(number);
    const one = this.#found.open_cases.find(({ code }) => code === number);
    for (const row of this.#box.querySelectorAll(".moving li")) {
      if (row.dataset.code === number) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
    this.#box.querySelector(".moving [aria-current]")?.scrollIntoView({ block: "nearest" });
    if (go && one?.place[0] != null) this.#stage.goTo(one.place);
  }

  #hands({ from, to }) {
    const name = (code) => (code ? this.#nameOf(code) : t("no grid"));
    return `${name(from)} → ${name(to)}`;
  }

  #nameOf(code) {
    return this.#found.grids.find((row) => row.code === code)?.name ?? code;
  }
}
