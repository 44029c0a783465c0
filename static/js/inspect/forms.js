// What the forms of a card share: they save, or say why not and keep what was typed.

import { el, fill } from "../ui/dom.js";
import { t } from "../ui/messages.js";

// Texts that were typed and not saved, by asset and form; they outlive a closed card.
const drafts = new Map();

export function draft(key, input) {
  input.value = drafts.get(key) ?? input.value;
  input.addEventListener("input", () => drafts.set(key, input.value));
  return input;
}

export function dropDraft(key) {
  drafts.delete(key);
}

// save() does the work; a refusal is told inside the form, which stays as it is.
export function form({ title, parts, button, save, onCancel, onRefused = null }) {
  const said = el("div", { class: "refused", role: "alert" });
  const send = el("button", { class: "button primary", name: "save" }, button);
  const node = el(
    "form",
    { class: "task", novalidate: false },
    el("h3", {}, title),
    parts,
    said,
    el(
      "div",
      { class: "ends" },
      send,
      el("button", { class: "button", type: "button", onclick: onCancel }, t("Cancel")),
    ),
  );
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    fill(said);
    try {
      await save();
    } catch (error) {
      fill(said, onRefused?.(error) ?? refused(error));
      said.scrollIntoView({ block: "nearest" });
    } finally {
      send.disabled = false;
    }
  });
  return node;
}

export function refused(error) {
  return el(
    "p",
    { class: "notice bad" },
    t("Not saved: {why} What you typed is still here.", { why: error.message }),
  );
}
