"""The edges of many polygons at once, as whole millimetres, so that equal seams are equal numbers.

Shapes inside the district are rounded to the millimetre, so two sides of a seam that were made
equal have the very same integers. Comparing integers is exact and fast: the edges of 10,000 cells
are paired in a few hundredths of a second, without one geometric test.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Shapes = NDArray[np.object_]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

#: Millimetres in a metre; coordinates are stored as whole millimetres.
MM = 1000.0
#: The grid that stored coordinates lie on, in metres.
GRID_SIZE_M = 0.001


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """The edges of n polygons, one row per edge.

    Attributes
    ----------
    owner : (m,) int64
        The position of the polygon in the array that was given.
    ends_mm : (m, 4) int64
        x0, y0, x1, y1 in millimetres; the lower end (by x, then y) stands first.
    key : (m,) int64
        The same number for the same edge, whichever way a ring runs.
    length_m : (m,) float64
        The length in metres.
    way : (m,) int64
        1 where the polygon lies to the left of the edge as it is written here, -1 to the right.
    """

    owner: Ints
    ends_mm: Ints
    key: Ints
    length_m: Floats
    way: Ints

    def take(self, rows: NDArray[Any]) -> "Edges":
        """Return some of the rows, chosen by mask or by position."""
        return Edges(
            self.owner[rows],
            self.ends_mm[rows],
            self.key[rows],
            self.length_m[rows],
            self.way[rows],
        )

    def stacked(self, other: "Edges") -> "Edges":
        """Return the edges of both in one table, so that their keys can be compared."""
        ends = np.vstack([self.ends_mm, other.ends_mm])
        return Edges(
            np.concatenate([self.owner, other.owner]),
            ends,
            _keys(ends),
            np.concatenate([self.length_m, other.length_m]),
            np.concatenate([self.way, other.way]),
        )

    def one_sided(self) -> Bools:
        """Return which edges do not have as many polygons on their left as on their right.

        In a sound grid these are the rim. Everything that is uncovered ends at such edges.
        """
        _, where = np.unique(self.key, return_inverse=True)
        return np.asarray(np.bincount(where, weights=self.way)[where] != 0)

    def lines(self) -> Shapes:
        """Return each edge as a line of two points, in metres."""
        ends = self.ends_mm.reshape(-1, 2, 2) / MM
        return np.asarray(shapely.linestrings(ends), dtype=object).reshape(-1)

    def middles(self) -> Shapes:
        """Return the middle of each edge as a point, in metres."""
        ends = self.ends_mm.reshape(-1, 2, 2) / MM
        return np.asarray(shapely.points(ends.mean(axis=1)), dtype=object).reshape(-1)


def edges_of(shapes: Shapes) -> Edges:
    """Return all edges of all rings of an array of (multi)polygons.

    1. Coordinates are rounded to the millimetre.
    2. An edge that has no length after rounding is no edge.
    3. Direction and the start of a ring do not matter.
    """
    parts, part_owner = shapely.get_parts(shapes, return_index=True)
    rings, ring_owner = shapely.get_rings(shapely.orient_polygons(parts), return_index=True)
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    whole = np.rint(coords * MM).astype(np.int64)  # 1
    inside = ring[1:] == ring[:-1]
    inside &= (whole[1:] != whole[:-1]).any(axis=1)  # 2
    ends = np.hstack([whole[:-1][inside], whole[1:][inside]])
    owner = part_owner[ring_owner[ring[:-1][inside]]]
    backward = _is_backward(ends)
    ends = np.where(backward[:, None], ends[:, [2, 3, 0, 1]], ends)  # 3
    lengths = np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]) / MM
    way = np.where(backward, -1, 1)
    return Edges(owner.astype(np.int64), ends, _keys(ends), lengths, way)


def vertex_ids(points_mm: Ints) -> Ints:
    """Return one number per point, the same for the same place; points are (m, 2) millimetres."""
    if len(points_mm) == 0:
        return np.empty(0, dtype=np.int64)
    low = points_mm.min(axis=0)
    span = int(points_mm[:, 1].max() - low[1]) + 1
    packed = (points_mm[:, 0] - low[0]) * span + (points_mm[:, 1] - low[1])
    return np.unique(packed, return_inverse=True)[1].astype(np.int64)


def shared_edges(edges: Edges) -> tuple[Ints, Ints]:
    """Return the rows (i, j) of every two equal edges of different polygons, i before j by owner.

    In a sound grid an edge has one or two owners; where polygons overlap there may be more, and
    then each two of them are a pair.
    """
    order = np.lexsort((edges.owner, edges.key))
    key = edges.key[order]
    firsts: list[Ints] = []
    seconds: list[Ints] = []
    lag = 1
    while True:
        same = np.flatnonzero(key[lag:] == key[:-lag])
        if len(same) == 0:
            break
        firsts.append(order[same])
        seconds.append(order[same + lag])
        lag += 1
    if not firsts:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    first, second = np.concatenate(firsts), np.concatenate(seconds)
    apart = edges.owner[first] != edges.owner[second]
    return first[apart], second[apart]


def seam_lengths(edges: Edges) -> tuple[Ints, Ints, Floats]:
    """Return (a, b, metres) for each two polygons with equal edges, a < b, ordered."""
    first, second = shared_edges(edges)
    return sum_pairs(edges.owner[first], edges.owner[second], edges.length_m[first])


def sum_pairs(a: Ints, b: Ints, metres: Floats) -> tuple[Ints, Ints, Floats]:
    """Return each pair once, low position first and in order, with the sum of its lengths."""
    if len(a) == 0:
        return a, b, metres
    low, high = np.minimum(a, b), np.maximum(a, b)
    width = int(high.max()) + 1
    pairs, where = np.unique(low * width + high, return_inverse=True)
    total = np.bincount(where, weights=metres, minlength=len(pairs))
    return pairs // width, pairs % width, total.astype(np.float64)


def rounded(shapes: Shapes) -> Shapes:
    """Return copies with each coordinate rounded to the millimetre, one by one.

    Vertices that round to the same millimetre become one; nothing else is moved, so a shape that
    collapses or crosses itself stays so and is seen.
    """
    return np.asarray(
        shapely.transform(shapes, lambda coords: np.rint(coords * MM) / MM), dtype=object
    )


def faces_of(lines: Shapes) -> Shapes:
    """Return the faces that lines enclose together, noded on the millimetre grid."""
    noded = shapely.union_all(lines, grid_size=GRID_SIZE_M)
    return np.asarray(shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))), dtype=object)


def mean_width_m(shapes: Shapes) -> Floats:
    """Return 2 x area / perimeter: the width of a strip with this area and this rim, in metres."""
    rim_m = shapely.length(shapes)
    return np.divide(2 * shapely.area(shapes), rim_m, out=np.zeros_like(rim_m), where=rim_m > 0)


def _is_backward(ends: Ints) -> Bools:
    x0, y0, x1, y1 = ends.T
    return np.asarray((x1 < x0) | ((x1 == x0) & (y1 < y0)))


def _keys(ends: Ints) -> Ints:
    ids = vertex_ids(ends.reshape(-1, 2)).reshape(-1, 2)
    return ids[:, 0] * (int(ids.max(initial=0)) + 1) + ids[:, 1]
