// What the parts of a rule are called, and how a rule reads.

import { t } from "../ui/messages.js";

export const PARTS = {
  classes: "Class",
  conditions: "Condition",
  grids: "Grid",
  streets: "Street",
  roads: "Road",
  zones: "Zone",
  owners: "Owner of the asset",
};

export const DAYS = { working: "Working days", off: "Days off" };

const twoDigits = (value) => String(value).padStart(2, "0");

export function clockText(minute) {
  return `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
}

export function clockMinute(text) {
  const [hour, minute] = text.split(":").map(Number);
  return hour * 60 + minute;
}

// The titles of what can be asked for, by part and value.
export class Titles {
  #parts;

  constructor({ units, parts }) {
    const table = (rows) => new Map(rows.map(({ value, title }) => [value, title]));
    this.units = table(units);
    this.#parts = Object.fromEntries(Object.entries(parts).map(([name, r]) => [name, table(r)]));
  }

  of(part, value) {
    return this.#parts[part]?.get(value) ?? value;
  }

  unit(code) {
    return this.units.get(code) ?? code;
  }

  // [[part, "a or b"], …] of a rule, in the order of the parts
  asked(rule) {
    const listed = Object.keys(PARTS)
      .filter((part) => rule[part]?.length)
      .map((part) => [
        t(PARTS[part]),
        rule[part].map((value) => this.of(part, value)).join(t(" or ")),
      ]);
    if (rule.hours) listed.push([t("Hours"), rule.hours.map(clockText).join("–")]);
    if (rule.days) listed.push([t("Day"), t(DAYS[rule.days])]);
    return listed;
  }
}
