// Step 4: what was done, and where to see it.

import { el, facts } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";
import { numbers } from "./report_step.js";

const PLACED = {
  cell: "with a unit cell",
  grid: "with a management grid",
  community: "with a community",
  street: "with a street",
  road: "with a road",
};
const FOLLOWED = {
  grids: "management grids made of the cells",
  plans: "first plan founded",
  classes: "classes learned",
};
const WORKSPACES = {
  cases: ["/dispatch", "Dispatch"],
  cells: ["/plan", "Plan"],
  grids: ["/plan", "Plan"],
};

export function resultStep(session, layers, { onOver }) {
  const { outcome } = session.state;
  const layer = layers.find((one) => one.name === outcome.layer);
  const asset = ["asset", "zone", "permit"].includes(layer?.group);
  const place = WORKSPACES[outcome.layer] ?? (asset ? ["/inspect", "Inspect"] : null);
  const pairs = [
    ...Object.entries(outcome.placed)
      .filter(([, n]) => n)
      .map(([name, n]) => [t(PLACED[name] ?? name), count(n)]),
    ...Object.entries(outcome.followed)
      .filter(([, n]) => n)
      .map(([name, n]) => [t(FOLLOWED[name] ?? name), count(n)]),
  ];
  return [
    el(
      "p",
      { class: "notice" },
      t("Imported into {layer}.", { layer: layer?.title ?? outcome.layer }),
    ),
    numbers([
      [t("added"), outcome.added],
      [t("changed"), outcome.changed],
      [t("unchanged"), outcome.unchanged],
      [t("left out"), outcome.rejected, outcome.rejected ? "bad" : ""],
    ]),
    pairs.length > 0 && facts(pairs),
    el(
      "div",
      { class: "row" },
      el("a", { class: "button", href: `/layers#${outcome.layer}` }, t("See the layer")),
      place && el("a", { class: "button", href: place[0] }, t(place[1])),
      el(
        "button",
        { class: "button primary", type: "button", onclick: onOver },
        t("Import another file"),
      ),
    ),
  ];
}
