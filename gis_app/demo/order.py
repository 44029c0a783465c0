"""Streets under order-keeping (街面保序), their shops, and the stalls that are allowed there."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from shapely.ops import substring

from gis_app.demo.city import City, days, layer
from gis_app.demo.frame import Floats, Geom, Objects, Shapes, tidy, unplace, urbanity
from gis_app.demo.names import people, shop_names

#: Six main and five secondary roads, with the metres of each under order-keeping: 14,700 in all.
ORDER_M = {
    "黄山路": 2100,
    "新大路": 1900,
    "太河路": 1800,
    "泰山路": 1700,
    "长江路": 1600,
    "明州路": 1500,
    "岷山路": 1000,
    "中河路": 900,
    "庐山路": 850,
    "四明山路": 700,
    "珠江路": 650,
}
MAIN = frozenset(list(ORDER_M)[:6])
SHOPS = 1_366
STALLS = 118
#: No shop stands nearer than this to the middle of a crossing.
_CROSSING_M = 30.0
#: No shop stands nearer than this to water.
_BANK_M = 34.0
#: Shop fronts stand this far behind the sidewalk's outer edge.
_FRONT_M = 1.5
_KIND_SHARES = {
    "food": 0.30,
    "grocery": 0.20,
    "clothing": 0.12,
    "hardware": 0.08,
    "repair": 0.06,
    "services": 0.18,
    "other": 0.06,
}


@dataclass(frozen=True, slots=True)
class Order:
    """The order-keeping streets with their shops and allowed stalls."""

    streets: gpd.GeoDataFrame
    shops: gpd.GeoDataFrame
    stalls: gpd.GeoDataFrame

    def control(self) -> dict[str, str]:
        """Return the control class of each of these roads."""
        return dict(zip(self.streets["road"], self.streets["control"], strict=True))


def draw_order(city: City) -> Order:
    """Draw the streets under order-keeping: shops on both sides, stalls on the secondary ones."""
    rng = city.rng("order")
    roads = list(ORDER_M)
    lines = np.array([_stretch(city, road, ORDER_M[road]) for road in roads], dtype=object)
    shares = _shares(np.array(list(ORDER_M.values())) * _town(lines), SHOPS)
    shops = _shops(city, roads, lines, shares, rng)
    streets = layer(
        {
            "code": [f"OS-{i + 1:02d}" for i in range(len(roads))],
            "name": [f"{road}保序路段" for road in roads],
            "road": roads,
            "length_m": [float(ORDER_M[road]) for road in roads],
            "shops": shares.tolist(),
            "control": ["strict" if road in MAIN else "controlled" for road in roads],
            "class": ["main" if road in MAIN else "secondary" for road in roads],
            "unit": [_team(city, line) for line in lines],
            "note": None,
        },
        tidy(lines),
    )
    return Order(streets, shops, _stalls(city, roads, lines, rng))


def _stretch(city: City, road: str, length_m: float) -> Geom:
    """Return the most urban stretch of a road of that length."""
    merged = shapely.line_merge(
        shapely.multilinestrings(list(city.streets.lines[city.streets.of(road)]))
    )
    whole = max(shapely.get_parts(merged), key=lambda part: part.length)
    starts = np.arange(0.0, max(whole.length - length_m, 1.0), 40.0)
    steps = np.linspace(0.05, 0.95, 9)
    at = shapely.line_interpolate_point(whole, (starts[:, None] + steps * length_m).ravel())
    town = urbanity(*unplace(*shapely.get_coordinates(at).T)).reshape(len(starts), -1).sum(axis=1)
    start = float(starts[int(np.argmax(town))])
    return substring(whole, start, start + length_m)


def _town(lines: Shapes) -> Floats:
    at = shapely.get_coordinates(shapely.line_interpolate_point(lines, 0.5, normalized=True))
    return 0.45 + urbanity(*unplace(*at.T))


def _shares(weight: Floats, total: int) -> Objects:
    """Return whole numbers in proportion to the weights that add up to `total`."""
    exact = weight / weight.sum() * total
    whole = np.floor(exact).astype(np.int64)
    largest = np.argsort(-(exact - whole), kind="stable")[: total - int(whole.sum())]
    whole[largest] += 1
    return whole


def _shops(
    city: City, roads: list[str], lines: Shapes, counts: Objects, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    kinds = rng.choice(list(_KIND_SHARES), SHOPS, p=list(_KIND_SHARES.values())).tolist()
    names = shop_names(kinds, rng)
    road, number, at = [], [], []
    for name, line, count in zip(roads, lines, counts, strict=True):
        left = round(int(count) * rng.uniform(0.45, 0.55))
        aside = _reach_m(city, name)
        first = int(rng.integers(1, 40)) * 2
        for shops, side in ((left, 1.0), (int(count) - left, -1.0)):
            along = _fronts(city, line, shops, rng)
            at.append(_beside(line, along, side * aside))
            road += [name] * shops
            odd = 1 if side > 0 else 0
            number += [f"{first + int(m / 7.0) * 2 + odd}号" for m in along]
    return layer(
        {
            "code": [f"SH-{i + 1:04d}" for i in range(SHOPS)],
            "name": names,
            "kind": kinds,
            "road": road,
            "number": number,
            "note": None,
        },
        tidy(shapely.points(np.concatenate(at))),
    )


def _reach_m(city: City, road: str) -> float:
    return float(city.streets.sidewalk_m[city.streets.of(road)[0]]) + _FRONT_M


def _fronts(city: City, line: Geom, count: int, rng: np.random.Generator) -> Floats:
    """Return where fronts stand: in runs with gaps between, clear of crossings."""
    places = np.arange(4.0, line.length - 4.0, 4.0)
    xy = shapely.get_coordinates(shapely.line_interpolate_point(line, places))
    nodes = city.streets.network.nodes[city.streets.network.degree > 2]
    tree = shapely.STRtree(np.array(shapely.points(nodes), dtype=object))
    near = tree.query(shapely.points(xy), predicate="dwithin", distance=_CROSSING_M)[0]
    weight = np.repeat(rng.choice([0.25, 1.0, 1.0, 1.8], len(places) // 16 + 1), 16)[: len(places)]
    weight[near] = 0.0
    wet = shapely.union_all([water.surface for water in city.waters])
    weight[shapely.distance(shapely.points(xy), wet) < _BANK_M] = 0.0
    mass = np.cumsum(weight)
    at = (np.arange(count) + 0.5 + rng.uniform(-0.3, 0.3, count)) * mass[-1] / count
    return places[np.searchsorted(mass, at).clip(0, len(places) - 1)] + rng.uniform(
        -1.5, 1.5, count
    )


def _beside(line: Geom, along: Floats, aside_m: Floats | float) -> Floats:
    here = shapely.get_coordinates(shapely.line_interpolate_point(line, along))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(line, along + 0.5))
    way = ahead - here
    way /= np.maximum(np.hypot(*way.T), 1e-9)[:, None]
    return here + np.column_stack([-way[:, 1], way[:, 0]]) * np.reshape(aside_m, (-1, 1))


def _team(city: City, line: Geom) -> str:
    """Return the enforcement team of the street the line lies in."""
    middle = line.interpolate(0.5, normalized=True)
    cell = city.owners.owner(middle.x, middle.y)
    teams = {unit.street: unit.code for unit in city.units if unit.name_zh.startswith("综合执法")}
    return teams[cell[:9]] if cell else "U14"


def _stalls(
    city: City, roads: list[str], lines: Shapes, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """Return the allowed pitches: only along the controlled, secondary stretches."""
    minor = [(road, line) for road, line in zip(roads, lines, strict=True) if road not in MAIN]
    road, at = [], []
    counts = _shares(np.array([line.length for _, line in minor]), STALLS)
    for (name, line), count in zip(minor, counts, strict=True):
        along = _fronts(city, line, int(count), rng)
        width = float(city.streets.width_m[city.streets.of(name)[0]])
        side = rng.choice([-1.0, 1.0], int(count))
        at.append(_beside(line, along, side * (width / 2 + 1.6)))
        road += [name] * int(count)
    goods = ["早点", "水果", "蔬菜", "修鞋配钥匙", "鲜花", "报刊", "小吃", "夜宵烧烤", "缝补"]
    hours = ["05:30-09:00", "16:30-21:00", "18:00-23:00", "08:00-17:30"]
    return layer(
        {
            "code": [f"ST-{i + 1:03d}" for i in range(STALLS)],
            "name": [f"{name}便民摊点{i + 1}" for i, name in enumerate(road)],
            "goods": rng.choice(goods, STALLS).tolist(),
            "hours": rng.choice(hours, STALLS).tolist(),
            "size": rng.choice(["1.5×2 m", "2×2 m", "2×3 m"], STALLS).tolist(),
            "holder": people(STALLS, rng),
            "starts_on": days("2025-12-01", "2026-03-31", STALLS, rng),
            "ends_on": days("2026-12-01", "2027-03-31", STALLS, rng),
            "inspected_on": days("2026-09-01", "2026-10-31", STALLS, rng),
            "road": road,
        },
        tidy(shapely.points(np.concatenate(at))),
    )
