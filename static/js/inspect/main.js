// Inspect: find an asset or a place, see all about it, say what was found. One hand, one phone.

import { keep, shown } from "../layers/shown.js";
import { Stage } from "../map/stage.js";
import { debounce, fill, find, toast } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { getJson, query, told } from "../ui/net.js";
import * as address from "./address.js";
import { cardParts } from "./card.js";
import { kindChips, layerChoices } from "./chooser.js";
import { Here } from "./here.js";
import { Marks } from "./marks.js";
import { placeParts } from "./place_card.js";
import { Results } from "./results.js";
import { Search } from "./search.js";
import { Tasks } from "./tasks.js";

const NEAREST = 10;
const CLOSE_ZOOM = 18;

const facts = window.stageFacts;
const layers = facts.layers;
const known = layers.map((layer) => layer.name);
const workspace = find("main.workspace");
const sheet = find(".sheet");
const hint = find(".hint");
const stage = new Stage({ tiles: facts.tiles });
const here = new Here();
const marks = new Marks(stage, layers, { onPick: (asset) => openAsset(asset), onHint: showHint });
const results = new Results(find(".results"), layers, {
  onPick: pickResult,
  onClose: closeResults,
});
const search = new Search(find("form.search"), results, {
  from: () => here.place,
  onEmpty: closeResults,
});
const chips = kindChips(find(".kinds"), layers, nearestOf);
const choices = layerChoices(find(".choices"), layers, shown(layers), (names) => {
  keep(names, known);
  told(() => marks.show(names));
});
const tasks = new Tasks({
  timezone: facts.timezone,
  onSite: facts.onSite,
  link: address.linkTo,
  onSaved: (card) => saved(card),
  onReported: reported,
  onBack: () => drawCard(open.card),
});

// What the sheet shows: an asset with its card, or a place; the class whose nearest are listed.
const open = { asset: null, card: null, place: null, kind: null };

function showHint(text) {
  hint.textContent = text;
  hint.hidden = !text;
}

function closeResults() {
  results.close();
  open.kind = null;
  chips.press(null);
}

// ---- the sheet --------------------------------------------------------

function showSheet(parts) {
  fill(sheet, parts);
  const wasHidden = sheet.hidden;
  sheet.hidden = false;
  workspace.classList.add("with-sheet");
  if (wasHidden) stage.refresh();
}

function closeSheet({ step = true } = {}) {
  sheet.hidden = true;
  workspace.classList.remove("with-sheet", "tall");
  stage.unpin();
  stage.drop("chosen");
  stage.refresh();
  Object.assign(open, { asset: null, card: null, place: null });
  marks.choose(null);
  if (step) address.write({ asset: null, view: view() });
}

function toggleTall() {
  workspace.classList.toggle("tall");
  stage.refresh();
}

const origin = () => (here.place ? { place: here.place } : null);

function drawCard(card) {
  showSheet(
    cardParts(card, {
      timezone: facts.timezone,
      from: origin(),
      actions: tasks.buttons(card),
      onClose: () => closeSheet(),
      onTall: toggleTall,
    }),
  );
}

async function openAsset(asset, { step = true, move = false } = {}) {
  const url = `/api/layers/${encodeURIComponent(asset.layer)}/features/${encodeURIComponent(asset.code)}`;
  const card = await told(() => getJson(url));
  if (!card) return;
  closeResults();
  search.clear();
  Object.assign(open, { asset, card, place: null });
  drawCard(card);
  sheet.querySelector(".fill").scrollTop = 0;
  const { lon, lat, geometry } = card.feature;
  if (lon == null) toast(t("This asset has no place on the map."));
  else {
    if (move || !inView([lon, lat]))
      stage.goTo([lon, lat], Math.max(stage.zoom, move ? CLOSE_ZOOM : 0));
    stage.pin([lon, lat]);
    chosenShape(geometry);
  }
  marks.choose(asset);
  address.write({ asset, view: view() }, { step });
}

function chosenShape(geometry) {
  if (geometry.type === "Point") stage.drop("chosen");
  else
    stage.shapes(
      "chosen",
      { type: "Feature", properties: {}, geometry },
      { pane: "lines", style: { color: "#0a4a50", weight: 4, fill: false } },
    );
}

async function openPlace(place) {
  const [lon, lat] = place.map((value) => value.toFixed(7));
  const found = await told(() => getJson(`/api/locate${query({ lon, lat })}`));
  if (!found) return;
  Object.assign(open, { asset: null, card: null, place });
  showSheet(
    placeParts(found, {
      layers,
      from: origin(),
      onPick: (asset) => openAsset(asset),
      onClose: () => closeSheet(),
      onTall: toggleTall,
    }),
  );
  stage.drop("chosen");
  stage.pin(place);
  marks.choose(null);
  address.write({ asset: null, view: view() });
}

function inView([lon, lat]) {
  const [west, south, east, north] = stage.box;
  return lon > west && lon < east && lat > south && lat < north;
}

async function saved(card) {
  const { asset } = open;
  if (!asset) return;
  if (card) {
    open.card = card;
    drawCard(card);
  } else await openAsset(asset, { step: false });
  await told(() => marks.renew(asset.layer));
}

async function reported(made) {
  toast(t("Case {number} was reported.", { number: made.number }));
  await saved(null);
}

// ---- finding ----------------------------------------------------------

async function pickResult(hit) {
  if (hit.layer && hit.code && (hit.kind === "asset" || hit.kind === "feature" || !hit.kind)) {
    await openAsset(hit, { move: true });
    return;
  }
  if (hit.kind === "case") {
    location.assign(`/dispatch?case=${encodeURIComponent(hit.code)}`);
    return;
  }
  closeResults();
  stage.goTo([hit.lon, hit.lat]);
  await openPlace([hit.lon, hit.lat]);
}

async function nearestOf(layer) {
  if (open.kind === layer.name) {
    closeResults();
    return;
  }
  closeSheet();
  open.kind = layer.name;
  chips.press(layer.name);
  if (!marks.names.includes(layer.name)) {
    const names = [...marks.names, layer.name];
    choices.set(names);
    told(() => marks.show(names));
  }
  await listNearest();
}

async function listNearest() {
  const layer = layers.find(({ name }) => name === open.kind);
  const from = here.place ?? stage.centre;
  const near = from.map((value) => value.toFixed(7)).join(",");
  const answer = await told(() =>
    getJson(`/api/assets${query({ near, layer: layer.name, limit: NEAREST })}`),
  );
  if (!answer || open.kind !== layer.name) return;
  const note = here.place ? t("from where you are") : t("from the middle of the map");
  results.showNearest(layer, answer.assets, note);
}

// ---- the person -------------------------------------------------------

const locate = find('button[name="locate"]');

async function locateMe() {
  if (here.following) {
    here.stop();
    locate.setAttribute("aria-pressed", "false");
    return;
  }
  locate.setAttribute("aria-busy", "true");
  try {
    await here.follow();
    locate.setAttribute("aria-pressed", "true");
    stage.goTo(here.place, Math.max(17, stage.zoom));
    if (open.kind) await listNearest();
  } catch (error) {
    toast(error.message, { bad: true, seconds: 12 });
  } finally {
    locate.removeAttribute("aria-busy");
  }
}

here.onChange(({ place, accuracy_m }) => {
  stage.ring("accuracy", place, Math.max(2, accuracy_m), { colour: "#1f5fbf" });
  stage.points(
    "me",
    { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: place } },
    {
      look: () => ({
        radius: 7,
        color: "#ffffff",
        weight: 3,
        fillColor: "#1f5fbf",
        fillOpacity: 1,
        interactive: false,
      }),
    },
  );
});

// ---- the address and the keys -----------------------------------------

const view = () => ({ place: stage.centre, zoom: stage.zoom });

const moved = debounce(async () => {
  address.write({ asset: open.asset, view: view() });
  await told(() => marks.draw());
  if (open.kind && !here.place) await listNearest();
}, 150);

async function follow({ first = false } = {}) {
  const wanted = address.read();
  if (wanted.view) stage.goTo(wanted.view.place, wanted.view.zoom);
  if (wanted.asset) await openAsset(wanted.asset, { step: false, move: first && !wanted.view });
  else if (!first) closeSheet({ step: false });
}

function onKey(event) {
  if (event.key === "Escape") {
    if (results.open) closeResults();
    else if (!sheet.hidden) closeSheet();
    return;
  }
  if (event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey) return;
  if (event.key === "/") {
    event.preventDefault();
    search.focus();
  }
}

async function start() {
  await told(() => stage.addGround(facts.ground));
  await follow({ first: true });
  await told(() => marks.show(shown(layers)));
  stage.on("moved", moved);
  stage.on("click", (place) => {
    if (results.open) closeResults();
    else openPlace(place);
  });
  locate.addEventListener("click", locateMe);
  addEventListener("popstate", () => follow());
  addEventListener("keydown", onKey);
  document.documentElement.dataset.ready = "true";
}

start();
