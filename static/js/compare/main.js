// Compare: any two plans, on the map and in figures.

import { Stage } from "../map/stage.js";
import { Address } from "../plan/address.js";
import { saidName } from "../plan/plans_list.js";
import { el, fill, find } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { getJson, query, told } from "../ui/net.js";
import { Place } from "./place.js";
import { Scene } from "./scene.js";
import { cases, figures, ground, totals } from "./tables.js";

const VIEWS = ["difference", "swipe", "a", "b"];
const STATES = { draft: "Draft", in_review: "In review", published: "Coming", retired: "Retired" };
const DAYS = 90;

const facts = window.stageFacts;
const address = new Address({ a: "", b: "", view: "difference" });
const stage = new Stage({ tiles: facts.tiles });
const scene = new Scene(stage, find(".swipe"), { nameOf });
const shown = { figure: "workload", every: false };
const place = new Place(find(".place"), { stage, sides, today: facts.today });
const grids = new Map(); // plan → its grids as GeoJSON
let span = { from: before(facts.today, DAYS), to: facts.today };
let plans = [];
let found = null;
let counted = null;

function sides() {
  return [address.get("a"), address.get("b")];
}

function nameOf(code, side = null) {
  const row = found?.table.find((one) => one.code === code);
  return (row?.[side] ?? row?.b ?? row?.a)?.name ?? code;
}

// Two plans that a reader most likely means: the one in force, and what it took the place of, or
// the latest draft made from it.
function choose() {
  const ids = plans.map(({ id }) => String(id));
  const now = plans.find((plan) => plan.in_force) ?? plans.at(-1);
  const base = now?.base && ids.includes(String(now.base.id)) ? now.base : null;
  const draft = plans.find((plan) => plan !== now);
  const usual = base ? [base.id, now.id] : [now?.id, draft?.id ?? now?.id];
  const given = sides().map((id, at) => (ids.includes(id) ? id : String(usual[at] ?? "")));
  address.set({ a: given[0], b: given[1] });
}

function pickers() {
  for (const side of ["a", "b"]) {
    const options = plans.map((plan) =>
      el(
        "option",
        { value: String(plan.id), selected: String(plan.id) === address.get(side) },
        titled(plan),
      ),
    );
    fill(find(`select[name="${side}"]`), options);
  }
}

function titled({ name, state, in_force: now, valid_from: from, valid_to: to }) {
  const title = now ? t("In force") : t(STATES[state] ?? "Plan");
  const days = from ? ` ${from}${to ? ` – ${to}` : ""}` : "";
  return `${saidName(name)} · ${title}${days}`;
}

async function gridsOf(id) {
  if (!grids.has(id)) grids.set(id, await getJson(`/api/plans/${id}/grids`));
  return grids.get(id);
}

async function load() {
  const [a, b] = sides();
  const [told_, ofA, ofB] = await Promise.all([
    getJson(`/api/plans/compare${query({ a, b })}`),
    gridsOf(a),
    gridsOf(b),
  ]);
  found = told_;
  counted = null;
  scene.show({ a: ofA, b: ofB, moved: found.changed }, address.get("view"));
  draw();
  await place.again();
}

function draw() {
  const onGrid = (code) => scene.goToGrid(code);
  fill(find(".summed"), totals(found));
  fill(
    find(".compared"),
    figures(found.table, shown, { onGrid, onDraw: draw }),
    ground(found.changed, {
      hands: (properties) => scene.hands(properties),
      onPick: (feature) => scene.goToGround(feature),
    }),
    cases(counted, span, { onCount: (days) => told(() => recount(days)), nameOf, onGrid }),
  );
}

async function recount(days) {
  span = days;
  const [a, b] = await Promise.all(
    sides().map((id) => getJson(`/api/plans/${id}/recount${query(days)}`)),
  );
  counted = { a, b };
  draw();
}

function look(view) {
  address.set({ view });
  for (const button of document.querySelectorAll(".views button"))
    button.setAttribute("aria-pressed", String(button.name === view));
  if (found) scene.look(view);
}

function listen() {
  for (const side of ["a", "b"])
    find(`select[name="${side}"]`).addEventListener("change", ({ target }) => {
      address.set({ [side]: target.value });
      told(load);
    });
  find('button[name="swap"]').addEventListener("click", () => {
    const [a, b] = sides();
    address.set({ a: b, b: a });
    pickers();
    told(load);
  });
  for (const button of document.querySelectorAll(".views button"))
    button.addEventListener("click", () => look(button.name));
  stage.on("click", (spot) => told(() => place.ask(spot)));
}

async function start() {
  const [box, all] = await Promise.all([stage.addGround(facts.ground), getJson("/api/plans")]);
  plans = all.plans.filter(({ state }) => state !== "discarded");
  choose();
  pickers();
  listen();
  if (box) stage.fit(box);
  look(VIEWS.includes(address.get("view")) ? address.get("view") : "difference");
  if (plans.length) await load();
}

function before(day, days) {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}

await told(start);
document.documentElement.dataset.ready = "true";
