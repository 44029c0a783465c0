"""Green areas from the green land use, and the flower borders along the main roads."""

import geopandas as gpd
import numpy as np
import shapely

from gis_app.demo.city import City, component, component_ids, days, layer
from gis_app.demo.frame import unplace
from gis_app.demo.lanes import HILLS_V
from gis_app.demo.roadside import Spots, strew, strips, town_of

BORDERS = 82


def draw_green_areas(city: City) -> gpd.GeoDataFrame:
    """Return one green area for each green piece of land use."""
    landuse = city.ground.landuse
    green = landuse[landuse["kind"] == "green"]
    shapes = green.geometry.to_numpy()
    wet = [water.surface for water in city.waters]
    away = np.min([shapely.distance(shapes, surface) for surface in wet], axis=0)
    x, y = shapely.get_coordinates(shapely.point_on_surface(shapes)).T
    _, v = unplace(x, y)
    kind = np.select(
        [v < HILLS_V, away < 2.0, shapely.area(shapes) > 12_000],
        ["protective", "roadside", "park"],
        "square",
    )
    words = {"protective": "防护林地", "roadside": "滨河绿带", "park": "公园", "square": "街头绿地"}
    near = shapely.STRtree(city.streets.lines).nearest(shapes)
    columns = {
        "code": component_ids(["04013"] * len(green)),
        "name": [
            f"{city.streets.name[i].removesuffix('路')}{words[k]}"
            for i, k in zip(near, kind, strict=True)
        ],
        "kind": kind.tolist(),
        "area_m2": np.round(shapely.area(shapes), 1).tolist(),
        "care_level": np.select([kind == "park", kind == "protective"], ["1", "3"], "2").tolist(),
    }
    return component(city, layer(columns, shapes), ("U12", "U12", "U12"), "greens")


def draw_flower_borders(city: City) -> gpd.GeoDataFrame:
    """Return long narrow beds on the sidewalks and medians of the main roads of the town."""
    rng, streets = city.rng("borders"), city.streets
    weight = np.where(streets.rank() == 1, town_of(streets) ** 1.5 + 0.05, 0.0)
    weight[shapely.length(streets.lines) < 120.0] = 0.0
    spots = strew(streets, weight, BORDERS, rng)
    length = rng.uniform(18.0, 60.0, BORDERS).round()
    room = shapely.length(streets.lines[spots.segment])
    spots = Spots(spots.segment, np.clip(spots.along_m, length / 2 + 22, room - length / 2 - 22))
    middle = rng.random(BORDERS) < 0.5
    kerb = rng.choice([-1.0, 1.0], BORDERS) * (streets.width_m[spots.segment] / 2.0 + 1.5)
    width = rng.uniform(1.4, 2.8, BORDERS).round(1)
    shapes = strips(streets, spots, length, np.where(middle, 0.0, kerb), width)
    plants = [
        "矮牵牛、孔雀草",
        "三色堇、角堇",
        "一串红、万寿菊",
        "月季、绣球",
        "鼠尾草、美女樱",
        "菊花、海棠",
    ]
    columns = {
        "code": [f"F-{i + 1:02d}" for i in range(BORDERS)],
        "name": [f"{streets.name[i]}花境" for i in spots.segment],
        "area_m2": np.round(shapely.area(shapes), 1).tolist(),
        "plants": rng.choice(plants, BORDERS).tolist(),
        "replanted_on": days("2026-03-01", "2026-10-20", BORDERS, rng),
        "road": [streets.name[i] for i in spots.segment],
    }
    return component(city, layer(columns, shapes), ("U12", "U12", "U12"), "borders")
