// The two headline rates of the district, how they were before, and who is not judged.

import { el, fill } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";
import { percent, ratio } from "./shares.js";

const RATES = { active_discovery: "Active discovery", timely: "Timely resolution" };

function change(now, then) {
  if (now == null || then == null) return null;
  const points = 100 * (now - then);
  const sign = points > 0 ? "+" : points < 0 ? "−" : "±";
  return t("{change} points", { change: `${sign}${Math.abs(points).toFixed(2)}` });
}

export function drawHeadline(node, now, then, days, open) {
  const rates = Object.entries(RATES).map(([name, title]) => {
    const share = now.figures[name];
    const moved = change(share.rate, then.figures[name].rate);
    return el(
      "button",
      { class: "rate", type: "button", onclick: () => open(name, t(title)) },
      el("span", { class: "what" }, t(title)),
      el("b", {}, percent(share.rate)),
      el("span", { class: "quiet number" }, ratio(share)),
      moved && el("span", { class: "quiet", title: `${days.from} – ${days.to}` }, moved),
    );
  });
  const left = Object.entries(now.left_out).filter(([, cases]) => cases);
  fill(
    node,
    el(
      "div",
      { class: "rate plain" },
      el("span", { class: "what" }, t("Filed")),
      el("b", {}, count(now.filed)),
      el("span", { class: "quiet" }, t("before: {cases}", { cases: count(then.filed) })),
    ),
    rates,
    el(
      "button",
      { class: "rate", type: "button", onclick: () => open("in_time", t("Left out")) },
      el("span", { class: "what" }, t("Left out")),
      el("b", {}, count(left.reduce((sum, [, cases]) => sum + cases, 0))),
      left.map(([name, cases]) =>
        el("span", { class: "quiet" }, `${now.left_out_titles[name]} ${count(cases)}`),
      ),
    ),
  );
}
