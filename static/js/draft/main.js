// The draft mode of Plan: the draft on the map, its figures in the rail, tools that change it.

import { EditLayer } from "../map/edit_layer.js";
import { Stage } from "../map/stage.js";
import { Address } from "../plan/address.js";
import { Tabs } from "../plan/tabs.js";
import { find, toast } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";
import { getJson, told } from "../ui/net.js";
import { BalancePane } from "./balance_pane.js";
import { Banner } from "./banner.js";
import { Clash } from "./clash.js";
import { Comments } from "./comments.js";
import { Draft } from "./draft.js";
import { ringsOf } from "./fabric.js";
import { FaultsPane } from "./faults_pane.js";
import { GridsRail } from "./grids_rail.js";
import { ImpactPane } from "./impact_pane.js";
import { listen } from "./keys.js";
import { boxOf } from "./lattice.js";
import { Panel } from "./panel.js";
import { PlacePick } from "./place_pick.js";
import { RebasePanel } from "./rebase_panel.js";
import { ReviewPane } from "./review_pane.js";
import { Scene } from "./scene.js";
import { Selection } from "./selection.js";
import { Lines, Snap } from "./snap.js";
import { makeTools } from "./tools.js";
import { WorkloadForm } from "./workload_form.js";

// How often others' steps and their presence are asked for.
const POLL_MS = 15_000;

const facts = window.stageFacts;
const stage = new Stage({ tiles: facts.tiles });
const map = new EditLayer();
const draft = new Draft(facts.draft, map.project);
const selection = new Selection();
const snap = new Snap(draft.fabric);
const scene = new Scene(draft, stage, map, selection);
const banner = new Banner(find(".draft-bar"), draft);
const address = new Address({ draft: "", tab: "grids" });
const tabs = new Tabs(find(".tabs"), shown);
const rail = new GridsRail(find("#pane-grids"), draft, {
  onTarget: pick,
  onLock: (code) => {
    rail.lock(code, !rail.locked.has(code));
    balance.locks();
  },
  onEdit: (code) => panel.showGrid(code),
  onNew: () => panel.showNew([]),
  onZoom: zoomTo,
});
const panel = new Panel({
  node: find(".panel"),
  draft,
  selection,
  nameMost: facts.nameMost,
  areaNames: facts.areaNames,
  target: () => rail.target,
  editing: () => toolbox.now === "edges",
  use: (name) => toolbox.use(name),
  merge,
  pick,
  zoom: zoomTo,
});
const toolbox = makeTools({ draft, map, stage, rail, selection, snap, pick, merge, panel });
const faults = new FaultsPane(find("#pane-faults"), draft, {
  onZoom: (row) => {
    stage.fit(row.box, { most: 18, margin: 120 });
    scene.box(row.box);
  },
  onFix: (operation) => draft.do(operation),
  onCount: ({ total, blocking }) => {
    tabs.badge("faults", total, { bad: blocking > 0 });
    review.blocking = blocking;
  },
});
const rebase = new RebasePanel(draft, map, {
  onPlace: (places) => stage.fit(boxOf(places), { most: 16, margin: 80 }),
  onDone: () => {
    review.reload();
    told(lines);
  },
});
const review = new ReviewPane(find("#pane-review .review"), draft, facts, {
  rebase,
  onHead: adopt,
  onFaults: () => show("faults"),
});
const impact = new ImpactPane(find("#pane-impact"), draft, {
  stage,
  timezone: facts.timezone,
  onGrid: zoomTo,
});
const workload = new WorkloadForm({
  editable: () => facts.mayEdit,
  onWeighed: () =>
    told(async () => {
      await draft.weighed();
      rail.update();
      await balance.weighed();
    }),
});
const balance = new BalancePane(find("#pane-balance"), draft, {
  scene,
  locked: () => [...rail.locked],
  onGrid: (key, geometry) => {
    const places = ringsOf(geometry).flat();
    if (places.length) stage.fit(boxOf(places), { most: 16 });
    else zoomTo(key);
  },
  onTaken: () => show("grids"),
  below: () => workload.node,
});
const spot = new PlacePick({
  map,
  toolbox,
  stage: stage.element.parentElement,
  options: find(".tool-options"),
  bar: find(".tools"),
});
const comments = new Comments(find("#pane-review .talk"), draft, {
  stage,
  pick: spot,
  facts: { ...facts, mayComment: "mayComment" in find("#pane-review").dataset },
  onCount: (open) => tabs.badge("review", open || null),
});
comments.onOpen = () => show("review");
new Clash(find(".clash"), draft, map, {
  onPlace: (places) => stage.fit(boxOf(places), { most: 17 }),
});

draft.on("refused", (error) => toast(error.message, { bad: true, seconds: 8 }));
draft.on("step", ({ step, wish }) => {
  selection.forget(step.gone);
  if (!wish) toast(theirs(step));
});

// What somebody else did, told when it arrives.
function theirs(step) {
  const who = draft.present.join(", ") || t("Somebody else");
  const cells = step.cells.features.length;
  if (!cells) return t("{who} changed the draft.", { who });
  return t("{who} changed {n} cells.", { who, n: count(cells) });
}

// The grid that is painted with; null gives cells to none.
function pick(code) {
  rail.chooseTarget(code);
  scene.target(code);
  toolbox.draw();
  panel.refresh();
}

function zoomTo(code) {
  const box = scene.boxOfGrid(code);
  if (box) stage.fit(box, { most: 16 });
}

// Merges the chosen cells; with fewer than two, the tool for choosing them comes up.
async function merge() {
  const cells = selection.codes;
  if (cells.length < 2) {
    toolbox.use("select");
    return;
  }
  const step = await draft.do({ kind: "merge_cells", cells });
  if (step) selection.set(step.cells.features.slice(0, 1).map((cell) => cell.properties.code));
}

// The draft is in another state: what it allows is allowed everywhere.
function adopt() {
  if (!draft.editable) toolbox.use("select");
  toolbox.allow(draft.editable);
  toolbox.draw();
  banner.draw();
  panel.refresh();
  faults.load();
  newGrid();
}

// The rail has its button for a new grid only where one may be made.
function newGrid() {
  const button = find('#pane-grids [name="new-grid"]');
  if (button) button.hidden = !draft.editable;
  else if (draft.editable) rail.start();
}

function show(tab) {
  tabs.show(tab);
  shown(tab);
}

function shown(tab) {
  address.set({ tab });
  if (tab === "review") comments.load();
  impact.show(tab === "impact");
  balance.show(tab === "balance");
}

function escape() {
  if (spot.stop()) return true;
  map.cancel();
  if (toolbox.tool?.escape?.()) return true;
  if (panel.open) panel.close();
  else scene.box(null);
  return true;
}

async function lines() {
  const published = (await getJson("/api/plan/grids")).features;
  scene.ghost(published);
  const size = 4 * draft.fabric.width;
  const edges = published.flatMap(({ geometry }) => ringsOf(geometry));
  snap.along("ghost", new Lines(map.project, edges, size));
  snap.along("road", new Lines(map.project, stage.roadLines, size));
}

function poll() {
  if (document.hidden) return;
  draft.poll().catch(() => {});
  comments.load();
}

async function start() {
  const [box] =
    (await told(() => Promise.all([stage.addGround(facts.ground), draft.load()]))) ?? [];
  if (!draft.head) return;
  if (box) stage.fit(box, { top: 44 });
  scene.start();
  banner.draw();
  rail.start();
  toolbox.allow(draft.editable);
  toolbox.use("select");
  listen({ toolbox, map, stage: stage.element.parentElement, draft, onEscape: escape });
  faults.load();
  review.draw();
  comments.load();
  if (tabs.names.includes(address.get("tab"))) show(address.get("tab"));
  told(lines);
  setInterval(poll, POLL_MS);
  addEventListener("beforeunload", (event) => {
    if (!draft.steps.idle) event.preventDefault(); // a step has not been saved
  });
  document.documentElement.dataset.ready = "true";
}

start();
