// One rule: its name, its unit, and what it asks of a case.

import { el } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { Chips } from "./chips.js";
import { clockMinute, clockText, DAYS, PARTS } from "./words.js";

// choices: what the server offers; onChange(rule): the rule with what was changed
export function ruleForm(rule, place, choices, { editable, onChange, onRemove }) {
  let current = rule;
  const set = (change) => {
    current = { ...current, ...change };
    onChange(current);
  };
  const text = el("input", { type: "text", name: "name", maxLength: 80, value: rule.name ?? "" });
  text.addEventListener("input", () => set({ name: text.value.trim() }));
  const form = el(
    "form",
    { class: "rule-form", name: "rule" },
    el("h2", {}, t("Rule {place}", { place })),
    el(
      "div",
      { class: "pair" },
      el("label", { class: "field" }, el("span", {}, t("Name")), text),
      el("label", { class: "field" }, el("span", {}, t("Goes to the unit")), unitChoice()),
    ),
    el("p", { class: "quiet" }, t("All parts must hold; of several values in a part one will do.")),
    el(
      "div",
      { class: "pair" },
      Object.entries(PARTS).map(
        ([name, title]) =>
          new Chips({
            name,
            title: t(title),
            values: rule[name] ?? [],
            choices: choices.parts[name],
            editable,
            onChange: (values) => set({ [name]: values.length ? values : undefined }),
          }).node,
      ),
      days(),
      hours(),
    ),
    editable && [
      el(
        "label",
        { class: "check" },
        el("input", {
          type: "checkbox",
          name: "enabled",
          checked: rule.enabled !== false,
          onchange: (event) => set({ enabled: event.target.checked }),
        }),
        ` ${t("In use")}`,
      ),
      el(
        "button",
        { class: "button danger", type: "button", onclick: onRemove },
        t("Remove the rule"),
      ),
    ],
  );
  form.addEventListener("submit", (event) => event.preventDefault());
  if (!editable) for (const input of form.elements) input.disabled = true;
  return form;

  function unitChoice() {
    return el(
      "select",
      { name: "unit", required: true, onchange: (event) => set({ unit: event.target.value }) },
      el("option", { value: "" }, t("Choose a unit")),
      choices.units.map(({ value, title }) =>
        el("option", { value, selected: value === rule.unit }, title),
      ),
    );
  }

  function hours() {
    const inputs = [0, 1].map((at) =>
      el("input", {
        type: "time",
        name: at ? "to" : "from",
        value: rule.hours ? clockText(rule.hours[at]) : "",
        "aria-label": at ? t("To hour") : t("From hour"),
        onchange: () => {
          const both = inputs.every((input) => input.value);
          set({ hours: both ? inputs.map((input) => clockMinute(input.value)) : undefined });
        },
      }),
    );
    return el(
      "div",
      { class: "field" },
      el("span", {}, t("Hours of the report")),
      el("div", { class: "row" }, inputs[0], "–", inputs[1]),
    );
  }

  function days() {
    return el(
      "label",
      { class: "field" },
      el("span", {}, t("Day")),
      el(
        "select",
        { name: "day", onchange: (event) => set({ days: event.target.value || undefined }) },
        el("option", { value: "" }, t("All days")),
        Object.entries(DAYS).map(([value, title]) =>
          el("option", { value, selected: value === rule.days }, t(title)),
        ),
      ),
    );
  }
}
