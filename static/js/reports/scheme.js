// How the index comes about: weights, bands and grades, as the city set them.

import { el, fill } from "../ui/dom.js";
import { t } from "../ui/messages.js";

const PARTS = {
  not_public: "1 − reported by the public",
  filed: "filed, by bands",
  closing: "closed of what was due",
  in_time: "closed in time",
  not_rework: "1 − reworked",
  valid: "valid reports",
  not_missed: "1 − missed",
  verify: "verified in time",
  check: "checked in time",
  dispatch: "sent out in time",
  right_first: "right first time",
};

export function drawScheme(node, { scheme }) {
  const parts = Object.entries(scheme.weights).map(
    ([name, weight]) => `${t(PARTS[name])} ${weight} %`,
  );
  const bands = scheme.bands.map(([most, marks]) => `≤ ${most}: ${marks}`);
  fill(
    node,
    el("p", {}, `${t("Index")}: ${parts.join(" + ")}`),
    "filed" in scheme.weights &&
      el("p", {}, `${t("Bands of cases")}: ${[...bands, `> : ${scheme.beyond}`].join(" · ")}`),
    el("p", {}, t("Grades: A from 90, B from 75, C from 60, D from 40, else E.")),
    el(
      "p",
      {},
      t(
        "Due: the deadline lies in these days and has passed. In time: handled by the deadline and not failed since. A part without cases is left out and the others weigh more.",
      ),
    ),
  );
}
