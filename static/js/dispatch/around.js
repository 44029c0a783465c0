// What lies around a case: neighbours in place and time, on the card and as rings on the map.

import { el, facts, fill } from "../ui/dom.js";
import { figure, metres, t } from "../ui/messages.js";
import { getJson, query } from "../ui/net.js";

function apart(days) {
  const whole = Math.round(Math.abs(days));
  if (whole === 0) return t("about the same time");
  if (whole === 1) return days < 0 ? t("1 day earlier") : t("1 day later");
  const said = { days: figure(whole) };
  return days < 0 ? t("{days} days earlier", said) : t("{days} days later", said);
}

export class Around {
  // onOpen(number): another case is wanted; onFound(cases): what the map may ring
  constructor({ onOpen, onFound }) {
    this.onOpen = onOpen;
    this.onFound = onFound;
  }

  // Fills a node with what is near a case; it stays empty where nothing is.
  async show(node, { case: { number, lon } }) {
    if (lon == null) return this.onFound([]);
    const found = await getJson(`/api/cases/${encodeURIComponent(number)}/around`);
    if (!node.isConnected) return; // another card was opened meanwhile
    this.onFound(found.cases);
    const parts = [this.#cases(found), this.#assets(found.assets), this.#zones(found.zones)];
    if (parts.some(Boolean))
      fill(node, el("section", { class: "around" }, el("h3", {}, t("Around here")), parts));
  }

  #cases({ total, open, radius_m, days, cases }) {
    if (!total) return null;
    const said = {
      total: figure(total),
      open: figure(open),
      radius: metres(radius_m),
      days: figure(days),
    };
    const summed = t("{total} cases within {radius} and {days} days, {open} of them open", said);
    return [
      el("p", { class: "quiet" }, summed),
      el(
        "ul",
        { class: "neighbours" },
        cases.map((row) => el("li", {}, this.#button(row))),
      ),
    ];
  }

  #button(row) {
    return el(
      "button",
      { class: "neighbour", type: "button", onclick: () => this.onOpen(row.number) },
      el("span", {}, row.class_name ?? row.class_code ?? row.number),
      el("span", { class: `tag state-${row.state}` }, row.state_title ?? row.state),
      el("span", { class: "quiet" }, `${metres(row.distance_m)} · ${apart(row.days)}`),
    );
  }

  #assets(assets) {
    if (!assets.length) return null;
    return facts(
      assets.map(({ layer, layer_title, code, distance_m, direction }) => [
        layer_title,
        [
          el("a", { href: `/inspect${query({ layer, code })}` }, code),
          ` · ${metres(distance_m)} ${direction ?? ""}`,
        ],
      ]),
    );
  }

  #zones(zones) {
    return zones.length
      ? facts(zones.map((zone) => [zone.layer_title, zone.name || zone.code]))
      : null;
  }
}
