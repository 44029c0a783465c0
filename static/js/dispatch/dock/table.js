// A table of figures: columns say how a row is shown; a row that leads somewhere is a button.

import { el } from "../../ui/dom.js";

// columns: [{ title, text(row), number }]; onPick(row) makes the first column a button.
export function figuresTable(columns, rows, { onPick = null, rowClass = () => null } = {}) {
  const head = columns.map(({ title, number }) =>
    el("th", { scope: "col", class: number ? "number" : null }, title),
  );
  const body = rows.map((row) =>
    el(
      "tr",
      { class: rowClass(row) },
      columns.map(({ text, number }, at) => {
        const shown = text(row);
        const picks = onPick && at === 0;
        return el(
          "td",
          { class: number ? "number" : null },
          picks
            ? el("button", { class: "link", type: "button", onclick: () => onPick(row) }, shown)
            : shown,
        );
      }),
    ),
  );
  return el(
    "table",
    { class: "figures" },
    el("thead", {}, el("tr", {}, head)),
    el("tbody", {}, body),
  );
}
