// A clicked place: everything that is known of it, and a form for a new case there.

import { el, facts, fill, toast } from "../ui/dom.js";
import { metres, t } from "../ui/messages.js";
import { getJson, query, sendJson, told } from "../ui/net.js";
import { photoField, sendPhoto } from "../inspect/photos.js";
import { possibleHere } from "./duplicates.js";
import { panelHead } from "./panel_head.js";

// The assets beside the place; a case is about one only when somebody says so.
function assetChoice({ assets = [], asset }) {
  if (!assets.length) return null;
  const same = (one) => asset && one.layer === asset.layer && one.code === asset.code;
  return el(
    "select",
    { name: "asset" },
    el("option", { value: "" }, t("No asset")),
    assets.map((one) =>
      el(
        "option",
        { value: `${one.layer}\n${one.code}`, selected: same(one) },
        `${one.layer_title} ${one.code} · ${metres(one.distance_m)}`,
      ),
    ),
  );
}

export class PlacePanel {
  #facts;

  constructor(pageFacts, { onReported, onClose, onOpen }) {
    this.#facts = pageFacts;
    this.onReported = onReported;
    this.onClose = onClose;
    this.onOpen = onOpen;
  }

  // asset: { layer, code } where the place was reached by the name of one
  async open([lon, lat], asset = null) {
    const found = await getJson(
      `/api/locate${query({ lon: lon.toFixed(7), lat: lat.toFixed(7) })}`,
    );
    return this.#draw({ ...found, asset }, [lon, lat]);
  }

  #draw(found, place) {
    return [
      panelHead(
        found.description || t("This place"),
        el("p", { class: "quiet" }, `${place[0].toFixed(6)}, ${place[1].toFixed(6)}`),
        this.onClose,
      ),
      el(
        "div",
        { class: "fill" },
        found.cell == null &&
          el("p", { class: "notice warn" }, t("This place lies outside the district's cells.")),
        this.#facts.canReport && el("section", {}, this.#reportButton(found, place)),
        el(
          "section",
          {},
          facts([
            [t("Grid"), found.grid_name ?? found.grid],
            [t("Unit cell"), found.cell],
            [t("Community"), found.community_name ?? found.community],
            [t("Street"), found.street_name ?? found.street],
            [t("Road"), found.road?.text ?? found.road?.name],
            [t("Crossing"), found.crossing?.text],
            [t("Responsible unit"), found.unit_name ?? found.unit],
          ]),
        ),
        this.#zones(found.zones ?? []),
        this.#assets(found.assets ?? []),
      ),
    ];
  }

  #zones(zones) {
    if (!zones.length) return null;
    return el(
      "section",
      {},
      el("h3", {}, t("Zones here")),
      facts(zones.map((zone) => [zone.layer_title, zone.name || zone.code])),
    );
  }

  #assets(assets) {
    if (!assets.length) return null;
    const shown = assets.map((asset) => [
      asset.layer_title,
      [
        el("a", { href: `/inspect${query({ layer: asset.layer, code: asset.code })}` }, asset.code),
        ` · ${metres(asset.distance_m)} ${asset.direction ?? ""}`,
      ],
    ]);
    return el("section", {}, el("h3", {}, t("Nearest assets")), facts(shown));
  }

  #reportButton(found, place) {
    const button = el(
      "button",
      { class: "button primary", type: "button", name: "report", disabled: found.cell == null },
      t("New case here"),
    );
    button.addEventListener("click", () => button.replaceWith(this.#form(found, place)));
    return button;
  }

  #form(found, place) {
    const shelf = el("datalist", { id: "classes" });
    const classes = new Map();
    const choice = el("input", {
      type: "text",
      name: "class",
      list: "classes",
      required: true,
      autocomplete: "off",
    });
    let asked = 0;
    const suggest = async () => {
      const turn = ++asked;
      const answer = await getJson(
        `/api/classes${query({ q: choice.value.split(" ")[0], limit: 30 })}`,
      );
      // An answer overtaken by a later question must not replace the later one's classes.
      if (turn !== asked) return;
      shelf.replaceChildren(
        ...answer.classes.map((row) => {
          const label = `${row.name} ${row.kind}:${row.code}`;
          classes.set(label, row);
          return el("option", { value: label });
        }),
      );
    };
    choice.addEventListener("input", () => told(suggest));
    const same = el("div", { class: "same", "aria-live": "polite" });
    choice.addEventListener("change", () => {
      const row = classes.get(choice.value);
      const [lon, lat] = place;
      const asked = { lon, lat, kind: row?.kind, class_code: row?.code };
      this.#ask(condition, row?.conditions ?? []);
      if (row) told(() => possibleHere(same, asked, this.#facts.timezone, this.onOpen));
    });
    told(suggest);
    const condition = el("div", {});
    const about = assetChoice(found);
    const photo = photoField({ label: t("Add a photo") });
    const source = el(
      "select",
      { name: "source" },
      this.#facts.sources.map((s) => el("option", { value: s.value }, s.title)),
    );
    const text = el("textarea", { name: "description", maxLength: 1000 });
    const form = el(
      "form",
      {},
      el("label", { class: "field" }, el("span", {}, t("Class")), choice, shelf),
      same,
      condition,
      about && el("label", { class: "field" }, el("span", {}, t("About the asset")), about),
      el("label", { class: "field" }, el("span", {}, t("Source")), source),
      el("label", { class: "field" }, el("span", {}, t("What is it?")), text),
      el("p", {}, photo.node),
      el("button", { class: "button primary", name: "send" }, t("Report the case")),
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const row = classes.get(choice.value);
      if (!row) {
        toast(t("Choose a class from the list."), { bad: true });
        choice.focus();
        return;
      }
      const [lon, lat] = place;
      const body = {
        kind: row.kind,
        class_code: row.code,
        source: source.value,
        description: text.value,
        condition: condition.querySelector("select")?.value ?? "",
        lon,
        lat,
      };
      body.address = found.description ?? "";
      if (about?.value) [body.asset_layer, body.asset_code] = about.value.split("\n");
      const made = await told(() => sendJson("POST", "/api/cases", body));
      if (!made) return;
      const [file] = photo.input.files;
      // the case stands; a picture that is refused is told, and can be added on its card
      if (file) await told(() => sendPhoto({ layer: "cases", code: made.case.number }, file));
      this.onReported(made.case);
    });
    setTimeout(() => choice.focus());
    return form;
  }

  // Only the question that the class needs: a condition, where its limit depends on one.
  #ask(node, conditions) {
    const asked = conditions.join("|");
    if (node.dataset.asked === asked) return; // the same class again: the answer stays
    node.dataset.asked = asked;
    const choice = el(
      "select",
      { name: "condition" },
      el("option", { value: "" }, t("Not known: the shortest limit")),
      conditions.map((one) => el("option", { value: one }, one)),
    );
    fill(
      node,
      conditions.length > 0 &&
        el("label", { class: "field" }, el("span", {}, t("Condition")), choice),
    );
  }
}
