// The queue: rows of cases, read page by page, walked with J and K.

import { el, fill } from "../ui/dom.js";
import { count, moment, t } from "../ui/messages.js";
import { getJson, query, told } from "../ui/net.js";
import { leftText, lightOf, TITLES } from "./lights.js";

const PAGE = 60;
const PAGE_MOST = 500;

export class Queue {
  #list;
  #facts;
  #filter;
  #rows = [];
  #total = 0;
  #pending = null;
  #clock;
  #chosen = new Set();

  // onOpen(number): a case is wanted; onToggle(number): it joins or leaves those chosen
  constructor(list, facts, filter, clock, { onOpen, onToggle }) {
    this.onToggle = onToggle;
    this.#clock = clock;
    this.#list = list;
    this.#facts = facts;
    this.#filter = filter;
    this.onOpen = onOpen;
    list.closest(".fill").addEventListener("scroll", (event) => {
      const box = event.currentTarget;
      if (box.scrollTop + box.clientHeight > box.scrollHeight - 200) this.#more();
    });
  }

  get total() {
    return this.#total;
  }

  async load() {
    this.#pending?.abort();
    this.#pending = new AbortController();
    this.#rows = [];
    const page = await told(() => this.#page(0, this.#pending.signal));
    if (!page) return null;
    this.#rows = page.rows;
    this.#total = page.total;
    this.#draw();
    return page;
  }

  // Reads again what is shown, without losing the place; `fresh` are the numbers to point out.
  async refresh(fresh = new Set()) {
    const shown = Math.min(Math.max(this.#rows.length, PAGE), PAGE_MOST);
    const page = await told(() => this.#page(0, this.#pending?.signal, shown));
    if (!page) return;
    this.#rows = page.rows;
    this.#total = page.total;
    const box = this.#list.closest(".fill");
    const top = box.scrollTop;
    this.#draw();
    box.scrollTop = top;
    for (const item of this.#list.children)
      if (fresh.has(item.dataset.number)) item.dataset.fresh = "";
  }

  // Redraws one row after an action, without losing the place in the list.
  renew(row) {
    this.#rows = this.#rows.map((old) => (old.number === row.number ? { ...old, ...row } : old));
    this.#draw();
  }

  // Lights turn with time, whatever else happens.
  tick() {
    for (const item of this.#list.children) {
      const row = this.#rows.find((one) => one.number === item.dataset.number);
      if (row) fill(item.querySelector(".left"), this.#light(row));
    }
  }

  mark(number) {
    for (const item of this.#list.children) {
      if (item.dataset.number === number) item.setAttribute("aria-current", "true");
      else item.removeAttribute("aria-current");
    }
  }

  // Marks the cases that were chosen to be handled together.
  choose(numbers) {
    this.#chosen = new Set(numbers);
    for (const item of this.#list.children) this.#tickOf(item);
  }

  #tickOf(item) {
    item.toggleAttribute("data-chosen", this.#chosen.has(item.dataset.number));
  }

  // Opens the next (1) or the previous (-1) case.
  step(by) {
    const now = this.#rows.findIndex((row) => row.number === this.#filter.get("case"));
    const next = this.#rows[Math.max(0, now + by)];
    if (!next) return;
    this.onOpen(next.number);
    this.#list.children[this.#rows.indexOf(next)]?.scrollIntoView({ block: "nearest" });
  }

  async #page(offset, signal, limit = PAGE) {
    const asked = { ...this.#filter.question(), offset, limit };
    asked.sort = this.#filter.get("sort") || "urgency";
    return getJson(`/api/cases${query(asked)}`, { signal });
  }

  #busy = false;

  async #more() {
    if (this.#busy || this.#rows.length >= this.#total) return;
    this.#busy = true;
    const page = await told(() => this.#page(this.#rows.length, this.#pending?.signal));
    this.#busy = false;
    if (!page) return;
    const known = new Set(this.#rows.map((row) => row.number));
    this.#rows.push(...page.rows.filter((row) => !known.has(row.number)));
    this.#draw();
  }

  #draw() {
    if (!this.#rows.length) {
      fill(this.#list, el("li", { class: "quiet" }, t("No case fits this filter.")));
      return;
    }
    fill(
      this.#list,
      this.#rows.map((row) => this.#item(row)),
    );
    this.mark(this.#filter.get("case"));
    this.choose(this.#chosen);
  }

  #item(row) {
    const state = this.#facts.states.find((s) => s.value === row.state);
    const open = (event) =>
      event.ctrlKey || event.metaKey ? this.onToggle(row.number) : this.onOpen(row.number);
    const road = row.address?.includes(row.road) ? null : row.road;
    const where = [row.grid_name ?? row.grid, road, row.address].filter(Boolean).join(" · ");
    return el(
      "li",
      {
        tabIndex: 0,
        dataset: { number: row.number },
        onclick: open,
        onkeydown: (event) => event.key === "Enter" && open(event),
      },
      el(
        "span",
        { class: "what", title: row.description },
        row.class_name ?? row.class_code ?? "–",
      ),
      el("span", { class: `tag state-${row.state}` }, state?.title ?? row.state),
      el("span", { class: "where" }, where || t("no place")),
      el("span", { class: "when" }, moment(row.reported_at, this.#facts.timezone)),
      el("span", { class: "left" }, this.#light(row)),
    );
  }

  #light(row) {
    const light = lightOf(row, this.#clock.now);
    if (!light) return null;
    return el(
      "span",
      { class: `light light-${light}`, title: t(TITLES[light]) },
      el("i", { "aria-hidden": "true" }),
      leftText(row, this.#clock.now),
    );
  }
}

export function totalsLine(summary) {
  const rate =
    summary.active_discovery == null
      ? null
      : t("active discovery {rate} %", { rate: (summary.active_discovery * 100).toFixed(1) });
  const rest = [
    t("{n} open", { n: count(summary.open) }),
    t("{n} without a place", { n: count(summary.placeless) }),
    rate,
  ];
  return [
    el("strong", {}, count(summary.total)),
    ` ${t("cases")} · ${rest.filter(Boolean).join(" · ")}`,
  ];
}
