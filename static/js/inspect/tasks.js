// What an inspector does at an asset: change its state, note a visit, add a photo, report a case.

import { el, fill, toast } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { sendJson } from "../ui/net.js";
import { draft, dropDraft, form, refused } from "./forms.js";
import { offerText, photoField, sendPhoto } from "./photos.js";

const NOTE_MOST = 400;
const TEXT_MOST = 1000;
const urlOf = ({ layer, code }) =>
  `/api/layers/${encodeURIComponent(layer)}/features/${encodeURIComponent(code)}`;

export class Tasks {
  // onSaved(card | null): the asset changed; onBack: show the buttons again.
  constructor({ timezone, onSite, onSaved, onReported, onBack, link }) {
    this.timezone = timezone;
    this.onSite = onSite;
    this.onSaved = onSaved;
    this.onReported = onReported;
    this.onBack = onBack;
    this.link = link;
  }

  // The buttons of a card; a form takes their place when one is pressed.
  buttons(card) {
    const { feature, may } = card;
    const state = card.fields.find((field) => field.name === "state");
    const open = (make) => () => this.#open(make());
    const button = (name, text, onclick, more = "") =>
      el("button", { type: "button", class: `button ${more}`.trim(), name, onclick }, text);
    const camera = photoField({
      label: t("Add a photo"),
      onTaken: (file) => this.#photo(card, file),
    });
    return el(
      "div",
      { class: "buttons" },
      may.change && state
        ? button(
            "state",
            t("Change state"),
            open(() => this.#stateForm(card, state)),
            "primary",
          )
        : null,
      may.change ? button("visited", t("As recorded"), () => this.#visited(card)) : null,
      may.change && state?.choices.some((choice) => choice.value === "lost")
        ? button(
            "missing",
            t("Not found here"),
            open(() => this.#stateForm(card, state, { value: "lost", note: t("Not found here") })),
            "danger",
          )
        : null,
      may.report && card.classes.length
        ? button(
            "report",
            t("Report a case"),
            open(() => this.#reportForm(card)),
          )
        : null,
      may.photo ? camera.node : null,
      button("link", t("Copy link"), () => this.#copy(feature)),
    );
  }

  #open(node) {
    fill(document.querySelector(".sheet .do"), node);
    node.querySelector("textarea, input:checked, select")?.focus({ preventScroll: true });
    node.scrollIntoView({ block: "nearest" });
  }

  #stateForm(card, state, { value = null, note = "" } = {}) {
    const key = `state ${card.feature.layer} ${card.feature.code}`;
    const chosen = value ?? state.value;
    const choices = state.choices.map((choice) =>
      el(
        "label",
        { class: "choice" },
        el("input", {
          type: "radio",
          name: "state",
          value: choice.value,
          checked: choice.value === chosen,
          required: true,
        }),
        el("span", {}, choice.title),
      ),
    );
    const text = draft(key, el("textarea", { name: "note", required: true, maxLength: NOTE_MOST }));
    text.value ||= note;
    const photo = photoField({ label: t("With a photo (may be left out)") });
    const seen = el("input", { type: "checkbox", name: "seen", checked: this.onSite });
    const save = async (version) => {
      const values = { state: node.elements.namedItem("state").value };
      const body = { version, values, note: text.value, inspected: seen.checked };
      const saved = await sendJson("PATCH", urlOf(card.feature), body);
      dropDraft(key);
      toast(t("Saved."), { seconds: 2 });
      const [file] = photo.input.files;
      await this.#try(() => this.#photoAfter(card.feature, file));
      this.onSaved(file ? null : saved);
    };
    const node = form({
      title: t("What did you find?"),
      parts: [
        el("div", { class: "choices", role: "radiogroup", "aria-label": state.title }, choices),
        el("label", { class: "field" }, el("span", {}, t("Note")), text),
        el("label", { class: "check" }, seen, t("Seen on site")),
        photo.node,
      ],
      button: t("Save"),
      save: () => save(card.feature.version),
      onCancel: this.onBack,
      onRefused: (error) =>
        error.kind === "stale_version" ? this.#both(error, state, save) : null,
    });
    return node;
  }

  // Somebody saved meanwhile: both sides, and the choice is the person's.
  #both(error, state, save) {
    const { mine, theirs } = error.facts;
    const title = (side) =>
      state.choices.find((choice) => choice.value === side?.state)?.title ?? "–";
    const again = async () => {
      try {
        await save(theirs.version);
      } catch (second) {
        fill(node, refused(second));
      }
    };
    const node = el(
      "div",
      { class: "notice warn" },
      el("p", {}, t("Somebody saved this asset meanwhile. Nothing of yours is stored yet.")),
      el(
        "p",
        {},
        t("Stored now: {theirs}. Yours: {mine}.", { theirs: title(theirs), mine: title(mine) }),
      ),
      el(
        "div",
        { class: "ends" },
        el("button", { type: "button", class: "button", onclick: again }, t("Save mine over it")),
        el(
          "button",
          { type: "button", class: "button", onclick: () => this.onSaved(null) },
          t("Keep theirs"),
        ),
      ),
    );
    return node;
  }

  async #visited(card) {
    const body = { version: card.feature.version, values: {}, note: "", inspected: true };
    await this.#try(async () => {
      const saved = await sendJson("PATCH", urlOf(card.feature), body);
      toast(t("The visit was noted."), { seconds: 2 });
      this.onSaved(saved);
    });
  }

  async #photo(card, file) {
    await this.#try(async () => {
      await this.#photoAfter(card.feature, file);
      this.onSaved(null);
    });
  }

  async #photoAfter(feature, file) {
    if (!file) return;
    const { offer } = await sendPhoto(feature, file);
    const { text, far } = offerText(offer, this.timezone);
    toast(text, { bad: far, seconds: far ? 9 : 5 });
  }

  #reportForm(card) {
    const { feature } = card;
    const key = `report ${feature.layer} ${feature.code}`;
    const classes = el(
      "select",
      { name: "class", required: true },
      card.classes.map((row, at) =>
        el("option", { value: String(at) }, `${row.name} · ${row.code}`),
      ),
    );
    const text = draft(
      key,
      el("textarea", { name: "description", required: true, maxLength: TEXT_MOST }),
    );
    const photo = photoField({ label: t("With a photo (may be left out)") });
    const save = async () => {
      const row = card.classes[Number(classes.value)];
      const { case: made } = await sendJson("POST", "/api/cases", {
        kind: row.kind,
        class_code: row.code,
        source: "collector",
        description: text.value,
        address: feature.address,
        asset_layer: feature.layer,
        asset_code: feature.code,
      });
      dropDraft(key);
      await this.#try(() =>
        this.#photoAfter({ layer: "cases", code: made.number }, photo.input.files[0]),
      );
      this.onReported(made);
    };
    return form({
      title: t("Report a case at this asset"),
      parts: [
        el("label", { class: "field" }, el("span", {}, t("Class")), classes),
        el("label", { class: "field" }, el("span", {}, t("What is wrong?")), text),
        photo.node,
      ],
      button: t("Report the case"),
      save,
      onCancel: this.onBack,
    });
  }

  async #copy(feature) {
    const link = this.link(feature);
    try {
      await navigator.clipboard.writeText(link);
      toast(t("The link was copied."), { seconds: 2 });
    } catch {
      toast(link, { seconds: 15 });
    }
  }

  async #try(work) {
    try {
      await work();
    } catch (error) {
      toast(t("Not saved: {why}", { why: error.message }), { bad: true, seconds: 8 });
    }
  }
}
