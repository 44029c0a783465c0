// Small comforts on the pages of users and units; every form works without them.

import { debounce, el, fill, find } from "../ui/dom.js";
import { language, t } from "../ui/messages.js";
import { getJson, query, told } from "../ui/net.js";

const folded = (text) => text.normalize("NFKC").toLowerCase();

// Rows of a table by a word in any of their cells.
function filterRows(input) {
  const table = document.getElementById(input.dataset.filter);
  const rows = [...table.tBodies[0].rows].map((row) => [row, folded(row.textContent)]);
  input.hidden = false;
  input.addEventListener("input", () => {
    const sought = folded(input.value.trim());
    let shown = 0;
    for (const [row, text] of rows) {
      row.hidden = !text.includes(sought);
      shown += row.hidden ? 0 : 1;
    }
    find(".nothing", table.parentElement).hidden = shown > 0;
  });
}

// What cannot be undone by the same person is asked about first.
function askFirst(form) {
  form.addEventListener("submit", (event) => {
    if (!window.confirm(form.dataset.ask)) event.preventDefault();
  });
}

function prefixNode({ head, names, more }) {
  const said = names.length
    ? ` ${names.join(language === "zh" ? "、" : ", ")}${more ? ` ${t("and {n} more", { n: more })}` : ""}`
    : [" ", el("span", { class: "tag warn" }, t("no class begins so"))];
  return el("li", {}, el("span", { class: "prefix" }, el("b", {}, head), said));
}

// What the typed beginnings of class codes stand for.
function tellPrefixes(area) {
  const list = find("ul.prefixes", area.form);
  let round = 0;
  area.addEventListener(
    "input",
    debounce(async () => {
      round += 1;
      const mine = round;
      const heads = area.value.replaceAll(",", " ").trim();
      const found = await told(() => getJson(`${area.dataset.prefixes}${query({ heads })}`));
      if (found && mine === round) fill(list, found.prefixes.map(prefixNode));
    }, 250),
  );
}

document.querySelectorAll("input[data-filter]").forEach(filterRows);
document.querySelectorAll("form[data-ask]").forEach(askFirst);
document.querySelectorAll("textarea[data-prefixes]").forEach(tellPrefixes);
document.documentElement.dataset.ready = "true";
