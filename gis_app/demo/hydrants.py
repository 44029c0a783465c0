"""962 hydrants, numbered along the roads, near crossings and at the kerb."""

import geopandas as gpd
import numpy as np
import shapely

from gis_app.demo.city import City, component, layer
from gis_app.demo.frame import Floats
from gis_app.demo.network import Ints
from gis_app.demo.roads import Streets
from gis_app.demo.roadside import Spots, points_inside, town_of

COUNT = 962
#: The first hydrant of a segment stands this far from the crossing.
_FROM_CROSSING_M = 17.0
#: One segment in this many has lost its hydrants: a gap for the coverage page to find.
_GAP_SHARE = 0.06


def draw_hydrants(city: City) -> gpd.GeoDataFrame:
    """Return the hydrants: H-0001 to H-0962 by road and along it.

    GB 50974 §7.2 asks for 120 m at most along the road and 0.5 to 2 m from the kerb. Outside the
    town, and in a few places inside it, the spacing is wider: those are believable gaps.
    """
    rng = city.rng("hydrants")
    streets = city.streets
    spots = _ordered(streets, _spots(streets, rng))
    count = len(spots)
    kerb = rng.uniform(0.5, 2.0, count).round(1)
    half = streets.width_m[spots.segment] / 2.0
    side = _side_of(streets, spots, rng)
    names, roads = _names(streets, spots)
    below = rng.random(count) < 0.12
    columns = {
        "code": [f"H-{i + 1:04d}" for i in range(count)],
        "name": names,
        "mount": np.where(below, "below", "above").tolist(),
        "outlets": np.where(rng.random(count) < 0.7, "double", "single").tolist(),
        "bore_mm": np.where(rng.random(count) < 0.8, 100, 150).tolist(),
        "pressure_mpa": np.clip(rng.normal(0.24, 0.05, count), 0.08, 0.42).round(2).tolist(),
        "flow_lpm": np.clip(rng.normal(930, 120, count), 500, 1400).round(0).tolist(),
        "kerb_m": kerb.tolist(),
        "out_of_order": (rng.random(count) < 0.012).tolist(),
        "road": roads,
    }
    frame = layer(columns, points_inside(streets, spots, side * (half + kerb), city.coast.outline))
    return component(city, frame, ("U10", "U03", "U03"), "hydrants")


def _spots(streets: Streets, rng: np.random.Generator) -> Spots:
    length, town, rank = shapely.length(streets.lines), town_of(streets), streets.rank()
    # The town has its standard spacing; roads through works and port have few, their lanes none.
    wanted = np.select([rank == 0, town > 0.26, town > 0.12], [520.0, 92.0, 135.0], 460.0)
    gap = (rng.random(len(length)) < _GAP_SHARE) & (rank > 1)
    stretch = 1.0
    while True:
        number = np.maximum(np.round(length / (wanted * stretch)), 1).astype(np.int64)
        number[gap | (length < 60.0) | ((rank > 2) & (town < 0.16))] = 0
        if number.sum() <= COUNT + 25:
            break
        stretch += 0.01
    number[np.flatnonzero(gap)[: max(0, COUNT - int(number.sum()))]] += 1
    segment = np.repeat(np.arange(len(length)), number)
    index = np.arange(len(segment)) - np.repeat(np.cumsum(number) - number, number)
    step = length[segment] / number[segment]
    along = _FROM_CROSSING_M + index * step + rng.uniform(-3.0, 9.0, len(segment)) * (index > 0)
    lost = rng.choice(len(segment), len(segment) - COUNT, replace=False)
    keep = np.setdiff1d(np.arange(len(segment)), lost)
    return Spots(segment[keep], np.minimum(along, length[segment] - 4.0)[keep])


def road_order(streets: Streets) -> tuple[Ints, Floats]:
    """Return for each segment its road's place in the list of roads, and its place on that road.

    Roads go by class, then by where they begin; along a road it is west to east, or north to south.
    """
    names = np.array(streets.name, dtype=object)
    rank = streets.rank()
    middle = shapely.get_coordinates(
        shapely.line_interpolate_point(streets.lines, 0.5, normalized=True)
    )
    along = np.zeros(len(names))
    keys: dict[str, tuple[int, float]] = {}
    for name in dict.fromkeys(streets.name):
        mine = np.flatnonzero(names == name)
        spread = np.ptp(middle[mine], axis=0)
        along[mine] = middle[mine, 0] if spread[0] >= spread[1] else -middle[mine, 1]
        keys[name] = (int(rank[mine[0]]), -float(middle[mine, 1].max()))
    place = {name: i for i, name in enumerate(sorted(keys, key=lambda n: keys[n]))}
    return np.array([place[n] for n in names], dtype=np.int64), along


def _ordered(streets: Streets, spots: Spots) -> Spots:
    road, along = road_order(streets)
    first = shapely.get_coordinates(shapely.get_point(streets.lines, 0))
    last = shapely.get_coordinates(shapely.get_point(streets.lines, -1))
    way = last - first
    forward = np.where(np.abs(way[:, 0]) >= np.abs(way[:, 1]), way[:, 0] > 0, way[:, 1] < 0)
    run = np.where(forward[spots.segment], spots.along_m, -spots.along_m)
    return spots.pick(np.lexsort((run, along[spots.segment], road[spots.segment])))


def _side_of(streets: Streets, spots: Spots, rng: np.random.Generator) -> Floats:
    """Keep to one side along a road, changing over now and then."""
    changes = rng.random(len(streets.lines)) < 0.2
    return np.where(changes[spots.segment], 1.0, -1.0)


def _names(streets: Streets, spots: Spots) -> tuple[list[str], list[str]]:
    counts: dict[str, int] = {}
    names, roads = [], []
    for segment in spots.segment:
        road = streets.name[segment]
        counts[road] = counts.get(road, 0) + 1
        names.append(f"{road}{counts[road]}号消火栓")
        roads.append(road)
    return names, roads
