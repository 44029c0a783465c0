// The export page: layer, format and frame make one address.

import { el, fill, find } from "../ui/dom.js";
import { t } from "../ui/messages.js";

const form = find("form[data-formats]");
const formats = JSON.parse(form.dataset.formats);
const link = find("[data-download]");

function show() {
  const [layer, suffix] = [form.elements.layer.value, form.elements.format.value];
  const { frames } = formats.find((format) => format.suffix === suffix);
  for (const option of form.elements.frame.options)
    option.disabled = !frames.includes(option.value);
  if (form.elements.frame.selectedOptions[0].disabled) form.elements.frame.value = "EPSG:4326";
  const frame = form.elements.frame.value;
  const query = frame === "EPSG:4326" ? "" : `?frame=${encodeURIComponent(frame)}`;
  const address = `/export/${layer}.${suffix}${query}`;
  link.href = address;
  fill(find("[data-note]"), t("Its address, for scripts:"), " ", el("code", {}, address));
}

form.addEventListener("change", show);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  link.click();
});
show();
document.documentElement.dataset.ready = "true";
