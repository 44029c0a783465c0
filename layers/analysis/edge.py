"""The edge of a district: what a kernel would spread beyond it stays inside."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from layers.analysis.kernels import Kernel
from layers.analysis.lattice import Window

#: The weights are good when each tile keeps its sum to this share.
_GOOD: Final = 1e-4
#: More rounds than any outline needs: thin spits of land take some twenty.
_ROUNDS: Final = 200


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """Which tiles belong to a district, and the weights that keep a kernel inside it.

    `inside` and `weight` have the shape of the window, (rows, columns); `weight` is 1 far inside,
    greater beside the border, 0 outside. It fits one kernel and one bandwidth.

    A kernel k(x, u) is replaced by w(x) k(x, u) w(u) with the weights for which it sums to one over
    the tiles of the district by x, and so by u (Sinkhorn's scaling of a symmetric matrix). Hence

    1. what lies inside stays inside: a surface integrates to its cases;
    2. an even density stays even up to the border.

    Diggle's correction (1985), one over the share of the kernel inside at u, has the first alone;
    that by the share at x (Jones 1993) the second alone.
    """

    inside: NDArray[np.bool_]
    weight: NDArray[np.float32]

    @classmethod
    def of(
        cls, window: Window, outline: Polygon | MultiPolygon, *, kernel: Kernel, bandwidth_m: float
    ) -> Self:
        """Work out the edge of an outline in the window's CRS.

        A tile belongs to the district if any of it does, so a place in the outline is on such a
        tile.
        """
        inside = tiles_of(window, outline)
        weight = inside.astype(np.float32)
        for _ in range(_ROUNDS):
            sums = weight * kernel.smooth(weight, bandwidth_m, window.tile_m)
            if np.abs(sums[inside] - 1).max(initial=0) < _GOOD:
                break
            weight[inside] /= np.sqrt(sums[inside])
        return cls(inside, weight)


def tiles_of(window: Window, outline: Polygon | MultiPolygon) -> NDArray[np.bool_]:
    """Return which tiles of a window an outline touches, shape (rows, columns).

    Whole blocks of tiles are asked first, and only those that the border crosses are parted: the
    work grows with the length of the border.
    """
    inside = np.zeros((window.rows, window.columns), dtype=bool)
    shapely.prepare(outline)
    _mark(inside, window, outline, (0, window.rows), (0, window.columns))
    return inside


def _mark(
    inside: NDArray[np.bool_],
    window: Window,
    outline: Polygon | MultiPolygon,
    rows: tuple[int, int],
    columns: tuple[int, int],
) -> None:
    block = _box(window, rows, columns)
    if not outline.intersects(block):
        return
    one = rows[1] - rows[0] == 1 and columns[1] - columns[0] == 1
    if one or outline.covers(block):
        inside[rows[0] : rows[1], columns[0] : columns[1]] = True
        return
    for part in _halves(*rows):
        for other in _halves(*columns):
            _mark(inside, window, outline, part, other)


def _halves(first: int, end: int) -> list[tuple[int, int]]:
    middle = (first + end) // 2
    return [(first, end)] if end - first == 1 else [(first, middle), (middle, end)]


def _box(window: Window, rows: tuple[int, int], columns: tuple[int, int]) -> Polygon:
    side = window.tile_m
    return shapely.box(
        window.west + columns[0] * side,
        window.north - rows[1] * side,
        window.west + columns[1] * side,
        window.north - rows[0] * side,
    )
