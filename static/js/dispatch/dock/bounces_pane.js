// Cases that did not stay where they were sent: how many hands, what came back, and why.

import { el } from "../../ui/dom.js";
import { count, figure, t } from "../../ui/messages.js";
import { getJson, query } from "../../ui/net.js";
import { figuresTable } from "./table.js";

export async function bouncesPane({ filter }) {
  const found = await getJson(`/api/cases/bounces${query(filter.question())}`);
  const { sent, hands, mean_hands: mean, right_first: right, returned, failed } = found;
  if (!sent) return el("p", { class: "quiet" }, t("None of these cases was sent to a unit here."));
  const share = (n) => figure((100 * n) / sent, 1);
  const said = t(
    "{sent} cases were sent out, through {mean} hands each; {right} % stayed where they were sent first, {returned} % came back, {failed} % failed a check.",
    {
      sent: count(sent),
      mean: figure(mean, 2),
      right: share(right),
      returned: share(returned),
      failed: share(failed),
    },
  );
  const by = hands.map((n, at) => `${at + 1}${at === hands.length - 1 ? "+" : ""}: ${count(n)}`);
  const columns = [
    { title: t("Number"), text: (row) => row.number },
    { title: t("Class"), text: (row) => row.class_name ?? row.class_code ?? "" },
    { title: t("hands"), number: true, text: (row) => count(row.hands) },
    { title: t("came back"), number: true, text: (row) => (row.returns ? count(row.returns) : "") },
    {
      title: t("failed checks"),
      number: true,
      text: (row) => (row.reworks ? count(row.reworks) : ""),
    },
    { title: t("Unit"), text: (row) => row.unit_name ?? row.unit ?? "" },
    { title: t("Last reason"), text: (row) => row.reason ?? "" },
  ];
  return [
    el(
      "p",
      { class: "dock-line" },
      said,
      " ",
      el("span", { class: "quiet" }, t("Cases by hands: {list}", { list: by.join(" · ") })),
    ),
    figuresTable(columns, found.rows, { onPick: (row) => filter.set({ case: row.number }) }),
  ];
}
