// How strict the check is, and what the file does not say of its dates.

import { el } from "../ui/dom.js";
import { t } from "../ui/messages.js";

export function strictness(state, layers, onSay) {
  const { settings, target } = state;
  const say = (name) => (event) => {
    const { type, checked, value } = event.target;
    const read = { checkbox: () => checked, number: () => (value ? Number(value) : null) };
    onSay("/mapping", { [name]: (read[type] ?? (() => value || null))() });
  };
  const choice = (name, title, options, now) =>
    el(
      "label",
      { class: "field" },
      el("span", {}, title),
      el(
        "select",
        { name, onchange: say(name) },
        options.map(([value, text]) =>
          el("option", { value, selected: value === (now ?? "") }, t(text)),
        ),
      ),
    );
  const tick = (name, title) =>
    el(
      "label",
      { class: "check" },
      el("input", { type: "checkbox", name, checked: settings[name], onchange: say(name) }),
      " ",
      title,
    );
  const chosen = layers.find((layer) => layer.name === target.layer);
  return el(
    "details",
    { class: "strictness" },
    el("summary", {}, t("Dates, and how strict the check is")),
    el(
      "div",
      { class: "fields" },
      choice(
        "date_order",
        t("Dates with the year last"),
        [
          ["", target.date_order ? "as the file proves" : "not accepted"],
          ["mdy", "month first: 6/15/2026"],
          ["dmy", "day first: 15/6/2026"],
        ],
        settings.date_order,
      ),
      el(
        "label",
        { class: "field" },
        el("span", {}, t("Time zone of moments without one")),
        el("input", {
          type: "text",
          name: "timezone",
          value: settings.timezone ?? "",
          placeholder: window.stageFacts.timezone,
          onchange: say("timezone"),
        }),
      ),
      choice(
        "bad_values",
        t("A value that cannot be read"),
        [
          ["reject", "leaves the row out"],
          ["blank", "leaves the field empty"],
        ],
        settings.bad_values,
      ),
      choice(
        "repeated",
        t("A code that stands twice"),
        [
          ["reject", "leaves the later row out"],
          ["number", "is numbered: A, A-2"],
        ],
        settings.repeated,
      ),
      choice(
        "outside",
        t("A place outside the district"),
        [
          ["note", "is told and kept"],
          ["reject", "leaves the row out"],
        ],
        settings.outside,
      ),
      chosen?.shape === "polygon" &&
        el(
          "label",
          { class: "field" },
          el("span", {}, t("Points become discs of this radius, in metres")),
          el("input", {
            type: "number",
            name: "disc_m",
            min: "0.5",
            max: "1000",
            step: "0.5",
            value: settings.disc_m == null ? "" : String(settings.disc_m),
            onchange: say("disc_m"),
          }),
        ),
      tick("attributes_only", t("Only change what is known, by code; places stay")),
      target.layer === "cases" &&
        tick("learn_classes", t("Add classes that no table knows, with their name")),
    ),
  );
}
