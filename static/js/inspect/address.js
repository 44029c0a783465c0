// What the address bar keeps: the asset that is open and the view of the map, so that a link leads
// back to both and the phone's Back closes the card.

export function read() {
  const params = new URLSearchParams(location.search);
  const [lon, lat, zoom] = (params.get("at") ?? "").split(",").map(Number);
  const seen = [lon, lat, zoom].every(Number.isFinite) && params.has("at");
  const asset = params.get("layer") && params.get("code");
  return {
    asset: asset ? { layer: params.get("layer"), code: params.get("code") } : null,
    view: seen ? { place: [lon, lat], zoom } : null,
  };
}

// A new asset is a step that Back undoes; a moved map is not.
export function write({ asset, view }, { step = false } = {}) {
  const params = new URLSearchParams();
  if (asset) {
    params.set("layer", asset.layer);
    params.set("code", asset.code);
  }
  if (view) params.set("at", [...view.place.map((v) => v.toFixed(6)), view.zoom].join(","));
  const text = params.toString().replaceAll("%2C", ",");
  const url = text ? `${location.pathname}?${text}` : location.pathname;
  if (url === location.pathname + location.search) return;
  history[step ? "pushState" : "replaceState"](null, "", url);
}

// A link to an asset, without the view of the map.
export function linkTo({ layer, code }) {
  const params = new URLSearchParams({ layer, code });
  return `${location.origin}${location.pathname}?${params}`;
}
