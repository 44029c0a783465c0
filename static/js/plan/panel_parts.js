// Parts that the panels of the plan share: the head with its close button, warnings, refusals.

import { el } from "../ui/dom.js";
import { t } from "../ui/messages.js";

export function head(title, detail, onClose) {
  return el(
    "header",
    {},
    el("div", {}, el("h2", {}, title), detail && el("p", { class: "quiet" }, detail)),
    el(
      "button",
      { class: "close", type: "button", "aria-label": t("Close the panel"), onclick: onClose },
      "×",
    ),
  );
}

export function warnings(rows) {
  if (!rows.length) return null;
  return el(
    "div",
    { class: "notice warn" },
    rows.map((row) => el("p", {}, row.text)),
  );
}
