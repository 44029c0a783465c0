// What people say about the draft, and where on the map they mean it.

import { el, fill, toast } from "../ui/dom.js";
import { count, fullMoment, moment, t } from "../ui/messages.js";
import { getJson, sendJson, told } from "../ui/net.js";

const TEXT_MOST = 1000;

export class Comments {
  #draft;
  #stage;
  #pick;
  #facts;
  #found = [];
  #chosen = null;
  #place = null;
  #list = el("ol", { class: "comments" });
  #text = el("textarea", { name: "comment", maxLength: TEXT_MOST, rows: 2, required: true });
  #where = el("span", { class: "where" });

  // pick: a PlacePick; onCount(number of comments still open); facts.mayComment, facts.mayEdit
  constructor(box, draft, { stage, pick, facts, onCount }) {
    this.#draft = draft;
    this.#stage = stage;
    this.#pick = pick;
    this.#facts = facts;
    this.onCount = onCount;
    this.#text.setAttribute("aria-label", t("New comment"));
    this.#text.placeholder = t("What do you notice?");
    fill(box, el("h3", {}, t("Comments")), facts.mayComment && this.#form(), this.#list);
    // a press on a pin is not a press on the plan under it
    stage.element.parentElement.addEventListener(
      "pointerdown",
      (event) => event.target.closest(".cluster") && event.stopPropagation(),
      { capture: true },
    );
  }

  get #address() {
    return `/api/plans/${this.#draft.head.id}/comments`;
  }

  async load() {
    const answer = await getJson(this.#address).catch(() => null);
    if (!answer) return; // offline: what is shown stays
    const same = JSON.stringify(answer.comments) === JSON.stringify(this.#found);
    this.#found = answer.comments;
    if (!same || !this.#found.length) this.draw();
  }

  draw() {
    const rows = this.#found.map((one, i) => this.#row(one, i + 1));
    fill(
      this.#list,
      rows.length ? rows : el("li", { class: "quiet none" }, t("Nobody has said anything yet.")),
    );
    this.#pins();
    this.onCount(this.#found.filter((one) => !one.done).length);
  }

  // What is dealt with needs no pin any more.
  #pins() {
    const pinned = this.#found
      .map((one, i) => ({ ...one, count: i + 1 }))
      .filter(({ place, done }) => place && !done)
      .map(({ id, place: [lon, lat], count: number }) => ({ id, lon, lat, count: number }));
    this.#stage.clusters("comments", pinned, {
      onPick: ({ id }) => {
        this.onOpen?.();
        this.#choose(id, { go: false });
      },
    });
  }

  #row(one, number) {
    const { id, who, at, text, place, done } = one;
    const zone = this.#facts.timezone;
    return el(
      "li",
      {
        class: done ? "done" : null,
        dataset: { comment: id },
        "aria-current": id === this.#chosen ? "true" : null,
      },
      el(
        "p",
        { class: "head" },
        this.#number(one, number),
        el("strong", {}, who),
        el("time", { class: "quiet", datetime: at, title: fullMoment(at, zone) }, moment(at, zone)),
        el(
          "label",
          { class: "tick" },
          el("input", {
            type: "checkbox",
            name: "done",
            checked: done,
            disabled: !this.#facts.mayEdit,
            onchange: (event) => this.#tick(one, event.target),
          }),
          t("Done"),
        ),
      ),
      el("p", { class: "text" }, text),
      place &&
        el(
          "button",
          { type: "button", class: "link", name: "go", onclick: () => this.#choose(id) },
          t("Show on the map"),
        ),
    );
  }

  #number({ place, done }, number) {
    const look = place ? (done ? "nr pinned done" : "nr pinned") : "nr";
    return el("span", { class: look }, count(number));
  }

  #choose(id, { go = true } = {}) {
    const one = this.#found.find((comment) => comment.id === id);
    this.#chosen = id;
    for (const row of this.#list.children) {
      if (row.dataset.comment === String(id)) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
    this.#list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
    if (!one?.place || !go) return;
    this.#stage.goTo(one.place);
    if (one.done) this.#stage.pin(one.place);
    else this.#stage.unpin();
  }

  async #tick(one, box) {
    const body = { done: box.checked };
    const kept = await told(() => sendJson("PATCH", `${this.#address}/${one.id}`, body));
    if (!kept) {
      box.checked = one.done;
      return;
    }
    this.#found = this.#found.map((other) => (other.id === kept.id ? kept : other));
    this.draw();
    this.#list.querySelector(`[data-comment="${one.id}"] input`)?.focus();
  }

  #form() {
    const place = el(
      "button",
      { type: "button", class: "button", name: "place", onclick: () => this.#ask() },
      t("Comment at a place"),
    );
    const form = el(
      "form",
      { class: "say" },
      this.#text,
      el(
        "div",
        { class: "acts" },
        place,
        this.#where,
        el("button", { class: "button primary", name: "say" }, t("Send")),
      ),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#say();
    });
    return form;
  }

  #ask() {
    this.#pick.start(t("Click the place that you mean. Esc gives up."), (place) => {
      this.#pinAt(place);
      this.#text.focus();
    });
  }

  #pinAt(place) {
    this.#place = place;
    if (place) this.#stage.pin(place);
    else this.#stage.unpin();
    fill(
      this.#where,
      place && [
        t("at the red pin"),
        el(
          "button",
          {
            type: "button",
            class: "link",
            name: "unpin",
            title: t("Take the pin away"),
            "aria-label": t("Take the pin away"),
            onclick: () => this.#pinAt(null),
          },
          "×",
        ),
      ],
    );
  }

  async #say() {
    const body = { text: this.#text.value };
    if (this.#place) body.place = this.#place;
    const made = await told(() => sendJson("POST", this.#address, body));
    if (!made) return;
    this.#text.value = "";
    this.#pinAt(null);
    this.#found = [...this.#found, made];
    this.#chosen = made.id;
    this.draw();
    this.#choose(made.id, { go: false });
    toast(t("Said."));
  }
}
