"""Lines cut at the borders of cells, each metre given to one cell."""

from dataclasses import dataclass

import numpy as np
import shapely

from grids.cells import Grid
from grids.edges import MM, Floats, Ints, Shapes

#: A piece whose middle lies this close to a cell touches it, in metres: a road drawn along a seam
#: and rounded to the millimetre by itself lies up to 0.71 mm beside it.
ALONG_M = 0.001
#: Pieces shorter than this come from cutting twice at one place, in metres.
_NOTHING_M = 1e-9
#: Directions whose cross product is below this are parallel: they do not cross in one place.
_PARALLEL = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Straight pieces of lines, none of which crosses a border of cells.

    Attributes
    ----------
    line : (p,) int64
        The row of the line each piece is of.
    cell : (p,) int64
        The position of the cell it belongs to, -1 for none.
    length_m : (p,) float64
    """

    line: Ints
    cell: Ints
    length_m: Floats


def clip_lines(grid: Grid, lines: Shapes) -> Pieces:
    """Cut lines at the borders of cells; each metre belongs to one cell or to none.

    1. Lines are cut at their joints, where they cross the edge of a cell, and where an edge that
       they run along ends.
    2. A piece belongs to the cell at its middle; where that lies on a seam (`ALONG_M`), to the
       lowest code. So a road along a border counts once, and all of it on one side.
    3. The pieces of a line add up to its length.

    Parameters
    ----------
    lines : (n,) array of LineString or MultiLineString
        In the CRS of the grid, in metres. Missing and empty ones have no pieces.
    """
    starts, ends, line = _segments(lines)
    segment, low_m, high_m = _cuts(grid, starts, ends)  # 1
    length_m = np.hypot(*(ends - starts).T)
    axis = (ends - starts) / length_m[:, None]
    middle = starts[segment] + axis[segment] * ((low_m + high_m) / 2)[:, None]
    return Pieces(line[segment], _lowest(grid, middle), high_m - low_m)  # 2


def _segments(lines: Shapes) -> tuple[Floats, Floats, Ints]:
    parts, line = shapely.get_parts(lines, return_index=True)
    coords, part = shapely.get_coordinates(parts, return_index=True)
    joined = (part[1:] == part[:-1]) & (coords[1:] != coords[:-1]).any(axis=1)
    return coords[:-1][joined], coords[1:][joined], line[part[:-1][joined]].astype(np.int64)


def _cuts(grid: Grid, starts: Floats, ends: Floats) -> tuple[Ints, Floats, Floats]:
    """Return (segment, from, to) of each piece, in metres along its segment."""
    edges = grid.edges.take(np.unique(grid.edges.key, return_index=True)[1])
    borders = edges.ends_mm.reshape(-1, 2, 2) / MM
    segments = np.asarray(shapely.linestrings(np.stack([starts, ends], axis=1)), dtype=object)
    near = shapely.STRtree(edges.lines()).query(segments, predicate="dwithin", distance=ALONG_M)
    length_m = np.hypot(*(ends - starts).T)
    at = near[0].astype(np.int64)
    cut_m = _cut_places(starts[at], ends[at], borders[near[1]])
    every = np.arange(len(starts))
    owner = np.concatenate([np.repeat(at, 3), every, every])
    place = np.concatenate([cut_m.reshape(-1), np.zeros(len(every)), length_m])
    keep = np.isfinite(place) & (place >= 0) & (place <= length_m[owner])
    owner, place = owner[keep], place[keep]
    order = np.lexsort((place, owner))
    owner, place = owner[order], place[order]
    piece = (owner[1:] == owner[:-1]) & (place[1:] - place[:-1] > _NOTHING_M)
    return owner[:-1][piece], place[:-1][piece], place[1:][piece]


def _cut_places(starts: Floats, ends: Floats, borders: Floats) -> Floats:
    """Return where each segment crosses an edge or has an end of it beside it, (p, 3), or NaN."""
    axis = ends - starts
    length_m = np.hypot(*axis.T)
    axis = axis / length_m[:, None]
    away = borders - starts[:, None]
    along = np.einsum("pij,pj->pi", away, axis)
    beside = away[:, :, 1] * axis[:, None, 0] - away[:, :, 0] * axis[:, None, 1]
    fall = beside[:, 0] - beside[:, 1]
    crosses = (beside[:, 0] * beside[:, 1] <= 0) & (np.abs(fall) > _PARALLEL)
    share = np.divide(beside[:, 0], fall, out=np.zeros_like(fall), where=crosses)
    crossing = np.where(crosses, along[:, 0] + share * (along[:, 1] - along[:, 0]), np.nan)
    ends_m = np.where(np.abs(beside) <= ALONG_M, along, np.nan)
    return np.column_stack([crossing, ends_m])


def _lowest(grid: Grid, points: Floats) -> Ints:
    """Return the lowest position of a cell within `ALONG_M` of each point, or -1."""
    tree = shapely.STRtree(grid.shapes)
    at, cell = tree.query(shapely.points(points), predicate="dwithin", distance=ALONG_M)
    found = np.full(len(points), len(grid), dtype=np.int64)
    np.minimum.at(found, at, cell)
    return np.where(found == len(grid), -1, found)
