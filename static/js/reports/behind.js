// The cases behind a figure: those that count, those that do not, those that are left out and why.

import { el, fill } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";

// So many are shown before the rest is asked for.
const FIRST = 100;

function listed(title, { cases, numbers }, opened) {
  const link = (number) =>
    el("a", { href: `/dispatch?case=${encodeURIComponent(number)}`, target: "_blank" }, number);
  const list = el("div", { class: "numbers" }, numbers.slice(0, FIRST).map(link));
  const rest = numbers.slice(FIRST);
  return el(
    "details",
    { open: opened && cases > 0 },
    el("summary", {}, `${title} `, el("b", { class: "number" }, count(cases))),
    list,
    rest.length > 0 &&
      el(
        "button",
        {
          class: "button",
          type: "button",
          onclick: (event) => {
            list.append(...rest.map(link));
            event.target.remove();
          },
        },
        t("{count} more", { count: count(rest.length) }),
      ),
    cases > numbers.length &&
      el("p", { class: "quiet" }, t("Only the latest {count}.", { count: count(numbers.length) })),
  );
}

export function drawBehind(
  node,
  { counted, rest, left_out: left, left_out_titles: titles },
  [title, who],
) {
  const close = () => {
    node.hidden = true;
  };
  fill(
    node,
    el(
      "header",
      {},
      el("div", {}, el("h2", {}, title), el("p", { class: "quiet" }, who)),
      el(
        "button",
        { class: "button", type: "button", "aria-label": t("Close the panel"), onclick: close },
        "×",
      ),
    ),
    listed(t("Counted"), counted, !rest.cases),
    listed(t("Not counted"), rest, true),
    Object.entries(left)
      .filter(([, one]) => one.cases)
      .map(([name, one]) => listed(`${t("Left out")}: ${titles[name]}`, one, false)),
  );
}
