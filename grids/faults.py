"""All that is wrong with the cells of a plan, in a fixed order."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from grids.adjacency import Adjacency
from grids.cell_faults import doubled, invalid, multipart, out_of_band, slivers, unassigned
from grids.cells import Cell
from grids.cover_faults import community_faults, cover_faults
from grids.fabric import Fabric
from grids.fault import Fault
from grids.seam_faults import seam_faults

#: The kinds of fault, in the order in which they are told.
KINDS: Final = (
    "duplicate_code",
    "invalid",
    "multipart",
    "overlap",
    "torn_seam",
    "gap",
    "uncovered",
    "outside",
    "sliver",
    "area_out_of_band",
    "crosses_community",
    "unassigned",
    "grid_in_pieces",
)
#: A cell narrower than this on average is a mistake of drawing, not a place, in metres.
SLIVER_M: Final = 2.0


def faults(
    cells: Iterable[Cell],
    *,
    district: Polygon | MultiPolygon | None = None,
    communities: Mapping[str, Polygon | MultiPolygon] | None = None,
    area_band_m2: tuple[float, float] | None = None,
    sliver_m: float = SLIVER_M,
    assigned: bool = True,
) -> list[Fault]:
    """Return all faults of some cells; an empty list means a sound grid.

    1. All coordinates are rounded to the millimetre first, one by one. Vertices that round to the
       same millimetre are one: what differs by less vanishes. Vertices that round to different
       millimetres differ, however near they were.
    2. A seam is torn if its sides have different joints, up to two millimetres out of line. A joint
       further out makes an overlap, a gap, or both.
    3. Direction of rings, where they start, and the order of the cells make no difference.
    4. An invalid shape is told, and checked further by the area it has after repair.
    5. The order is that of `KINDS`, then codes, then place.

    Parameters
    ----------
    cells : Grid or iterable of Cell
        In a metric CRS; codes may repeat (`duplicate_code`).
    district : Polygon or MultiPolygon, optional
        Its outline. Without it nothing is outside or uncovered, and each enclosed hole is a gap.
    communities : mapping of code to polygon, optional
        With it, cells that cross the border of a community are found.
    area_band_m2 : (float, float), optional
        The least and the most area of a cell, both allowed.
    sliver_m : float
        The least mean width (2 x area / perimeter).
    assigned : bool
        Whether each cell must have a management grid.
    """
    fabric = Fabric.of(cells)
    if not fabric.cells:
        return cover_faults(fabric, district)
    found = [*doubled(fabric), *invalid(fabric), *multipart(fabric)]
    found += seam_faults(fabric)
    found += cover_faults(fabric, district)
    found += slivers(fabric, sliver_m)
    if area_band_m2 is not None:
        found += out_of_band(fabric, area_band_m2)
    if communities is not None:
        found += community_faults(fabric, communities)
    if assigned:
        found += unassigned(fabric)
    found += _grids_in_pieces(fabric)
    return sorted(found, key=_order)  # 5


def _grids_in_pieces(fabric: Fabric) -> Iterator[Fault]:
    """Yield each management grid that does not hang together; size is the number of pieces."""
    names = [cell.grid or "" for cell in fabric.cells]
    codes, group = np.unique(np.array(names, dtype=str), return_inverse=True)
    adjacency = Adjacency.of_edges(fabric.edges, len(fabric.cells))
    label = adjacency.labels(group.astype(np.int64))
    first = np.unique(label, return_index=True)[1]
    counts = np.bincount(group[first], minlength=len(codes))
    for number in np.flatnonzero(counts > 1).tolist():
        code = str(codes[number])
        if not code:
            continue
        parts = adjacency.pieces(np.flatnonzero(group == number))
        rest = np.concatenate(parts[1:])
        yield Fault(
            "grid_in_pieces",
            (code,),
            shapely.union_all(fabric.shapes[rest]),
            float(len(parts)),
            "The management grid {grid} is in {pieces} pieces.",
            {"grid": code, "pieces": len(parts)},
        )


def _order(fault: Fault) -> tuple[int, tuple[str, ...], tuple[float, ...]]:
    return KINDS.index(fault.kind), fault.codes, tuple(fault.place.bounds)
