"""Several thousand manholes and gully grates of all kinds along the carriageways."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from gis_app.demo.city import City, component, component_ids, layer
from gis_app.demo.frame import Floats
from gis_app.demo.roads import Streets
from gis_app.demo.roadside import points_inside, sides, strew, town_of


@dataclass(frozen=True, slots=True)
class _Line:
    """One utility line under the roads: how many covers, where across the road, whose.

    `across` is the share of half the carriageway, or above 1 the metres behind the kerb plus 1.
    """

    kind: str
    name: str
    count: int
    across: tuple[float, float]
    owner: str
    least_class: int = 4


_LINES = (
    _Line("01004", "雨水箅子", 1960, (0.96, 0.98), "U02"),
    _Line("01002", "污水井盖", 1240, (0.35, 0.55), "U02"),
    _Line("01003", "雨水井盖", 1160, (0.62, 0.78), "U02"),
    _Line("01007", "通信井盖", 560, (2.8, 3.8), "U06"),
    _Line("01001", "供水井盖", 480, (1.8, 2.4), "U03"),
    _Line("01005", "电力井盖", 390, (3.2, 4.2), "U04"),
    _Line("01011", "燃气井盖", 300, (0.70, 0.85), "U09"),
    _Line("01006", "路灯井盖", 170, (1.6, 1.9), "U05", 2),
    _Line("01018", "化粪池井盖", 150, (4.2, 5.4), "U02"),
    _Line("01009", "网络井盖", 110, (2.8, 3.8), "U07", 3),
    _Line("01015", "信号灯电源井盖", 90, (1.6, 2.2), "U11", 1),
    _Line("01017", "电缆井盖", 80, (3.0, 4.0), "U04", 2),
    _Line("01014", "园林井盖", 60, (3.0, 4.4), "U12", 2),
    _Line("01008", "电视井盖", 55, (2.8, 3.8), "U08", 3),
    _Line("01012", "公安井盖", 40, (2.0, 3.0), "U11", 2),
    _Line("01019", "中水井盖", 30, (0.5, 0.6), "U02", 2),
    _Line("01020", "公交井盖", 20, (1.8, 2.4), "U23", 1),
    _Line("01023", "不明井盖", 36, (0.3, 3.4), "U01"),
)


def draw_manholes(city: City) -> gpd.GeoDataFrame:
    """Return the covers of all utilities, each in its own line along the road."""
    rng = city.rng("manholes")
    streets = city.streets
    town, rank = town_of(streets), streets.rank()
    dense = (0.35 + town) * np.array([0.5, 1.2, 1.1, 1.0, 0.8])[rank]
    parts = []
    for line in _LINES:
        weight = np.where(rank <= line.least_class, dense, 0.0)
        spots = strew(streets, weight, line.count, rng, jitter=0.35)
        half = streets.width_m[spots.segment] / 2.0
        across = rng.uniform(*line.across, line.count)
        side = sides(line.count, rng)
        if line.kind != "01004":  # a line keeps to its side of the road
            side = np.where(spots.segment % 2 == len(line.name) % 2, 1.0, -1.0)
        aside = side * np.where(across <= 1.0, half * across, half + across - 1.0)
        parts.append(
            (line, spots, points_inside(streets, spots, aside, city.coast.outline), across)
        )
    kinds = [line.kind for line, spots, _, _ in parts for _ in range(len(spots))]
    shapes = np.concatenate([shape for _, _, shape, _ in parts])
    across = np.concatenate([value for *_, value in parts])
    segment = np.concatenate([spots.segment for _, spots, _, _ in parts])
    columns = {
        "code": component_ids(kinds),
        "name": [line.name for line, spots, _, _ in parts for _ in range(len(spots))],
        "kind": kinds,
        "road": [streets.name[i] for i in segment],
        **_make(streets, np.array(kinds), across, segment, rng),
    }
    frame = component(city, layer(columns, shapes), ("U01", "U01", "U01"), "manholes")
    owner = {line.kind: line.owner for line in _LINES}
    names = {unit.code: unit.name_zh for unit in city.units}
    codes = [owner[kind] for kind in kinds]
    mine = [names[code] for code in codes]
    return frame.assign(owner=mine, owner_code=codes, keeper=mine, keeper_code=codes)


def _make(
    streets: Streets, kinds: Floats, across: Floats, segment: Floats, rng: np.random.Generator
) -> dict[str, list[object]]:
    count = len(kinds)
    heavy = np.isin(streets.rank()[segment], (0, 1))
    grate = kinds == "01004"
    load = np.select([across > 1.0, grate, heavy], ["B125", "C250", "E600"], "D400")
    material = np.where(rng.random(count) < 0.72, "iron", "composite")
    square = grate | (rng.random(count) < 0.18)
    return {
        "load_class": load.tolist(),
        "form": np.where(square, "square", "round").tolist(),
        "size_mm": np.where(grate, 750, np.where(across > 1.0, 600, 700)).tolist(),
        "material": material.tolist(),
        "depth_m": np.where(grate, 0.8, rng.uniform(1.2, 3.6, count)).round(1).tolist(),
        "antifall": (~grate & (rng.random(count) < 0.83)).tolist(),
    }
