// What makes work in a grid, and how much: the weights of the whole district.

import { el, fill } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { getJson, sendJson, told } from "../ui/net.js";

export class WorkloadForm {
  #node = el("details", { class: "workload" });
  #editable;

  // editable(): whether this person may weigh; onWeighed(): figures are other ones now
  constructor({ editable, onWeighed }) {
    this.#editable = editable;
    this.onWeighed = onWeighed;
    this.#node.append(el("summary", {}, t("What counts as workload")));
    this.#node.addEventListener("toggle", () => this.#node.open && told(() => this.#load()));
  }

  get node() {
    return this.#node;
  }

  async #load() {
    this.#draw(await getJson("/api/workload"));
  }

  #draw({ weights, figures }) {
    const form = el(
      "form",
      { class: "weights", name: "weights" },
      el(
        "p",
        { class: "quiet" },
        t("One unit of each counts so much. The weights hold for all plans of the district."),
      ),
      figures.map(({ name, title }) => this.#weight(name, title, weights[name] ?? 0)),
      this.#editable() && el("button", { class: "button", name: "weigh" }, t("Save the weights")),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      told(() => this.#save(new FormData(form)));
    });
    fill(this.#node, el("summary", {}, t("What counts as workload")), form);
  }

  #weight(name, title, value) {
    const input = { type: "number", min: "0", max: "1000000", step: "any", name };
    return el(
      "label",
      {},
      el("span", {}, title),
      el("input", { ...input, value: String(value), required: true, disabled: !this.#editable() }),
    );
  }

  async #save(data) {
    const pairs = [...data].map(([name, value]) => [name, Number(value)]);
    const weights = Object.fromEntries(pairs.filter(([, value]) => value > 0));
    this.#draw(await sendJson("PUT", "/api/workload", { weights }));
    this.onWeighed();
  }
}
