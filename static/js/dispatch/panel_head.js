// The head of the panel: a title, a line below it, and the button that closes it.

import { el } from "../ui/dom.js";
import { t } from "../ui/messages.js";

export function panelHead(title, line, onClose) {
  const label = t("Close the panel");
  return el(
    "header",
    {},
    el("div", {}, el("h2", {}, title), line),
    el("button", { class: "close", type: "button", "aria-label": label, onclick: onClose }, "×"),
  );
}
