"""The tile sources of a district, as the browser's map takes them."""

from typing import Any

from layers import District


def tile_sources(district: District) -> list[dict[str, Any]]:
    """Return the sources in the order of the district's file, the first is shown.

    `frame` tells the coordinate system the pictures are in; the map shifts those that are not in
    WGS 84, so that roads do not jump some 490 m when the base map changes.
    """
    return [
        {
            "name": tiles.name,
            "url": tiles.url,
            "attribution": tiles.attribution,
            "frame": tiles.frame,
            "max_zoom": tiles.max_zoom,
        }
        for tiles in district.tiles
    ]
