// Cases over time as bars, with a brush that sets the period; the bars stay when the brush moves.

import { t } from "../ui/messages.js";

const NS = "http://www.w3.org/2000/svg";
const HEIGHT = 84;
const FOOT = 16;

function svg(tag, attributes, text) {
  const node = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text != null) node.textContent = text;
  return node;
}

export class Timeline {
  #box;
  #bins = [];
  #from = null;
  #to = null;
  #drag = null;

  // onPick(from, to) is given two moments in ms, or nulls when the brush is cleared.
  constructor(box, timeZone, onPick) {
    this.#box = box;
    this.timeZone = timeZone;
    this.onPick = onPick;
    box.tabIndex = 0;
    box.addEventListener("pointerdown", (event) => this.#down(event));
    box.addEventListener("pointermove", (event) => this.#move(event));
    box.addEventListener("pointerup", (event) => this.#up(event));
    box.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.draw()).observe(box);
  }

  show(bins) {
    this.#bins = bins.map((bin) => ({
      from: Date.parse(bin.from),
      to: Date.parse(bin.to),
      count: bin.count,
    }));
    this.draw();
  }

  // The chosen period in ms, or nulls.
  choose(from, to) {
    this.#from = from;
    this.#to = to;
    this.draw();
  }

  // From where to where the bars reach, and the chosen period (null for none), in ms.
  get span() {
    const whole = this.#from != null && Number.isFinite(this.#from) && Number.isFinite(this.#to);
    return { start: this.#start, end: this.#end, chosen: whole ? [this.#from, this.#to] : null };
  }

  get #start() {
    return this.#bins[0]?.from ?? 0;
  }

  get #end() {
    return this.#bins.at(-1)?.to ?? 1;
  }

  get #width() {
    return Math.max(1, this.#box.clientWidth - 24);
  }

  #x(moment) {
    return ((moment - this.#start) / (this.#end - this.#start)) * this.#width;
  }

  #moment(event) {
    const left = this.#box.getBoundingClientRect().left + 12;
    const share = Math.min(1, Math.max(0, (event.clientX - left) / this.#width));
    return this.#start + share * (this.#end - this.#start);
  }

  draw() {
    const width = this.#width;
    const picture = svg("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, preserveAspectRatio: "none" });
    const most = Math.max(1, ...this.#bins.map((bin) => bin.count));
    const room = HEIGHT - FOOT;
    picture.append(
      svg("line", { x1: 0, x2: width, y1: room + 0.5, y2: room + 0.5, class: "rule" }),
    );
    for (const bin of this.#bins) {
      const x = this.#x(bin.from);
      const size = Math.max(0.6, this.#x(bin.to) - x - (this.#bins.length < 200 ? 1 : 0));
      const high = (bin.count / most) * (room - 12);
      const within = this.#from == null || (bin.to > this.#from && bin.from < this.#to);
      const bar = svg("rect", {
        x,
        width: size,
        y: room - high,
        height: high,
        class: within ? "bar-in" : "bar-full",
      });
      bar.append(svg("title", {}, `${this.#label(bin.from, true)} · ${bin.count}`));
      picture.append(bar);
    }
    picture.append(svg("text", { x: 2, y: 10, class: "axis" }, t("most: {n}", { n: most })));
    for (const [x, label, anchor] of this.#ticks()) {
      picture.append(
        svg("text", { x, y: HEIGHT - 3, class: "axis", "text-anchor": anchor }, label),
      );
    }
    if (this.#from != null) {
      const x = this.#x(this.#from);
      const size = Math.max(2, this.#x(this.#to) - x);
      picture.append(svg("rect", { x, width: size, y: 0, height: room, class: "brush" }));
    }
    this.#box.replaceChildren(picture);
  }

  #ticks() {
    if (!this.#bins.length) return [];
    const many = Math.max(2, Math.min(8, Math.floor(this.#width / 110)));
    return Array.from({ length: many }, (_, i) => {
      const share = i / (many - 1);
      const anchor = i === 0 ? "start" : i === many - 1 ? "end" : "middle";
      return [
        share * this.#width,
        this.#label(this.#start + share * (this.#end - this.#start - 1)),
        anchor,
      ];
    });
  }

  #label(moment, fine = false) {
    const hours = fine && this.#bins[0].to - this.#bins[0].from < 86_000_000;
    const form = { timeZone: this.timeZone, month: "2-digit", day: "2-digit" };
    if (hours || this.#end - this.#start < 4 * 86_400_000)
      Object.assign(form, { hour: "2-digit", minute: "2-digit", hour12: false });
    return new Intl.DateTimeFormat(document.documentElement.lang, form).format(new Date(moment));
  }

  #down(event) {
    if (!this.#bins.length) return;
    this.#box.setPointerCapture(event.pointerId);
    this.#drag = this.#moment(event);
  }

  #move(event) {
    if (this.#drag == null) return;
    const [from, to] = [this.#drag, this.#moment(event)].sort((a, b) => a - b);
    this.choose(...this.#snapped(from, to));
  }

  #up(event) {
    if (this.#drag == null) return;
    const moved = Math.abs(this.#x(this.#moment(event)) - this.#x(this.#drag)) > 4;
    this.#drag = null;
    if (moved) this.onPick(this.#from, this.#to);
    else {
      this.choose(null, null);
      this.onPick(null, null);
    }
  }

  // Whole bins, so that what is bright is what is counted.
  #snapped(from, to) {
    const first = this.#bins.find((bin) => bin.to > from) ?? this.#bins[0];
    const last = this.#bins.findLast((bin) => bin.from < to) ?? this.#bins.at(-1);
    return [first.from, last.to];
  }

  // Arrows move the period by its own length; Escape clears it.
  #key(event) {
    if (event.key === "Escape") {
      this.choose(null, null);
      this.onPick(null, null);
      return;
    }
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || !this.#bins.length) return;
    event.preventDefault();
    const bin = this.#bins.at(-1);
    const [from, to] = this.#from == null ? [bin.from, bin.to] : [this.#from, this.#to];
    const span = this.#from == null ? 0 : (to - from) * by;
    if (from + span < this.#start || to + span > this.#end) return;
    this.choose(...this.#snapped(from + span + 1, to + span - 1));
    this.onPick(this.#from, this.#to);
  }
}
