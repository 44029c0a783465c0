// The switches of the layers page; everything else of it comes from the server.

import { toast } from "../ui/dom.js";
import { moment, t } from "../ui/messages.js";
import { keep, shown } from "./shown.js";

const switches = [...document.querySelectorAll("input[data-layer]")];
const layers = switches.map((input) => ({
  name: input.dataset.layer,
  style: { visible: "default" in input.dataset },
}));
const known = layers.map((layer) => layer.name);
const page = document.querySelector("main.layers");

function save() {
  const chosen = switches.filter((input) => input.checked).map((input) => input.dataset.layer);
  keep(chosen, known);
  toast(t("{n} layers are drawn in Inspect.", { n: chosen.length }), { seconds: 2 });
}

const chosen = new Set(shown(layers));
for (const input of switches) {
  input.checked = chosen.has(input.dataset.layer);
  input.addEventListener("change", save);
}
for (const time of document.querySelectorAll("time[datetime]")) {
  const { timezone } = page.dataset;
  time.title = moment(time.dateTime, timezone);
  time.textContent = new Date(time.dateTime).toLocaleDateString("sv-SE", { timeZone: timezone });
}
// A link to one layer opens it.
const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
if (target) {
  target.querySelector("details").open = true;
  target.scrollIntoView({ block: "center" });
}
document.documentElement.dataset.ready = "true";
