// What the rules would do on past cases: what moves to another unit, what no rule takes.

import { el, fill } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";

const caseLink = (number) =>
  el("a", { href: `/dispatch?case=${encodeURIComponent(number)}`, target: "_blank" }, number);

function examples(numbers) {
  return el(
    "details",
    {},
    el("summary", {}, t("Examples")),
    el("div", { class: "examples" }, numbers.map(caseLink)),
  );
}

function figure(value, title, kind = "") {
  return el("div", { class: `big ${kind}` }, el("b", {}, count(value)), el("span", {}, title));
}

function moved({ cases, pairs }) {
  if (!cases) return el("p", { class: "quiet" }, t("No case would go to another unit than now."));
  const nobody = t("nobody");
  return el(
    "table",
    { class: "list moved" },
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        el("th", {}, t("From unit")),
        el("th", {}, t("To unit")),
        el("th", { class: "number" }, t("Cases")),
        el("th", {}),
      ),
    ),
    el(
      "tbody",
      {},
      pairs.map((pair) =>
        el(
          "tr",
          {},
          el("td", {}, pair.before_name ?? pair.before ?? nobody),
          el("td", {}, pair.after_name ?? pair.after ?? nobody),
          el("td", { class: "number" }, count(pair.cases)),
          el("td", {}, examples(pair.examples)),
        ),
      ),
    ),
  );
}

function unrouted({ cases, nobody, classes, examples: numbers }) {
  if (!cases) return el("p", { class: "quiet" }, t("Every case is taken by a rule."));
  return [
    el(
      "p",
      { class: "quiet" },
      nobody
        ? t("For {nobody} of them the classes of the units name nobody either.", {
            nobody: count(nobody),
          })
        : t("For all of them the classes of the units name one."),
    ),
    el(
      "ul",
      { class: "classes" },
      classes.map((row) =>
        el(
          "li",
          {},
          el("span", {}, row.title ?? row.key),
          el("span", { class: "number" }, count(row.cases)),
        ),
      ),
    ),
    examples(numbers),
  ];
}

export function drawOutcome(node, found, dirty) {
  const more =
    found.of > found.cases &&
    el("p", { class: "notice warn" }, t("The latest {cases} of {of} cases.", found));
  fill(
    node,
    more,
    el(
      "div",
      { class: "bigs" },
      figure(found.cases, t("Cases")),
      figure(found.moved.cases, t("would move"), found.moved.cases ? "warn" : ""),
      figure(found.unrouted.cases, t("fit no rule")),
    ),
    el("h3", {}, dirty ? t("What your changes would move") : t("These are the rules in use")),
    moved(found.moved),
    el("h3", {}, t("What no rule takes")),
    unrouted(found.unrouted),
  );
}
