// What the cases of the filter are compared with: another period, or another class.

import { el } from "../../ui/dom.js";
import { t } from "../../ui/messages.js";

const EARLIER = {
  "": "nothing",
  before: "the period before",
  week: "a week earlier",
  year: "a year earlier",
};
const OTHER = "class:";

// The list to choose from; `majors` are [{ key, title }], the most frequent first.
export function comparison(chosen, majors, onChoose) {
  const option = (value, title) => el("option", { value, selected: value === chosen }, title);
  const classes = majors
    .filter(({ key }) => key !== "-")
    .map(({ key, title }) => option(OTHER + key, title ?? key));
  const known = chosen in EARLIER || majors.some(({ key }) => OTHER + key === chosen);
  return el(
    "select",
    { name: "vs", onchange: (event) => onChoose(event.target.value) },
    Object.entries(EARLIER).map(([value, title]) => option(value, t(title))),
    el("optgroup", { label: t("another class") }, classes),
    !known && option(chosen, chosen.slice(OTHER.length)),
  );
}
