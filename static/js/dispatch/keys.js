// The keys of the workspace, in one list: what is pressed, what it is called, what it does.

import { el } from "../ui/dom.js";
import { t } from "../ui/messages.js";

// keys: [[key, title, work]]; work returns false where there is nothing to do.
export function listen(keys) {
  const works = new Map(keys.map(([key, , work]) => [key, work]));
  addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select");
    const other = event.ctrlKey || event.metaKey || event.altKey;
    if (typing || other || document.querySelector("dialog[open]")) return;
    const work = works.get(event.key.length === 1 ? event.key.toLowerCase() : event.key);
    if (work && work() !== false) event.preventDefault();
  });
}

const SHOWN = { "/": "/", " ": "␣", Escape: "Esc" };

export function showKeys(keys) {
  const dialog = el("dialog", { class: "keys" });
  dialog.append(
    el("h2", {}, t("Keys")),
    el(
      "dl",
      {},
      keys.map(([key, title]) => [
        el("dt", {}, el("kbd", {}, SHOWN[key] ?? key.toUpperCase())),
        el("dd", {}, t(title)),
      ]),
    ),
    el(
      "button",
      { class: "button primary", type: "button", onclick: () => dialog.close() },
      t("Close the list"),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
