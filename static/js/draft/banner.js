// The bar of the draft: what is being changed, whether it is saved, who else has it open.

import { find } from "../ui/dom.js";
import { count, language, t } from "../ui/messages.js";
import { told } from "../ui/net.js";

const STATES = {
  draft: "Draft",
  in_review: "In review",
  published: "Published",
  retired: "Retired",
  discarded: "Discarded",
};

export class Banner {
  #bar;
  #draft;

  constructor(bar, draft) {
    this.#bar = bar;
    this.#draft = draft;
    this.#button("undo").addEventListener("click", () => draft.undo());
    this.#button("redo").addEventListener("click", () => draft.redo());
    this.#button("retry").addEventListener("click", () => told(() => draft.poll()));
    for (const event of ["step", "state", "present"]) draft.on(event, () => this.draw());
  }

  #button(name) {
    return find(`button[name="${name}"]`, this.#bar);
  }

  #text(part, text) {
    const node = find(`.${part}`, this.#bar);
    if (node.textContent !== text) node.textContent = text; // a live region speaks at each change
    node.hidden = !text;
  }

  draw() {
    const { head, steps, present } = this.#draft;
    if (!head) return;
    this.#text("state", t(STATES[head.state] ?? head.state));
    this.#text("name", said(head.name));
    this.#text("from", head.base ? t("from {plan}", { plan: said(head.base.name) }) : "");
    this.#text("saved", this.#saved());
    this.#text(
      "others",
      present.length ? t("Also here: {names}", { names: present.join(", ") }) : "",
    );
    this.#bar.dataset.state = steps.state;
    this.#bar.dataset.version = this.#draft.version;
    this.#button("retry").hidden = steps.state !== "unsent";
    this.#button("undo").disabled = !this.#draft.editable || !head.can_undo;
    this.#button("redo").disabled = !this.#draft.editable || !head.can_redo;
  }

  #saved() {
    const { head, steps, version, editable } = this.#draft;
    if (!editable) return t("You are reading; it cannot be changed in this state.");
    if (steps.state === "saving") return t("Saving…");
    if (steps.state === "unsent") return t("Not saved: the server cannot be reached.");
    if (steps.state === "clash") return t("Not saved: decide between both changes.");
    const text = t("Saved · version {n}", { n: count(version) });
    return head.outdated ? `${text} · ${t("Another plan came into force meanwhile.")}` : text;
  }
}

// A plan's name; one in both languages ("首版 / First") in the reader's.
export function said(name) {
  const parts = name.split(" / ");
  return parts.length === 2 ? parts[language === "en" ? 1 : 0] : name;
}
