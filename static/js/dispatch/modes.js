// The buttons above the map: what it shows of the cases.

import { el } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { MODES } from "./scene.js";

const TITLES = {
  heat: "Heat",
  change: "Change",
  hot: "Hot spots",
  grids: "By grid",
  rate: "Per km²",
  cases: "Cases",
};

export function modeButtons(chosen, onChosen) {
  return MODES.map((mode) =>
    el(
      "button",
      {
        class: "button",
        type: "button",
        "aria-pressed": String(chosen === mode),
        dataset: { mode },
        onclick: () => onChosen(mode),
      },
      t(TITLES[mode]),
    ),
  );
}
