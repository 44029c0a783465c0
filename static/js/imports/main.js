// Import: a file in four steps. The server holds the file and its state; this page shows it.

import { Stage } from "../map/stage.js";
import { el, fill, find, toast } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";
import { told } from "../ui/net.js";
import { draftStep } from "./draft_form.js";
import { MappingStep } from "./mapping_step.js";
import { reportStep } from "./report_step.js";
import { resultStep } from "./result_step.js";
import { Session } from "./session.js";
import { dropZone, sourceStep } from "./source_step.js";
import { STEPS, WORK } from "./words.js";

const facts = window.stageFacts;
const stage = new Stage({ tiles: facts.tiles });
const session = new Session(onState);
let mapping = new MappingStep(session, facts.layers);
let step = 0;
let sending = false;

// How far one may go: a step opens when the one before it has its answer.
function reached() {
  const { state } = session;
  if (!state) return 0;
  if (state.outcome || state.plan) return 3;
  if (state.report) return 2;
  return state.source ? 1 : 0;
}

function onState(state) {
  if (state.outcome || state.plan) step = 3;
  else step = Math.min(step, reached());
  showPlaces(state);
  draw();
}

function draw() {
  fill(find(".file"), session.state?.file ?? "");
  drawStepper();
  const body = find(".step");
  if (sending || session.busy) fill(body, working());
  else fill(body, failure(), content());
}

function drawStepper() {
  const open = reached();
  const items = STEPS.map((title, place) =>
    el(
      "li",
      { "aria-current": place === step ? "step" : null, class: place < step ? "done" : "" },
      el(
        "button",
        {
          type: "button",
          disabled: place > open || session.busy || (open === 3 && place < 3),
          onclick: () => goTo(place),
        },
        el("b", {}, String(place + 1)),
        " ",
        t(title),
      ),
    ),
  );
  fill(find(".stepper"), items);
}

function content() {
  const { state } = session;
  if (!state?.source && !state?.outcome) return dropZone(open);
  if (step === 0)
    return sourceStep(session, facts, { onSay: say, onNext: () => goTo(1), onOver: over });
  if (step === 1)
    return mapping.draw({
      onSay: sayKept,
      onBack: () => goTo(0),
      onCheck: check,
      onDraft: makeDraft,
    });
  if (step === 2) return reportStep(session, { onBack: () => goTo(1), onApply: apply });
  if (state.plan) return draftStep(state, { onOver: over });
  return resultStep(session, facts.layers, { onOver: over });
}

function working() {
  const job = session.state?.job;
  const share = sending ? null : (job?.share ?? 0);
  return el(
    "div",
    { class: "working", role: "status" },
    el("p", {}, t(WORK[sending ? "" : (job?.step ?? "")] ?? "At work")),
    el("progress", share == null ? {} : { max: 1, value: share }),
    !sending &&
      el(
        "button",
        {
          class: "button",
          type: "button",
          name: "cancel",
          onclick: () => told(() => session.cancel()),
        },
        t("Cancel"),
      ),
  );
}

function failure() {
  const error = session.state?.job?.error;
  if (!error) return null;
  const look = error.kind === "job_cancelled" ? "notice warn" : "notice bad";
  return el("p", { class: look, role: "alert" }, error.message);
}

function goTo(place) {
  step = place;
  draw();
  find(".step").focus();
  find(".rail .fill").scrollTop = 0;
}

async function open(files) {
  sending = true;
  step = 0;
  draw();
  await told(() => session.open(files).finally(() => (sending = false)));
  await settle();
}

async function settle() {
  await told(() => session.settled());
  draw();
}

async function say(part, body) {
  await told(() => session.say(part, body));
  await settle();
}

// A change of the settings must not lose the columns that were chosen on the page.
async function sayKept(part, body) {
  await say(part, "layer" in body ? body : { ...mapping.said(), ...body });
}

async function check() {
  const done = await told(async () => {
    await session.say("/mapping", mapping.said());
    await session.check();
    return true;
  });
  if (!done) return;
  await settle();
  if (session.state.report) goTo(2);
}

async function apply(goodRowsOnly) {
  if (!(await told(() => session.apply(goodRowsOnly).then(() => true)))) return;
  await settle();
  const { outcome } = session.state;
  if (!outcome) return;
  goTo(3);
  toast(t("{n} rows were imported.", { n: count(outcome.added + outcome.changed) }));
}

async function makeDraft(wish) {
  const begun = await told(async () => {
    await session.say("/mapping", mapping.said());
    await session.draft(wish);
    return true;
  });
  if (!begun) return;
  await settle();
  if (session.state.plan) goTo(3);
}

async function over() {
  await told(() => session.drop());
  mapping = new MappingStep(session, facts.layers);
  step = 0;
  stage.drop("file");
  find(".shown-note").hidden = true;
  draw();
}

// Some of the file's places on the ground; they move when another frame is tried.
let drawn = "";

function showPlaces(state) {
  const places = state.source?.preview ?? [];
  const mark = JSON.stringify(places);
  if (mark === drawn) return;
  drawn = mark;
  const note = find(".shown-note");
  note.hidden = !state.source;
  if (!places.length) {
    stage.drop("file");
    fill(note, t("No place to show"));
    return;
  }
  const features = places.map((coordinates) => ({
    type: "Feature",
    properties: {},
    geometry: { type: "Point", coordinates },
  }));
  stage.points(
    "file",
    { type: "FeatureCollection", features },
    {
      look: () => ({ radius: 4, weight: 1, color: "#fff", fillColor: "#b93a1e", fillOpacity: 0.9 }),
    },
  );
  fill(note, t("{n} places of the file", { n: count(places.length) }));
  const [lons, lats] = [0, 1].map((axis) => places.map((place) => place[axis]));
  stage.fit([Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)], {
    most: 16,
  });
}

async function start() {
  draw();
  await told(() => stage.addGround(facts.ground));
  document.documentElement.dataset.ready = "true";
}

start();
