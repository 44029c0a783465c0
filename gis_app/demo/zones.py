"""Zones: where stalls are forbidden or controlled, where cars may stand on sidewalks."""

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gis_app.demo.city import City, layer
from gis_app.demo.frame import Floats, Geom, place, tidy
from gis_app.demo.roadside import Spots, directions, strew, strips, town_of

#: Stalls keep this far from a school gate, and this far from a station.
SCHOOL_M, STATION_M = 100.0, 120.0
#: The stations, by name and place on the board.
STATIONS = {
    "客运中心": (-1010.0, 905.0),
    "轨道新碶站": (250.0, 60.0),
    "大碶公交枢纽": (800.0, -1460.0),
}
#: The markets: where vendors gather and litter lies.
MARKETS = {
    "新碶农贸市场": (330.0, 330.0),
    "红联菜场": (-470.0, 720.0),
    "大碶农贸市场": (960.0, -1560.0),
    "小港农贸市场": (-3120.0, 700.0),
    "太河菜场": (820.0, 620.0),
    "岷山菜场": (-1320.0, 520.0),
    "松花江菜场": (1560.0, -120.0),
    "辽河夜市": (-980.0, -330.0),
}
_PARKING = 132


def on_map(places: dict[str, tuple[float, float]]) -> Floats:
    """Return places of the board on the map, shape (n, 2)."""
    u, v = np.array(list(places.values())).T
    return np.column_stack(place(u, v))


def draw_stall_zones(city: City) -> gpd.GeoDataFrame:
    """Return forbidden ground at schools and stations and controlled ground at markets."""
    schools, gates = city.ground.schools, city.ground.gates
    rows: list[tuple[str, Any, str, str | None, str]] = [
        (
            f"{name}校门周边",
            shapely.Point(*gate).buffer(SCHOOL_M),
            "forbidden",
            None,
            "校门 100 m 内禁止设摊",
        )
        for name, gate in zip(schools["name"], gates, strict=True)
    ]
    rows += [
        (
            f"{name}周边",
            shapely.Point(*at).buffer(STATION_M),
            "forbidden",
            None,
            "交通枢纽周边禁止设摊",
        )
        for name, at in zip(STATIONS, on_map(STATIONS), strict=True)
    ]
    rows += [
        (
            f"{name}外围",
            shapely.Point(*at).buffer(80.0),
            "controlled",
            "05:30-09:00",
            "早市限时限点",
        )
        for name, at in zip(MARKETS, on_map(MARKETS), strict=True)
    ]
    names, shapes, control, hours, reason = zip(*rows, strict=True)
    ground = city.areas.district.geometry.iloc[0]
    return layer(
        {
            "code": [f"SZ-{i + 1:03d}" for i in range(len(rows))],
            "name": list(names),
            "control": list(control),
            "hours": list(hours),
            "places": [None if c == "forbidden" else 24 for c in control],
            "reason": list(reason),
            "unit": [_team(city, shape.centroid) for shape in shapes],
        },
        tidy(shapely.intersection(np.array(shapes, dtype=object), ground)),
    )


def draw_parking_zones(city: City) -> gpd.GeoDataFrame:
    """Return strips of sidewalk of the town: no parking, parking for a time, marked places."""
    rng = city.rng("parking")
    streets = city.streets
    weight = np.where(
        (streets.rank() >= 1) & (streets.rank() <= 3), town_of(streets) ** 2 + 0.02, 0.0
    )
    weight[shapely.length(streets.lines) < 110.0] = 0.0
    spots = strew(streets, weight, _PARKING, rng)
    length = (rng.integers(5, 14, _PARKING) * 5.0).astype(np.float64)
    room = shapely.length(streets.lines[spots.segment]) / 2.0
    spots = Spots(
        spots.segment, np.clip(spots.along_m, length / 2 + 20, 2 * room - length / 2 - 20)
    )
    side = rng.choice([-1.0, 1.0], _PARKING)
    aside = side * (streets.width_m[spots.segment] / 2.0 + 1.4)
    control = rng.choice(["forbidden", "limited", "allowed"], _PARKING, p=[0.35, 0.25, 0.4])
    roads = [streets.name[i] for i in spots.segment]
    x, y, *_ = directions(streets, spots)
    return layer(
        {
            "code": [f"PZ-{i + 1:03d}" for i in range(_PARKING)],
            "name": [f"{road}人行道停车管控段{i + 1}" for i, road in enumerate(roads)],
            "control": control.tolist(),
            "places": [
                0 if c == "forbidden" else int(m // 2.5)
                for c, m in zip(control, length, strict=True)
            ],
            "hours": ["19:00-07:00" if c == "limited" else None for c in control],
            "road": roads,
            "unit": [_team(city, shapely.Point(a, b)) for a, b in zip(x, y, strict=True)],
        },
        strips(streets, spots, length, aside, np.full(_PARKING, 2.4)),
    )


def _team(city: City, at: Geom) -> str:
    """Return the enforcement team of the street a place lies in."""
    cell = city.owners.owner(at.x, at.y) or ""
    found = [
        u.code for u in city.units if u.name_zh.startswith("综合执法") and u.street == cell[:9]
    ]
    return found[0] if found else "U14"
