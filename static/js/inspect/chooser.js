// Chips for "nearest of a class", and the list that switches layers on the map.

import { el, fill } from "../ui/dom.js";
import { sign } from "./sign.js";

export function kindChips(node, layers, onPick) {
  const chips = layers
    .filter((layer) => layer.group === "asset")
    .map((layer) =>
      el(
        "button",
        {
          type: "button",
          class: "kind",
          "aria-pressed": "false",
          dataset: { layer: layer.name },
          onclick: () => onPick(layer),
        },
        sign(layer.style, layer.title),
        layer.title,
      ),
    );
  fill(node, chips);
  return {
    press(name) {
      for (const chip of chips)
        chip.setAttribute("aria-pressed", String(chip.dataset.layer === name));
      chips
        .find((chip) => chip.dataset.layer === name)
        ?.scrollIntoView({ inline: "nearest", block: "nearest" });
    },
  };
}

export function layerChoices(node, layers, names, onChange) {
  const inputs = new Map();
  const titles = [...new Set(layers.map((layer) => layer.group_title))];
  const rows = titles.map((title) => [
    el("h3", {}, title),
    layers
      .filter((layer) => layer.group_title === title)
      .map((layer) => {
        const input = el("input", {
          type: "checkbox",
          checked: names.includes(layer.name),
          dataset: { layer: layer.name },
        });
        inputs.set(layer.name, input);
        return el("label", { class: "choice" }, input, sign(layer.style, layer.title), layer.title);
      }),
  ]);
  fill(node, rows);
  node.addEventListener("change", () =>
    onChange([...inputs].filter(([, input]) => input.checked).map(([name]) => name)),
  );
  return {
    set(chosen) {
      for (const [name, input] of inputs) input.checked = chosen.includes(name);
    },
  };
}
