// The sheet as a picture: the very page, with its map, legend, question and state of the data.

import { t } from "../ui/messages.js";
import { told } from "../ui/net.js";

// Dots for each pixel of the page: an A4 sheet comes out at about 200 dots an inch.
const SCALE = 2;
const SVG = "http://www.w3.org/2000/svg";

// Sends a node of the page as a PNG to the disk; its button rests until then.
export async function savePicture(button, node, title) {
  button.disabled = true;
  const blob = await told(() => pictureOf(node));
  button.disabled = false;
  if (!blob) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${title.replace(/[\\/:*?"<>|]+/g, " ").trim() || "map"}.png`;
  link.click();
  URL.revokeObjectURL(link.href);
}

// Returns the sheet as a PNG. A copy of it is drawn inside an SVG, with everything it needs in it.
async function pictureOf(sheet) {
  const { width } = sheet.getBoundingClientRect();
  const height = Math.max(sheet.getBoundingClientRect().height, sheet.scrollHeight);
  const copy = sheet.cloneNode(true);
  Object.assign(copy.style, { margin: "0", height: `${height}px`, overflow: "hidden" });
  copy.style.boxShadow = "none";
  await fillIn(sheet, copy);
  for (const tool of copy.querySelectorAll(".no-print, .leaflet-control-zoom")) tool.remove();
  const box = document.createElement("div");
  box.className = document.body.className;
  box.setAttribute("xmlns", "http://www.w3.org/1999/xhtml");
  box.setAttribute("lang", document.documentElement.lang);
  const style = document.createElement("style");
  style.textContent = rules();
  box.append(style, copy);
  const inside = new XMLSerializer().serializeToString(box);
  const drawn =
    `<svg xmlns="${SVG}" width="${width}" height="${height}">` +
    `<foreignObject width="100%" height="100%">${inside}</foreignObject></svg>`;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawn)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * SCALE);
  canvas.height = Math.round(height * SCALE);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.scale(SCALE, SCALE);
  pen.drawImage(image, 0, 0);
  return new Promise((done, failed) =>
    canvas.toBlob(
      (blob) => (blob ? done(blob) : failed(new Error(t("The picture could not be made.")))),
      "image/png",
    ),
  );
}

// A copied canvas is empty and a copied picture would be asked for again: both become data.
async function fillIn(sheet, copy) {
  const canvases = copy.querySelectorAll("canvas");
  sheet.querySelectorAll("canvas").forEach((canvas, at) => {
    const image = document.createElement("img");
    image.src = canvas.width && canvas.height ? canvas.toDataURL() : "data:,";
    image.style.cssText = canvas.style.cssText;
    image.className = canvas.className;
    if (!canvas.style.width) {
      image.style.width = `${canvas.clientWidth}px`;
      image.style.height = `${canvas.clientHeight}px`;
    }
    canvases[at].replaceWith(image);
  });
  const pictures = [...copy.querySelectorAll("img")].filter(({ src }) => !src.startsWith("data:"));
  await Promise.all(
    pictures.map(async (picture) => {
      picture.src = await asData(picture.src);
    }),
  );
}

async function asData(url) {
  const blob = await (await fetch(url)).blob();
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(blob);
  });
}

function rules() {
  const sheets = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  return sheets.map((rule) => rule.cssText).join("\n");
}
