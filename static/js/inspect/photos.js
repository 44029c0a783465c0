// Photos: a strip of small ones, and a field that takes one with the camera.

import { el } from "../ui/dom.js";
import { fullMoment, metres, moment, t } from "../ui/messages.js";
import { sendForm } from "../ui/net.js";

// A photo taken farther from its asset than this may be of another one.
const FAR_M = 100;

export function photoStrip(photos, timezone) {
  const shown = photos.map((photo) =>
    el(
      "a",
      { href: photo.url, target: "_blank", rel: "noopener" },
      el("img", {
        src: photo.thumb,
        loading: "lazy",
        alt: t("Photo of {when}", { when: fullMoment(photo.taken_at ?? photo.added_at, timezone) }),
      }),
      el("span", { class: "quiet" }, moment(photo.taken_at ?? photo.added_at, timezone)),
    ),
  );
  return el("div", { class: "photos" }, shown);
}

// A field for one picture; on a phone it opens the camera.
export function photoField({ label = t("Photo"), onTaken = null } = {}) {
  const input = el("input", {
    type: "file",
    name: "photo",
    accept: "image/jpeg,image/png,image/webp,image/*",
    class: "sr-only",
  });
  input.setAttribute("capture", "environment");
  const said = el("span", {}, label);
  input.addEventListener("change", () => {
    said.textContent = input.files[0]?.name ?? label;
    if (input.files[0]) onTaken?.(input.files[0]);
  });
  return { input, node: el("label", { class: "button camera" }, input, said) };
}

export async function sendPhoto({ layer, code }, file) {
  const form = new FormData();
  form.append("photo", file);
  const url = `/api/layers/${encodeURIComponent(layer)}/features/${encodeURIComponent(code)}/photos`;
  return sendForm("POST", url, form);
}

// What the picture told of itself, in one sentence; its position was read once and is not kept.
export function offerText({ taken_at, distance_m }, timezone) {
  const parts = [t("The photo was saved.")];
  if (taken_at) parts.push(t("Taken {when}.", { when: moment(taken_at, timezone) }));
  if (distance_m != null)
    parts.push(
      distance_m > FAR_M
        ? t("It was taken {far} from this asset: check that it is the right one.", {
            far: metres(distance_m),
          })
        : t("It was taken {far} from this asset.", { far: metres(distance_m) }),
    );
  return { text: parts.join(" "), far: distance_m != null && distance_m > FAR_M };
}
