// Dispatch: one filter, three linked panes (queue, map, timeline) and a panel for what is chosen.

import { Stage } from "../map/stage.js";
import { debounce, fill, find, toast } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { getJson, query, told } from "../ui/net.js";
import { BulkPanel } from "./bulk_panel.js";
import { CasePanel } from "./case_panel.js";
import { Choosing } from "./choosing.js";
import { Dock } from "./dock/dock.js";
import { DOCK, Filter, LOOK } from "./filter.js";
import { FilterForm } from "./filter_form.js";
import { Film } from "./film.js";
import { Finder } from "./finder.js";
import { ServerClock } from "./lights.js";
import { listen, showKeys } from "./keys.js";
import { LightsBar } from "./lights_bar.js";
import { Live } from "./live.js";
import { modeButtons } from "./modes.js";
import { PlacePanel } from "./place_panel.js";
import { Queue, totalsLine } from "./queue.js";
import { Scene } from "./scene.js";
import { Timeline } from "./timeline.js";
import { Views } from "./views.js";

const facts = window.stageFacts;
// How often the lights of the queue are looked at.
const TICK_MS = 20_000;
// So many new cases are told each by itself; of more, the latest.
const TOLD_MOST = 3;
// What the bars of the timeline do not depend on.
const UNTIMED = new Set(["from", "to", "mode", "case", "sort", ...DOCK, ...LOOK]);

// Without a question in its address the page opens on the view that the person starts with.
const filter = new Filter(location.search || facts.start);
const stage = new Stage({ tiles: facts.tiles });
const workspace = find("main.workspace");
const panel = find(".panel");
const clock = new ServerClock(facts.now);
const queue = new Queue(find("ol.cases"), facts, filter, clock, {
  onOpen: (number) => filter.set({ case: number }),
  onToggle: (number) => choosing.toggle(number),
});
const lights = new LightsBar(find(".by-light"), filter);
const scene = new Scene(stage, filter, find(".legend"), {
  onCase: (number) => filter.set({ case: number }),
  onGrid: (code) => filter.set({ grid: filter.get("grid").includes(code) ? [] : [code] }),
});
const timeline = new Timeline(find(".timeline"), facts.timezone, (from, to) =>
  filter.set(
    from == null
      ? { from: "", to: "" }
      : { from: new Date(from).toISOString(), to: new Date(to).toISOString() },
  ),
);
const onOpen = (number) => filter.set({ case: number });
const casePanel = new CasePanel(facts, clock, {
  onChanged: changed,
  onClose: closePanel,
  onOpen,
  onAround: (rows) => scene.around(rows),
});
const placePanel = new PlacePanel(facts, { onReported: reported, onClose: closePanel, onOpen });
const dock = new Dock(find(".dock"), {
  filter,
  timezone: facts.timezone,
  sources: facts.sources,
  film: new Film(filter, timeline, () => scene.steps),
  showPlace: (place) => stage.goTo(place),
  showCircles: (circles) => stage.rings("circles", circles),
});
const bulk = new BulkPanel(facts, filter, {
  onChosen: (rows) => {
    queue.choose(rows.map((row) => row.number));
    scene.choose(rows);
  },
  onShow: openPanel,
  onDone: () => load(),
  onClose: closePanel,
});
// Cases reported on this page: nobody needs to be told of his own.
const mine = new Set();
let form = null;
new Views(find("details.views"), filter);
const choosing = new Choosing(stage, bulk, facts.mayChoose);
const KEYS = [
  ["j", "The next case", () => queue.step(1)],
  ["k", "The case before", () => queue.step(-1)],
  ["a", "The usual next step", () => press(".panel .actions .primary")],
  ["d", "Compare with a possible duplicate", () => press('.panel button[name="compare"]')],
  ["r", "Send to a unit, or hand on", () => press(action("dispatch"), action("hand_on"))],
  ["h", "Put on hold, or resume", () => press(action("hold"), action("resume"))],
  ["x", "Choose this case, or leave it out", () => choosing.toggle(filter.get("case"))],
  ["l", "Draw around cases to choose them", () => choosing.lasso()],
  ["/", "Search the cases", () => find('input[name="q"]').focus()],
  ["Escape", "Close the panel", escape],
  ["?", "These keys", () => showKeys(KEYS)],
];

const drawModes = () =>
  fill(
    find(".modes"),
    modeButtons(scene.mode, (mode) => filter.set({ mode })),
  );

async function loadTimeline() {
  const asked = filter.question({ without: ["from", "to"] });
  const { bins } = await getJson(`/api/cases/timeline${query(asked)}`);
  timeline.show(bins);
  showPeriod();
}

function showPeriod() {
  const [from, to] = [filter.get("from"), filter.get("to")];
  if (!from && !to) timeline.choose(null, null);
  else timeline.choose(from ? zoned(from) : -Infinity, to ? zoned(to) : Infinity);
}

// A plain date means midnight in the district's zone; the server reads it so, and so does the brush.
function zoned(text) {
  if (text.length > 10) return Date.parse(text);
  const utc = Date.parse(`${text}T00:00:00Z`);
  const shown = new Date(utc).toLocaleString("sv-SE", { timeZone: facts.timezone });
  return utc - (Date.parse(`${shown.replace(" ", "T")}Z`) - utc);
}

function showTotals(summary) {
  fill(find(".totals"), totalsLine(summary));
  lights.show(summary.by_light);
}

let round = 0;

async function load({ bars = true } = {}) {
  round += 1;
  const mine = round;
  workspace.setAttribute("aria-busy", "true");
  const summary = getJson(`/api/cases/summary${query(filter.question())}`);
  await told(() =>
    Promise.all([
      summary.then((found) => mine === round && showTotals(found)),
      queue.load(),
      bars ? loadTimeline() : null,
      dock.load(),
      scene.show(summary),
    ]),
  );
  if (mine === round) workspace.removeAttribute("aria-busy");
}

function openPanel(node) {
  fill(panel, node);
  panel.hidden = false;
  workspace.classList.add("with-panel");
  stage.refresh();
}

function closePanel() {
  panel.hidden = true;
  workspace.classList.remove("with-panel");
  bulk.clear();
  stage.unpin();
  scene.around([]);
  stage.refresh();
  filter.set({ case: "" });
}

async function openCase(number, { move = true } = {}) {
  const opened = await told(() => casePanel.open(number));
  if (!opened) return;
  openPanel(opened.node);
  queue.mark(number);
  const { lon, lat } = opened.found.case;
  if (lon == null) stage.unpin();
  else {
    stage.pin([lon, lat]);
    const [west, south, east, north] = stage.box;
    const seen = lon > west && lon < east && lat > south && lat < north;
    if (move && !(seen && stage.zoom >= 15)) stage.goTo([lon, lat]);
  }
}

async function openPlace(place, asset) {
  stage.pin(place);
  scene.around([]);
  const node = await told(() => placePanel.open(place, asset));
  if (node) openPanel(node);
}

async function goTo(found) {
  if (found.layer === "cases") {
    filter.set({ case: found.code });
    return;
  }
  stage.goTo([found.lon, found.lat]);
  await openPlace([found.lon, found.lat], found);
}

// After an action: the panel and the row show the new state; the rest follows.
async function changed(one) {
  queue.renew(one);
  await openCase(one.number, { move: false });
  const summary = await told(() => getJson(`/api/cases/summary${query(filter.question())}`));
  if (summary) showTotals(summary);
}

async function reported(one) {
  mine.add(one.number);
  toast(t("Case {number} was reported.", { number: one.number }));
  filter.set({ case: one.number });
  await load();
}

const action = (name) => `.panel .actions button[data-action="${name}"]`;

// Presses the first of some buttons that is there.
function press(...selectors) {
  const button = selectors.map((one) => !panel.hidden && find(one)).find(Boolean);
  button?.click();
  return Boolean(button);
}

function escape() {
  if (choosing.drawing) choosing.stop();
  else if (!panel.hidden) closePanel();
  else return false;
  return true;
}

// What others did meanwhile: lists, figures and map follow; what somebody types stays as it is.
async function onNews({ numbers, fresh }) {
  const asked = filter.question();
  const summary = await told(() => getJson(`/api/cases/summary${query(asked)}`));
  if (!summary) return;
  showTotals(summary);
  await Promise.all([
    queue.refresh(new Set(fresh.map((row) => row.number))),
    told(loadTimeline),
    dock.load(),
    told(() => scene.show(summary)),
  ]);
  const others = fresh.filter((row) => !mine.has(row.number));
  for (const row of others.slice(-TOLD_MOST)) tellFresh(row);
  const open = filter.get("case");
  if (numbers.has(open) && !panel.hidden && !find(".panel form")) {
    const opened = await told(() => casePanel.open(open));
    if (opened && filter.get("case") === open && !find(".panel form")) openPanel(opened.node);
  }
}

function tellFresh(row) {
  const where = [row.grid_name ?? row.grid, row.road].filter(Boolean).join(" · ");
  const what = row.class_name ?? row.class_code ?? t("Case");
  toast(t("New case: {what}, {where}", { what, where: where || t("no place") }), {
    act: [t("Open"), () => filter.set({ case: row.number })],
    key: row.number,
  });
}

function onFilter(names) {
  if (names.has("mode")) drawModes();
  if (names.has("case")) {
    const number = filter.get("case");
    queue.mark(number);
    if (number) openCase(number);
    if (scene.mode === "cases" || stage.zoom >= 17) told(() => scene.marks());
  }
  if (names.has("from") || names.has("to")) showPeriod();
  if (names.has("sort")) queue.load();
  const bars = [...names].some((name) => !UNTIMED.has(name));
  if (names.has("vs") && scene.mode === "change") told(() => scene.again());
  if (DOCK.some((name) => names.has(name))) {
    stage.drop("circles");
    dock.load();
    stage.refresh();
  }
  if (filter.asks(names) || names.has("mode")) load({ bars });
  else if (filter.looks(names)) told(() => scene.again());
}

async function start() {
  drawModes();
  const newest = await told(() => getJson("/api/cases?limit=1&sort=-reported_at"));
  const now = new Date(newest?.rows[0]?.reported_at ?? facts.now);
  form = new FilterForm(find("form.filters"), filter, facts, now);
  find('input[name="view"]').checked = filter.view;
  find('input[name="view"]').addEventListener("change", (event) =>
    filter.setView(event.target.checked, stage.box),
  );
  filter.onChange(onFilter);
  stage.on("click", (place) => openPlace(place));
  new Finder(find(".finder"), goTo);
  stage.on(
    "moved",
    debounce((box) => filter.view && filter.setView(true, box), 200),
  );
  listen(KEYS);
  find('button[name="keys"]').addEventListener("click", () => showKeys(KEYS));
  setInterval(() => queue.tick(), TICK_MS);
  const everything = told(() => getJson("/api/cases/summary")).then((all) => {
    if (!all) return;
    form.setMajors(all.by_major);
    dock.setMajors(all.by_major);
  });
  const [box] =
    (await told(() => Promise.all([stage.addGround(facts.ground), scene.addGrids()]))) ?? [];
  if (box) stage.fit(box);
  form.setGrids(scene.grids);
  await load();
  await everything;
  if (filter.get("case")) await openCase(filter.get("case"));
  new Live(find(".live"), { mark: facts.news, timezone: facts.timezone, onNews });
  document.documentElement.dataset.ready = "true";
}

start();
