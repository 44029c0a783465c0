"""Draw the stage of a workspace: one folium map, rendered in parts for our own page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gis_app.maps.local_map import LocalMap
from gis_app.maps.workspace import Workspace, escaped
from layers import District

#: Zoom levels of every map: a whole district fits at 10, a manhole cover can be told apart at 20.
ZOOMS = (9, 20)


@dataclass(frozen=True, slots=True)
class MapParts:
    """A rendered map: addresses for the head, HTML for the body, script for a nonce'd block."""

    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    html: str
    script: str


def stage(district: District, label: str, facts: Mapping[str, Any]) -> MapParts:
    """Return the parts of a workspace's map.

    No feature is embedded: `facts` are addresses, titles and settings the page's module reads; they
    are escaped, so a user's text among them stays text.
    """
    smallest, largest = ZOOMS
    options = {
        "prefer_canvas": True,
        "zoom_control": False,
        "attribution_control": bool(district.tiles),
        "min_zoom": smallest,
        "max_zoom": largest,
        "zoom_snap": 0.25,
        "wheel_px_per_zoom_level": 90,
        "fade_animation": False,
    }
    drawn = LocalMap(district.centre, zoom=district.zoom, label=label, options=options)
    drawn.add_child(Workspace(escaped(facts)))
    figure = drawn.figure()
    for child in list(figure._children.values()):  # noqa: SLF001 - as branca's own Figure.render does
        child.render()
    scripts, styles = drawn.links()
    return MapParts(
        scripts=tuple(scripts),
        styles=tuple(styles),
        html=figure.html.render(),
        script=figure.script.render(),
    )
