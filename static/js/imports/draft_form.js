// Cells or management grids of a file made a draft, in place of storing them: nothing in force changes.

import { el, facts } from "../ui/dom.js";
import { count, figure, t } from "../ui/messages.js";
import { numbers } from "./report_step.js";

export const BOUNDARIES = ["cells", "grids"];

const SNAPS_M = [0.003, 0.01, 0.05, 0.2, 1];
const GAPS_M = [0.1, 0.5, 2, 5];

// What was filled in; the page draws the form anew at every answer of the server.
let wish = { file: null };

// onDraft({ name, snap_m, gap_m })
export function draftForm(file, onDraft) {
  if (wish.file !== file) {
    const name = file.replace(/\.[a-z0-9]+$/i, "").slice(0, 60);
    wish = { file, name, snap_m: 0.01, gap_m: 0.5 };
  }
  const read = () => {
    const data = new FormData(form);
    wish.name = data.get("name");
    for (const name of ["snap_m", "gap_m"]) wish[name] = Number(data.get(name));
  };
  const form = el(
    "form",
    { class: "as-draft", name: "as-draft", oninput: read },
    el("h2", {}, t("As a draft of the plan")),
    el(
      "p",
      { class: "quiet" },
      t(
        "Nothing changes in force: the shapes are cleaned, their codes are found again by overlap, and a draft opens with them.",
      ),
    ),
    el("input", {
      type: "text",
      name: "name",
      value: wish.name,
      maxLength: 60,
      required: true,
      "aria-label": t("Name of the draft"),
    }),
    el(
      "div",
      { class: "pair" },
      choice("snap_m", t("Draw joints together up to"), SNAPS_M),
      choice("gap_m", t("Close gaps up to"), GAPS_M),
    ),
    el("button", { class: "button", name: "draft" }, t("Make the draft")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    read();
    const { name, snap_m: snap, gap_m: gap } = wish;
    onDraft({ name, snap_m: snap, gap_m: gap });
  });
  return form;
}

function choice(name, title, values_m) {
  const said = (m) => (m < 0.01 ? `${1000 * m} mm` : m < 1 ? `${100 * m} cm` : `${m} m`);
  return el(
    "label",
    {},
    title,
    el(
      "select",
      { name },
      values_m.map((m) => el("option", { value: String(m), selected: m === wish[name] }, said(m))),
    ),
  );
}

// What came of it: how many shapes were known again, what cleaning moved, and the way to the draft.
export function draftStep({ plan }, { onOver }) {
  const { account } = plan;
  const listed = (side) => side.map(({ title, count: n }) => `${title} ${count(n)}`).join(" · ");
  return [
    el("p", { class: "notice" }, t("The draft {name} was made.", { name: plan.name })),
    numbers([
      [t("shapes"), plan.shapes],
      [t("known again"), plan.known],
      [t("new"), plan.new],
      [t("cells changed"), plan.changed],
      [t("cells gone"), plan.gone],
    ]),
    facts([
      [t("cells that a boundary crosses"), plan.crossed ? count(plan.crossed) : ""],
      [t("rows without an area"), plan.left_out ? count(plan.left_out) : ""],
      [t("ground that moved"), `${figure(account.moved_m2, 1)} m²`],
      [t("farthest shift of an edge"), `${figure(account.shift_m, 3)} m`],
      [t("faults before"), listed(account.before)],
      [t("faults after"), listed(account.after)],
    ]),
    el(
      "div",
      { class: "row" },
      el("a", { class: "button primary", href: `/plan?draft=${plan.id}` }, t("Open the draft")),
      el("button", { class: "button", type: "button", onclick: onOver }, t("Import another file")),
    ),
  ];
}
