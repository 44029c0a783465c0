// The light of a case: green, yellow or red by the clock that runs, and how long that still has.

import { t } from "../ui/messages.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const TITLES = { green: "In time", yellow: "Nearly due", red: "Overdue" };

// The server's clock, told once when the page was made; this machine's only counts on from there.
export class ServerClock {
  #ahead;

  constructor(now) {
    this.#ahead = Date.parse(now) - Date.now();
  }

  get now() {
    return Date.now() + this.#ahead;
  }
}

export function lightOf({ yellow_at, red_at }, now) {
  if (!red_at) return null;
  if (now > Date.parse(red_at)) return "red";
  return yellow_at && now > Date.parse(yellow_at) ? "yellow" : "green";
}

// Two units at most: nobody plans by the minutes of a day.
export function span(ms) {
  const long = Math.abs(ms);
  if (long >= 3 * DAY) return t("{n} d", { n: Math.floor(long / DAY) });
  if (long >= DAY)
    return t("{n} d {m} h", { n: Math.floor(long / DAY), m: Math.floor((long % DAY) / HOUR) });
  if (long >= HOUR)
    return t("{n} h {m} min", {
      n: Math.floor(long / HOUR),
      m: Math.floor((long % HOUR) / MINUTE),
    });
  return t("{n} min", { n: Math.floor(long / MINUTE) });
}

export function leftText({ red_at }, now) {
  const left = Date.parse(red_at) - now;
  return left < 0
    ? t("{time} overdue", { time: span(left) })
    : t("{time} left", { time: span(left) });
}
