// Elements are built from values; text only ever enters as text.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "style") Object.assign(node.style, value);
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (name in node && typeof value !== "string") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren(
    ...children.flat(Infinity).filter((child) => child != null && child !== false),
  );
  return node;
}

export function facts(pairs) {
  const shown = pairs.filter(([, value]) => value != null && value !== "");
  return el(
    "dl",
    { class: "facts" },
    shown.map(([term, value]) => [el("dt", {}, term), el("dd", {}, value)]),
  );
}

export const find = (selector, from = document) => from.querySelector(selector);

// `act` is a title and what to do when it is pressed; of toasts with one `key` only the last stays.
export function toast(text, { bad = false, seconds = 5, act = null, key = null } = {}) {
  const shelf = find(".toasts") ?? document.body.appendChild(el("div", { class: "toasts" }));
  if (key) for (const old of shelf.querySelectorAll(`[data-key="${key}"]`)) old.remove();
  const same = [...shelf.children].find((note) => note.textContent === text);
  if (same) return same;
  const note = el("div", { class: bad ? "toast bad" : "toast", role: bad ? "alert" : null }, text);
  if (key) note.dataset.key = key;
  if (act) {
    const [title, work] = act;
    const press = () => {
      note.remove();
      work();
    };
    note.append(el("button", { type: "button", class: "act", onclick: press }, title));
  }
  shelf.append(note);
  setTimeout(() => note.remove(), seconds * 1000);
  return note;
}

export function debounce(work, wait_ms) {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...args), wait_ms);
  };
}
