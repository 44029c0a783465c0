// The rule book: edited here, tried on past cases after each change, saved as a whole.

import { debounce, el, fill, find, toast } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { getJson, sendJson, told } from "../ui/net.js";
import { drawOutcome } from "./outcome.js";
import { ruleForm } from "./rule_form.js";
import { drawRules } from "./rule_list.js";
import { Titles } from "./words.js";

// A person who types is not answered after each letter.
const TRY_MS = 350;

const page = find("main.rules");
const mayEdit = page.dataset.mayEdit === "true";
const mayTry = page.dataset.mayTry === "true";
const [choices, kept] = await Promise.all([getJson("/api/rules/choices"), getJson("/api/rules")]);
const titles = new Titles(choices);
const state = {
  version: kept.version,
  saved: JSON.stringify(kept.rules),
  rules: kept.rules,
  chosen: null,
  reports: null,
};
let asked = 0;

const dirty = () => JSON.stringify(state.rules) !== state.saved;
const sound = () => state.rules.every((rule) => rule.unit);

async function rehearse() {
  if (!mayTry) return;
  const found = find(".found");
  if (!sound()) {
    fill(found, el("p", { class: "quiet" }, t("Choose a unit for each rule to try them.")));
    return;
  }
  const days = Number(find(".outcome [name=days]").value) || 1;
  const turn = (asked += 1);
  found.setAttribute("aria-busy", "true");
  try {
    const answer = await sendJson("POST", "/api/rules/try", { rules: state.rules, days });
    if (turn !== asked) return;
    state.reports = answer.rules;
    drawOutcome(found, answer, dirty());
    drawList();
  } catch (error) {
    if (turn !== asked) return;
    state.reports = null;
    fill(found, el("p", { class: "notice bad" }, error.message));
    drawList();
  } finally {
    if (turn === asked) found.removeAttribute("aria-busy");
  }
}
const soon = debounce(rehearse, TRY_MS);

function changed() {
  state.reports = null;
  drawTools();
  drawList();
  soon();
}

function drawList() {
  drawRules(find(".rule-list"), state.rules, {
    titles,
    reports: state.reports,
    chosen: state.chosen,
    on: { select, move: mayEdit && move },
  });
}

function select(at) {
  state.chosen = at;
  drawList();
  drawForm();
}

function drawForm() {
  const at = state.chosen;
  const node = find(".editor");
  if (at == null || !state.rules[at]) {
    fill(node);
    return;
  }
  const on = {
    editable: mayEdit,
    onChange: (rule) => {
      state.rules = state.rules.with(at, rule);
      changed();
    },
    onRemove: () => {
      state.rules = state.rules.toSpliced(at, 1);
      state.chosen = null;
      drawForm();
      changed();
    },
  };
  fill(node, ruleForm(state.rules[at], at + 1, choices, on));
}

function move(at, to) {
  const rules = [...state.rules];
  rules.splice(to, 0, ...rules.splice(at, 1));
  state.rules = rules;
  if (state.chosen === at) state.chosen = to;
  else if (state.chosen === to) state.chosen = at;
  drawForm();
  changed();
}

function add() {
  state.rules = [...state.rules, { unit: "", name: "", enabled: true }];
  select(state.rules.length - 1);
  changed();
  find(".editor [name=name]").focus();
}

function drawTools() {
  find(".version").textContent = state.version
    ? t("version {version}", { version: state.version })
    : "";
  if (!mayEdit) return;
  const note = el("input", {
    type: "text",
    name: "note",
    maxLength: 400,
    placeholder: t("Why: for the history"),
    "aria-label": t("Note"),
  });
  fill(
    find(".tools"),
    el("button", { class: "button", type: "button", name: "add", onclick: add }, t("Add a rule")),
    dirty() && [
      note,
      el(
        "button",
        {
          class: "button primary",
          type: "button",
          name: "save",
          disabled: !sound(),
          onclick: () => told(() => save(note.value)),
        },
        t("Save the rules"),
      ),
      el("button", { class: "button", type: "button", onclick: discard }, t("Discard changes")),
    ],
  );
}

async function save(note) {
  const body = { rules: state.rules, version: state.version, note };
  take(await sendJson("PUT", "/api/rules", body));
  toast(t("The rules are saved and in use."), { seconds: 3 });
  await rehearse();
}

function take({ version, rules }) {
  Object.assign(state, { version, rules, saved: JSON.stringify(rules) });
  drawTools();
  drawList();
  drawForm();
}

function discard() {
  state.chosen = null;
  take({ version: state.version, rules: JSON.parse(state.saved) });
  rehearse();
}

addEventListener("beforeunload", (event) => dirty() && event.preventDefault());
find(".outcome [name=days]")?.addEventListener("change", rehearse);
drawTools();
drawList();
await rehearse();
document.documentElement.dataset.ready = "true";
