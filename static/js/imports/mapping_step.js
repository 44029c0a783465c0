// Step 2: which layer, and which column feeds which field. The page holds the mapping until it is checked.

import { el, fill, toast } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";
import { getJson, query, told } from "../ui/net.js";
import { BOUNDARIES, draftForm } from "./draft_form.js";
import { strictness } from "./strictness.js";

const CONSTANT = "\u0000constant";
const MADE = "\u0000made";

export class MappingStep {
  #session;
  #layers;
  #mapping = null;
  #layer = null;

  constructor(session, layers) {
    this.#session = session;
    this.#layers = layers;
  }

  // What to tell the server before the check.
  said() {
    return { layer: this.#layer, mapping: this.#mapping };
  }

  draw({ onSay, onBack, onCheck, onDraft }) {
    const { target, source } = this.#session.state;
    if (this.#layer !== target.layer || this.#mapping == null) {
      this.#layer = target.layer;
      this.#mapping = structuredClone(target.mapping);
    }
    const rows = target.fields.map((field) => this.#row(field, target));
    return [
      el("h2", {}, t("Which layer it is for")),
      this.#layerChoice(source, onSay),
      el("h2", {}, t("Which column feeds which field")),
      el(
        "table",
        { class: "list mapping" },
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            el("th", {}, t("Field")),
            el("th", {}, t("Column of the file")),
            el("th", { class: "wide" }, t("Examples")),
          ),
        ),
        el("tbody", {}, rows),
      ),
      this.#leftovers(target),
      strictness(this.#session.state, this.#layers, onSay),
      BOUNDARIES.includes(this.#layer) && draftForm(this.#session.state.file, onDraft),
      el(
        "div",
        { class: "row ends" },
        el("button", { class: "button", type: "button", onclick: onBack }, t("Back")),
        el(
          "button",
          { class: "button primary", type: "button", name: "check", onclick: onCheck },
          t("Check every row"),
        ),
      ),
    ];
  }

  #layerChoice(source, onSay) {
    const groups = new Map();
    for (const layer of this.#layers) {
      if (!groups.has(layer.group_title)) groups.set(layer.group_title, []);
      groups.get(layer.group_title).push(layer);
    }
    const titles = new Map(this.#layers.map((layer) => [layer.name, layer.title]));
    const choose = (name) => onSay("/mapping", { layer: name });
    const select = el(
      "select",
      {
        name: "layer",
        "aria-label": t("Layer"),
        onchange: (event) => choose(event.target.value),
      },
      [...groups].map(([label, layers]) =>
        el(
          "optgroup",
          { label },
          layers.map((layer) =>
            el(
              "option",
              { value: layer.name, selected: layer.name === this.#layer },
              `${layer.title} · ${layer.name}`,
            ),
          ),
        ),
      ),
    );
    const likely = source.targets
      .filter((name) => titles.has(name))
      .map((name) =>
        el(
          "button",
          {
            class: "button",
            type: "button",
            "aria-pressed": String(name === this.#layer),
            onclick: () => choose(name),
          },
          titles.get(name),
        ),
      );
    return el(
      "div",
      { class: "target" },
      el("div", { class: "likely" }, el("span", { class: "quiet" }, t("Likely:")), likely),
      select,
    );
  }

  #row(field, target) {
    const columns = new Map(target.columns.map((column) => [column.title, column.samples]));
    const examples = el("td", { class: "wide quiet" });
    const more = el("div", { class: "more" });
    const select = el("select", { name: field.name, "aria-label": field.title });
    const options = [
      field.name === "code"
        ? el("option", { value: MADE }, t("made: prefix and row number"))
        : el("option", { value: "" }, "–"),
      field.name !== "code" && el("option", { value: CONSTANT }, t("the same for all rows …")),
      ...target.columns.map((column) => el("option", { value: column.title }, column.title)),
    ].filter(Boolean);
    fill(select, options);
    select.value = this.#chosen(field);
    const show = () => {
      fill(examples, (columns.get(select.value) ?? []).join(" · "));
      fill(more, this.#more(field, select.value));
    };
    select.addEventListener("change", () => {
      this.#choose(field, select.value);
      show();
    });
    show();
    return el(
      "tr",
      { dataset: { field: field.name } },
      el(
        "td",
        {},
        el("span", { class: "title" }, field.title),
        field.required && el("span", { class: "tag" }, t("required")),
        el("code", {}, field.name),
      ),
      el("td", {}, el("div", { class: "feed" }, select, sureness(field, select)), more),
      examples,
    );
  }

  #chosen({ name }) {
    if (name in this.#mapping.columns) return this.#mapping.columns[name];
    if (name in this.#mapping.constants) return CONSTANT;
    return name === "code" ? MADE : "";
  }

  #choose({ name }, value) {
    delete this.#mapping.columns[name];
    delete this.#mapping.constants[name];
    delete this.#mapping.values[name];
    if (name === "code") this.#mapping.code_rule = null;
    if (value === MADE) this.#mapping.code_rule = { prefix: `${this.#layer}-` };
    else if (value === CONSTANT) this.#mapping.constants[name] = "";
    else if (value) this.#mapping.columns[name] = value;
  }

  #more(field, value) {
    if (value === MADE) return this.#prefix();
    if (value === CONSTANT) return this.#constant(field);
    if (value && field.choices.length) return this.#values(field, value);
    return null;
  }

  #prefix() {
    this.#mapping.code_rule ??= { prefix: `${this.#layer}-` };
    return el("input", {
      type: "text",
      value: this.#mapping.code_rule.prefix,
      "aria-label": t("Prefix of the codes"),
      oninput: (event) => {
        this.#mapping.code_rule = { prefix: event.target.value };
      },
    });
  }

  #constant(field) {
    const set = (event) => {
      this.#mapping.constants[field.name] = event.target.value;
    };
    const label = { "aria-label": t("Value for all rows") };
    const now = String(this.#mapping.constants[field.name] ?? "");
    if (!field.choices.length)
      return el("input", { type: "text", value: now, oninput: set, ...label });
    this.#mapping.constants[field.name] = now || field.choices[0].value;
    const chosen = this.#mapping.constants[field.name];
    return el(
      "select",
      { onchange: set, ...label },
      field.choices.map((one) =>
        el("option", { value: one.value, selected: one.value === chosen }, one.title),
      ),
    );
  }

  // Values of the file against ours; asked for when a person opens them.
  #values(field, column) {
    const body = el("div", { class: "values" });
    const details = el("details", {}, el("summary", {}, t("Values")), body);
    details.addEventListener("toggle", async () => {
      if (!details.open || body.childElementCount) return;
      const url = this.#session.address(`/values${query({ column })}`);
      const found = await told(() => getJson(url));
      if (!found) return;
      if (!found.values.length) toast(t("The column is empty."));
      fill(
        body,
        found.values.map((one) => this.#value(field, one)),
      );
    });
    return details;
  }

  #value(field, { value, count: times }) {
    const table = () => (this.#mapping.values[field.name] ??= {});
    const select = el(
      "select",
      {
        "aria-label": value,
        onchange: (event) => {
          if (event.target.value) table()[value] = event.target.value;
          else delete table()[value];
        },
      },
      el("option", { value: "" }, t("as it reads")),
      field.choices.map((one) =>
        el(
          "option",
          {
            value: one.value,
            selected: this.#mapping.values[field.name]?.[value] === one.value,
          },
          one.title,
        ),
      ),
    );
    return el(
      "label",
      {},
      el("span", {}, value, " ", el("small", { class: "quiet" }, count(times))),
      select,
    );
  }

  #leftovers(target) {
    const used = new Set(Object.values(this.#mapping.columns));
    const left = target.columns.filter((column) => !used.has(column.title));
    if (!left.length) return null;
    return el(
      "p",
      { class: "quiet leftovers" },
      t("Not used: {columns}", { columns: left.map((column) => column.title).join(", ") }),
    );
  }
}

// How sure the guess is, as long as it is the one that is chosen.
function sureness(field, select) {
  if (!field.guess || select.value !== field.guess) return null;
  const sure = field.confidence >= 0.9;
  return el(
    "span",
    { class: sure ? "tag good" : "tag warn", title: t(field.reason) },
    sure ? t("sure") : t("check this"),
  );
}
