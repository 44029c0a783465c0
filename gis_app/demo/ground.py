"""What the ground is used for: blocks between the roads, shore greens, schools."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gis_app.demo.coast import Coast
from gis_app.demo.frame import (
    CRS,
    Floats,
    Geom,
    Objects,
    Shapes,
    curve,
    noise,
    tidy,
    unplace,
    urbanity,
)
from gis_app.demo.lanes import PORT_V
from gis_app.demo.names import words
from gis_app.demo.roads import Streets
from gis_app.demo.water import Water

#: Roads whose fronts are commercial where the town is dense enough.
FRONTS = (
    "黄山路",
    "新大路",
    "太河路",
    "长江路",
    "明州路",
    "泰山路",
    "岷山路",
    "中河路",
    "庐山路",
    "江南公路",
    "四明山路",
)
#: How deep the shops and offices behind such a front reach, from the middle of the road.
_FRONT_M = 85.0
#: The green strip along rivers, beyond the bank.
_SHORE_M = 24.0
#: A piece smaller than this is no land use of its own.
_LEAST_M2 = 900.0
_SCHOOLS = 40
#: The foot of the hills on the board, from west to east.
_FOOT = [
    (-4400, -980),
    (-3700, -1020),
    (-3000, -1180),
    (-2600, -1480),
    (-2050, -2080),
    (-1300, -2260),
    (-600, -2240),
]
_FOOT += [
    (-100, -2330),
    (500, -2330),
    (1100, -2170),
    (1700, -2240),
    (2300, -2140),
    (2900, -1960),
    (3500, -1930),
    (4300, -1800),
]
_KINDS = {"kindergarten": "幼儿园", "primary": "小学", "middle": "中学", "vocational": "职业学校"}


@dataclass(frozen=True, slots=True)
class Ground:
    """The land use of every block, and the shore greens and schools among them."""

    landuse: gpd.GeoDataFrame
    schools: gpd.GeoDataFrame
    gates: Floats


def draw_ground(
    coast: Coast, streets: Streets, waters: list[Water], rng: np.random.Generator
) -> Ground:
    """Draw the land use.

    1. A block is what the roads (sidewalks included) and the waters leave of the land.
    2. Hills, shores and commercial fronts are carved out of the blocks.
    3. Every piece has one use, by where it lies; a few blocks of the town become schools.
    """
    paved = shapely.union_all(shapely.buffer(streets.lines, streets.sidewalk_m, quad_segs=3))
    wet = shapely.union_all([water.surface for water in waters])
    blocks = shapely.get_parts(shapely.difference(coast.outline, shapely.union(paved, wet)))  # 1
    blocks = _ordered(blocks[shapely.area(blocks) > _LEAST_M2])
    hills, blocks = _carved(blocks, _hills(coast))  # 2
    shores, blocks = _carved(blocks, _shores(waters))
    fronts, blocks = _carved(blocks, _fronts(streets))
    kinds = ["green"] * (len(hills) + len(shores))
    kinds += list(_kinds(fronts, front=True, rng=rng))
    kinds += list(_kinds(blocks, front=False, rng=rng))
    shapes = np.concatenate([hills, shores, fronts, blocks])
    shapes, kinds, chosen = _with_schools(shapes, np.array(kinds, dtype=object), rng)
    frame = _framed(shapes, kinds)
    schools, gates = _schools(shapes[chosen], streets, rng)
    return Ground(frame, schools, gates)


def _ordered(shapes: Shapes) -> Shapes:
    middle = shapely.get_coordinates(shapely.centroid(shapes))
    return shapes[np.lexsort((middle[:, 0], -middle[:, 1]))]


def _hills(coast: Coast) -> Geom:
    foot = shapely.get_coordinates(curve(_FOOT, wiggle_m=25.0))
    west, south, east, _ = coast.outline.bounds
    ring = [*foot.tolist(), [east + 900, south - 900], [west - 900, south - 900]]
    return shapely.make_valid(shapely.polygons(ring))


def _shores(waters: list[Water]) -> Geom:
    strips = []
    for water in waters:
        wide = _SHORE_M + (60.0 if water.kind == "lake" else 0.0)
        strips.append(shapely.buffer(water.surface, wide, quad_segs=4))
    return shapely.union_all(strips)


def _fronts(streets: Streets) -> Geom:
    front = np.isin(np.array(streets.name, dtype=object), FRONTS)
    x, y = shapely.get_coordinates(
        shapely.line_interpolate_point(streets.lines, 0.5, normalized=True)
    ).T
    dense = urbanity(*unplace(x, y)) > 0.3
    lines = streets.lines[front & dense]
    return shapely.union_all(shapely.buffer(lines, _FRONT_M, cap_style="flat", quad_segs=2))


def _carved(blocks: Shapes, mask: Geom) -> tuple[Shapes, Shapes]:
    """Return what lies in the mask and what is left; scraps stay with neither."""
    shapely.prepare(mask)
    met = shapely.intersects(mask, blocks)
    inside = shapely.get_parts(shapely.intersection(blocks[met], mask))
    rest = shapely.get_parts(shapely.difference(blocks[met], mask))
    return _whole(inside), _ordered(np.concatenate([blocks[~met], _whole(rest)]))


def _whole(shapes: Shapes) -> Shapes:
    areal = shapes[shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON]
    return _ordered(areal[shapely.area(areal) > _LEAST_M2])


def _kinds(shapes: Shapes, *, front: bool, rng: np.random.Generator) -> Objects:
    x, y = shapely.get_coordinates(shapely.point_on_surface(shapes)).T
    u, v = unplace(x, y)
    town, wave = urbanity(u, v), noise(u, v, scale_m=520.0, phase=1.1)
    draw = rng.random(len(shapes))
    port = (v > PORT_V) & (u > -2450)
    works = (u > 2250) | ((u < -2650) & (v < -50)) | ((v > 1200) & (u > -2000))
    works |= (u > 1500) & (v > 250) & (wave > 0.35)
    vacant = draw < np.where(town > 0.45, 0.015, 0.07)
    park = (draw > 0.95) & (town > 0.2)
    if front:
        offices = (wave > 0.75) & (draw < 0.6)
        return np.select(
            [port, works & (town < 0.3), offices, park],
            ["port", "industrial", "public", "green"],
            "commercial",
        )
    trade = (town > 0.72) & (wave > 0.3)
    public = (draw > 0.90) & (town > 0.15)
    homes = np.where(draw > 0.86, "green", "residential")
    used = np.where(works, np.where(draw > 0.93, "public", "industrial"), homes)
    return np.select(
        [port, vacant, park, trade & ~works, public & ~works],
        ["port", "vacant", "green", "commercial", "public"],
        used,
    )


def _with_schools(
    shapes: Shapes, kinds: Objects, rng: np.random.Generator
) -> tuple[Shapes, Any, Any]:
    """Turn residential ground into schools, far from one another; return which pieces they are."""
    area, compact = (
        shapely.area(shapes),
        4 * np.pi * shapely.area(shapes) / shapely.length(shapes) ** 2,
    )
    homes = np.flatnonzero((kinds == "residential") & (area > 9_000) & (compact > 0.45))
    middle = shapely.get_coordinates(shapely.centroid(shapes[homes]))
    town = urbanity(*unplace(*middle.T))
    picked: list[int] = []
    away = np.full(len(homes), 1e9)
    for _ in range(min(_SCHOOLS, len(homes))):
        score = np.minimum(away, 900.0) * (0.35 + town) * rng.uniform(0.7, 1.0, len(homes))
        best = int(np.argmax(np.where(np.isin(np.arange(len(homes)), picked), -1.0, score)))
        picked.append(best)
        away = np.minimum(away, np.hypot(*(middle - middle[best]).T))
    pieces, uses = list(shapes), list(kinds)
    chosen = []
    for at in sorted(homes[picked].tolist()):
        part, rest = _school_ground(pieces[at])
        pieces[at], uses[at] = part, "school"
        chosen.append(at)
        pieces += rest
        uses += ["residential"] * len(rest)
    out = np.empty(len(pieces), dtype=object)
    out[:] = pieces
    return out, np.array(uses, dtype=object), np.array(chosen, dtype=np.int64)


def _school_ground(block: Geom) -> tuple[Any, list[Any]]:
    """Return the part of a block a school takes, at most some two hectares, and the rest."""
    if block.area < 26_000:
        return block, []
    ring = shapely.get_coordinates(shapely.minimum_rotated_rectangle(block))
    one, two = ring[1] - ring[0], ring[3] - ring[0]
    if np.hypot(*two) > np.hypot(*one):
        one, two = two, one
    share = 20_000.0 / block.area
    box = shapely.polygons(
        [ring[0], ring[0] + one * share, ring[0] + one * share + two, ring[0] + two]
    )
    inside, outside = block & box, block - box
    part = max(shapely.get_parts(inside), key=lambda piece: piece.area)
    rest = [piece for piece in shapely.get_parts(outside) if piece.area > _LEAST_M2]
    return part, rest


def _framed(shapes: Shapes, kinds: Objects) -> gpd.GeoDataFrame:
    shapes = tidy(shapes)
    return gpd.GeoDataFrame(
        {
            "code": [f"L-{i + 1:04d}" for i in range(len(shapes))],
            "name": None,
            "kind": kinds.astype(str).tolist(),
            "area_m2": np.round(shapely.area(shapes), 1),
        },
        geometry=shapes,
        crs=CRS,
    )


def _schools(
    shapes: Shapes, streets: Streets, rng: np.random.Generator
) -> tuple[gpd.GeoDataFrame, Floats]:
    """Return the schools and the places of their gates, shape (n, 2)."""
    shapes = tidy(shapely.buffer(shapes, -4.0, join_style="mitre"))
    kinds = rng.choice(list(_KINDS), len(shapes), p=[0.4, 0.33, 0.22, 0.05])
    names = [f"{first}{_KINDS[k]}" for first, k in zip(words("school_first"), kinds, strict=False)]
    minor = np.flatnonzero((streets.rank() >= 1) & (streets.rank() <= 4))
    middle = shapely.centroid(shapes)
    nearest = minor[shapely.STRtree(streets.lines[minor]).nearest(middle)]
    foot = shapely.get_coordinates(shapely.shortest_line(shapes, streets.lines[nearest]))[0::2]
    pupils = {
        "kindergarten": (150, 420),
        "primary": (600, 1800),
        "middle": (700, 2100),
        "vocational": (900, 2600),
    }
    frame = gpd.GeoDataFrame(
        {
            "code": [f"S-{i + 1:02d}" for i in range(len(shapes))],
            "name": names,
            "kind": kinds.tolist(),
            "pupils": [int(rng.integers(*pupils[k])) for k in kinds],
            "address": [f"{streets.name[i]}{int(rng.integers(1, 300))}号" for i in nearest],
            "area_m2": np.round(shapely.area(shapes), 1),
        },
        geometry=shapes,
        crs=CRS,
    )
    return frame, foot
