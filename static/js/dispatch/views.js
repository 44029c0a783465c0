// Saved views: the filter, the map and the tables under a name, one's own or shared.

import { el, fill, toast } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { getJson, sendJson, told } from "../ui/net.js";

export class Views {
  #node;
  #list = el("ul", {});
  #filter;

  constructor(node, filter) {
    this.#node = node;
    this.#filter = filter;
    node.addEventListener("toggle", () => node.open && this.#load());
  }

  async #load() {
    const found = await told(() => getJson("/api/views"));
    if (found) this.#draw(found.views);
  }

  #draw(views) {
    fill(
      this.#list,
      views.length
        ? views.map((view) => this.#item(view))
        : el("li", { class: "quiet" }, t("No view is saved yet.")),
    );
    fill(this.#node.querySelector(".menu"), this.#list, this.#form());
  }

  #item(view) {
    const open = () => {
      this.#node.open = false;
      this.#filter.replace(view.query);
    };
    const said = view.mine
      ? view.start
        ? t("opens first")
        : view.shared
          ? t("shared")
          : ""
      : view.owner;
    return el(
      "li",
      {},
      el("button", { class: "link", type: "button", onclick: open }, view.name),
      said && el("span", { class: "quiet" }, said),
      view.mine &&
        el(
          "button",
          {
            class: "close",
            type: "button",
            "aria-label": t("Remove {name}", { name: view.name }),
            onclick: () => this.#remove(view.name),
          },
          "×",
        ),
    );
  }

  #form() {
    const name = el("input", {
      type: "text",
      name: "view-name",
      required: true,
      maxLength: 40,
      placeholder: t("Name of this view"),
      "aria-label": t("Name of this view"),
    });
    const [shared, start] = ["shared", "start"].map((one) =>
      el("input", { type: "checkbox", name: one }),
    );
    return el(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          this.#save({ name: name.value, shared: shared.checked, start: start.checked });
        },
      },
      name,
      el("label", {}, shared, t("Share it with everybody")),
      el("label", {}, start, t("Open with it")),
      el("button", { class: "button primary" }, t("Save this view")),
    );
  }

  async #save(view) {
    const query = location.search.slice(1);
    const done = await told(() => sendJson("PUT", "/api/views", { ...view, query }));
    if (!done) return;
    this.#draw(done.views);
    toast(t("The view {name} is saved.", { name: view.name }), { seconds: 3 });
  }

  async #remove(name) {
    const path = `/api/views/${encodeURIComponent(name)}`;
    const done = await told(() => sendJson("DELETE", path, {}));
    if (done) this.#draw(done.views);
  }
}
