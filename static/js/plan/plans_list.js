// All plans: drafts to go on with, those in review, the one in force, those that had their time.

import { el, fill, toast } from "../ui/dom.js";
import { language, t } from "../ui/messages.js";
import { getJson, query, sendJson, told } from "../ui/net.js";

const STATES = {
  draft: ["Draft", "tag teal"],
  in_review: ["In review", "tag warn"],
  published: ["Coming", "tag good"],
  retired: ["Retired", "tag"],
  discarded: ["Discarded", "tag"],
};

export class PlansList {
  #pane;
  #facts;
  #plans = [];

  constructor(pane, pageFacts) {
    this.#pane = pane;
    this.#facts = pageFacts;
  }

  async load() {
    ({ plans: this.#plans } = await getJson("/api/plans"));
    this.#draw();
  }

  #draw() {
    const shown = this.#plans.filter((plan) => plan.state !== "discarded");
    fill(
      this.#pane,
      this.#facts.mayEdit && this.#form(),
      el(
        "ol",
        { class: "plans" },
        shown.map((plan) => this.#row(plan)),
      ),
    );
  }

  #form() {
    const name = el("input", {
      type: "text",
      name: "name",
      maxLength: 60,
      required: true,
      autocomplete: "off",
      placeholder: t("Name of the draft"),
      "aria-label": t("Name of the draft"),
    });
    const form = el(
      "form",
      { class: "new-draft" },
      name,
      el("button", { class: "button primary", name: "create" }, t("New draft")),
      el("a", { class: "from-file", href: "/import" }, t("Draft from a file")),
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const made = await told(() => sendJson("POST", "/api/plans", { name: name.value }));
      if (made) location.assign(`/plan?draft=${made.id}`);
    });
    return form;
  }

  #row(plan) {
    const [title, look] = plan.in_force ? ["In force", "tag teal"] : STATES[plan.state];
    const open = ["draft", "in_review"].includes(plan.state) || plan.due;
    const name = open
      ? el("a", { href: `/plan?draft=${plan.id}` }, saidName(plan.name))
      : el("strong", {}, saidName(plan.name));
    return el(
      "li",
      { dataset: { plan: plan.id, state: plan.state } },
      el("p", {}, el("span", { class: look }, t(title)), " ", name),
      el("p", { class: "quiet small" }, this.#detail(plan)),
      plan.note && el("p", { class: "note" }, plan.note),
      el("div", { class: "deeds" }, this.#deeds(plan)),
    );
  }

  #detail({ valid_from: from, valid_to: to, author, reviewer, base, outdated }) {
    const parts = [
      from && (to ? t("{from} to {to}", { from, to }) : t("from {from} on", { from })),
      t("by {who}", { who: author }),
      reviewer && t("agreed by {who}", { who: reviewer }),
      base && t("made from {plan}", { plan: saidName(base.name) }),
      outdated && t("another plan came in force since"),
    ];
    return parts.filter(Boolean).join(" · ");
  }

  #deeds(plan) {
    return [
      this.#compare(plan),
      takenOut(plan),
      plan.may.roll_back &&
        this.#deed(
          plan,
          "roll_back",
          t("Roll back"),
          t(
            "Put the plan before this one in force again, today? Open cases and assets go back to its grids.",
          ),
        ),
      plan.may.withdraw &&
        this.#deed(
          plan,
          "withdraw",
          t("Withdraw"),
          t("Make this plan a draft again? The plan in force goes on."),
        ),
    ];
  }

  // With the plan it was made from, or, for the first one, with what is in force.
  #compare({ id, base }) {
    const other = base?.id ?? this.#plans.find((plan) => plan.in_force)?.id;
    if (!other || other === id) return null;
    return el(
      "a",
      { class: "button", href: `/plan/compare${query({ a: other, b: id })}` },
      t("Compare"),
    );
  }

  #deed(plan, deed, title, question) {
    const act = async () => {
      if (!confirm(question)) return;
      const url = `/api/plans/${plan.id}/${deed}`;
      const done = await told(() => sendJson("POST", url, { version: plan.version }));
      if (!done) return;
      toast(t("Done."));
      location.reload();
    };
    return el("button", { type: "button", class: "button", name: deed, onclick: act }, title);
  }
}

// A plan as files: its grids with what each carries, and its cells.
function takenOut({ id }) {
  const link = (part, title, suffix, format) =>
    el(
      "a",
      { href: `/export/plan/${id}/${part}.${suffix}`, download: "", title: `${title} · ${format}` },
      format,
    );
  const formats = [
    ["gpkg", "GeoPackage"],
    ["geojson", "GeoJSON"],
    ["zip", "Shapefile"],
    ["csv", "CSV"],
  ];
  const line = (part, title) =>
    el(
      "p",
      {},
      el("span", { class: "quiet" }, title),
      formats.map(([suffix, format]) => [" ", link(part, title, suffix, format)]),
    );
  return el(
    "details",
    { class: "taken-out" },
    el("summary", { class: "button" }, t("Export")),
    el("div", {}, line("grids", t("Grids and measures")), line("cells", t("Cells"))),
  );
}

// A name in both languages ("首版 / First") in the reader's.
export function saidName(name) {
  const parts = name.split(" / ");
  return parts.length === 2 ? parts[language === "en" ? 1 : 0] : name;
}
