// The day from which a plan is in force, and what will happen then.

import { el } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";
import { ask } from "./ask.js";

// name: of the plan; today: its day, 2026-03-01; moves: a promise of the totals of its impact, or of
// null. Resolves to { valid_from: day | null } or to null where nothing shall be published.
export async function askForDay({ name, today, moves }) {
  const day = el("input", { type: "date", name: "day", min: today, "aria-label": t("Day") });
  day.disabled = true;
  const choice = (value, text, checked) =>
    el("label", {}, el("input", { type: "radio", name: "when", value, checked }), " ", text);
  const then = el("p", { class: "then" }, whatThen("now"));
  const when = el(
    "fieldset",
    { class: "when" },
    el("legend", {}, t("In force from")),
    choice("now", t("Today, {day}", { day: today }), true),
    choice("later", t("A later day"), false),
    day,
  );
  when.addEventListener("change", () => {
    const later = when.querySelector('[value="later"]').checked;
    day.disabled = !later;
    day.required = later;
    then.textContent = whatThen(later ? "later" : "now");
    if (later && !day.value) day.focus();
  });
  const moving = el("p", { class: "moves quiet" }, t("Working out what changes hands…"));
  moves.then((totals) => (moving.textContent = totals ? whatMoves(totals) : ""));
  const filled = await ask({
    title: t("Publish {plan}", { plan: name }),
    body: [moving, when, then],
    deed: t("Publish"),
  });
  if (!filled) return null;
  return { valid_from: filled.get("when") === "later" ? filled.get("day") : null };
}

function whatMoves({ cells, open_cases: cases, assets }) {
  if (!cells) return t("No cell differs from the plan it was made from.");
  return t("{cells} cells change; {cases} open cases and {assets} assets change hands.", {
    cells: count(cells),
    cases: count(cases),
    assets: count(assets),
  });
}

function whatThen(when) {
  if (when === "now")
    return t(
      "The plan in force ends now and this one takes its place; open cases and assets get their new grids in the same moment. It can be rolled back from the list of plans.",
    );
  return t(
    "The plan in force goes on until that day; then this one takes its place by itself, with open cases and assets. Until then it can be withdrawn.",
  );
}
