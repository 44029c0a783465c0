// Plan: the grids as a table and on the map, what is wrong with the cells, a panel for what is chosen.

import { Stage } from "../map/stage.js";
import { debounce, fill, find } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { getJson, told } from "../ui/net.js";
import { Address } from "./address.js";
import { CellPanel } from "./cell_panel.js";
import { FaultsList } from "./faults_list.js";
import { GridPanel } from "./grid_panel.js";
import { GridsTable } from "./grids_table.js";
import { PlansList } from "./plans_list.js";
import { boxOf, Scene } from "./scene.js";
import { Tabs } from "./tabs.js";

const facts = window.stageFacts;
const address = new Address({ tab: "grids", sort: "cases_per_month", grid: "", cell: "" });
const stage = new Stage({ tiles: facts.tiles });
const workspace = find("main.workspace");
const panel = find(".panel");
let measures = null;

const scene = new Scene(stage, { onGrid: (code) => chooseGrid(code), onCell: chooseCell });
const table = new GridsTable(find("#pane-grids"), facts, {
  sort: address.get("sort"),
  onPick: (code) => chooseGrid(code, { zoom: true }),
  onSort: (sort) => {
    address.set({ sort });
    table.sort = sort;
    table.draw();
    find(`button[data-sort="${sort.replace(/^-/, "")}"]`)?.focus();
  },
});
const faults = new FaultsList(find("#pane-faults"), { onPick: showFault });
const tabs = new Tabs(find(".tabs"), (tab) => address.set({ tab }));
const plansList = new PlansList(find("#pane-plans"), facts);
const cellPanel = new CellPanel(scene, {
  onGrid: (code) => chooseGrid(code, { zoom: true }),
  onClose: closePanel,
});
const gridPanel = new GridPanel(facts, { onClose: closePanel });

async function loadFigures() {
  const [told_, wrong] = await Promise.all([
    getJson("/api/plan/measures"),
    getJson("/api/plan/faults"),
  ]);
  measures = told_;
  table.show(scene.titles, measures);
  faults.show(wrong);
  tabs.badge("faults", wrong.total, { bad: wrong.total > 0 });
}

function openPanel(node) {
  const opening = panel.hidden;
  fill(panel, node);
  panel.hidden = false;
  workspace.classList.add("with-panel");
  if (opening) stage.refresh();
}

function closePanel() {
  panel.hidden = true;
  workspace.classList.remove("with-panel");
  scene.mark(null);
  scene.choose("");
  table.choose("");
  address.set({ grid: "", cell: "" });
  stage.refresh();
}

function chooseGrid(code, { zoom = false } = {}) {
  const grid = scene.grid(code);
  if (!grid) return;
  scene.mark(null);
  scene.choose(code);
  table.choose(code);
  address.set({ grid: code, cell: "" });
  const row = measures?.grids.find((one) => one.code === code);
  openPanel(gridPanel.draw(grid.properties, row));
  if (zoom) stage.fit(boxOf(grid.geometry), { most: 16 });
}

async function chooseCell(code, { move = false } = {}) {
  const opened = await told(() => cellPanel.open(code));
  if (!opened) return;
  const { cell, node } = opened;
  scene.choose(cell.grid ?? "");
  table.choose(cell.grid ?? "");
  address.set({ grid: "", cell: code });
  openPanel(node);
  if (move) stage.fit(cell.box, { most: 17 });
  await scene.markCell(code);
}

function showFault(row) {
  stage.fit(row.box, { most: 19 });
  scene.box(row.box);
}

function hint() {
  const text = scene.zoomedIn
    ? t("Click a cell for its grid, community and size.")
    : t("Click a grid for its measures; zoom in to see cells.");
  find(".hint").textContent = text;
}

function onKey(event) {
  if (event.key === "Escape" && !panel.hidden) {
    event.preventDefault();
    closePanel();
  }
}

async function start() {
  tabs.show(tabs.names.includes(address.get("tab")) ? address.get("tab") : "grids");
  stage.on(
    "moved",
    debounce(() => told(() => scene.follow()), 60),
  );
  stage.on("moved", hint);
  addEventListener("keydown", onKey);
  hint();
  const [box] =
    (await told(() => Promise.all([stage.addGround(facts.ground), scene.load()]))) ?? [];
  const [grid, cell] = [address.get("grid"), address.get("cell")];
  if (box && !grid && !cell) stage.fit(box);
  await Promise.all([told(loadFigures), told(() => plansList.load())]);
  if (grid) chooseGrid(grid, { zoom: true });
  else if (cell) await chooseCell(cell, { move: true });
  document.documentElement.dataset.ready = "true";
}

start();
