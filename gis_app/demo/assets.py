"""The other assets along the roads: lamps, bins, cameras, toilets, stations, gas, flood spots."""

import geopandas as gpd
import numpy as np
import shapely

from gis_app.demo.city import City, component, component_ids, days, layer
from gis_app.demo.frame import Floats, Shapes, tidy
from gis_app.demo.network import Ints
from gis_app.demo.roadside import Spots, points_inside, sides, strew, town_of

LAMPS, BINS, TOILETS, WASTE, GAS, CAMERAS, FLOODS = 2_500, 850, 60, 30, 42, 50, 15


def draw_lamps(city: City) -> gpd.GeoDataFrame:
    """Return street lamps in pairs along main and secondary roads."""
    rng, streets = city.rng("lamps"), city.streets
    weight = np.where(
        streets.rank() <= 1, 1.0, np.where(streets.rank() == 2, 0.35 * town_of(streets), 0.0)
    )
    half = strew(streets, weight, LAMPS // 2, rng, jitter=0.04)
    spots = Spots(np.tile(half.segment, 2), np.tile(half.along_m, 2))
    side = np.repeat([1.0, -1.0], LAMPS // 2)
    aside = side * (streets.width_m[spots.segment] / 2.0 + 0.8)
    road = [streets.name[i] for i in spots.segment]
    led = rng.random(LAMPS) < 0.86
    columns = {
        "code": component_ids(["01037"] * LAMPS),
        "name": [f"{name}路灯" for name in road],
        "source": np.where(led, "led", "sodium").tolist(),
        "power_w": np.where(led, 150, 250).tolist(),
        "height_m": np.where(streets.rank()[spots.segment] <= 1, 12.0, 9.0).tolist(),
        "circuit": [f"{name}-{i % 4 + 1}" for i, name in enumerate(road)],
        "road": road,
    }
    return component(
        city, layer(columns, _beside(city, spots, aside)), ("U01", "U05", "U05"), "lamps"
    )


def draw_bins(city: City) -> gpd.GeoDataFrame:
    """Return litter bins along the sidewalks of the town."""
    rng, streets = city.rng("bins"), city.streets
    weight = np.array([0.0, 1.0, 1.0, 0.6, 0.3])[streets.rank()] * (0.06 + town_of(streets) ** 1.5)
    spots = strew(streets, weight, BINS, rng)
    kind = rng.choice(["street", "sorted", "large"], BINS, p=[0.68, 0.27, 0.05])
    columns = {
        "code": component_ids(["03005"] * BINS),
        "name": [f"{streets.name[i]}果皮箱" for i in spots.segment],
        "kind": kind.tolist(),
        "material": rng.choice(["不锈钢", "塑木", "镀锌板"], BINS).tolist(),
        "volume_l": np.select([kind == "street", kind == "sorted"], [60, 240], 660).tolist(),
    }
    aside = sides(BINS, rng) * (streets.width_m[spots.segment] / 2.0 + 1.2)
    return component(
        city, layer(columns, _beside(city, spots, aside)), ("U13", "U13", "U13"), "bins"
    )


def draw_toilets(city: City) -> gpd.GeoDataFrame:
    """Return public toilets a little behind the sidewalk."""
    rng = city.rng("toilets")
    spots, shapes = _behind(city, TOILETS, rng, power=0.8)
    columns = {
        "code": component_ids(["03001"] * TOILETS),
        "name": [f"{city.streets.name[i]}公厕" for i in spots.segment],
        "class": rng.choice(["1", "2", "3"], TOILETS, p=[0.25, 0.6, 0.15]).tolist(),
        "stalls_men": rng.integers(2, 7, TOILETS).tolist(),
        "stalls_women": rng.integers(4, 12, TOILETS).tolist(),
        "accessible": (rng.random(TOILETS) < 0.85).tolist(),
        "hours": np.where(rng.random(TOILETS) < 0.7, "00:00-24:00", "05:30-22:00").tolist(),
    }
    return component(city, layer(columns, shapes), ("U13", "U13", "U13"), "toilets")


def draw_waste_stations(city: City) -> gpd.GeoDataFrame:
    """Return waste stations."""
    rng = city.rng("waste")
    spots, shapes = _behind(city, WASTE, rng, power=0.4)
    kind = rng.choice(["transfer", "room", "collection"], WASTE, p=[0.2, 0.5, 0.3])
    columns = {
        "code": component_ids(["03004"] * WASTE),
        "name": [f"{city.streets.name[i]}垃圾中转点" for i in spots.segment],
        "kind": kind.tolist(),
        "capacity_t_day": np.where(kind == "transfer", 45.0, 8.0).tolist(),
    }
    return component(city, layer(columns, shapes), ("U13", "U13", "U13"), "waste")


def draw_gas_points(city: City) -> gpd.GeoDataFrame:
    """Return gas supply points: bottles in shops, regulators in boxes, two stores."""
    rng = city.rng("gas")
    spots, shapes = _behind(city, GAS, rng, power=0.5)
    kind = np.array(["store"] * 2 + ["bottled"] * 24 + ["regulator"] * (GAS - 26))
    words = {"store": "储配站", "bottled": "瓶装燃气供应点", "regulator": "调压箱"}
    columns = {
        "code": component_ids(["01049"] * GAS),
        "name": [
            f"{city.streets.name[i]}{words[k]}" for i, k in zip(spots.segment, kind, strict=True)
        ],
        "kind": kind.tolist(),
        "company": np.where(kind == "regulator", "区燃气有限公司", "港城瓶装燃气（演示）").tolist(),
        "permit_ends_on": days("2026-11-15", "2028-12-31", GAS, rng),
    }
    return component(city, layer(columns, shapes), ("U20", "U09", "U09"), "gas")


def draw_cameras(city: City) -> gpd.GeoDataFrame:
    """Return the video points: one at each of the most important crossings of the town."""
    rng, network = city.rng("cameras"), city.streets.network
    nodes = _crossings(city)
    at = network.nodes[nodes] + rng.uniform(-14.0, 14.0, (CAMERAS, 2))
    names = crossing_names(city)
    kind = rng.choice(["fixed", "dome", "high"], CAMERAS, p=[0.5, 0.42, 0.08])
    columns = {
        "code": component_ids(["01050"] * CAMERAS),
        "name": [f"{'与'.join(names[node])}路口监控" for node in nodes],
        "kind": kind.tolist(),
        "bearing_deg": (rng.integers(0, 24, CAMERAS) * 15.0).tolist(),
        "reach_m": np.select([kind == "fixed", kind == "dome"], [120.0, 180.0], 800.0).tolist(),
        "installed_year": rng.integers(2016, 2026, CAMERAS).tolist(),
    }
    shapes = np.array(tidy(shapely.points(at)), dtype=object)
    return component(city, layer(columns, shapes), ("U11", "U11", "U11"), "cameras")


def crossing_names(city: City) -> list[list[str]]:
    """Return the two most important roads of each node (one where no second one meets)."""
    streets = city.streets
    rank, network = streets.rank(), streets.network
    found: list[list[tuple[int, str]]] = [[] for _ in network.nodes]
    for segment, (start, end) in enumerate(zip(network.start, network.end, strict=True)):
        row = (int(rank[segment]), streets.name[segment])
        found[start].append(row)
        found[end].append(row)
    return [[name for _, name in sorted(set(rows))][:2] for rows in found]


def _crossings(city: City) -> Ints:
    """Return the busiest crossings, no two of them within 240 m."""
    network, rank = city.streets.network, city.streets.rank()
    weight = np.array([3.0, 4.0, 2.0, 0.6, 0.2])[rank] * (0.3 + town_of(city.streets))
    score = np.bincount(network.start, weight, minlength=len(network.nodes))
    score += np.bincount(network.end, weight, minlength=len(network.nodes))
    score[network.degree < 3] = 0.0
    picked: list[int] = []
    for node in np.argsort(-score, kind="stable"):
        away = np.hypot(*(network.nodes[picked] - network.nodes[node]).T) if picked else np.inf
        if np.min(away) > 240.0:
            picked.append(int(node))
        if len(picked) == CAMERAS:
            break
    return np.array(picked, dtype=np.int64)


def draw_floods(city: City) -> gpd.GeoDataFrame:
    """Return the water-logging spots: roads of the town near rivers and canals."""
    rng, streets = city.rng("floods"), city.streets
    wet = shapely.union_all([water.surface for water in city.waters])
    near = np.exp(-shapely.distance(shapely.centroid(streets.lines), wet) / 250.0)
    weight = near * (0.2 + town_of(streets)) * (streets.rank() > 0)
    spots = strew(streets, weight, FLOODS, rng)
    road = [streets.name[i] for i in spots.segment]
    columns: dict[str, object] = {
        "code": [f"WL-{i + 1:02d}" for i in range(FLOODS)],
        "name": [f"{name}易涝点" for name in road],
        "cause": rng.choice(
            ["low", "drain", "blocked", "tide"], FLOODS, p=[0.4, 0.3, 0.15, 0.15]
        ).tolist(),
        "depth_cm": rng.integers(15, 60, FLOODS).tolist(),
        "pump": (rng.random(FLOODS) < 0.4).tolist(),
        "unit": "U02",
        "road": road,
        "flooded_on": rng.choice(["2026-07-18", "2026-08-09", "2026-09-14"], FLOODS).tolist(),
        "note": None,
    }
    return layer(columns, _beside(city, spots, _small(FLOODS, rng)))


def _beside(city: City, spots: Spots, aside_m: Floats) -> Shapes:
    return points_inside(city.streets, spots, aside_m, city.coast.outline)


def _small(count: int, rng: np.random.Generator) -> Floats:
    return rng.uniform(-5.0, 5.0, count)


def _behind(
    city: City, count: int, rng: np.random.Generator, *, power: float
) -> tuple[Spots, np.ndarray]:
    """Return places some metres behind the sidewalk of secondary roads and branches."""
    streets = city.streets
    fit = (streets.rank() >= 2) & (shapely.length(streets.lines) > 90.0)
    tried = count + count // 2
    spots = strew(streets, np.where(fit, town_of(streets) ** power, 0.0), tried, rng)
    aside = sides(tried, rng) * (streets.sidewalk_m[spots.segment] + rng.uniform(3.0, 9.0, tried))
    shapes = _beside(city, spots, aside)
    dry = shapely.union_all([water.surface for water in city.waters]).buffer(6.0)
    good = np.flatnonzero(~shapely.intersects(dry, shapes))
    kept = np.sort(rng.choice(good, count, replace=False))
    return spots.pick(kept), shapes[kept]
