// Which unit a case might go to, and why: the rule that fired, and what was done before.

import { el } from "../ui/dom.js";
import { DAYS, PARTS } from "../rules/words.js";
import { count, t } from "../ui/messages.js";

const ASKED = { ...PARTS, hours: "Hours", days: "Day" };
const LEVELS = {
  grid: "Of {cases} cases of this class in this grid:",
  street: "Of {cases} cases of this class in this street:",
  district: "Of {cases} cases of this class in the district:",
};

function because(rule) {
  const why = rule.why.map(({ part, value, title }) =>
    el("li", {}, el("i", {}, t(ASKED[part])), ` ${part === "days" ? t(DAYS[value]) : title}`),
  );
  return [
    el(
      "a",
      { href: "/rules", target: "_blank" },
      t("Rule {place}", { place: rule.place }),
      rule.name && ` · ${rule.name}`,
    ),
    el("ul", { class: "why" }, why.length ? why : el("li", {}, t("Every case that is left"))),
  ];
}

function choose(unit, name, onUse) {
  return onUse
    ? el("button", { class: "button", type: "button", onclick: () => onUse(unit) }, name)
    : el("strong", {}, name);
}

// onUse(unit): takes a unit over into a form; without it the proposal is only told
export function proposalOf({ proposal }, onUse = null) {
  if (!proposal) return null;
  const { unit, unit_name: name, by, rule, learned } = proposal;
  return el(
    "section",
    { class: "proposal" },
    el("h3", {}, t("Proposed unit")),
    unit
      ? el("p", {}, choose(unit, name ?? unit, onUse))
      : el("p", { class: "quiet" }, t("No rule fits, and no unit has this class.")),
    by === "rule" && because(rule),
    by === "classes" &&
      el("p", { class: "quiet" }, t("By the classes of the units; no rule fits.")),
    learned && [
      el("p", { class: "quiet" }, t(LEVELS[learned.level], { cases: count(learned.cases) })),
      el(
        "ul",
        { class: "learned" },
        learned.units.map((one) =>
          el(
            "li",
            {},
            choose(one.unit, one.unit_name ?? one.unit, onUse),
            el("meter", { min: "0", max: "100", value: String((100 * one.cases) / learned.cases) }),
            el("span", { class: "number" }, count(one.cases)),
          ),
        ),
      ),
    ],
  );
}
