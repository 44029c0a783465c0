// Who owns a place: under each of the two plans, and on a day of the past or to come.

import { el, fill } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { getJson, query } from "../ui/net.js";
import { saidName } from "../plan/plans_list.js";

export class Place {
  #box;
  #stage;
  #sides;
  #place = null;
  #day;

  // sides(): the numbers of both plans; today: the district's day
  constructor(box, { stage, sides, today }) {
    this.#box = box;
    this.#stage = stage;
    this.#sides = sides;
    this.#day = today;
    fill(box, this.#hint());
  }

  async ask(place) {
    this.#place = place;
    this.#stage.pin(place);
    await this.again();
  }

  async again() {
    if (!this.#place) return;
    const [lon, lat] = this.#place;
    const at = query({ lon, lat });
    const under = await Promise.all(
      this.#sides().map((id) => getJson(`/api/plans/${id}/owner${at}`)),
    );
    fill(
      this.#box,
      el("h3", {}, t("Who owns this place")),
      el("dl", { class: "facts" }, under.map(line)),
      await this.#onDay(),
    );
  }

  #hint() {
    return el("p", { class: "quiet" }, t("Click the map to see who owns a place."));
  }

  async #onDay() {
    const answer = el("span", { class: "then" });
    const day = el("input", { type: "date", name: "day", value: this.#day, required: true });
    const ask = async () => {
      if (!day.value) return;
      this.#day = day.value;
      fill(answer, await this.#then());
    };
    day.addEventListener("change", ask);
    await ask();
    return el("p", { class: "on-day" }, el("label", {}, t("On this day"), day), answer);
  }

  // A day on which no plan was in force is an answer too.
  async #then() {
    const [lon, lat] = this.#place;
    try {
      const found = await getJson(`/api/plans/owner${query({ lon, lat, date: this.#day })}`);
      return [el("strong", {}, owned(found)), el("span", { class: "quiet" }, named(found))];
    } catch (error) {
      return el("span", { class: "quiet" }, error.message);
    }
  }
}

function line(found) {
  const cell = found.cell && el("span", { class: "quiet" }, found.cell);
  return [el("dt", {}, saidName(found.plan.name)), el("dd", {}, owned(found), " ", cell ?? "")];
}

const named = ({ plan }) => ` ${saidName(plan.name)}`;

function owned({ cell, grid, grid_name: name }) {
  if (!cell) return t("no cell");
  return grid ? (name ?? grid) : t("no grid");
}
