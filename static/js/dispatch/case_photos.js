// The pictures of a case, as the trade files them: before, after, and of the check.

import { el } from "../ui/dom.js";
import { t } from "../ui/messages.js";
import { told } from "../ui/net.js";
import { photoField, photoStrip, sendPhoto } from "../inspect/photos.js";

const PARTS = { before: "Before handling", after: "After handling", check: "At the check" };

// Whoever may act may add a picture; the state of the case tells what it shows.
export function casePhotos({ photos = [], case: one }, { mayAdd, timezone, onChanged }) {
  const send = async (file) => {
    const sent = await told(() => sendPhoto({ layer: "cases", code: one.number }, file));
    if (sent) onChanged(one);
  };
  const add = mayAdd && photoField({ label: t("Add a photo"), onTaken: send });
  if (!photos.length && !add) return null;
  const strips = Object.keys(PARTS)
    .map((part) => [part, photos.filter((photo) => photo.part === part)])
    .filter(([, shown]) => shown.length)
    .map(([part, shown]) =>
      el(
        "div",
        { class: "part", dataset: { part } },
        el("h4", {}, t(PARTS[part])),
        photoStrip(shown, timezone),
      ),
    );
  return el(
    "section",
    { class: "case-photos" },
    el("h3", {}, t("Photos")),
    el("div", { class: "parts" }, strips),
    add && add.node,
  );
}
