// Honest density on the map: the picture, its legend, how it is drawn, and the value at the cursor.

import { debounce, el, fill } from "../ui/dom.js";
import { count, figure, moment, t } from "../ui/messages.js";
import { getJson, query, told } from "../ui/net.js";
import { Swipe } from "../map/swipe.js";
import { LOOK } from "./filter.js";
import { choice, tick } from "./look_form.js";

const BANDWIDTHS_M = [50, 100, 150, 200, 300, 500, 1000];
const CURSOR_MS = 70;
const KERNELS = { gaussian: "Gaussian", quartic: "Quartic" };
const BASES = {
  area: "Per km²",
  roads: "Per km of road",
  cases: "Percent of all cases",
};
const TITLES = {
  area: "Cases per km²",
  roads: "Cases per km of road",
  cases: "Percent of all cases",
};
const UNITS = {
  area: "{n} cases per km²",
  roads: "{n} cases per km of road",
  cases: "{n} % of all cases",
};

export class HeatScene {
  #stage;
  #filter;
  #bases = null;
  #heat = null;
  #cursor = null;
  #asking = null;
  #open = false;

  #swipe = null;

  #timezone;

  // handle: the line between two densities, where the page has one
  constructor(stage, filter, handle) {
    this.#timezone = window.stageFacts.timezone;
    if (handle) this.#swipe = new Swipe(handle);
    this.#stage = stage;
    this.#filter = filter;
    const ask = debounce((place) => this.#askAt(place), CURSOR_MS);
    stage.on("mousemove", (place) => this.#heat && ask(place));
    stage.on("mouseout", () => this.#say(""));
  }

  // Draws the density of the filter; returns title, rows and foot of its legend.
  async draw(signal, opacity) {
    if (this.#changes && !this.#comparable) return this.#unasked();
    this.#bases ??= (await getJson("/api/cases/density/bases")).bases;
    const heat = this.#beside
      ? await this.#drawBoth(signal, opacity)
      : await this.#drawOne(signal, opacity);
    this.#heat = heat;
    const rows = heat.breaks.map((b) => [b.colour, step(b, heat.change)]);
    this.#cursor = el("output", { class: "at-cursor" });
    return { title: this.#title(), rows, foot: [this.#cursor, this.#note(), this.#form()] };
  }

  // Another period is as long as the chosen one, so there must be one; another class needs none.
  get #comparable() {
    const { from, to, vs } = this.#filter.some(["from", "to", "vs"]);
    return vs.startsWith("class:") || Boolean(from && to);
  }

  #unasked() {
    this.stop();
    const asked = t("Choose a period with a beginning and an end, or a class to compare with.");
    return { title: t("Change"), rows: [], foot: el("p", { class: "quiet" }, asked) };
  }

  get steps() {
    const found = this.#heat && !this.#heat.change ? this.#heat.breaks : [];
    return found.map((one) => one.from).join(",");
  }

  stop() {
    this.#heat = null;
    this.#part();
    this.#stage.drop("heat");
  }

  #part() {
    this.#swipe?.hide();
    for (const name of ["heat-a", "heat-b"]) this.#stage.drop(name);
  }

  async #drawOne(signal, opacity) {
    const heat = await getJson(`/api/cases/density${query(this.#asked())}`, { signal });
    this.#part();
    if (heat.placed || heat.change) this.#put("heat", heat, { opacity });
    else this.#stage.drop("heat");
    return heat;
  }

  // Earlier on the left of the line, now on the right, in the colours of one legend.
  async #drawBoth(signal, opacity) {
    const [then, now] = await Promise.all(
      ["then", "now"].map((side) =>
        getJson(`/api/cases/density${query({ ...this.#asked(), side })}`, { signal }),
      ),
    );
    this.stop();
    this.#put("heat-a", then, { opacity, pane: this.#swipe.pane("a") });
    this.#put("heat-b", now, { opacity, pane: this.#swipe.pane("b") });
    this.#swipe.show();
    return now;
  }

  #put(name, heat, options) {
    if (heat.whole) this.#stage.picture(name, heat.url, heat.box, options);
    else this.#stage.squares(name, heat.tiles, options);
  }

  get #changes() {
    return this.#filter.get("mode") === "change";
  }

  get #beside() {
    return this.#changes && this.#swipe && this.#filter.get("beside") === "1";
  }

  #asked(place = null) {
    const asked = { ...this.#filter.question({ without: ["box"] }), ...this.#filter.some(LOOK) };
    delete asked.beside;
    if (this.#changes) asked.vs = this.#filter.get("vs") || "before";
    if (place && this.#beside) asked.side = this.#swipe.sideOf(place) === "a" ? "then" : "now";
    return asked;
  }

  #title() {
    const { change } = this.#heat;
    const said = { what: this.#measure(), other: this.#heat.then_class };
    if (this.#beside)
      return said.other
        ? t("Left {other}, right this filter: {what}", said)
        : t("Left earlier, right now: {what}", said);
    if (!change) return said.what;
    return said.other
      ? t("More or fewer than {other}: {what}", said)
      : t("More or fewer: {what}", said);
  }

  #measure() {
    const { base } = this.#heat;
    return base in TITLES ? t(TITLES[base]) : t("Cases per 100 × {layer}", this.#layer());
  }

  #layer() {
    const found = this.#bases.find((one) => one.name === this.#heat.base);
    return { layer: found?.title ?? this.#heat.base };
  }

  #note() {
    const { kernel, radius_m, bandwidth_m, days, placeless, outside, piled, base } = this.#heat;
    const quartic = kernel === "quartic";
    const said = [
      quartic
        ? t("Quartic kernel reaching {n} m.", { n: radius_m })
        : t("Gaussian kernel of {n} m.", { n: bandwidth_m }),
      days === 1 && t("Period of one day."),
      days != null && days !== 1 && t("Period of {n} days.", { n: figure(days) }),
      this.#heat.then && !this.#heat.then_class && this.#compared(),
      base !== "area" && t("Blank where there is too little to divide by."),
      t("{m} cases without a place are not drawn.", { m: count(placeless) }),
      outside > 0 && t("{m} cases outside the district are not drawn.", { m: count(outside) }),
      piled > 0 && t("{m} cases on one default place are left out.", { m: count(piled) }),
    ];
    return el("p", { class: "quiet" }, said.filter(Boolean).join(" "));
  }

  #compared() {
    const [from, to] = this.#heat.then.map((at) => moment(at, this.#timezone));
    return t("Compared with {from} – {to}.", { from, to });
  }

  #form() {
    const { kernel, bandwidth_m, edge, base, breaks } = this.#heat;
    const set = (name) => (event) => this.#filter.set({ [name]: event.target.value });
    const kept = this.#filter.get("breaks") !== "";
    return el(
      "details",
      { class: "look no-print", open: this.#open, ontoggle: (e) => (this.#open = e.target.open) },
      el("summary", {}, t("How it is drawn")),
      choice(t("Kernel"), kernel, Object.entries(KERNELS), set("kernel")),
      choice(
        t("Bandwidth"),
        bandwidth_m,
        BANDWIDTHS_M.map((m) => [m, `${m} m`]),
        set("bandwidth"),
      ),
      choice(
        t("Relative to"),
        base,
        this.#bases.map(({ name, title }) => [name, title || BASES[name]]),
        set("base"),
      ),
      tick(t("Corrected at the district's edge"), edge, (event) =>
        this.#filter.set({ edge: event.target.checked ? "" : "0" }),
      ),
      this.#changes &&
        this.#swipe &&
        tick(t("Side by side"), this.#beside, (event) =>
          this.#filter.set({ beside: event.target.checked ? "1" : "" }),
        ),
      !this.#heat.change &&
        tick(t("Keep these steps"), kept, (event) =>
          this.#filter.set({
            breaks: event.target.checked ? breaks.map((one) => one.from).join(",") : "",
          }),
        ),
    );
  }

  async #askAt([lon, lat]) {
    if (!this.#heat) return;
    this.#asking?.abort();
    this.#asking = new AbortController();
    const asked = { ...this.#asked([lon, lat]), at: `${lon.toFixed(6)},${lat.toFixed(6)}` };
    const found = await told(() =>
      getJson(`/api/cases/density/value${query(asked)}`, { signal: this.#asking.signal }),
    );
    if (found && this.#heat) this.#say(this.#worded(found.value));
  }

  #worded(value) {
    if (value == null) return t("Here: too little to divide by");
    const { base } = this.#heat;
    const n = figure(value, value < 10 ? 2 : value < 100 ? 1 : 0);
    const text =
      base in UNITS
        ? t(UNITS[base], { n })
        : t("{n} cases per 100 × {layer}", { n, ...this.#layer() });
    return t("Here: {what}", { what: text });
  }

  #say(text) {
    if (this.#cursor) fill(this.#cursor, text);
  }
}

function step({ from, to }, change) {
  const say = (n) => (change && n > 0 ? `+${figure(n)}` : figure(n));
  if (to == null) return `≥ ${say(from)}`;
  return from == null ? `≤ ${say(to)}` : `${say(from)} – ${say(to)}`;
}
