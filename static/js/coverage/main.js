// Coverage: how well a class of assets serves the district within a radius, and along its roads.

import { Stage } from "../map/stage.js";
import { Address } from "../plan/address.js";
import { percent } from "../plan/figures.js";
import { boxOf } from "../plan/scene.js";
import { Tabs } from "../plan/tabs.js";
import { debounce, el, fill, find } from "../ui/dom.js";
import { count, figure, t } from "../ui/messages.js";
import { getJson, query, told } from "../ui/net.js";
import { AreasTable, bar } from "./areas_table.js";
import { CellsCheck } from "./cells_check.js";
import { GapsList } from "./gaps_list.js";
import { Radius } from "./radius.js";
import { Scene } from "./scene.js";

const facts = window.stageFacts;
const address = new Address({
  layer: facts.layers[0]?.name ?? "",
  radius_m: "",
  limit_m: "",
  tab: "areas",
  sort: "share",
  grid: "",
});
const stage = new Stage({ tiles: facts.tiles });
const workspace = find("main.workspace");
const form = find("form.question");
const scene = new Scene(stage, find(".legend"), { onGrid: (code) => chooseGrid(code) });
const tabs = new Tabs(find(".tabs"), (tab) => address.set({ tab }));
const table = new AreasTable(find("#pane-areas"), {
  sort: address.get("sort"),
  onPick: (code) => chooseGrid(code, { zoom: true }),
  onSort: (sort) => {
    address.set({ sort });
    table.sort = sort;
    table.draw();
    find(`button[data-sort="${sort.replace(/^-/, "")}"]`)?.focus();
  },
});
const gaps = new GapsList(find("#pane-gaps"), facts.limits, {
  onLimit: debounce((limit_m) => {
    address.set({ limit_m: String(limit_m) });
    told(loadGaps);
  }, 300),
  onPick: (row) => {
    scene.mark({ type: "LineString", coordinates: row.line });
    stage.fit(row.box, { most: 17 });
  },
});
const cells = new CellsCheck(find("#pane-cells"), {
  onPick: (part, box) => {
    scene.mark(part.geometry);
    stage.fit(box, { most: 19 });
  },
});
const ask = debounce(() => told(load), 250);
const radius = new Radius(form, facts.radii, (radius_m) => {
  address.set({ radius_m: String(radius_m) });
  drawRule();
  ask();
});

const layer = () => facts.layers.find((one) => one.name === address.get("layer"));
const ruleRadius = () => layer()?.rule?.radius_m ?? facts.plainRadius;
let pending = null;

function drawRule() {
  const { rule } = layer();
  const own = ruleRadius();
  const text = rule
    ? t("Rule: {limit} m · {source}", { limit: own, source: rule.source })
    : t("This layer has no rule; {n} m is only a beginning.", { n: own });
  const back = el(
    "button",
    { type: "button", class: "link", onclick: backToRule },
    t("Back to {n} m", { n: own }),
  );
  fill(find(".question > .rule"), text, radius.value !== own && [" ", back]);
}

function backToRule() {
  radius.show(ruleRadius());
  address.set({ radius_m: "" });
  drawRule();
  told(load);
}

function drawFigures({ total, assets, edge_error_m }) {
  const block = (title, share, detail) =>
    el(
      "div",
      {},
      el("span", { class: "quiet" }, title),
      el("strong", {}, percent(share)),
      bar(share),
      el("span", { class: "quiet" }, detail),
    );
  fill(
    find(".figures"),
    block(
      t("of the area"),
      total.share,
      t("{a} of {b} km²", {
        a: figure(total.covered_m2 / 1e6, 2),
        b: figure(total.area_m2 / 1e6, 2),
      }),
    ),
    block(
      t("of the roads"),
      total.road_share,
      t("{a} of {b} km", { a: figure(total.covered_road_m / 1e3), b: figure(total.road_m / 1e3) }),
    ),
    el(
      "p",
      { class: "quiet" },
      t("{n} assets; straight distance; circles are exact to {error} m.", {
        n: count(assets),
        error: figure(edge_error_m, 2),
      }),
    ),
  );
}

// Only the latest question is answered: who drags a slider asks often.
async function load() {
  pending?.abort();
  pending = new AbortController();
  const { signal } = pending;
  const asked = query({ layer: address.get("layer"), radius_m: address.get("radius_m") });
  workspace.setAttribute("aria-busy", "true");
  const [found, open] = await Promise.all([
    getJson(`/api/coverage${asked}`, { signal }),
    getJson(`/api/coverage/uncovered${asked}`, { signal }),
    scene.setLayer(layer()),
  ]);
  if (signal.aborted) return;
  table.show(found);
  drawFigures(found);
  scene.show(open, found.radius_m);
  workspace.removeAttribute("aria-busy");
}

async function loadGaps() {
  const { rule } = layer();
  const limit_m = address.get("limit_m");
  const known = Boolean(limit_m || rule?.spacing_m);
  const asked = query({ layer: address.get("layer"), limit_m });
  const found = known ? await getJson(`/api/coverage/spacing${asked}`) : null;
  gaps.show(found, rule);
  tabs.badge("gaps", found?.total.gaps ?? null, { bad: (found?.total.gaps ?? 0) > 0 });
}

async function loadCells() {
  const wrong = cells.show(await getJson("/api/coverage/cells"));
  tabs.badge("cells", wrong || null, { bad: wrong > 0 });
}

function chooseGrid(code, { zoom = false } = {}) {
  const next = code === address.get("grid") && !zoom ? "" : code;
  address.set({ grid: next });
  table.choose(next);
  scene.choose(next);
  const grid = scene.grid(next);
  if (grid && zoom) stage.fit(boxOf(grid.geometry), { most: 16 });
}

async function chooseLayer(name) {
  address.set({ layer: name, radius_m: "", limit_m: "" });
  scene.forget();
  radius.show(ruleRadius());
  drawRule();
  await Promise.all([told(load), told(loadGaps)]);
}

function drawLayers() {
  const options = facts.layers.map(({ name, title, count: many }) =>
    el("option", { value: name }, `${title} (${count(many)})`),
  );
  const select = form.elements.layer;
  fill(select, options);
  if (!layer()) address.set({ layer: facts.layers[0]?.name });
  select.value = address.get("layer");
  select.addEventListener("change", () => chooseLayer(select.value));
}

function onKey(event) {
  if (event.key !== "Escape") return;
  scene.forget();
  if (address.get("grid")) chooseGrid(address.get("grid"));
}

async function start() {
  form.addEventListener("submit", (event) => event.preventDefault());
  tabs.show(tabs.names.includes(address.get("tab")) ? address.get("tab") : "areas");
  addEventListener("keydown", onKey);
  const [box] =
    (await told(() => Promise.all([stage.addGround(facts.ground), scene.load()]))) ?? [];
  if (box) stage.fit(box);
  if (facts.layers.length) {
    drawLayers();
    radius.show(Number(address.get("radius_m")) || ruleRadius());
    drawRule();
    await Promise.all([told(load), told(loadGaps), told(loadCells)]);
    const grid = address.get("grid");
    address.set({ grid: "" });
    if (grid) chooseGrid(grid, { zoom: true });
  } else
    fill(
      find(".figures"),
      el("p", { class: "quiet" }, t("No layer of this district has points yet.")),
    );
  document.documentElement.dataset.ready = "true";
}

start();
