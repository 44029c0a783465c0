// News of the cases as they happen, and how fresh what is shown is. Each change comes once, whatever
// the connection does: the browser tells the server the last mark it has.

import { el, fill } from "../ui/dom.js";
import { t } from "../ui/messages.js";

const STALE_MS = 25_000;
const TICK_MS = 5_000;
const GATHER_MS = 400;

export class Live {
  #node;
  #clock;
  #waiting = null;
  #seenAt = 0;
  #told = null;

  // onNews({ numbers, fresh, anew }): what happened since the last time
  constructor(node, { mark, timezone, onNews }) {
    this.#node = node;
    this.onNews = onNews;
    this.#clock = new Intl.DateTimeFormat(document.documentElement.lang, {
      timeZone: timezone,
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hour12: false,
    });
    const source = new EventSource(`/api/live/cases?after=${encodeURIComponent(mark)}`);
    source.addEventListener("beat", ({ data }) => this.#beat(JSON.parse(data)));
    source.addEventListener("cases", ({ data }) => this.#gather(JSON.parse(data)));
    addEventListener("pagehide", () => source.close());
    setInterval(() => this.#draw(), TICK_MS);
  }

  #beat({ at }) {
    this.#told = this.#clock.format(new Date(at));
    this.#seenAt = performance.now();
    this.#draw();
  }

  // What comes in a rush is looked at once.
  #gather({ changes, fresh, anew }) {
    if (!this.#waiting) {
      this.#waiting = { numbers: new Set(), fresh: [], anew: false };
      setTimeout(() => {
        const news = this.#waiting;
        this.#waiting = null;
        this.onNews(news);
      }, GATHER_MS);
    }
    for (const { number } of changes) this.#waiting.numbers.add(number);
    this.#waiting.fresh.push(...fresh);
    this.#waiting.anew ||= anew;
  }

  #draw() {
    if (this.#told == null) return;
    const stale = performance.now() - this.#seenAt > STALE_MS;
    this.#node.classList.toggle("stale", stale);
    fill(
      this.#node,
      el("i", { "aria-hidden": "true" }),
      stale
        ? t("No news since {time}; trying again", { time: this.#told })
        : t("Live, as of {time}", { time: this.#told }),
    );
  }
}
