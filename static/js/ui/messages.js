// Texts in the language of the page. The English text is the key; facts stand in braces.

const root = document.documentElement;
const table = root.lang === "en" ? {} : await load(root.dataset.messages);

async function load(url) {
  const answer = await fetch(url);
  return answer.ok ? answer.json() : {};
}

export const language = root.lang === "en" ? "en" : "zh";

export function t(text, facts = {}) {
  const said = table[text] ?? text;
  return said.replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? String(facts[name]) : whole));
}

const whole = new Intl.NumberFormat(root.lang);

export function count(value) {
  return whole.format(value);
}

export function figure(value, digits = 1) {
  return value == null ? "–" : value.toLocaleString(root.lang, { maximumFractionDigits: digits });
}

// Moments come as UTC text and are shown in the district's own time zone.
export function moment(text, timeZone) {
  if (!text) return "–";
  return new Intl.DateTimeFormat(root.lang, {
    timeZone,
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  }).format(new Date(text));
}

export function fullMoment(text, timeZone) {
  if (!text) return "–";
  return new Intl.DateTimeFormat(root.lang, {
    timeZone,
    dateStyle: "medium",
    timeStyle: "short",
  }).format(new Date(text));
}

export function metres(value) {
  if (value == null) return "–";
  return value < 1000 ? `${Math.round(value)} m` : `${(value / 1000).toFixed(2)} km`;
}
