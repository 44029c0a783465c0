// A sheet for paper: the map of a workspace, its legend and its scale; the button prints it.

import { Stage } from "../map/stage.js";
import { find } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { told } from "../ui/net.js";
import { KINDS } from "./kinds.js";
import { savePicture } from "./picture.js";
import { scaleOf } from "./scale.js";

const facts = window.stageFacts;
const params = new URLSearchParams(location.search);
const bar = find("form.paper-bar");
const stage = new Stage({ tiles: facts.tiles, snap: 0.1 });
let district = null;

const sheet = {
  params,
  legend: find(".sheet .legend"),
  figures: find(".sheet .figures"),
  note(text) {
    const note = find(".sheet .note");
    note.textContent = text;
    note.hidden = !text;
  },
  // Where the map begins: the box of the address, a box or a view of the kind, else the district.
  async place(box = null, view = null) {
    const given = (params.get("extent") ?? "").split(",").map(Number);
    if (given.length === 4 && given.every(Number.isFinite))
      stage.fit(given, { most: 20, margin: 0 });
    else if (view) stage.goTo(view.place, view.zoom);
    else if (box ?? district) stage.fit(box ?? district, { most: 17, margin: 6 });
  },
};
function tellScale() {
  find(".scale-said").textContent = t("about 1 : {n}", {
    n: scaleOf(stage.box, stage.element.clientWidth),
  });
}

// What is on the map now goes along to another sheet.
function keepBox() {
  let input = bar.elements.extent;
  if (!input) {
    input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: "extent" });
    bar.append(input);
  }
  input.value = stage.box.map((v) => v.toFixed(6)).join(",");
}

function listen() {
  bar.elements.sheet.addEventListener("change", () => {
    keepBox();
    bar.submit();
  });
  bar.addEventListener("submit", (event) => event.preventDefault());
  bar.elements.title.addEventListener("input", (event) => {
    find(".sheet h1").textContent = event.target.value;
    document.title = event.target.value;
  });
  bar.elements.print.addEventListener("click", () => window.print());
  bar.elements.picture.addEventListener("click", (event) =>
    savePicture(event.target, find(".sheet"), document.title),
  );
  const back = new URLSearchParams(params);
  for (const name of ["sheet", "title", "extent"]) back.delete(name);
  const link = find("a[data-back]");
  link.href = back.size ? `${link.dataset.back}?${back}` : link.dataset.back;
}

async function start() {
  listen();
  stage.refresh();
  stage.on("moved", tellScale);
  await told(async () => {
    district = await stage.addGround(facts.ground);
    await KINDS[facts.kind](stage, sheet);
  });
  tellScale();
  const pictures = [...document.querySelectorAll(".sheet img")];
  await Promise.all(pictures.map((picture) => picture.decode().catch(() => {})));
  document.documentElement.dataset.ready = "true";
}

start();
