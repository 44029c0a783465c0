// Cases that may be the same problem: told on the card, seen side by side, joined and parted.

import { el, facts, fill } from "../ui/dom.js";
import { fullMoment, metres, t } from "../ui/messages.js";
import { getJson, sendJson, told } from "../ui/net.js";

const path = (number) => `/api/cases/${encodeURIComponent(number)}`;

function brief(row, timezone, more) {
  const like = row.likeness == null ? null : Math.round(100 * row.likeness);
  return el(
    "li",
    { class: "possible" },
    row.photos[0] && el("img", { src: row.photos[0], alt: t("Photo"), loading: "lazy" }),
    el(
      "div",
      {},
      el(
        "p",
        {},
        el("b", { class: "number" }, metres(row.distance_m)),
        ` · ${fullMoment(row.reported_at, timezone)} `,
        el("span", { class: `tag state-${row.state}` }, row.state_title ?? row.state),
        row.same_asset && el("span", { class: "tag teal" }, t("Same asset")),
      ),
      el("p", {}, row.description ?? row.address ?? ""),
      like != null && el("p", { class: "quiet" }, t("Texts alike: {share} %", { share: like })),
      more,
    ),
  );
}

export class Duplicates {
  #timezone;
  #mayMerge;

  // onChanged(case): a case was joined or parted; onOpen(number): another case is wanted
  constructor({ timezone, mayMerge, onChanged, onOpen }) {
    this.#timezone = timezone;
    this.#mayMerge = mayMerge;
    this.onChanged = onChanged;
    this.onOpen = onOpen;
  }

  // Fills a node with what may be the same as a case; it stays empty where there is nothing to say.
  async show(node, found) {
    const number = found.case.number;
    const answer = await getJson(`${path(number)}/duplicates`);
    if (!node.isConnected) return;
    const { possible, joined, into } = answer;
    if (!possible.length && !joined.length && !into) return;
    fill(
      node,
      el(
        "section",
        { class: "duplicates" },
        el("h3", {}, t("Possible duplicates")),
        into && this.#joinedTo(found, into),
        joined.length > 0 &&
          el(
            "p",
            {},
            `${t("Joined to this case")}: `,
            joined.map((one) => [this.#link(one), " "]),
          ),
        !into &&
          el(
            "ul",
            {},
            possible.map((row) => brief(row, this.#timezone, this.#buttons(found, row))),
          ),
      ),
    );
  }

  #link(number) {
    return el(
      "button",
      { class: "link", type: "button", onclick: () => this.onOpen(number) },
      number,
    );
  }

  #joinedTo(found, into) {
    return el(
      "p",
      {},
      `${t("Is a duplicate of")} `,
      this.#link(into),
      this.#mayMerge &&
        el(
          "button",
          { class: "button", type: "button", name: "unmerge", onclick: () => this.#part(found) },
          t("Part them"),
        ),
    );
  }

  #buttons(found, row) {
    return el(
      "button",
      { class: "button", type: "button", name: "compare", onclick: () => this.#beside(found, row) },
      t("Side by side"),
    );
  }

  // Both cases in one window: place, time, words and pictures; one key joins, Escape closes.
  async #beside(found, row) {
    const other = await told(() => getJson(path(row.number)));
    if (!other) return;
    const dialog = el("dialog", { class: "beside" });
    const close = () => dialog.close();
    const merge = el(
      "button",
      {
        class: "button primary",
        type: "button",
        name: "merge",
        onclick: () => told(() => this.#merge(found, row.number, close)),
      },
      t("Join {number} to {into}", { number: found.case.number, into: row.number }),
    );
    fill(
      dialog,
      el("h2", {}, t("{distance} apart", { distance: metres(row.distance_m) })),
      el("div", { class: "two" }, this.#half(found), this.#half(other)),
      el(
        "div",
        { class: "actions" },
        this.#mayMerge && merge,
        el("button", { class: "button", type: "button", onclick: close }, t("Cancel")),
      ),
    );
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  #half({ case: one, photos }) {
    return el(
      "section",
      {},
      el("h3", {}, one.number),
      el(
        "div",
        { class: "photos" },
        photos.length
          ? photos.map((photo) =>
              el(
                "a",
                { href: photo.url, target: "_blank" },
                el("img", { src: photo.thumb, alt: t("Photo") }),
              ),
            )
          : el("p", { class: "quiet" }, t("No photo")),
      ),
      facts([
        [t("Class"), one.class_name ?? one.class_code],
        [t("State"), one.state_title],
        [t("Description"), one.description],
        [t("Address"), one.address],
        [t("Reported"), fullMoment(one.reported_at, this.#timezone)],
        [t("Source"), one.source_title],
        [t("Unit"), one.unit_name ?? one.unit],
        [t("Asset"), one.asset_code],
      ]),
    );
  }

  async #merge(found, into, close) {
    const { number, version } = found.case;
    const done = await sendJson("POST", `${path(number)}/merge`, { into, version });
    close();
    this.onChanged(done.case);
  }

  async #part(found) {
    const { number, version } = found.case;
    const done = await told(() => sendJson("POST", `${path(number)}/unmerge`, { version }));
    if (done) this.onChanged(done.case);
  }
}

// What may be the same as a case about to be reported; told beside the form, never in its way.
export async function possibleHere(node, asked, timezone, onOpen) {
  const { possible } = await sendJson("POST", "/api/duplicates/here", asked);
  fill(
    node,
    possible.length > 0 && [
      el("p", { class: "notice warn" }, t("Perhaps it was reported already:")),
      el(
        "ul",
        {},
        possible.map((row) =>
          brief(
            row,
            timezone,
            el(
              "button",
              { class: "button", type: "button", onclick: () => onOpen(row.number) },
              t("Open {number}", { number: row.number }),
            ),
          ),
        ),
      ),
    ],
  );
}
