"""Shapes from elsewhere made to fit, joint for joint, on the millimetre grid."""

from collections.abc import Iterable
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from grids.cells import Cell
from grids.edges import Shapes, mean_width_m, rounded
from grids.fabric import Fabric
from grids.fault import Fault
from grids.faults import faults
from grids.mend.account import Account, account_of
from grids.mend.tiles import Tiles, array_of

#: Joints this close are meant to be one, in metres.
SNAP_M: Final = 0.01
#: Joints closer than this are one, whatever is asked for: the check for torn seams reaches so far.
_LEAST_SNAP_M: Final = 0.003
#: A gap narrower than this is a mistake of drawing, not a hole, in metres.
GAP_M: Final = 0.5
#: What keeps shapes from being a coverage.
_UNFIT: Final = frozenset({"invalid", "overlap", "torn_seam"})


def clean(
    shapes: Iterable[BaseGeometry], *, snap_m: float = SNAP_M, gap_m: float = GAP_M
) -> tuple[Shapes, Account]:
    """Return shapes that fit to their neighbours, and the account of what was moved.

    1. Shapes that fit come back as they are, rounded to the millimetre.
    2. What several shapes cover stays with the first of them (put them in the order of their
       codes, and the lowest code keeps it, as it owns a place on a seam).
    3. Joints closer than `snap_m` (3 mm at least) become one, gaps narrower than `gap_m` go to the
       neighbour with the longest common edge (`shapely.coverage_clean`). Wider gaps may be meant;
       they stay, and so do parts that lie apart.
    4. The result is rounded joint by joint, which keeps equal joints equal. Where that makes an
       edge cross another, all edges are noded on the millimetre grid, and each shape is the union
       of its faces: so seams have equal joints by construction.
    5. A part that was cut off a shape and is narrower than `STRAY_M` goes to its neighbour.

    Parameters
    ----------
    shapes : iterable of Polygon or MultiPolygon
        In a metric CRS. A shape that crosses itself counts by the area it has after repair.

    Returns
    -------
    shapes : (n,) array
        In the order given; empty for a shape that lay wholly in others.
    account : Account
    """
    given = rounded(array_of(shapes))
    was = _wrong(given)
    if not any(_is_unfit(fault, gap_m) for fault in was):  # 1
        return given, account_of(given, given, was, was)
    before = _repaired(given)
    after, found = _rounded(before, _snapped(before, max(snap_m, _LEAST_SNAP_M), gap_m))
    return after, account_of(before, after, was, found)


def _snapped(before: Shapes, snap_m: float, gap_m: float) -> Shapes:
    there = ~shapely.is_empty(before)
    after = before.copy()
    after[there] = shapely.coverage_clean(  # type: ignore[attr-defined]  # 2, 3
        before[there], snapping_distance=snap_m, gap_width=gap_m, merge_strategy="min_index"
    )
    return after


def _rounded(before: Shapes, exact: Shapes) -> tuple[Shapes, list[Fault]]:  # 4
    after = rounded(exact)
    found = _wrong(after)
    parts = shapely.get_num_geometries(before)
    torn = np.flatnonzero(shapely.get_num_geometries(after) > parts)
    if not len(torn) and _UNFIT.isdisjoint(fault.kind for fault in found):
        return after, found
    tiles = Tiles.of(exact)
    tiles = tiles.settled(tiles.odd & (~tiles.bare | tiles.faces.thin))
    for at in np.flatnonzero(shapely.get_num_geometries(tiles.shapes(len(parts))) > parts).tolist():
        tiles = tiles.gathered(at, int(parts[at]))  # 5
    after = tiles.shapes(len(before))
    return after, _wrong(after)


def _is_unfit(fault: Fault, gap_m: float) -> bool:
    narrow = fault.kind == "gap" and mean_width_m(array_of([fault.place]))[0] < gap_m
    return bool(narrow) or fault.kind in _UNFIT


def _repaired(shapes: Shapes) -> Shapes:
    """Return the shapes with the area they have, in the order given."""
    return Fabric.of(_numbered(shapes)).shapes


def _wrong(shapes: Shapes) -> list[Fault]:
    there = [cell for cell in _numbered(shapes) if not cell.shape.is_empty]
    return faults(there, sliver_m=0.0, assigned=False)


def _numbered(shapes: Shapes) -> list[Cell]:
    """Return shapes as cells whose codes stand in the order of the shapes."""
    width = len(str(len(shapes)))
    return [Cell(f"{at:0{width}d}", shape) for at, shape in enumerate(shapes)]
