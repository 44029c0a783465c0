// Tiles of a district's own choice. Pictures in GCJ-02 or BD-09 are asked for and laid out around
// the place where those frames put the middle of the view, so that they fit the district's data to
// a few metres over the whole screen, and exactly in its middle.

import { wgsToBd, wgsToGcj } from "../geo/gcj.js";

const FRAMES = { "GCJ-02": wgsToGcj, "BD-09": wgsToBd };

export function tileLayer(L, { url, attribution, max_zoom: maxNativeZoom, frame }) {
  const options = { attribution, maxNativeZoom };
  const moved = FRAMES[frame];
  if (!moved) return L.tileLayer(url, options);
  const there = (centre) => {
    const { lng, lat } = L.latLng(centre);
    const [lon, latThere] = moved([lng, lat]);
    return L.latLng(latThere, lon);
  };
  // Leaflet 1.9 asks these two for every change of view; both get the centre in the tiles' frame.
  const Moved = L.TileLayer.extend({
    _setZoomTransform(level, centre, zoom) {
      L.TileLayer.prototype._setZoomTransform.call(this, level, there(centre), zoom);
    },
    _getTiledPixelBounds(centre) {
      return L.TileLayer.prototype._getTiledPixelBounds.call(this, there(centre));
    },
  });
  return new Moved(url, options);
}
