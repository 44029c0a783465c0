"""The codes of imported cells: found again by overlap, and drawn anew where one stands twice."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from grids.cells import Cell, Grid
from grids.codes import CellScheme
from grids.codes_spent import fresh_cell_codes
from grids.mend.tiles import array_of

#: The least share of both cells that must lie in both, for the one to be the other.
SHARE: Final = 0.5

#: The digits of a code of 15 that name its community.
_COMMUNITY: Final = 12


def match_codes(old: Grid, shapes: Iterable[BaseGeometry]) -> list[str | None]:
    """Return the code that each shape has in a grid, None for one that is new.

    1. A shape is a cell if at least half of the area of each lies in the other.
    2. Each code is given once, and each shape has one: the pair with the largest share of common
       area in their union goes first, of equal pairs that with the lowest code, then the first
       shape.

    Parameters
    ----------
    shapes : iterable of valid Polygon or MultiPolygon
        In the CRS of the grid, in metres.
    """
    new = array_of(shapes)
    at, cell = shapely.STRtree(old.shapes).query(new, predicate="intersects")
    common_m2 = shapely.area(shapely.intersection(new[at], old.shapes[cell]))
    new_m2, old_m2 = shapely.area(new)[at], shapely.area(old.shapes)[cell]
    same = (common_m2 >= SHARE * new_m2) & (common_m2 >= SHARE * old_m2) & (common_m2 > 0)  # 1
    share = common_m2 / np.maximum(new_m2 + old_m2 - common_m2, common_m2)
    found: list[str | None] = [None] * len(new)
    spent: set[str] = set()
    for row in np.lexsort((at, cell, -share)).tolist():  # 2
        code, place = old.codes[cell[row]], int(at[row])
        if same[row] and found[place] is None and code not in spent:
            found[place] = code
            spent.add(code)
    return found


def own_codes(
    cells: Iterable[Cell], used: Collection[str], *, scheme: CellScheme = CellScheme.FIFTEEN
) -> list[Cell]:
    """Return cells of which each has a code of its own, in the order given.

    1. Of several cells under one code, the largest keeps it; of equal ones, the first.
    2. The others get codes of their community that were never used (`fresh_cell_codes`). A cell
       that names no community is of the one its code of 15 digits begins with.

    Parameters
    ----------
    used : collection of str
        Codes that are spent, beside those of the cells.

    Raises
    ------
    CommunityFull, CellCodeWrong
        As for `next_code`.
    """
    given = list(cells)
    spent = {*used, *(cell.code for cell in given)}
    twins: dict[str, list[int]] = defaultdict(list)
    for at, cell in enumerate(given):
        twins[cell.code].append(at)
    for code, mine in sorted(twins.items()):
        largest = max(mine, key=lambda at: given[at].shape.area)  # 1
        for at in mine:
            if at != largest:
                home = code[:_COMMUNITY] if scheme is CellScheme.FIFTEEN else ""
                community = given[at].community or home
                (fresh,) = fresh_cell_codes(spent, community, 1, scheme=scheme)  # 2
                spent.add(fresh)
                given[at] = replace(given[at], code=fresh)
    return given
