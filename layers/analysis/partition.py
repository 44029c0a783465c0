"""Where cells leave the outline of the district uncovered, stick out of it, or lie doubly."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Shapes = NDArray[np.object_]

#: Pieces below this area in m² are rounding of the computation, not gaps: 10 m by a millimetre.
LEAST_M2: Final = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Misfit:
    """How cells miss their outline.

    `uncovered` is what no cell covers, `outside` what sticks out (arrays of polygons); `doubled[i]`
    is covered by both cells of `pairs[i]` (row numbers, the lower first).
    """

    uncovered: Shapes
    outside: Shapes
    doubled: Shapes
    pairs: NDArray[np.intp]

    @property
    def is_exact(self) -> bool:
        """Whether the cells fill the outline once."""
        return not (len(self.uncovered) or len(self.outside) or len(self.doubled))


def uncovered_doubled(
    cells: Shapes, outline: BaseGeometry, *, least_m2: float = LEAST_M2
) -> Misfit:
    """Return where cells leave an outline uncovered, stick out of it, or lie doubly.

    1. The cells are joined once and compared with the outline once; never cell by cell with all.
    2. Only cells that `coverage_invalid_edges` complains of are compared with their neighbours: two
       cells that overlap have at least one of them on that list.
    3. Pieces smaller than `least_m2` are left out.

    Parameters
    ----------
    cells
        Valid polygons in the metric CRS of the outline; none may be missing.
    """
    torn = shapely.coverage_invalid_edges(cells)
    suspects = np.flatnonzero(~(shapely.is_empty(torn) | shapely.is_missing(torn)))
    joined = shapely.union_all(cells) if len(suspects) else shapely.coverage_union_all(cells)
    doubled, pairs = _doubled(cells, suspects, least_m2)  # 2
    return Misfit(
        uncovered=_polygons(shapely.difference(outline, joined), least_m2),  # 1
        outside=_polygons(shapely.difference(joined, outline), least_m2),
        doubled=doubled,
        pairs=pairs,
    )


def _doubled(
    cells: Shapes, suspects: NDArray[np.intp], least_m2: float
) -> tuple[Shapes, NDArray[np.intp]]:
    number, other = shapely.STRtree(cells).query(cells[suspects], predicate="intersects")
    pairs = np.sort(np.stack([suspects[number], other], axis=1), axis=1)
    pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    common = shapely.intersection(cells[pairs[:, 0]], cells[pairs[:, 1]])
    large = shapely.area(common) >= least_m2  # 3
    return common[large], pairs[large].astype(np.intp)


def _polygons(shape: BaseGeometry, least_m2: float) -> Shapes:
    parts = shapely.get_parts(shape)
    return parts[shapely.area(parts) >= least_m2]
