// The clocks of one case: a bar for each stage, filled by what is spent of its limit.

import { el } from "../ui/dom.js";
import { fullMoment, t } from "../ui/messages.js";
import { leftText, TITLES, span } from "./lights.js";

const STAGES = {
  accept: "Taking up",
  verify: "Verifying",
  dispatch: "Sending",
  handle: "Handling",
  check: "Checking",
};
const UNITS = {
  urgent_hour: "{n} h, day and night",
  urgent_day: "{n} d, day and night",
  working_hour: "{n} working hours",
  working_day: "{n} working days",
};

export const limitText = ({ limit, unit }) => t(UNITS[unit], { n: limit });

function bar(clock, now, timezone) {
  const share = Math.min(1, clock.spent_s / Math.max(1, clock.limit_s));
  const due = clock.due_at && fullMoment(clock.due_at, timezone);
  const spent = `${span(clock.spent_s * 1000)} / ${span(clock.limit_s * 1000)}`;
  const left = clock.running ? leftText({ red_at: clock.due_at }, now) : t(TITLES[clock.light]);
  return el(
    "li",
    {
      class: `clock light-${clock.light}${clock.running ? " running" : ""}`,
      dataset: { stage: clock.stage },
      title: due ? t("Due {moment}", { moment: due }) : "",
    },
    el("span", { class: "stage" }, t(STAGES[clock.stage])),
    el("span", { class: "left" }, left),
    el("span", { class: "gauge" }, el("i", { style: { width: `${share * 100}%` } })),
    el("span", { class: "spent" }, spent),
  );
}

export function clocksOf(found, now, timezone) {
  if (!found.clocks.length) return null;
  return el(
    "section",
    {},
    el("h3", {}, t("Clocks")),
    el(
      "ul",
      { class: "clocks" },
      found.clocks.map((clock) => bar(clock, now, timezone)),
    ),
  );
}
