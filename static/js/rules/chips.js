// Several values of one part of a rule: each a chip that can be taken off, a field that offers more.

import { el, fill } from "../ui/dom.js";
import { t } from "../ui/messages.js";

let lists = 0;

export class Chips {
  #values;
  #choices;
  #title;
  #row = el("div", { class: "chips" });
  #input;

  // choices: [{value, title}]; editable: whether chips may come and go
  constructor({ name, title, values, choices, editable, onChange }) {
    this.#values = [...values];
    this.#choices = choices;
    this.#title = new Map(choices.map((one) => [one.value, one.title]));
    this.onChange = onChange;
    const id = `chips-${(lists += 1)}`;
    this.#input = el("input", { type: "text", name, list: id, "aria-label": title });
    this.#input.addEventListener("change", () => this.#add(this.#input.value.trim()));
    this.#input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
      if (event.key === "Enter") this.#add(this.#input.value.trim());
      if (event.key === "Backspace" && !this.#input.value) this.#drop(this.#values.at(-1));
    });
    const offered = el(
      "datalist",
      { id },
      choices.map((one) => el("option", { value: this.#offer(one) })),
    );
    this.node = el(
      "div",
      { class: "field part" },
      el("span", {}, title),
      this.#row,
      editable && [this.#input, offered],
    );
    this.editable = editable;
    this.#draw();
  }

  // What is offered is read by its title and told apart by its code.
  #offer({ value, title }) {
    return value === title ? value : `${title} · ${value}`;
  }

  #add(typed) {
    if (!typed) return;
    const known = this.#choices.find((one) =>
      [one.value, one.title, this.#offer(one)].includes(typed),
    );
    this.#input.value = "";
    const value = known?.value ?? typed;
    if (this.#values.includes(value)) return;
    this.#values.push(value);
    this.#changed();
  }

  #drop(value) {
    if (value === undefined) return;
    this.#values = this.#values.filter((one) => one !== value);
    this.#changed();
  }

  #changed() {
    this.#draw();
    this.onChange(this.#values);
  }

  #draw() {
    fill(
      this.#row,
      this.#values.map((value) => {
        const title = this.#title.get(value) ?? value;
        return el(
          "span",
          { class: "chip", title: value },
          title,
          this.editable &&
            el(
              "button",
              {
                type: "button",
                "aria-label": t("Take off {value}", { value: title }),
                onclick: () => this.#drop(value),
              },
              "×",
            ),
        );
      }),
    );
  }
}
