// The bulletin: a period and whom it is about live in the address; every figure opens its cases.

import { el, fill, find } from "../ui/dom.js";
import { fullMoment, t } from "../ui/messages.js";
import { getJson, query, told } from "../ui/net.js";
import { savePicture } from "../print/picture.js";
import { drawBehind } from "./behind.js";
import { drawHeadline } from "./headline.js";
import { drawScheme } from "./scheme.js";
import { drawTable } from "./table.js";

const form = find("form.ask");
const halves = [...form.half.options].map((option) => option.value).filter(Boolean);
const given = new URLSearchParams(location.search);
const [first, last] = (halves[1] ?? halves[0]).split("/");
const state = {
  from: given.get("from") ?? first,
  to: given.get("to") ?? last,
  subject: given.get("subject") ?? "unit",
  plan: given.get("plan") ?? "",
};
let turn = 0;

const asked = () => ({ ...state, plan: state.subject === "grid" ? state.plan : "" });

// The days just before the period, as many; of a half month the half month before.
function before() {
  const at = halves.indexOf(`${state.from}/${state.to}`);
  if (at >= 0 && halves[at + 1]) return halves[at + 1].split("/");
  const day = 86_400_000;
  const [from, to] = [Date.parse(state.from), Date.parse(state.to)];
  return [from - (to - from) - day, from - day].map((moment) =>
    new Date(moment).toISOString().slice(0, 10),
  );
}

function show() {
  form.from.value = state.from;
  form.to.value = state.to;
  form.plan.value = state.plan;
  form.half.value = halves.find((half) => half === `${state.from}/${state.to}`) ?? "";
  find(".field.plan").hidden = state.subject !== "grid";
  find(".period").textContent = t("{from} to {to}", state);
  for (const tab of document.querySelectorAll("[data-subject]"))
    tab.setAttribute("aria-selected", String(tab.dataset.subject === state.subject));
  find(".whom").textContent = find(`[data-subject="${state.subject}"]`)?.textContent ?? "";
  find("[data-export]").href = `/api/evaluation.xlsx${query(asked())}`;
  history.replaceState(null, "", `/reports${query(asked())}`);
}

async function load() {
  const mine = (turn += 1);
  show();
  find(".behind").hidden = true;
  document.documentElement.removeAttribute("data-ready");
  const [from, to] = before();
  const found = await told(() =>
    Promise.all([
      getJson(`/api/evaluation${query(asked())}`),
      getJson(`/api/evaluation${query({ from, to, subject: "unit" })}`),
    ]),
  );
  if (!found || mine !== turn) return;
  const [now, then] = found;
  drawHeadline(find(".headline"), now, then, { from, to }, open);
  drawTable(find(".table"), now, open);
  drawScheme(find(".scheme"), now);
  find(".as-of").textContent = `${t("State of the data")}: ${fullMoment(now.as_of, now.timezone)}`;
  document.documentElement.setAttribute("data-ready", "");
}

// figure, its title, and the row it stands in: none for the whole district
async function open(figure, title, row = null) {
  const params = { ...asked(), figure };
  const found = await told(() =>
    getJson(
      `/api/evaluation/cases${query(params)}${row ? `&code=${encodeURIComponent(row.code)}` : ""}`,
    ),
  );
  if (!found) return;
  const panel = find(".behind");
  drawBehind(panel, found, [title, row ? (row.name ?? row.code) : t("The whole district")]);
  panel.hidden = false;
  panel.querySelector("button").focus();
}

form.addEventListener("submit", (event) => event.preventDefault());
form.half.addEventListener("change", () => {
  if (!form.half.value) return;
  [state.from, state.to] = form.half.value.split("/");
  load();
});
for (const name of ["from", "to"])
  form[name].addEventListener("change", () => {
    if (!form[name].value) return;
    state[name] = form[name].value;
    if (state.from <= state.to) load();
    else
      fill(find(".table"), el("p", { class: "notice" }, t("The last day comes before the first.")));
  });
form.plan.addEventListener("change", () => {
  state.plan = form.plan.value;
  load();
});
form.print.addEventListener("click", () => print());
form.picture.addEventListener("click", (event) =>
  savePicture(event.target, find(".bulletin"), `${t("Bulletin")} ${state.from} ${state.to}`),
);
for (const tab of document.querySelectorAll("[data-subject]"))
  tab.addEventListener("click", () => {
    state.subject = tab.dataset.subject;
    load();
  });
await load();
