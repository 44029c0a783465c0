// Which layers this person wants on the map, kept on this device.

const KEY = "layers.shown";

// layers: [{ name, style: { visible } }]; without a choice of their own, those that begin visible.
export function shown(layers) {
  const known = layers.map((layer) => layer.name);
  const kept = read();
  if (!kept) return layers.filter((layer) => layer.style.visible).map((layer) => layer.name);
  return known.filter((name) => kept.includes(name));
}

// Keeps the choice about these layers and leaves what was chosen about others.
export function keep(names, known) {
  const others = (read() ?? []).filter((name) => !known.includes(name));
  try {
    localStorage.setItem(KEY, JSON.stringify([...others, ...names]));
  } catch {
    // a browser that keeps nothing still draws what was chosen until the page closes
  }
}

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(kept) ? kept : null;
  } catch {
    return null;
  }
}
