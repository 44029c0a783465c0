"""Unit cells for a district that has none: from the blocks between roads and water, or a lattice.

Whatever the way, the end is the same: all lines are noded on the millimetre grid and turned into
faces together. So every joint of a seam stands on both of its sides, and the result is a coverage
by construction, not by repair.

A line that has been rounded is another line. So nothing is rounded between the nodings, and no
noding sees one line in two versions: what lies between the versions would become cells of no width.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiPolygon, Polygon

from grids.edges import Floats, Shapes, faces_of
from grids.errors import GridError
from grids.slivers import merge_slivers

#: A cutting half-plane reaches this much beyond the block it cuts, in metres.
_BEYOND_M = 1.0
#: A face whose mean width (2 x area / perimeter) is below this share of the side of a cell of the
#: wanted size is a strip (a median between carriageways), no place to patrol: it is merged.
_STRIP = 0.1
#: A lattice cell cut down to less than this share of a whole one by the outline is merged.
_LATTICE_LEAST = 0.2


class OutlineEmpty(GridError):
    """There is no area to fill with cells."""

    kind = "outline_empty"
    template = "The outline has no area; give a polygon in metres that encloses the district."


class CellSizeWrong(GridError):
    """A wanted size makes no sense."""

    kind = "cell_size_wrong"
    template = "A cell of {asked} cannot be built; ask for {wanted}."


def build_cells(
    outline: Polygon | MultiPolygon,
    barriers: Sequence[LineString],
    *,
    target_m2: float = 10_000.0,
    smallest_m2: float = 2_000.0,
    walls: Sequence[LineString] = (),
) -> NDArray[np.object_]:
    """Return the unit cells of a district whose seams follow roads and water.

    1. Barriers, walls and the outline are noded on the millimetre grid; the faces are the blocks.
    2. A block below `smallest_m2`, or a strip, joins the neighbour with the longest shared edge;
       of equal lengths, the first in order. A seam that lies on a wall is never dissolved.
    3. A block of n target areas, rounded, n >= 2, is cut across the longer side of its smallest
       oriented rectangle, n // 2 parts to one side, and so on until no part has two.
    4. The borders of all parts, cut to full precision, are noded together, and nothing else is:
       a cut that meets a seam puts its joint on both sides. Step 2 runs once more.

    Cells end up between about `smallest_m2` and 2 x `target_m2`; only what walls or water enclose
    may be smaller. A seam lies within 1.5 mm of the line it follows: each of the two nodings moves
    it by half the diagonal of a square of the grid at most. The same lines, in whatever order and
    direction, give the same cells in the same order (north to south, then west to east).

    Parameters
    ----------
    outline : Polygon or MultiPolygon
        The district, in a metric CRS.
    barriers : sequence of LineString
        What a cell should not cross: road centrelines, banks of water. They may reach beyond the
        outline, cross without a joint, and end blind (a blind end divides nothing).
    target_m2, smallest_m2 : float
        The wanted area of a cell, and the area below which a part is merged; square metres.
    walls : sequence of LineString
        Barriers over which nothing is merged, for example the borders of communities. They may
        be among the barriers too, even a few millimetres off (see `merge_slivers`).

    Returns
    -------
    array of Polygon
        A valid coverage of the outline, coordinates on the millimetre grid.

    Raises
    ------
    OutlineEmpty
        The outline has no area.
    CellSizeWrong
        The target is not positive, or the smallest area is not below it.
    """
    if not (target_m2 > smallest_m2 >= 0):
        asked = f"{target_m2:g} m² (smallest {smallest_m2:g} m²)"
        raise CellSizeWrong(asked=asked, wanted="a target above the smallest area, both above 0")
    _check(outline)
    thinnest_m = _STRIP * float(np.sqrt(target_m2))
    blocks = _faces(outline, _tidy([*barriers, *walls]))  # 1
    blocks = merge_slivers(blocks, smallest_m2, thinnest_m=thinnest_m, walls=walls)  # 2
    parts = _bisect(blocks, target_m2)  # 3
    cells = _inside(outline, faces_of(shapely.boundary(parts)))
    return _ordered(merge_slivers(cells, smallest_m2, thinnest_m=thinnest_m, walls=walls))  # 4


def lattice_cells(
    outline: Polygon | MultiPolygon,
    *,
    side_m: float = 100.0,
    walls: Sequence[LineString] = (),
) -> NDArray[np.object_]:
    """Return square cells clipped to the outline, for a city that has no roads to follow.

    1. Lattice lines stand on whole multiples of `side_m`, so that a larger outline of the same
       district keeps the cells it had.
    2. What the outline cuts down below a fifth of a cell joins the neighbour with the longest
       shared edge, never over a wall.

    Raises
    ------
    OutlineEmpty
        The outline has no area.
    CellSizeWrong
        The side is not positive.
    """
    if not side_m > 0:
        raise CellSizeWrong(asked=f"side {side_m:g} m", wanted="a side above 0 m")
    _check(outline)
    lines = _lattice_lines(shapely.bounds(outline), side_m)  # 1
    cells = _faces(outline, np.concatenate([lines, _tidy(walls)]))
    least_m2 = _LATTICE_LEAST * side_m**2
    return _ordered(merge_slivers(cells, least_m2, thinnest_m=_STRIP * side_m, walls=walls))  # 2


def _tidy(lines: Sequence[LineString]) -> Shapes:
    """Return the lines in an order and direction of their own, so that theirs do not matter."""
    normal = shapely.normalize(np.array(lines, dtype=object))
    return np.asarray(normal[np.argsort(shapely.to_wkb(normal))], dtype=object)


def _check(outline: Polygon | MultiPolygon) -> None:
    if not outline.area > 0:
        raise OutlineEmpty


def _faces(outline: Polygon | MultiPolygon, lines: Shapes) -> Shapes:
    """Return the faces inside the outline that the lines and its boundary make together."""
    border = np.array([shapely.boundary(outline)], dtype=object)
    return _inside(outline, faces_of(np.concatenate([lines, border])))


def _inside(outline: Polygon | MultiPolygon, faces: Shapes) -> Shapes:
    shapely.prepare(outline)
    inside = shapely.contains_properly(outline, shapely.point_on_surface(faces))
    return np.asarray(faces[inside], dtype=object)


def _bisect(blocks: Shapes, target_m2: float) -> Shapes:
    done = []
    while len(blocks):
        times = np.rint(shapely.area(blocks) / target_m2)
        done.append(blocks[times < 2])  # noqa: PLR2004 -- two parts are the fewest a cut makes
        blocks, times = blocks[times >= 2], times[times >= 2]  # noqa: PLR2004 -- the same
        blocks = _halves(blocks, (times // 2) / times)
    return np.concatenate(done) if done else blocks


def _halves(blocks: Shapes, share: Floats) -> Shapes:
    """Return the parts of blocks cut across the long side of their oriented rectangle.

    They are not rounded: the edge of a neighbour, or of the outline, still passes through each
    new joint, so it takes the joint in the last noding.
    """
    if len(blocks) == 0:
        return blocks
    frames = shapely.oriented_envelope(blocks)
    corners = shapely.get_coordinates(frames).reshape(-1, 5, 2)[:, :4]
    along, across = corners[:, 1] - corners[:, 0], corners[:, 3] - corners[:, 0]
    long_m, short_m = np.hypot(*along.T), np.hypot(*across.T)
    turn = short_m > long_m
    along[turn], across[turn] = across[turn], along[turn].copy()
    long_m, short_m = np.maximum(long_m, short_m), np.minimum(long_m, short_m)
    along /= long_m[:, None]
    across /= short_m[:, None]
    cut_m = share * long_m
    start = -np.full_like(cut_m, _BEYOND_M)
    parts = [
        shapely.intersection(
            blocks,
            _boxes(corners[:, 0], along * low[:, None], along * high[:, None], across, short_m),
        )
        for low, high in ((start, cut_m), (cut_m, long_m + _BEYOND_M))
    ]
    pieces = shapely.get_parts(shapely.get_parts(np.concatenate(parts)))
    return np.asarray(pieces[shapely.area(pieces) > 0], dtype=object)


def _boxes(origin: Floats, low: Floats, high: Floats, across: Floats, wide_m: Floats) -> Shapes:
    near = -_BEYOND_M * across
    far = (wide_m + _BEYOND_M)[:, None] * across
    rings = [origin + low + near, origin + high + near, origin + high + far, origin + low + far]
    return np.asarray(shapely.polygons(np.stack(rings, axis=1)), dtype=object)


def _lattice_lines(bounds: Floats, side_m: float) -> Shapes:
    west, south, east, north = bounds
    xs = np.arange(np.floor(west / side_m), np.ceil(east / side_m) + 1) * side_m
    ys = np.arange(np.floor(south / side_m), np.ceil(north / side_m) + 1) * side_m
    upright = [[(x, ys[0]), (x, ys[-1])] for x in xs]
    level = [[(xs[0], y), (xs[-1], y)] for y in ys]
    return np.asarray(shapely.linestrings(np.array(upright + level)), dtype=object)


def _ordered(cells: Shapes) -> Shapes:
    cells = np.asarray(shapely.normalize(cells), dtype=object)
    bounds = shapely.bounds(cells)
    return cells[np.lexsort((bounds[:, 1], bounds[:, 0], -bounds[:, 3]))]
