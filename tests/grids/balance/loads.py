"""Grids, loads and ends of a search for the tests of the balance."""

import numpy as np
import shapely
from hypothesis import strategies as st

from grids import Cell, Grid, pieces

CRS = "EPSG:4550"
#: Nothing, equal shares, anything, and one that is more than all others.
LOADS = st.one_of(st.just(0.0), st.just(1.0), st.floats(0, 100), st.just(1e4))


def grid_of(mesh, grids=lambda _: None, streets=lambda _: None):
    cells = [
        Cell(code, shape, None, streets(code), grids(code)) for code, shape in mesh.shapes().items()
    ]
    return Grid.of(cells, CRS)


def row_of(cells, gaps=(), grids=None):
    """Return a row of cells of 10 m, with a gap before some of them."""
    west, found = 0, []
    for at in range(cells):
        west += 10 + 10 * (at in gaps)
        code = grids[at] if grids else None
        found.append(Cell(f"{at:02d}", shapely.box(west, 0, west + 10, 10), grid=code))
    return Grid.of(found, CRS)


def after(looks):
    """Return what says enough after so many looks at the clock."""
    left = iter(range(looks))
    return lambda: next(left, None) is None


def rng(seed=7):
    return np.random.default_rng(seed)


def groups(grid, assignment):
    found = {}
    for code, name in zip(grid.codes, assignment, strict=True):
        found.setdefault(name, []).append(code)
    return found


def whole(grid, codes):
    return len(pieces(grid, codes)) == 1


def deviation(grid, load, assignment):
    """Return the largest |load / mean - 1|, worked out another way than in the code."""
    sums = {}
    for name, one in zip(assignment, load, strict=True):
        if name is not None:
            sums[name] = sums.get(name, 0.0) + one
    mean = sum(sums.values()) / len(sums)
    return max(abs(one / mean - 1) for one in sums.values()) if mean > 0 else 0.0
