"""The main and secondary roads: mountains one way round, rivers the other."""

from dataclasses import dataclass
from typing import Any

import shapely

from gis_app.demo.coast import Coast
from gis_app.demo.frame import Points, curve


@dataclass(frozen=True, slots=True)
class Artery:
    """One named road as drawn: its class and the points of the board it runs through."""

    name: str
    class_: str
    points: Points


#: Ends overshoot a little: what sticks out beyond the last crossing is cut off when noding.
ARTERIES: tuple[Artery, ...] = (
    # across, from north to south
    Artery(
        "坝头路",
        "secondary",
        [(-2520, 1500), (-1900, 1640), (-900, 1700), (600, 1690), (2300, 1640), (3500, 1480)],
    ),
    Artery("恒山路", "secondary", [(-1990, 1270), (600, 1290), (2420, 1270), (3440, 1170)]),
    Artery(
        "泰山路",
        "main",
        [(-4100, 990), (-3200, 980), (-2500, 900), (0, 870), (2300, 850), (4100, 760)],
    ),
    Artery("岷山路", "secondary", [(-2380, 490), (-1000, 470), (1000, 500), (2190, 470)]),
    Artery("黄山路", "main", [(-1980, 100), (-800, 85), (900, 110), (2500, 70), (4000, 120)]),
    Artery("庐山路", "secondary", [(-190, -230), (700, -270), (1680, -260)]),
    Artery(
        "横河路",
        "secondary",
        [(-2260, -640), (-1600, -600), (-900, -690), (600, -720), (1500, -660), (3400, -700)],
    ),
    Artery(
        "华山路",
        "secondary",
        [(-2010, -1010), (-400, -1040), (100, -930), (760, -900), (1660, -980)],
    ),
    Artery(
        "明州路",
        "main",
        [(-2270, -1420), (-1000, -1400), (800, -1420), (2300, -1370), (3800, -1290)],
    ),
    Artery("四明山路", "secondary", [(-260, -1760), (300, -1760), (1700, -1790), (2010, -1760)]),
    Artery(
        "通途路",
        "expressway",
        [
            (-4100, -420),
            (-3300, -640),
            (-2600, -1120),
            (-1900, -1760),
            (-1000, -2060),
            (500, -2110),
            (2000, -1990),
            (2900, -1740),
            (3900, -1640),
        ],
    ),
    Artery(
        "骆霞线",
        "main",
        [
            (-2480, -2600),
            (-2010, -1850),
            (-1380, -980),
            (-820, -330),
            (-240, 480),
            (560, 1000),
            (1010, 1290),
            (1260, 1730),
        ],
    ),
    Artery(
        "环山路",
        "secondary",
        [
            (-230, -2060),
            (-100, -2270),
            (260, -2440),
            (680, -2420),
            (1100, -2190),
            (1660, -2230),
            (1800, -2000),
        ],
    ),
    Artery(
        "江南公路", "main", [(-4200, 560), (-3600, 440), (-2900, 180), (-2300, 120), (-1940, 100)]
    ),
    # up and down, from west to east
    Artery("新恒路", "secondary", [(-3570, 1400), (-3560, 300), (-3460, -620)]),
    Artery("凯河路", "secondary", [(-3060, 1560), (-3080, 700), (-2960, 0), (-2980, -920)]),
    Artery(
        "小浃江路",
        "secondary",
        [
            (-2420, 1560),
            (-2400, 1100),
            (-2430, 620),
            (-2170, 160),
            (-2120, -340),
            (-2370, -800),
            (-2290, -1440),
        ],
    ),
    Artery("富春江路", "secondary", [(-1950, 1680), (-1960, 400), (-1900, -700), (-1830, -1730)]),
    Artery("钱塘江路", "secondary", [(-1480, 1300), (-1490, 200), (-1450, -1080)]),
    Artery("辽河路", "main", [(-1080, 1730), (-1090, 600), (-1030, -600), (-1040, -2100)]),
    Artery(
        "长江路", "main", [(-640, 2260), (-690, 1500), (-640, 500), (-610, -700), (-660, -2300)]
    ),
    Artery(
        "中河路",
        "secondary",
        [(-60, 1310), (-210, 900), (-150, 60), (-260, -800), (-190, -1500), (-250, -1800)],
    ),
    Artery(
        "新大路",
        "main",
        [(240, 1730), (220, 700), (260, -300), (170, -830), (120, -1420), (170, -2140)],
    ),
    Artery(
        "太河路",
        "main",
        [(760, 2330), (720, 1300), (690, 100), (780, -900), (830, -1600), (800, -2480)],
    ),
    Artery("珠江路", "secondary", [(1170, 1720), (1180, 500), (1150, -700), (1240, -1450)]),
    Artery("松花江路", "secondary", [(1640, 1700), (1610, 400), (1660, -900), (1600, -2060)]),
    Artery(
        "东河路",
        "secondary",
        [(2120, 1680), (2090, 1100), (2160, 300), (1990, -500), (2090, -1300), (1950, -2040)],
    ),
    Artery("凤洋一路", "secondary", [(2840, 1660), (2850, 300), (2770, -700), (2830, -1800)]),
    Artery("进港路", "secondary", [(3390, 1540), (3380, 500), (3310, -700), (3220, -1740)]),
)


def draw_arteries(coast: Coast) -> tuple[list[Any], list[Artery]]:
    """Return the centre line of each artery on the map, cut at the outline, and what it is."""
    lines, roads = [], []
    for index, road in enumerate(ARTERIES):
        line = curve(road.points, wiggle_m=16.0, phase=1.7 * index)
        parts = shapely.get_parts(shapely.intersection(line, coast.outline))
        lines.append(max(parts, key=lambda part: part.length))
        roads.append(road)
    return lines, roads
