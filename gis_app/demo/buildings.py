"""Buildings: rows of houses, blocks of offices, halls and sheds on the ground that has a use."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from gis_app.demo.city import City, layer
from gis_app.demo.frame import Floats, Geom, Objects, Shapes, tidy, unplace, urbanity

#: How far a building keeps from the edge of its ground, and from the edge of its unit cell.
_CLEAR_M = 5.0


@dataclass(frozen=True, slots=True)
class _Rows:
    """How one use is built on: the size of a building, the gaps beside and behind it, its floors.

    `floors` are the fewest and the most outside the town and, in its middle, how many more.
    """

    long_m: float
    deep_m: float
    beside_m: float
    behind_m: float
    floors: tuple[int, int, int]
    floor_m: float
    share: float


_BUILT = {
    "residential": _Rows(46.0, 12.5, 10.0, 17.0, (5, 7, 18), 3.0, 0.94),
    "commercial": _Rows(34.0, 24.0, 9.0, 12.0, (2, 5, 16), 4.0, 0.9),
    "industrial": _Rows(62.0, 30.0, 12.0, 12.0, (1, 3, 0), 6.0, 0.85),
    "port": _Rows(78.0, 36.0, 24.0, 28.0, (1, 1, 0), 9.0, 0.35),
    "public": _Rows(44.0, 17.0, 14.0, 22.0, (3, 6, 8), 3.6, 0.85),
    "school": _Rows(52.0, 13.0, 16.0, 24.0, (3, 5, 1), 3.6, 0.75),
}


def draw_buildings(city: City) -> gpd.GeoDataFrame:
    """Return the buildings, as they are drawn on the base map: footprints with floors and height.

    1. The ground of a building is one piece of land use inside one unit cell: no building stands
       across the edge of a cell, as the survey of cells wants it.
    2. On each piece, rows run along the longer side of the block.
    3. A few lots stay empty.
    """
    ground, kinds, turns = _grounds(city)
    sites, at = _sites(ground, kinds, turns)
    rng = city.rng("buildings")
    rows = [_BUILT[kind] for kind in kinds[at]]
    kept = rng.random(len(sites)) < np.array([row.share for row in rows])  # 3
    sites, kinds = sites[kept], kinds[at][kept]
    town = urbanity(*unplace(*shapely.get_coordinates(shapely.centroid(sites)).T))
    floors = _floors(kinds, town, rng)
    storey = np.array([_BUILT[kind].floor_m for kind in kinds])
    columns = {
        "code": [f"B-{i + 1:05d}" for i in range(len(sites))],
        "name": None,
        "floors": floors.tolist(),
        "height_m": np.round(floors * storey + 1.2, 1).tolist(),
    }
    return layer(columns, sites)


def _grounds(city: City) -> tuple[Shapes, Objects, Floats]:
    """Return the pieces of ground, the use of each and the direction of its rows, in radians."""
    landuse = city.ground.landuse
    landuse = landuse[landuse["kind"].isin(list(_BUILT))]
    blocks, uses = landuse.geometry.to_numpy(), landuse["kind"].to_numpy(dtype=object)
    cells = city.areas.cells.geometry.to_numpy()
    cell, block = shapely.STRtree(blocks).query(cells, predicate="intersects")
    pieces = shapely.intersection(
        shapely.buffer(cells[cell], -_CLEAR_M, quad_segs=1),
        shapely.buffer(blocks[block], -_CLEAR_M, quad_segs=1),
    )  # 1
    parts, of = shapely.get_parts(pieces, return_index=True)
    roomy = (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & (
        shapely.area(parts) > 300.0
    )
    parts, of = parts[roomy], block[of[roomy]]
    turn = np.array([_direction(shape) for shape in blocks])
    return parts, uses[of], turn[of]


def _direction(block: Geom) -> float:
    """Return the direction of the longer side of the box around a block, in radians."""
    ring = shapely.get_coordinates(shapely.minimum_rotated_rectangle(block))
    sides = np.diff(ring, axis=0)[:2]
    along = sides[int(np.argmax(np.hypot(*sides.T)))]
    return float(np.arctan2(along[1], along[0]))


def _sites(grounds: Shapes, kinds: Objects, turns: Floats) -> tuple[Shapes, Objects]:
    """Return rectangles that lie whole on their ground, and which ground each is on."""  # 2
    corners, at = [], []
    for i, (ground, kind, turn) in enumerate(zip(grounds, kinds, turns, strict=True)):
        boxes = _lattice(ground, _BUILT[kind], turn)
        corners.append(boxes)
        at.append(np.full(len(boxes), i))
    owner = np.concatenate(at)
    boxes = tidy(shapely.polygons(np.concatenate(corners)))
    shapely.prepare(grounds)
    whole = shapely.contains(grounds[owner], boxes)
    return boxes[whole], owner[whole]


def _lattice(ground: Geom, rows: _Rows, turn: float) -> Floats:
    """Return the corners of the buildings a box around the ground has room for, shape (n, 4, 2)."""
    along = np.array([np.cos(turn), np.sin(turn)])
    turned = np.array([along, [-along[1], along[0]]])
    there = shapely.get_coordinates(ground) @ turned.T
    low, size = there.min(axis=0), np.ptp(there, axis=0)
    # A piece with no room for the usual length gets one shorter building.
    long_m = min(rows.long_m, max(size[0] - 1.0, rows.deep_m))
    starts = [
        _spread(low[0], size[0], long_m, rows.beside_m),
        _spread(low[1], size[1], rows.deep_m, rows.behind_m),
    ]
    first = np.stack(np.meshgrid(*starts), axis=-1).reshape(-1, 1, 2)
    box = np.array([[0.0, 0.0], [long_m, 0.0], [long_m, rows.deep_m], [0.0, rows.deep_m]])
    return np.asarray((first + box) @ turned)


def _spread(low: float, size: float, each_m: float, gap_m: float) -> Floats:
    """Return where buildings of one length begin, spread evenly over a stretch."""
    count = max(0, int((size + gap_m) / (each_m + gap_m)))
    spare = size - count * each_m - max(count - 1, 0) * gap_m
    return np.arange(count, dtype=np.float64) * (each_m + gap_m) + (low + spare / 2.0)


def _floors(kinds: Objects, town: Floats, rng: np.random.Generator) -> Objects:
    least, most, more = np.array([_BUILT[kind].floors for kind in kinds]).T
    base = rng.integers(least, most + 1)
    return np.asarray(base + np.floor(more * town**2 * rng.random(len(kinds))).astype(np.int64))
