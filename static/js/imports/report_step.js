// Step 3: what would happen, and every problem, before anything is changed.

import { el, fill } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";
import { getJson, query, told } from "../ui/net.js";
import { KINDS, SEVERITIES } from "./words.js";

const PAGE = 50;

export function numbers(pairs) {
  return el(
    "dl",
    { class: "numbers" },
    pairs.map(([title, value, look]) =>
      el("div", { class: look }, el("dd", {}, count(value)), el("dt", {}, title)),
    ),
  );
}

export function reportStep(session, { onBack, onApply }) {
  const { report } = session.state;
  const { rows } = report;
  const willChange = rows.added + rows.changed;
  return [
    el("h2", {}, t("What would happen")),
    numbers([
      [t("to add"), rows.added],
      [t("to change"), rows.changed],
      [t("unchanged"), rows.unchanged],
      [t("left out"), rows.rejected, rows.rejected ? "bad" : ""],
    ]),
    el(
      "p",
      { class: "quiet" },
      t("{total} rows in the file. {absent} in the layer are not in the file; they stay.", {
        total: count(rows.total),
        absent: count(rows.absent),
      }),
    ),
    changes(report),
    unread(report),
    new Problems(session).node,
    el(
      "div",
      { class: "row ends" },
      el("button", { class: "button", type: "button", onclick: onBack }, t("Back to the columns")),
      report.whole
        ? el(
            "button",
            {
              class: "button primary",
              type: "button",
              name: "apply",
              onclick: () => onApply(false),
            },
            willChange
              ? t("Import {n} rows", { n: count(willChange) })
              : t("Nothing to change; finish"),
          )
        : el(
            "button",
            {
              class: "button primary",
              type: "button",
              name: "apply-good",
              disabled: rows.good === 0,
              onclick: () => onApply(true),
            },
            t("Import the {n} good rows only", { n: count(rows.good) }),
          ),
    ),
    !report.whole &&
      el(
        "p",
        { class: "quiet" },
        t(
          "To import all of it, put the rows right in the file, or correct the columns, and check again.",
        ),
      ),
  ];
}

function changes(report) {
  const fields = Object.entries(report.by_field);
  if (!report.rows.changed || !fields.length) return null;
  const told = fields.map(([field, times]) => `${field} ${count(times)}`).join(" · ");
  return el("p", { class: "quiet" }, t("Changed fields: {fields}", { fields: told }));
}

// Values that fit none of a field's: they are mapped on the page of the columns.
function unread(report) {
  const columns = Object.entries(report.unread_choices);
  if (!columns.length) return null;
  return el(
    "div",
    { class: "notice warn" },
    columns.map(([column, values]) =>
      el(
        "p",
        {},
        t("Unknown values in {column}: {values}. Go back to the columns and map them.", {
          column,
          values: values.join(", "),
        }),
      ),
    ),
  );
}

// The problems by kind; the table is read from the server a page at a time.
class Problems {
  #session;
  #kind = "";
  #offset = 0;
  #body = el("tbody");
  #more = el("div", { class: "row" });
  #chips = el("div", { class: "kinds", role: "group", "aria-label": t("Kinds of problems") });

  constructor(session) {
    this.#session = session;
    const { kinds, problems_total: total } = session.state.report;
    if (!total) {
      this.node = el("p", { class: "notice" }, t("Every row is sound."));
      return;
    }
    this.node = el(
      "section",
      { class: "problems" },
      el(
        "div",
        { class: "row" },
        el("h2", {}, t("What was found")),
        el(
          "a",
          { class: "button", href: session.address("/problems.csv"), download: "" },
          t("All as CSV"),
        ),
      ),
      this.#chips,
      el(
        "div",
        { class: "scroll-x" },
        el(
          "table",
          { class: "list" },
          el(
            "thead",
            {},
            el(
              "tr",
              {},
              [t("Row"), t("Column"), t("Value"), t("What is wrong"), ""].map((title) =>
                el("th", {}, title),
              ),
            ),
          ),
          this.#body,
        ),
      ),
      this.#more,
    );
    this.#kinds = kinds;
    this.#choose("");
  }

  #kinds = [];

  #choose(kind) {
    this.#kind = kind;
    this.#offset = 0;
    const total = this.#session.state.report.problems_total;
    fill(
      this.#chips,
      this.#chip("", t("All"), total, ""),
      this.#kinds.map((one) =>
        this.#chip(one.kind, t(KINDS[one.kind] ?? one.kind), one.count, one.severity),
      ),
    );
    fill(this.#body);
    this.#load();
  }

  #chip(kind, title, times, severity) {
    return el(
      "button",
      {
        class: `button ${severity}`,
        type: "button",
        "aria-pressed": String(this.#kind === kind),
        dataset: { kind },
        onclick: () => this.#choose(kind),
      },
      title,
      " ",
      el("b", {}, count(times)),
    );
  }

  async #load() {
    const kind = this.#kind;
    const asked = query({ kind, offset: this.#offset, limit: PAGE });
    const page = await told(() => getJson(this.#session.address(`/problems${asked}`)));
    if (!page || kind !== this.#kind) return;
    this.#body.append(...page.rows.map(problemRow));
    this.#offset += page.rows.length;
    fill(
      this.#more,
      this.#offset < page.total &&
        el(
          "button",
          { class: "button", type: "button", onclick: () => this.#load() },
          t("{n} more", { n: count(page.total - this.#offset) }),
        ),
    );
  }
}

function problemRow(one) {
  const look = { rejected: "tag bad", repaired: "tag warn", noted: "tag" }[one.severity];
  return el(
    "tr",
    {},
    el("td", { class: "number" }, one.row ? count(one.row) : "–"),
    el("td", {}, one.column === "geometry" ? t("place") : one.column),
    el("td", { class: "value" }, one.value),
    el("td", {}, one.message),
    el("td", {}, el("span", { class: look }, t(SEVERITIES[one.severity]))),
  );
}
