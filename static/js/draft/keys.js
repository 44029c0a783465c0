// The keyboard of the draft. Keys belong to the page only while nobody types and no button has them.

const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable]";

// toolbox, map (EditLayer), stage (its element), draft, onEscape()
export function listen({ toolbox, map, stage, draft, onEscape }) {
  const pan = (on) => {
    map.panning = on;
    stage.toggleAttribute("data-panning", on);
  };
  const handled = (event) => {
    if (event.ctrlKey || event.metaKey) return history(event, draft);
    if (event.altKey) return false;
    if (event.key === " ") return space(event, pan);
    if (toolbox.tool?.key?.(event)) return true;
    if (event.key === "Escape") return onEscape();
    const name = event.key.length === 1 ? toolbox.named(event.key) : null;
    if (name) toolbox.press(name);
    return Boolean(name);
  };
  addEventListener(
    "keydown",
    (event) => {
      if (event.target.matches?.(TYPING)) return;
      if (!handled(event)) return;
      event.preventDefault();
      event.stopPropagation(); // arrows would pan the map as well
    },
    { capture: true },
  );
  addEventListener("keyup", (event) => event.key === " " && pan(false));
  addEventListener("blur", () => pan(false));
}

function history(event, draft) {
  const key = event.key.toLowerCase();
  if (key === "z" && !event.shiftKey) draft.undo();
  else if (key === "y" || key === "z") draft.redo();
  else return false;
  return true;
}

// On a button that was reached by keyboard the space bar presses it, as everywhere; one that was
// clicked keeps the focus, and there a planner means the map.
function space(event, pan) {
  if (event.target.closest?.("button, a, summary, input")?.matches(":focus-visible")) return false;
  pan(true);
  return true;
}
