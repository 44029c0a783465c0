"""Tiles whose pictures are in GCJ-02 lie where the district's own data is."""

import base64

import pytest

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)

# The picture of a place is the pixel of a tile at the place's coordinates in the tiles' frame; this
# gives how far, in screen pixels, that pixel lies from where the map shows the place itself.
MEASURE = """
async ({ frame, zoom }) => {
  const base = document.querySelector('script[type="module"]').src.replace(/js\\/.*/, "js/");
  const { tileLayer } = await import(base + "map/tiles.js");
  const { wgsToGcj } = await import(base + "geo/gcj.js");
  const map = window.stageMap;
  const { lat, lng } = map.getCenter();
  map.setView([lat, lng], zoom, { animate: false });
  const layer = tileLayer(window.L, { url: "/tiles/{z}/{x}/{y}.png", frame, max_zoom: 19 });
  await new Promise((done) => layer.once("load", done).addTo(map));
  const [lon, latThere] = frame === "GCJ-02" ? wgsToGcj([lng, lat]) : [lng, lat];
  const there = map.project([latThere, lon], zoom);
  const name = `/tiles/${zoom}/${Math.floor(there.x / 256)}/${Math.floor(there.y / 256)}.png`;
  const tile = [...document.querySelectorAll("img.leaflet-tile")].find((t) => t.src.endsWith(name));
  if (!tile) return null;
  const [box, stage] = [tile.getBoundingClientRect(), map.getContainer().getBoundingClientRect()];
  const shown = [box.left - stage.left + (there.x % 256), box.top - stage.top + (there.y % 256)];
  const place = map.latLngToContainerPoint([lat, lng]);
  return Math.hypot(shown[0] - place.x, shown[1] - place.y);
}
"""


@pytest.mark.parametrize("frame", ["WGS-84", "GCJ-02"])
@pytest.mark.parametrize("zoom", [13, 17])
def test_a_tile_shows_a_place_where_the_map_has_it(page_of, frame, zoom):
    page = page_of("dispatcher")
    page.route("**/tiles/**", lambda route: route.fulfill(body=PIXEL, content_type="image/png"))
    page.goto("/dispatch")
    page.wait_for_selector("html[data-ready]")

    off_px = page.evaluate(MEASURE, {"frame": frame, "zoom": zoom})

    assert off_px is not None
    assert off_px < 2
