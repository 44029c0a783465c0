"""Construction sites, and permits to dig up or to occupy a road."""

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.ops import substring

from gis_app.demo.city import TODAY, City, days, layer
from gis_app.demo.frame import Floats, Geom, Shapes, tidy
from gis_app.demo.names import words
from gis_app.demo.roadside import Spots, strew, strips, town_of

SITES = 156
#: Number of permits and the square metres they add up to, exactly.
DIG, DIG_M2 = 61, 29_998
OCCUPY, OCCUPY_M2 = 116, 3_123


def draw_sites(city: City) -> gpd.GeoDataFrame:
    """Return the construction sites: plots inside the blocks."""
    rng = city.rng("sites")
    landuse = city.ground.landuse
    shapes, kinds = landuse.geometry.to_numpy(), landuse["kind"].to_numpy()
    weights = {
        "vacant": 7.0,
        "residential": 1.6,
        "industrial": 1.5,
        "commercial": 0.8,
        "public": 0.8,
        "port": 0.5,
    }
    weight = np.array([weights.get(k, 0.0) for k in kinds]) * np.sqrt(shapely.area(shapes))
    weight[shapely.area(shapes) < 6_000] = 0.0
    plots: list[Any] = []
    while len(plots) < SITES:
        block = shapes[int(rng.choice(len(shapes), p=weight / weight.sum()))]
        plot = _plot(block, rng)
        if plot is not None and not any(plot.intersects(other) for other in plots):
            plots.append(plot)
    names = [_site_name(city, plot, rng) for plot in plots]
    starts = days("2024-06-01", "2026-09-30", SITES, rng)
    span = rng.integers(120, 900, SITES)
    ends = (np.array(starts, dtype="datetime64[D]") + span).astype(str).tolist()
    kind = rng.choice(
        ["building", "municipal", "demolition", "other"], SITES, p=[0.62, 0.2, 0.1, 0.08]
    )
    return layer(
        {
            "code": [f"CS-{i + 1:03d}" for i in range(SITES)],
            "name": names,
            "kind": kind.tolist(),
            "builder": [f"{b}（演示）" for b in rng.choice(words("builders"), SITES)],
            "developer": [
                f"{b}置业（演示）" for b in rng.choice(["港城", "滨海", "明州", "东海"], SITES)
            ],
            "starts_on": starts,
            "ends_on": ends,
            "area_m2": np.round([plot.area for plot in plots], 1).tolist(),
            "washing": (rng.random(SITES) < 0.84).tolist(),
        },
        np.array(plots, dtype=object),
    )


def _plot(block: Geom, rng: np.random.Generator) -> Geom:
    """Return a plot in a block, along its sides, or None if it does not fit."""
    ring = shapely.get_coordinates(shapely.minimum_rotated_rectangle(block))
    one, two = ring[1] - ring[0], ring[3] - ring[0]
    sizes = np.minimum(rng.uniform(35.0, 120.0, 2) / (np.hypot(*one), np.hypot(*two)), 0.8)
    start = (
        ring[0]
        + one * rng.uniform(0.02, 0.98 - sizes[0])
        + two * rng.uniform(0.02, 0.98 - sizes[1])
    )
    side, depth = one * sizes[0], two * sizes[1]
    plot = shapely.polygons([start, start + side, start + side + depth, start + depth])
    clipped = plot & shapely.buffer(block, -3.0)
    if clipped.geom_type != "Polygon" or clipped.area < 0.7 * plot.area:
        return None
    return tidy(clipped)


def _site_name(city: City, plot: Geom, rng: np.random.Generator) -> str:
    at = int(shapely.STRtree(city.streets.lines).nearest(plot))
    what = rng.choice(
        ["住宅地块", "商业地块", "厂房", "改造工程", "安置房", "管网工程", "学校扩建"]
    )
    return f"{city.streets.name[at]}{int(rng.integers(1, 40))}号{what}"


def draw_dig_permits(city: City) -> gpd.GeoDataFrame:
    """Return permits to dig: strips of carriageway, whole square metres that add up to `DIG_M2`."""
    rng = city.rng("dig")
    streets = city.streets
    area = _areas(rng.lognormal(0.0, 0.55, DIG), DIG_M2, least=60)
    width = np.clip(np.round(area / 90.0), 2.5, 7.0)
    weight = np.where(shapely.length(streets.lines) > 330.0, 0.25 + town_of(streets), 0.0)
    weight[streets.rank() == 4] = 0.0
    spots = strew(streets, weight, DIG, rng)
    shapes = [
        _trench(streets.lines[s], a, w, along, streets.width_m[s], rng)
        for s, a, w, along in zip(spots.segment, area, width, spots.along_m, strict=True)
    ]
    purposes = rng.choice(words("dig_for"), DIG).tolist()
    return _permits(city, "D", spots, purposes, area, np.array(shapes, dtype=object), rng)


def _trench(
    line: Geom, area: float, width: float, along: float, road_m: float, rng: np.random.Generator
) -> Geom:
    length = min(area / width, line.length - 30.0)
    start = float(np.clip(along - length / 2, 15.0, line.length - length - 15.0))
    middle = substring(line, start, start + length)
    aside = rng.choice([-1.0, 1.0]) * max(road_m / 4.0 - 1.0, 0.0)
    shifted = shapely.offset_curve(middle, aside, quad_segs=2) if aside else middle
    return tidy(
        shapely.buffer(shifted, area / shifted.length / 2.0, cap_style="flat", join_style="mitre")
    )


def draw_occupy_permits(city: City) -> gpd.GeoDataFrame:
    """Return permits to occupy: small rectangles of sidewalk, adding up to `OCCUPY_M2`."""
    rng = city.rng("occupy")
    streets = city.streets
    area = _areas(rng.lognormal(0.0, 0.5, OCCUPY), OCCUPY_M2, least=6)
    weight = np.where(
        (streets.rank() > 0) & (streets.rank() < 4), town_of(streets) ** 1.5 + 0.02, 0.0
    )
    spots = strew(streets, weight, OCCUPY, rng)
    width = np.full(OCCUPY, 2.5)
    aside = rng.choice([-1.0, 1.0], OCCUPY) * (streets.width_m[spots.segment] / 2.0 + 2.2)
    shapes = strips(streets, spots, area / width, aside, width)
    return _permits(
        city, "O", spots, rng.choice(words("occupy_for"), OCCUPY).tolist(), area, shapes, rng
    )


def _areas(weight: Floats, total: int, *, least: int) -> Floats:
    """Return whole square metres in proportion to the weights, adding up to `total` exactly."""
    spare = total - least * len(weight)
    exact = np.cumsum(weight) / weight.sum() * spare
    edges = np.concatenate([[0.0], np.round(exact)])
    return np.diff(edges) + least


def _permits(
    city: City,
    letter: str,
    spots: Spots,
    purposes: list[str],
    area: Floats,
    shapes: Shapes,
    rng: np.random.Generator,
) -> gpd.GeoDataFrame:
    count = len(spots)
    starts = np.array(days("2026-01-05", "2026-10-25", count, rng), dtype="datetime64[D]")
    ends = starts + rng.integers(5, 90 if letter == "D" else 25, count)
    over = ends < TODAY
    state = np.where(over, np.where(rng.random(count) < 0.9, "restored", "expired"), "valid")
    roads = [city.streets.name[i] for i in spots.segment]
    word = "掘路" if letter == "D" else "占道"
    return layer(
        {
            "code": [f"{letter}2026-{i + 1:03d}" for i in range(count)],
            "name": [f"{road}{word}{i + 1}号" for i, road in enumerate(roads)],
            "holder": rng.choice(words("holders"), count).tolist(),
            "purpose": purposes,
            "issued_on": (starts - rng.integers(2, 12, count)).astype(str).tolist(),
            "starts_on": starts.astype(str).tolist(),
            "ends_on": ends.astype(str).tolist(),
            "area_m2": area.tolist(),
            "state": state.tolist(),
            "road": roads,
            "address": [
                f"{road}{int(n)}号附近"
                for road, n in zip(roads, rng.integers(1, 400, count), strict=True)
            ],
        },
        shapes,
    )
