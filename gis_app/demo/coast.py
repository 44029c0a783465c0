"""The coast, the outline of the managed district and the sea in front of it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gis_app.demo.frame import Geom, Points, curve, place, polyline, tidy

#: The shore from west to east: what is quay is straight, what is natural is curved.
_WEST_SHORE = [
    (-7200, 1500),
    (-5600, 1950),
    (-4700, 2080),
    (-4050, 1900),
    (-3500, 2020),
    (-3030, 1880),
]
_ESTUARY_W = [(-3030, 1880), (-2830, 1790), (-2720, 1600)]
_ESTUARY_E = [(-2560, 1600), (-2470, 1830), (-2330, 1990)]
_QUAYS = [
    (-2330, 1990),
    (-1930, 2190),
    (-1500, 2230),
    (-1490, 2330),
    (-260, 2360),
    (-250, 2010),
    (130, 2005),
    (140, 2370),
    (1560, 2400),
    (1565, 2250),
    (1900, 2245),
    (1905, 2120),
    (2290, 2110),
]
_EAST_SHORE = [
    (2290, 2110),
    (2700, 2040),
    (3150, 1840),
    (3700, 1790),
    (4300, 1530),
    (5300, 1350),
    (7200, 500),
]
#: The inland edge of the managed land, from the east shore round to the west shore.
_EAST_EDGE = [
    (3772, 2600),
    (3762, 1780),
    (3862, 1100),
    (3762, 420),
    (3842, -300),
    (3632, -1000),
    (3692, -1700),
]
_SOUTH_EDGE = [
    (3692, -1700),
    (3150, -2160),
    (2700, -2060),
    (2250, -2420),
    (1850, -2560),
    (1450, -2260),
    (1060, -2380),
    (640, -2720),
    (150, -2600),
    (-250, -2300),
    (-700, -2560),
    (-1250, -2740),
    (-1650, -2420),
    (-2100, -2330),
    (-2650, -2420),
    (-3000, -2000),
    (-3392, -1700),
]
_WEST_EDGE = [
    (-3392, -1700),
    (-3632, -1150),
    (-3892, -650),
    (-3792, 100),
    (-3972, 700),
    (-3902, 1300),
    (-4072, 2600),
]
#: The picture's frame: the sea is drawn this far out.
_FRAME = (-5600.0, -3600.0, 5400.0, 4300.0)
_ISLAND = [
    (2750, 3050),
    (3200, 3220),
    (3650, 3080),
    (3900, 3250),
    (3700, 3560),
    (3100, 3600),
    (2700, 3380),
]


@dataclass(frozen=True, slots=True)
class Coast:
    """Land and sea on the map, in metres of EPSG:4550.

    `outline` is the managed land, rivers included; `sea` is cut off at the picture's frame.
    """

    outline: Any
    sea: Any
    land: Any
    quays: Any


def draw_coast() -> Coast:
    """Draw the shore, the outline and the sea; nothing here depends on chance."""
    west, quays, east = curve(_WEST_SHORE), polyline(_QUAYS), curve(_EAST_SHORE)
    estuary = [curve(_ESTUARY_W), polyline([_ESTUARY_W[-1], _ESTUARY_E[0]]), curve(_ESTUARY_E)]
    shore = [west, *estuary, quays, east]
    back = polyline([(7200, -6000), (-7200, -6000)])
    land = _ring(*shore, back)
    inland = _ring(curve(_EAST_EDGE), curve(_SOUTH_EDGE), curve(_WEST_EDGE))
    u0, v0, u1, v1 = _FRAME
    x, y = place(np.array([u0, u1, u1, u0]), np.array([v0, v0, v1, v1]))
    frame = shapely.box(x.min(), y.min(), x.max(), y.max())
    island = _closed(_ISLAND)
    outline = tidy(max(shapely.get_parts(land & inland), key=lambda part: part.area))
    sea = tidy(max(shapely.get_parts(frame - land - island), key=lambda part: part.area))
    return Coast(outline=outline, sea=sea, land=land, quays=quays)


def _ring(*lines: Geom) -> Geom:
    at = np.concatenate([shapely.get_coordinates(line) for line in lines])
    return shapely.make_valid(shapely.polygons(at))


def _closed(points: Points) -> Geom:
    """Return a smooth closed shape through points of the board."""
    ring = curve([*points[-2:], *points, *points[:2]])
    parts = shapely.polygonize([shapely.node(ring)])
    return max(shapely.get_parts(parts), key=lambda part: part.area)
