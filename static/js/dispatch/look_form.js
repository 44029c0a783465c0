// Fields of the small forms in a legend: how a thing is drawn.

import { el } from "../ui/dom.js";
import { t } from "../ui/messages.js";

// choices: pairs of a value and its title.
export function choice(title, now, choices, onchange) {
  const options = choices.map(([value, text]) =>
    el("option", { value: String(value), selected: String(value) === String(now) }, t(text)),
  );
  return el("label", {}, el("span", {}, title), el("select", { onchange }, options));
}

export function tick(title, checked, onchange) {
  return el("label", {}, el("input", { type: "checkbox", checked, onchange }), title);
}
