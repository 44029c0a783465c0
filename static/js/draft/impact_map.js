// What changes hands, on the map: ground in the colour of its new grid, open cases as dots.

const GROUND = { color: "#6b2f8f", weight: 2.5, fill: false, dashArray: "6 4" };
const URGENT = { overdue: "#b93a1e", due_soon: "#c07a00" };
const CALM = "#1b262c";

export class ImpactMap {
  #stage;
  #cases = [];
  #chosen = null;

  // onCase(number): a dot was chosen
  constructor(stage, { onCase }) {
    this.#stage = stage;
    this.onCase = onCase;
  }

  // label(feature): what ground changes to, as a person reads it
  show({ moved, open_cases: cases }, label) {
    this.#stage.shapes("moved", moved, { style: () => GROUND, pane: "lines", label });
    this.#cases = cases.filter(({ place }) => place[0] != null);
    this.#draw();
  }

  choose(number) {
    this.#chosen = number;
    this.#draw();
  }

  #draw() {
    const features = this.#cases.map((one) => ({
      type: "Feature",
      properties: one,
      geometry: { type: "Point", coordinates: one.place },
    }));
    const dots = { type: "FeatureCollection", features };
    this.#stage.points("moved-cases", dots, {
      look: ({ properties: one }) => ({
        radius: one.code === this.#chosen ? 9 : 4.5,
        color: "#ffffff",
        weight: 1.5,
        fillColor: colour(one),
        fillOpacity: 1,
      }),
      onPick: ({ properties: one }) => this.onCase(one.code),
      label: ({ properties: one }) => `${one.code} ${one.title ?? ""}`,
    });
  }

  hide() {
    this.#chosen = null;
    for (const name of ["moved", "moved-cases"]) this.#stage.drop(name);
  }
}

function colour(one) {
  if (one.overdue) return URGENT.overdue;
  return one.due_soon ? URGENT.due_soon : CALM;
}
