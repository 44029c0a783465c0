"""How much area and road lies within reach of assets, and what does not."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.analysis.reach import Reach, reach_along
from layers.errors import LayerError

Shapes = NDArray[np.object_]

#: Straight pieces per quarter circle of a disc.
QUARTER_PIECES: Final = 16


class RadiusBroken(LayerError):
    """A radius is not a positive length."""

    kind = "radius_broken"
    template = "The radius {radius_m} m reaches nowhere; give a positive number of metres."


@dataclass(frozen=True, slots=True, eq=False)
class Covered:
    """What of one area, or of all, lies within reach.

    `uncovered` (polygons) and `uncovered_roads` (lines) are what does not, clipped to the area.
    """

    code: str
    area_m2: float
    covered_m2: float
    road_m: float
    covered_road_m: float
    uncovered: BaseGeometry
    uncovered_roads: BaseGeometry

    @property
    def share(self) -> float:
        """The covered share of the area, 0 to 1; NaN without area."""
        return self.covered_m2 / self.area_m2 if self.area_m2 > 0 else math.nan

    @property
    def road_share(self) -> float:
        """The covered share of the road length, 0 to 1; NaN without road."""
        return self.covered_road_m / self.road_m if self.road_m > 0 else math.nan


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """The coverage of each area and of all together.

    `edge_error_m` bounds how far the outline of a disc is off the true circle. In `total`, areas
    are summed, and a road on the seam of two areas counts once; in `areas` it counts in both.
    """

    radius_m: float
    edge_error_m: float
    areas: tuple[Covered, ...]
    total: Covered


def coverage(
    assets: Shapes,
    areas: Shapes,
    codes: Sequence[str],
    roads: Shapes,
    *,
    radius_m: float,
    quarter_pieces: int = QUARTER_PIECES,
) -> Coverage:
    """Measure which part of areas and roads lies within a radius of assets.

    1. Distance is straight, not along the road.
    2. Discs are polygons with as much area as the circle: their corners stand out a little, their
       sides run in a little, by at most `edge_error_m` (0.08 % of the radius with 16 pieces).
    3. Road length is exact: the parts within the radius are computed for each straight piece.
    4. An asset outside an area covers what it reaches inside; the index is asked per area.

    Parameters
    ----------
    assets, areas, roads
        Points, polygons that do not overlap, and lines, in one metric CRS; a missing or empty asset
        or road is passed over.
    codes
        One code per area.

    Raises
    ------
    RadiusBroken
        The radius is not positive.
    """
    if not (math.isfinite(radius_m) and radius_m > 0):
        raise RadiusBroken(radius_m=radius_m)
    places, lines = _present(assets), _present(roads)
    disc_m, error_m = _disc(radius_m, quarter_pieces)
    discs = shapely.buffer(places, disc_m, quad_segs=quarter_pieces)  # 2
    open_areas = _uncovered(areas, discs)
    area, piece = _pieces(areas, lines)
    by_area = reach_along(piece, area, places, radius_m=radius_m, groups=len(areas))  # 3
    whole = _inside(areas, lines)
    in_all = reach_along(
        whole, np.zeros(len(whole), dtype=np.intp), places, radius_m=radius_m, groups=1
    )
    found = tuple(
        _covered(code, float(shapely.area(shape)), gap, by_area, number)
        for number, (code, shape, gap) in enumerate(zip(codes, areas, open_areas, strict=True))
    )
    total = _covered("", sum(one.area_m2 for one in found), _merge(open_areas), in_all, 0)
    return Coverage(radius_m, error_m, found, total)


def _covered(code: str, area_m2: float, gap: BaseGeometry, roads: Reach, number: int) -> Covered:
    return Covered(
        code=code,
        area_m2=area_m2,
        covered_m2=max(area_m2 - float(gap.area), 0.0),
        road_m=float(roads.length_m[number]),
        covered_road_m=float(roads.covered_m[number]),
        uncovered=gap,
        uncovered_roads=roads.uncovered[number],
    )


def _disc(radius_m: float, quarter_pieces: int) -> tuple[float, float]:
    """Return the radius of the corners that gives the circle's area, and the greatest error."""
    turn = 2 * math.pi / (4 * quarter_pieces)
    corner_m = radius_m * math.sqrt(turn / math.sin(turn))
    return corner_m, max(corner_m - radius_m, radius_m - corner_m * math.cos(turn / 2))


def _uncovered(areas: Shapes, discs: Shapes) -> Shapes:
    """Return the rest of each area; discs that cannot matter to it are never touched."""
    rest: Shapes = np.array(areas, dtype=object)
    shapely.prepare(areas)
    area, disc = shapely.STRtree(discs).query(areas, predicate="intersects")
    shapely.prepare(discs)
    whole = shapely.covers(discs[disc], rest[area])  # one disc alone covers a small area
    rest[area[whole]] = shapely.Polygon()
    todo = ~np.isin(area, area[whole])
    area, disc = area[todo], disc[todo]
    order = np.argsort(area, kind="stable")
    first = np.flatnonzero(np.diff(area[order], prepend=-1))
    for number, near in zip(area[order][first], np.split(disc[order], first[1:]), strict=False):
        rest[number] = shapely.difference(rest[number], shapely.union_all(discs[near]))
    return rest


def _pieces(areas: Shapes, roads: Shapes) -> tuple[NDArray[np.intp], Shapes]:
    """Return the part of each road in each area it meets, and the number of that area."""
    area, road = shapely.STRtree(roads).query(areas, predicate="intersects")
    shapely.prepare(areas)
    inside = shapely.covers(areas[area], roads[road])
    piece: Shapes = np.array(roads[road], dtype=object)
    piece[~inside] = shapely.intersection(piece[~inside], areas[area[~inside]])
    return area.astype(np.intp), piece


def _inside(areas: Shapes, roads: Shapes) -> Shapes:
    """Return the parts of roads in any of the areas, each place once."""
    outline = shapely.union_all(areas)
    shapely.prepare(outline)
    met = roads[shapely.intersects(outline, roads)]
    crossing = ~shapely.covers(outline, met)
    met[crossing] = shapely.intersection(met[crossing], outline)
    return met


def _merge(shapes: Shapes) -> BaseGeometry:
    parts = shapely.get_parts(shapes)
    return shapely.MultiPolygon([part for part in parts if part.area > 0])


def _present(shapes: Shapes) -> Shapes:
    return shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
