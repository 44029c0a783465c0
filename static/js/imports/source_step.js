// Step 1: what the file is, and in which frame its coordinates are.

import { el, facts } from "../ui/dom.js";
import { count, t } from "../ui/messages.js";

const FRAME_NAMES = {
  "EPSG:4326": "WGS 84 (EPSG:4326)",
  "GCJ-02": "GCJ-02 · Amap, Tencent",
  "BD-09": "BD-09 · Baidu",
};

export function dropZone(onFiles) {
  const input = el("input", {
    type: "file",
    name: "file",
    multiple: true,
    class: "sr-only",
    accept: ".geojson,.json,.gpkg,.zip,.csv,.tsv,.txt,.xlsx,.gz,.kml,.fgb,.shp,.shx,.dbf,.prj,.cpg",
    onchange: () => input.files.length && onFiles([...input.files]),
  });
  const zone = el(
    "label",
    { class: "drop-zone" },
    input,
    el("strong", {}, t("Drop a file here, or choose one")),
    el("span", { class: "button" }, t("Choose a file")),
    el(
      "span",
      { class: "quiet" },
      t(
        "GeoJSON, GeoPackage, Shapefile (zip, or its parts together), CSV, Excel (.xlsx), KML, FlatGeobuf",
      ),
    ),
    el("span", { class: "quiet" }, t("Nothing is changed before you have seen what would happen.")),
  );
  const over = (on) => (event) => {
    event.preventDefault();
    zone.classList.toggle("over", on);
  };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    if (event.dataTransfer.files.length) onFiles([...event.dataTransfer.files]);
  });
  return zone;
}

export function sourceStep(session, pageFacts, { onSay, onNext, onOver }) {
  const { source } = session.state;
  const unplaced = source.geometry !== "" && source.placing.frame == null;
  return [
    el("h2", {}, t("What the file is")),
    facts([
      [t("Format"), source.driver],
      [t("Rows"), count(source.count)],
      [t("Shapes"), source.geometry || t("none")],
      [t("Encoding"), source.encoding],
      [t("Columns"), String(source.columns.length)],
      [t("Told while reading"), source.problems ? count(source.problems) : null],
    ]),
    source.layers.length > 1 && layerChoice(source, onSay),
    el("h2", {}, t("Where its places are")),
    advice(source.placing),
    frameForm(session.state, pageFacts, onSay),
    el("h2", {}, t("The first rows")),
    sampleTable(source),
    el(
      "div",
      { class: "row ends" },
      el("button", { class: "button", type: "button", onclick: onOver }, t("Another file")),
      el(
        "button",
        {
          class: "button primary",
          type: "button",
          name: "next",
          disabled: unplaced,
          onclick: onNext,
        },
        t("Next: the columns"),
      ),
    ),
  ];
}

function layerChoice(source, onSay) {
  const options = source.layers.map((layer) =>
    el(
      "option",
      { value: layer.name, selected: layer.name === source.layer },
      `${layer.name} · ${count(layer.count)} ${layer.geometry}`,
    ),
  );
  return el(
    "label",
    { class: "field" },
    el("span", {}, t("Layer of the file")),
    el(
      "select",
      { onchange: (event) => onSay("/source", { source_layer: event.target.value }) },
      options,
    ),
  );
}

function advice(placing) {
  const [best] = placing.guesses;
  return el(
    "div",
    { class: placing.sure ? "notice" : "notice warn", role: "status" },
    el("p", {}, placing.verdict.message),
    best && el("p", { class: "quiet" }, best.reason.message),
    placing.guesses.length > 1 &&
      el(
        "details",
        {},
        el("summary", {}, t("Other readings")),
        el(
          "ul",
          { class: "plain" },
          placing.guesses.slice(1, 5).map((guess) => el("li", {}, guess.reason.message)),
        ),
      ),
  );
}

function frameForm(state, pageFacts, onSay) {
  const { source, settings } = state;
  const { placing } = source;
  const known = [
    ...new Set([
      ...placing.guesses.map((guess) => guess.frame),
      source.declared,
      ...pageFacts.frames,
    ]),
  ].filter(Boolean);
  const option = (value, title, chosen) => el("option", { value, selected: chosen }, title);
  const frame = el(
    "select",
    {
      name: "frame",
      onchange: (event) => onSay("/mapping", { frame: event.target.value || null }),
    },
    option(
      "",
      settings.frame || !placing.frame
        ? t("as the coordinates tell")
        : `${t("as told")}: ${placing.frame}`,
      !settings.frame,
    ),
    known.map((name) => option(name, FRAME_NAMES[name] ?? name, settings.frame === name)),
  );
  const other = el("input", {
    type: "text",
    name: "other-frame",
    placeholder: "EPSG:4547",
    onchange: (event) => event.target.value && onSay("/mapping", { frame: event.target.value }),
  });
  const swapped = el("input", {
    type: "checkbox",
    name: "swapped",
    checked: placing.swapped,
    onchange: (event) => onSay("/mapping", { swapped: event.target.checked }),
  });
  return el(
    "div",
    { class: "fields" },
    el("label", { class: "field" }, el("span", {}, t("Coordinate system")), frame),
    el("label", { class: "field" }, el("span", {}, t("another, by its code")), other),
    el("label", { class: "check" }, swapped, " ", t("Latitude or northing stands first")),
    source.driver === "CSV" && placeColumns(source, onSay),
    source.encoding && encodingChoice(source, settings, pageFacts, onSay),
  );
}

function placeColumns(source, onSay) {
  const chosen = source.places ?? {};
  const select = (name, title) =>
    el(
      "label",
      { class: "field" },
      el("span", {}, title),
      el(
        "select",
        { name },
        el("option", { value: "" }, "–"),
        source.columns.map((column) =>
          el("option", { value: column, selected: chosen[name] === column }, column),
        ),
      ),
    );
  const box = el(
    "fieldset",
    { class: "place-columns" },
    el("legend", {}, t("Columns of the place")),
  );
  box.append(
    select("x", t("Longitude or easting")),
    select("y", t("Latitude or northing")),
    select("wkt", t("or shapes as WKT")),
  );
  box.addEventListener("change", () => {
    const [x, y, wkt] = ["x", "y", "wkt"].map((name) => box.querySelector(`[name=${name}]`).value);
    if (wkt) onSay("/source", { x: null, y: null, wkt });
    else if (x && y) onSay("/source", { x, y, wkt: null });
  });
  return box;
}

function encodingChoice(source, settings, pageFacts, onSay) {
  const options = pageFacts.encodings.map((name) =>
    el("option", { value: name, selected: settings.encoding === name }, name),
  );
  return el(
    "label",
    { class: "field" },
    el("span", {}, t("Encoding of the text")),
    el(
      "select",
      {
        name: "encoding",
        onchange: (event) => onSay("/source", { encoding: event.target.value || null }),
      },
      el("option", { value: "" }, `${t("as told")}: ${source.encoding}`),
      options,
    ),
  );
}

function sampleTable(source) {
  return el(
    "div",
    { class: "scroll-x", tabindex: "0" },
    el(
      "table",
      { class: "list sample" },
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          source.columns.map((title) => el("th", {}, title)),
        ),
      ),
      el(
        "tbody",
        {},
        source.sample.map((row) =>
          el(
            "tr",
            {},
            row.map((cell) => el("td", {}, cell ?? "")),
          ),
        ),
      ),
    ),
  );
}
