// The rules in order, each with what it asks, where it sends, and what it did on past cases.

import { el, fill } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";

const VERDICTS = {
  covered: ["bad", "Never fires: rule {place} takes all it could"],
  shadowed: ["warn", "Shadowed: earlier rules took all {fits} that fit"],
  idle: ["warn", "No case fitted"],
};

function verdict(report) {
  if (!report) return null;
  const told = VERDICTS[report.verdict];
  if (told) {
    const facts = { place: report.covered_by, fits: count(report.fits) };
    return el("span", { class: `tag ${told[0]}` }, t(told[1], facts));
  }
  const share = Math.round((100 * report.agreed) / report.fires);
  return [
    el("b", { class: "fires number" }, count(report.fires)),
    ` ${t("cases")}`,
    el(
      "span",
      { class: "quiet", title: t("So many of them really went to this unit.") },
      ` · ${t("{share} % as it was", { share })}`,
    ),
  ];
}

function odds(report) {
  if (!report?.at_odds.length) return null;
  const [place, cases] = report.at_odds[0];
  return el(
    "p",
    { class: "quiet" },
    t("Order decides: rule {place} would send {cases} of them elsewhere.", {
      place,
      cases: count(cases),
    }),
  );
}

// titles: what values are called; on: { select, move } or no move for readers
export function drawRules(node, rules, { titles, reports, chosen, on }) {
  fill(
    node,
    rules.map((rule, at) => item(rule, at)),
    !rules.length && el("li", { class: "none quiet" }, t("There are no rules yet.")),
  );

  function item(rule, at) {
    const asked = titles.asked(rule);
    const report = rule.enabled === false ? null : reports?.[at];
    return el(
      "li",
      {
        class: rule.enabled === false ? "rule off" : "rule",
        "aria-current": at === chosen ? "true" : null,
        dataset: { place: String(at + 1) },
      },
      el("span", { class: "place number" }, String(at + 1)),
      el(
        "button",
        { class: "what", type: "button", onclick: () => on.select(at) },
        el("strong", {}, rule.name || t("Without a name")),
        rule.enabled === false && el("span", { class: "tag" }, t("Out of use")),
        el(
          "span",
          { class: "asks" },
          asked.length
            ? asked.map(([part, value]) => el("span", {}, el("i", {}, part), ` ${value}`))
            : t("Every case that is left"),
        ),
      ),
      el("span", { class: "goes" }, "→ ", rule.unit ? titles.unit(rule.unit) : t("Choose a unit")),
      el("div", { class: "did" }, verdict(report), odds(report)),
      on.move && el("span", { class: "moves" }, arrow(at, -1), arrow(at, 1)),
    );
  }

  function arrow(at, step) {
    const to = at + step;
    const label = step < 0 ? t("Move up") : t("Move down");
    return el(
      "button",
      {
        class: "button",
        type: "button",
        "aria-label": label,
        title: label,
        disabled: to < 0 || to >= rules.length,
        onclick: () => on.move(at, to),
      },
      step < 0 ? "↑" : "↓",
    );
  }
}
