"""When two shapes are one: the same joints in the same order, wherever their rings start."""

import numpy as np
import shapely

from grids.cells import Grid
from grids.edges import Bools, Shapes
from grids.errors import GridError


class CrsApart(GridError):
    """Two arrangements are given in different reference systems."""

    kind = "crs_apart"
    template = "One arrangement lies in {one}, the other in {other}; bring both into one CRS first."


def require_one_crs(*grids: Grid) -> None:
    """Raise `CrsApart` unless all grids lie in one CRS."""
    first, *others = grids
    for grid in others:
        if grid.crs != first.crs:
            raise CrsApart(one=first.crs, other=grid.crs)


def same_shapes(one: Shapes, other: Shapes) -> Bools:
    """Return which of n pairs of shapes are the same, shape (n,).

    1. Where a ring starts, which way it runs, and the order of holes make no difference.
    2. A joint more or less does, and so does the last bit of a coordinate.
    """
    same = np.asarray(shapely.equals_identical(one, other), dtype=bool)
    rest = np.flatnonzero(~same)
    same[rest] = shapely.equals_exact(one[rest], other[rest], tolerance=0.0, normalize=True)
    return same
