// A question in a window of its own, before something that is not taken back with one press.

import { el } from "../ui/dom.js";
import { t } from "../ui/messages.js";

// While a question is open, keys are for it and not for the tools behind it.
addEventListener(
  "keydown",
  (event) => {
    if (event.target.closest?.("dialog[open]")) event.stopImmediatePropagation();
  },
  { capture: true },
);

// body: what stands between the title and the buttons. Resolves to what was filled in, as FormData,
// or to null where the answer is no.
export function ask({ title, body = [], deed, danger = false }) {
  const no = el("button", { type: "button", class: "button", name: "no" }, t("Cancel"));
  const look = danger ? "button danger" : "button primary";
  const yes = el("button", { class: look, name: "yes", value: "yes" }, deed);
  const form = el(
    "form",
    { method: "dialog" },
    el("h2", { id: "ask-title" }, title),
    body,
    el("div", { class: "acts" }, no, yes),
  );
  const box = el("dialog", { class: "ask", "aria-labelledby": "ask-title" }, form);
  no.addEventListener("click", () => box.close(""));
  document.body.append(box);
  box.showModal();
  (danger ? no : yes).focus();
  return new Promise((settle) => {
    box.addEventListener("close", () => {
      box.remove();
      settle(box.returnValue === "yes" ? new FormData(form) : null);
    });
  });
}
