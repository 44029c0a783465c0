// The card of one asset: what it is, what can be done, what was done, what happened around it.

import { el, facts } from "../ui/dom.js";
import { fullMoment, metres, moment, t } from "../ui/messages.js";
import { photoStrip } from "./photos.js";
import { sign, stateTag } from "./sign.js";
import { way } from "./way.js";

const DONE = {
  add: "Entered in the register",
  change: "Changed",
  inspect: "Visited",
  remove: "Removed",
  photo: "Photo added",
};

// card: as the API tells it; context: { timezone, from, actions, onClose }.
export function cardParts(card, context) {
  return [cardHead(card, context), el("div", { class: "fill" }, body(card, context))];
}

function cardHead({ feature }, { onClose, onTall }) {
  const title = feature.name || feature.code;
  const under = [feature.name && feature.code, feature.layer_title].filter(Boolean).join(" · ");
  return el(
    "header",
    {},
    el("button", {
      type: "button",
      class: "grip",
      "aria-label": t("Taller or smaller"),
      onclick: onTall,
    }),
    sign(feature.style, feature.layer_title),
    el("div", { class: "names" }, el("h2", {}, title), el("p", { class: "quiet" }, under)),
    stateTag(feature.state, feature.state_title),
    el(
      "button",
      { type: "button", class: "close", "aria-label": t("Close the card"), onclick: onClose },
      "×",
    ),
  );
}

function body(card, context) {
  const { feature } = card;
  return [
    el(
      "section",
      { class: "where" },
      context.from && feature.lon != null
        ? way(context.from.place, [feature.lon, feature.lat])
        : null,
      el("span", {}, feature.address),
      due(card.due),
    ),
    el("section", { class: "do" }, context.actions),
    card.photos.length
      ? el("section", {}, el("h3", {}, t("Photos")), photoStrip(card.photos, context.timezone))
      : null,
    attributes(card.fields),
    cases(card, context),
    past(card.history, context.timezone),
  ];
}

function due(rule) {
  if (!rule) return null;
  if (!rule.last_on) return el("span", { class: "tag warn" }, t("Never visited"));
  if (rule.late_days)
    return el("span", { class: "tag warn" }, t("Visit {n} days late", { n: rule.late_days }));
  return el("span", { class: "tag good" }, t("Next visit {date}", { date: rule.due_on }));
}

// The value first, the empty ones folded away: an inspector reads, a surveyor looks what is missing.
function attributes(fields) {
  const codes = codesBeside(fields);
  const shown = (field) => [
    field.unit ? `${field.shown} ${field.unit}` : field.shown,
    codes.has(field.name) ? el("span", { class: "quiet" }, ` ${codes.get(field.name)}`) : null,
  ];
  const there = fields.filter(
    (field) =>
      field.shown != null &&
      field.name !== "state" &&
      !(field.name.endsWith("_code") && codes.has(field.name.slice(0, -5))),
  );
  const empty = fields.filter((field) => field.shown == null).map((field) => field.title);
  return el(
    "section",
    {},
    el("h3", {}, t("Attributes")),
    facts(there.map((field) => [field.title, el("span", {}, shown(field))])),
    empty.length
      ? el(
          "p",
          { class: "quiet missing" },
          t("Not recorded: {fields}", { fields: empty.join(", ") }),
        )
      : null,
  );
}

// A unit's code stands beside its name (owner and owner_code) and needs no line of its own.
function codesBeside(fields) {
  const by = new Map(fields.map((field) => [field.name, field.shown]));
  return new Map(
    [...by]
      .filter(([name, code]) => name.endsWith("_code") && code != null && by.get(name.slice(0, -5)))
      .map(([name, code]) => [name.slice(0, -5), code]),
  );
}

const OVER = new Set(["closed", "void", "rejected"]);

function cases(card, { timezone }) {
  if (!card.cases.length) return null;
  const rows = card.cases.map((one) =>
    el(
      "li",
      {},
      el(
        "a",
        { href: `/dispatch?case=${encodeURIComponent(one.number)}` },
        el("span", { class: "title" }, one.class_name ?? one.class_code ?? one.number),
        el("span", { class: `tag ${OVER.has(one.state) ? "" : "bad"}`.trim() }, one.state_title),
        el(
          "span",
          { class: "more quiet" },
          `${one.here ? t("at this asset") : metres(one.distance_m)} · ${moment(one.reported_at, timezone)} · ${one.number}`,
        ),
      ),
    ),
  );
  const left = card.cases_total - card.cases.length;
  return el(
    "section",
    {},
    el("h3", {}, t("Cases here and within 50 m"), ` (${card.cases_total})`),
    el("ol", { class: "cases" }, rows),
    left > 0 ? el("p", { class: "quiet" }, t("{n} older ones are not listed.", { n: left })) : null,
  );
}

function past(entries, timezone) {
  if (!entries.length) return null;
  const items = entries.map((entry) =>
    el(
      "li",
      {},
      el("div", {}, [t(DONE[entry.what] ?? entry.what), entry.who].filter(Boolean).join(" · ")),
      entry.changes.map((change) => el("div", { class: "change" }, changed(change))),
      entry.note && entry.what !== "add" ? el("div", { class: "note" }, entry.note) : null,
      el("div", { class: "quiet" }, fullMoment(entry.at, timezone)),
    ),
  );
  return el("section", {}, el("h3", {}, t("What was done")), el("ol", { class: "past" }, items));
}

function changed({ title, before, after }) {
  return [
    el("span", { class: "quiet" }, `${title}: `),
    el("s", {}, before ?? "–"),
    " → ",
    el("b", {}, after ?? "–"),
  ];
}
