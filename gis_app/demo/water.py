"""Rivers, canals and the lake."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from gis_app.demo.coast import Coast
from gis_app.demo.frame import curve, tidy

#: The kind, name, name in English, width in metres and course of each water course.
COURSES: tuple[tuple[str, str, float, list[tuple[float, float]]], ...] = (
    (
        "river",
        "小浃江",
        74.0,
        [
            (-2800, -3000),
            (-2520, -2350),
            (-2230, -1800),
            (-2480, -1280),
            (-2560, -800),
            (-2290, -330),
            (-2330, 180),
            (-2640, 620),
            (-2560, 1120),
            (-2640, 1700),
        ],
    ),
    (
        "river",
        "中河",
        26.0,
        [
            (-560, -2900),
            (-480, -2100),
            (-310, -1500),
            (-380, -800),
            (-250, 60),
            (-330, 900),
            (-90, 1500),
            (-60, 2050),
        ],
    ),
    (
        "river",
        "东河",
        30.0,
        [
            (2080, -2700),
            (2080, -2000),
            (2250, -1300),
            (2150, -500),
            (2330, 300),
            (2260, 1100),
            (2480, 2200),
        ],
    ),
    ("canal", "横河", 18.0, [(-330, -440), (200, -520), (600, -560), (1500, -500), (2180, -560)]),
)
#: The outline of the lake in its park, on the board.
_LAKE = [
    (250, -1130),
    (420, -1010),
    (640, -1060),
    (700, -1190),
    (560, -1300),
    (400, -1260),
    (270, -1310),
    (180, -1220),
]
LAKE_NAME = "凤洋湖"


#: A part of a water course smaller than this is a scrap of the drawing.
_SCRAP_M2 = 400.0


@dataclass(frozen=True, slots=True)
class Water:
    """One piece of inland water: what it is, its name, its width, its middle and its surface.

    A lake has no middle line (None).
    """

    kind: str
    name: str
    width_m: float
    middle: Any
    surface: Any


def draw_waters(coast: Coast) -> list[Water]:
    """Draw rivers, canals and the lake inside the outline; no two surfaces overlap."""
    found: list[Water] = []
    taken = shapely.Polygon()
    for kind, name, width_m, points in COURSES:
        full = curve(points, wiggle_m=10.0 if kind == "river" else 4.0, phase=width_m)
        band = shapely.buffer(full, width_m / 2.0, cap_style="flat") & coast.outline
        parts = shapely.get_parts(band - taken)
        line = shapely.intersection(full, coast.outline)
        found += [
            Water(kind, name, width_m, tidy(part & line), tidy(part))
            for part in parts
            if part.area > _SCRAP_M2
        ]
        taken |= band
    ring = curve([*_LAKE[-2:], *_LAKE, *_LAKE[:2]])
    lakes = shapely.get_parts(shapely.polygonize([shapely.node(ring)]))
    lake = lakes[int(np.argmax(shapely.area(lakes)))]
    return [*found, Water("lake", LAKE_NAME, 0.0, None, tidy(lake))]
