// The period of the filter moved on step by step over the days of the timeline.

import { DAY_MS } from "./filter.js";

export class Film {
  #filter;
  #timeline;
  #legend;

  // legend(): the steps of the density on the map, to be kept while the film runs
  constructor(filter, timeline, legend) {
    this.#filter = filter;
    this.#timeline = timeline;
    this.#legend = legend;
  }

  // Returns whether there is anything to show: the first period is chosen, the legend kept.
  begin() {
    const { start, end, chosen } = this.#timeline.span;
    if (!(end > start)) return false;
    const [from, to] = chosen ?? [start, Math.min(end, start + DAY_MS)];
    const [first, last] = to >= end && from > start ? [start, start + (to - from)] : [from, to];
    const breaks = this.#filter.get("breaks") || (chosen ? this.#legend() : "");
    this.#set(first, last, breaks);
    return true;
  }

  // Moves on by the length of the period; returns false at the end of the timeline.
  next() {
    const { end, chosen } = this.#timeline.span;
    if (!chosen || chosen[1] >= end) return false;
    const [from, to] = chosen;
    const breaks = this.#filter.get("breaks") || this.#legend();
    this.#set(to, to + (to - from), breaks);
    return true;
  }

  #set(from, to, breaks) {
    this.#filter.set({
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      breaks,
    });
  }
}
