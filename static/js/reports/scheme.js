// How the index comes about: weights, bands and grades, as the city set them.

import { el, fill } from "../ui/dom.js";
import { t } from "../ui/messages.js";

export function drawScheme(node, { scheme, part_titles: titles }) {
  const parts = Object.entries(scheme.weights).map(
    ([name, weight]) => `${titles[name]} ${weight} %`,
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
