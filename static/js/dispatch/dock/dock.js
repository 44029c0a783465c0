// Below the map: the timeline, and tables of the same cases; one tab at a time, kept in the address.

import { el, fill } from "../../ui/dom.js";
import { t } from "../../ui/messages.js";
import { told } from "../../ui/net.js";
import { areasPane } from "./areas_pane.js";
import { bouncesPane } from "./bounces_pane.js";
import { comparison } from "./comparison.js";
import { hoursPane } from "./hours_pane.js";
import { repeatsPane } from "./repeats_pane.js";
import { tomorrowPane } from "./tomorrow_pane.js";
import { triedPane } from "./tried_pane.js";

const TABS = {
  "": ["Timeline", null],
  hours: ["Day and hour", hoursPane],
  areas: ["Areas", areasPane],
  repeats: ["Come again", repeatsPane],
  bounces: ["Bounces", bouncesPane],
  tomorrow: ["Tomorrow", tomorrowPane],
  tried: ["Hot places, tried", triedPane],
};
// How long one period stands while they are shown one after the other.
const FRAME_MS = 1200;
export class Dock {
  #filter;
  #tabs;
  #pane;
  #timeline;
  #round = 0;
  #playing = null;
  #majors = [];

  // context: what panes need of the workspace (filter, timezone, showPlace, showCircles)
  constructor(node, context) {
    this.context = context;
    this.#filter = context.filter;
    this.#tabs = node.querySelector(".dock-head");
    this.#pane = node.querySelector(".dock-pane");
    this.#timeline = node.querySelector(".timeline");
    this.#draw();
  }

  // Classes that cases can be compared with: [{ key, title }].
  setMajors(rows) {
    this.#majors = rows;
    this.#draw();
  }

  get open() {
    const tab = this.#filter.get("tab");
    return tab in TABS ? tab : "";
  }

  // Draws the open tab for the filter of the moment.
  async load() {
    this.#draw();
    const [, work] = TABS[this.open];
    if (!work) return;
    this.#round += 1;
    const mine = this.#round;
    this.#pane.setAttribute("aria-busy", "true");
    const nodes = await told(() => work(this.context));
    if (mine !== this.#round) return;
    this.#pane.removeAttribute("aria-busy");
    fill(this.#pane, nodes ?? el("p", { class: "quiet" }, t("There is nothing to show.")));
  }

  // Moves the period on by its own length, a day where none is chosen, in the steps of one legend.
  #play() {
    if (this.#playing != null) {
      this.#stop();
      return;
    }
    if (!this.context.film.begin()) return;
    this.#playing = setInterval(() => this.context.film.next() || this.#stop(), FRAME_MS);
    this.#draw();
  }

  #stop() {
    clearInterval(this.#playing);
    this.#playing = null;
    this.#draw();
  }

  #draw() {
    const open = this.open;
    this.#pane.hidden = open === "";
    this.#timeline.hidden = open !== "";
    const tabs = Object.entries(TABS).map(([name, [title]]) =>
      el(
        "button",
        {
          type: "button",
          role: "tab",
          "aria-selected": String(name === open),
          dataset: { tab: name },
          onclick: () => this.#filter.set({ tab: name }),
        },
        t(title),
      ),
    );
    const { vs } = this.#filter.some(["vs"]);
    const choice = comparison(vs, this.#majors, (value) => this.#filter.set({ vs: value }));
    const play = el(
      "button",
      {
        class: "button play",
        type: "button",
        "aria-pressed": String(this.#playing != null),
        title: t("Move the period on, day by day"),
        onclick: () => this.#play(),
      },
      this.#playing == null ? "▶" : "❚❚",
    );
    fill(
      this.#tabs,
      open === "" && play,
      el("div", { role: "tablist", "aria-label": t("Figures below the map") }, tabs),
      el("label", {}, `${t("Compare with")} `, choice),
    );
  }
}
