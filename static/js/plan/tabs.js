// Tabs as WAI-ARIA describes them: one tab in the focus order, arrows move between them.

import { find } from "../ui/dom.js";

export class Tabs {
  #tabs;

  // onPick(name) is told when a person chooses; the name is the tab's id without "tab-".
  constructor(list, onPick) {
    this.#tabs = [...list.querySelectorAll('[role="tab"]')];
    for (const tab of this.#tabs) {
      tab.addEventListener("click", () => this.#choose(tab, onPick));
    }
    list.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const at = this.#tabs.indexOf(document.activeElement);
      if (!by || at < 0) return;
      event.preventDefault();
      const tab = this.#tabs.at((at + by) % this.#tabs.length);
      tab.focus();
      this.#choose(tab, onPick);
    });
  }

  get names() {
    return this.#tabs.map((tab) => nameOf(tab));
  }

  show(name) {
    for (const tab of this.#tabs) {
      const chosen = nameOf(tab) === name;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !chosen;
    }
  }

  // A count beside the title; null hides it, and nothing bad is counted as good.
  badge(name, count, { bad = false } = {}) {
    const badge = find(".badge", document.getElementById(`tab-${name}`));
    badge.hidden = count == null;
    badge.textContent = count ?? "";
    badge.classList.toggle("bad", bad);
  }

  #choose(tab, onPick) {
    this.show(nameOf(tab));
    onPick(nameOf(tab));
  }
}

const nameOf = (tab) => tab.id.replace("tab-", "");
