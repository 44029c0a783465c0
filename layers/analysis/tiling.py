"""Square tiles that cover a district, and which of them a place lies in: a lattice to count on."""

import math
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.analysis.lattice import LatticeTooLarge

#: More tiles than this are no areas any more that somebody walks to.
MOST: Final = 40_000


@dataclass(frozen=True, slots=True, eq=False)
class Tiling:
    """Tiles whose middle lies in an outline, in rows from the south-west.

    `x` and `y` are the south-western corners in metres of a metric CRS, shape (n,).
    """

    tile_m: float
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    _first: tuple[int, int]
    _place: NDArray[np.intp]

    @classmethod
    def over(cls, outline: shapely.Geometry, tile_m: float) -> Self:
        """Lay tiles over an outline; they start at multiples of their side.

        Raises
        ------
        layers.analysis.LatticeTooLarge
            More than `MOST` tiles would cover its box.
        """
        if shapely.is_empty(outline):
            nothing = np.empty(0)
            return cls(tile_m, nothing, nothing, (0, 0), np.full((0, 0), -1, dtype=np.intp))
        west, south, east, north = (bound / tile_m for bound in shapely.bounds(outline).tolist())
        first = math.floor(west), math.floor(south)
        wide, high = math.ceil(east) - first[0], math.ceil(north) - first[1]
        if wide * high > MOST:
            raise LatticeTooLarge(
                extent=tuple(shapely.bounds(outline).tolist()),
                tile_m=tile_m,
                tiles=wide * high,
                most=MOST,
            )
        rows, columns = (one.ravel() for one in np.mgrid[: max(high, 1), : max(wide, 1)])
        x, y = ((at + start) * tile_m for at, start in ((columns, first[0]), (rows, first[1])))
        shapely.prepare(outline)
        inside = shapely.intersects_xy(outline, x + tile_m / 2, y + tile_m / 2)
        place = np.full((max(high, 1), max(wide, 1)), -1, dtype=np.intp)
        place[rows[inside], columns[inside]] = np.arange(int(inside.sum()))
        return cls(tile_m, x[inside], y[inside], first, place)

    def __len__(self) -> int:
        return len(self.x)

    def of(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return the tile of each place, -1 for none; on a seam it is the north-eastern one."""
        found = np.full(len(x), -1, dtype=np.intp)
        known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        column = np.floor(x[known] / self.tile_m) - self._first[0]
        row = np.floor(y[known] / self.tile_m) - self._first[1]
        high, wide = self._place.shape
        inside = (column >= 0) & (column < wide) & (row >= 0) & (row < high)
        at = known[inside]
        found[at] = self._place[row[inside].astype(np.intp), column[inside].astype(np.intp)]
        return found

    def middles(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return x and y of the middles."""
        return self.x + self.tile_m / 2, self.y + self.tile_m / 2

    def shapes(self, rows: NDArray[np.intp]) -> NDArray[np.object_]:
        """Return some tiles as squares."""
        x, y = self.x[rows], self.y[rows]
        found: NDArray[np.object_] = shapely.box(x, y, x + self.tile_m, y + self.tile_m)
        return found
