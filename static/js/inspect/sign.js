// The small sign of a layer: its glyph on its colour.

import { el } from "../ui/dom.js";

export function sign(style, title = "") {
  const mark = el(
    "span",
    { class: "sign", "aria-hidden": "true" },
    style?.glyph ?? title.slice(0, 1),
  );
  mark.style.backgroundColor = style?.colour ?? "#77838a";
  return mark;
}

const STATE_TAGS = { intact: "good", damaged: "bad", lost: "bad", disused: "", removed: "" };

export function stateTag(state, title) {
  if (!title) return null;
  return el("span", { class: `tag ${STATE_TAGS[state] ?? ""}`.trim() }, title);
}
