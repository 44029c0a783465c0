"""The cells of one management grid in parts: on both sides of a line, or of about equal load."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString

from grids.balance import Wish, balance
from grids.cells import Cell, Grid
from grids.errors import GridError

Parts = tuple[tuple[str, ...], ...]


class LineMissesGrid(GridError):
    """A line does not part the cells of a management grid."""

    kind = "line_misses_grid"
    template = (
        "The line leaves all cells of the management grid {grid} on one side; draw it right "
        "through the grid."
    )


def parts_by_line(grid: Grid, code: str, line: LineString) -> Parts:
    """Return the cells of a management grid on the left and on the right of a line.

    1. The line goes on straight beyond its ends. A cell is on the side that has most of it: the
       side of the middle of its largest inner circle, which lies well within it.
    2. The larger part (by ground) comes first: it keeps the code of the grid.

    Parameters
    ----------
    line : LineString
        In the CRS of the grid, in metres; two places or more.

    Raises
    ------
    LineMissesGrid
        All cells are on one side.
    """
    mine = [cell for cell in grid if cell.grid == code]
    left = _is_left(mine, _lengthened(line, grid)) if mine else np.zeros(0, dtype=bool)
    if left.all() or not left.any():
        raise LineMissesGrid(grid=code)
    sides = [[c for c, on in zip(mine, left, strict=True) if on == side] for side in (True, False)]
    sides.sort(key=lambda cells: -sum(cell.shape.area for cell in cells))  # 2
    return tuple(tuple(cell.code for cell in cells) for cells in sides)


def even_parts(
    grid: Grid,
    code: str,
    load: Mapping[str, float],
    k: int,
    *,
    rng: np.random.Generator,
    enough: Callable[[], bool] = lambda: False,
) -> Parts:
    """Return the cells of a management grid in k parts of about equal load, each in one piece.

    The part that has most in common with the grid comes first; see `grids.balance`.

    Parameters
    ----------
    load : mapping of cell code to float
        What each cell carries.

    Raises
    ------
    GridsTooFew, GridsTooMany
        The grid is in more pieces than k, or has fewer cells.
    """
    mine = Grid.of((replace(c, street=None) for c in grid if c.grid == code), grid.crs)
    loads = [load[cell.code] for cell in mine]
    found = balance(mine, loads, Wish(k=k), rng=rng, enough=enough)
    parts: dict[str | int | None, list[str]] = {code: []}
    for cell, to in zip(mine, found.assignment, strict=True):
        parts.setdefault(to, []).append(cell.code)
    return tuple(tuple(cells) for cells in parts.values() if cells)


def _lengthened(line: LineString, grid: Grid) -> LineString:
    """Return a line that goes on straight beyond all cells."""
    at = shapely.get_coordinates(line)
    size = grid.bounds[:, 2:].max(axis=0) - grid.bounds[:, :2].min(axis=0)
    far_m = 2 * float(np.hypot(*size)) + 1.0

    def beyond(end: NDArray[np.float64], before: NDArray[np.float64]) -> NDArray[np.float64]:
        way = end - before
        return end + way / max(float(np.hypot(*way)), 1e-9) * far_m

    return LineString([beyond(at[0], at[1]), *at, beyond(at[-1], at[-2])])


def _is_left(cells: list[Cell], line: LineString) -> NDArray[np.bool_]:
    """Return which cells lie to the left of a line, by the nearest place on it."""
    shapes = np.array([cell.shape for cell in cells], dtype=object)
    circles = shapely.maximum_inscribed_circle(shapes, tolerance=0.5)
    middle = shapely.get_coordinates(shapely.get_point(circles, 0))
    points = np.asarray(shapely.points(middle), dtype=object)
    at = shapely.line_locate_point(line, points)
    step = 0.01
    a, b = (
        shapely.get_coordinates(shapely.line_interpolate_point(line, np.maximum(at + by, 0.0)))
        for by in (-step, step)
    )
    way, to = b - a, middle - a
    return np.asarray(way[:, 0] * to[:, 1] - way[:, 1] * to[:, 0] > 0, dtype=bool)
