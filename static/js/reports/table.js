// One row for each unit, region or person: figures, index, grade; each figure opens its cases.

import { el, fill } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";
import { percent, ratio } from "./shares.js";

const GRADES = { A: "good", B: "teal", C: "warn", D: "bad", E: "bad" };

function cell(row, column, open) {
  const share = row.figures[column.name];
  const counts = el("span", { class: "quiet" }, share.of ? ratio(share) : "");
  const inside = [el("b", {}, percent(share.rate)), counts];
  if (!share.of) return el("td", { class: "number share" }, inside);
  return el(
    "td",
    { class: "number share" },
    el("button", { type: "button", onclick: () => open(column.name, column.title, row) }, inside),
  );
}

export function drawTable(node, { rows, columns, subject }, open) {
  if (!rows.length) {
    fill(node, el("p", { class: "notice" }, t("Nobody of this kind did anything in these days.")));
    return;
  }
  fill(
    node,
    el(
      "table",
      { class: "list" },
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          el("th", { class: "number" }, "#"),
          el("th", {}, t("Name")),
          el("th", { class: "number" }, subject === "dispatcher" ? t("Sent out") : t("Filed")),
          columns.map((column) => el("th", { class: "number" }, column.title)),
          el("th", { class: "number" }, t("Index")),
          el("th", {}, t("Grade")),
        ),
      ),
      el(
        "tbody",
        {},
        rows.map((row, at) =>
          el(
            "tr",
            { class: row.code ? "" : "nobody" },
            el("td", { class: "number quiet" }, row.index == null ? "" : String(at + 1)),
            el("td", {}, row.code ? (row.name ?? row.code) : t("Not given")),
            el("td", { class: "number" }, count(row.filed)),
            columns.map((column) => cell(row, column, open)),
            el("td", { class: "number index" }, row.index == null ? "–" : row.index.toFixed(2)),
            el("td", {}, row.grade && el("span", { class: `tag ${GRADES[row.grade]}` }, row.grade)),
          ),
        ),
      ),
    ),
  );
}
