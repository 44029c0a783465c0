// A plan came in force since the draft was made: what both changed apart is decided, one by one.

import { el, fill } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";
import { getJson, told } from "../ui/net.js";
import { said } from "./banner.js";
import { MINE, THEIRS } from "./clash.js";
import { ringsOf } from "./fabric.js";

export class RebasePanel {
  #draft;
  #map;
  #found = null;
  #choices = new Map();
  node = el("section", { class: "rebase" });

  // onPlace(places): where to look; onDone(): the draft is up to date
  constructor(draft, map, { onPlace, onDone }) {
    this.#draft = draft;
    this.#map = map;
    Object.assign(this, { onPlace, onDone });
  }

  // Shown while the draft is behind; who may not change it only reads that it is.
  draw() {
    const { outdated, may } = this.#draft.head;
    this.node.hidden = !outdated;
    if (!outdated) {
      this.#close();
      return;
    }
    if (this.#found) fill(this.node, this.#question());
    else
      fill(
        this.node,
        el("p", { class: "notice warn" }, BEHIND()),
        may.edit &&
          button("rebase", t("Bring up to date…"), () => told(() => this.#open()), "primary"),
      );
  }

  async #open() {
    this.#choices.clear();
    this.#found = await getJson(`/api/plans/${this.#draft.head.id}/rebase`);
    this.draw();
  }

  #close() {
    this.#found = null;
    this.#map.sketch.drop("rebase-mine", "rebase-theirs");
  }

  #question() {
    const { onto, mine, theirs, conflicts } = this.#found;
    const left = conflicts.filter(({ key }) => !this.#choices.has(key)).length;
    return [
      el("h3", {}, t("Bring up to date with {plan}", { plan: said(onto.name) })),
      el(
        "p",
        { class: "quiet" },
        t("{mine} changes of this draft and {theirs} of that plan.", {
          mine: count(mine),
          theirs: count(theirs),
        }),
        " ",
        conflicts.length
          ? t("Where both changed the same, choose a side: {n}.", { n: count(conflicts.length) })
          : t("They do not touch one another."),
      ),
      conflicts.length > 1 && this.#every(),
      el(
        "ol",
        { class: "conflicts" },
        conflicts.map((one) => this.#row(one)),
      ),
      el("p", { class: "quiet" }, t("Steps made before cannot be undone one by one afterwards.")),
      el(
        "div",
        { class: "acts" },
        el(
          "button",
          {
            type: "button",
            class: "button primary",
            name: "settle",
            disabled: left > 0,
            onclick: () => told(() => this.#settle()),
          },
          left ? t("{n} still to decide", { n: count(left) }) : t("Bring up to date"),
        ),
        button("leave", t("Cancel"), () => {
          this.#close();
          this.draw();
        }),
      ),
    ];
  }

  #every() {
    const all = (side) => () => {
      for (const { key } of this.#found.conflicts) this.#choices.set(key, side);
      this.draw();
    };
    return el(
      "p",
      { class: "acts" },
      button("all-mine", t("This draft everywhere"), all("mine")),
      button("all-theirs", t("That plan everywhere"), all("theirs")),
    );
  }

  #row(conflict) {
    const { key, title, codes } = conflict;
    return el(
      "li",
      { dataset: { key } },
      el("p", {}, title),
      el("p", { class: "quiet codes" }, codes.join(" ")),
      this.#side(conflict, "mine", t("This draft")),
      this.#side(conflict, "theirs", t("That plan")),
    );
  }

  #side(conflict, side, title) {
    const pick = el("input", {
      type: "radio",
      name: conflict.key,
      value: side,
      checked: this.#choices.get(conflict.key) === side,
    });
    pick.addEventListener("change", () => {
      this.#choices.set(conflict.key, side);
      this.#show(conflict);
      this.draw();
    });
    return el(
      "label",
      { class: `side ${side}`, onpointerenter: () => this.#show(conflict) },
      pick,
      el("span", { class: side === "mine" ? "key mine" : "key" }),
      el("span", {}, title, " ", el("span", { class: "quiet" }, this.#tell(conflict, side))),
    );
  }

  // What a side has there, in a few words.
  #tell({ kind, mine, theirs, ...grids }, side) {
    if (kind === "grid") {
      const { name, collectors, street } = grids[`grid_${side}`];
      return [name, collectors && t("{n} collectors", { n: count(collectors) }), street]
        .filter(Boolean)
        .join(" · ");
    }
    const cells = (side === "mine" ? mine : theirs).features;
    const owners = [...new Set(cells.map(({ properties: { grid } }) => grid))];
    const names = owners.map((code) => (code ? this.#draft.nameOf(code) : t("no grid")));
    const shown = names.length > 3 ? [...names.slice(0, 3), "…"] : names;
    return `${t("{n} cells", { n: count(cells.length) })} · ${shown.join(" / ")}`;
  }

  #show({ mine, theirs }) {
    const shapes = (side) => side.features.map(({ geometry }) => ringsOf(geometry));
    this.#map.sketch.areas("rebase-theirs", shapes(theirs), THEIRS);
    this.#map.sketch.areas("rebase-mine", shapes(mine), MINE);
    const places = [...shapes(mine), ...shapes(theirs)].flat(2);
    if (places.length) this.onPlace(places);
  }

  async #settle() {
    const choices = Object.fromEntries(this.#choices);
    const step = await this.#draft.rebase({ onto: this.#found.onto.id, choices });
    if (!step) return this.#open(); // refused: what there is to decide may be other things now
    this.#close();
    return this.onDone();
  }
}

const BEHIND = () =>
  t(
    "Another plan came into force since this one was made; it has to be brought up to date before it can be published.",
  );

function button(name, title, onclick, look = "") {
  return el("button", { type: "button", class: `button ${look}`, name, onclick }, title);
}
