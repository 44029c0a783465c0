"""Merging parts that are too small or too thin into the neighbour they share most edge with."""

import heapq
from collections.abc import Sequence

import numpy as np
import shapely
from shapely import LineString

from grids.edges import MM, Bools, Edges, Floats, Ints, Shapes, edges_of, shared_edges, sum_pairs

#: An edge all of which is this close to a wall lies on it, in metres. A noding on the millimetre
#: grid moves a line by half the diagonal of a square of the grid at most, two nodings by 1.42 mm.
_ON_WALL_M = 0.0015
#: A part with walls all around and a mean width below this lies between two versions of one wall,
#: or between two walls that nobody can tell apart; in metres.
_IN_WALL_M = 2 * _ON_WALL_M


def merge_slivers(
    shapes: Shapes,
    smallest_m2: float,
    *,
    thinnest_m: float = 0.0,
    walls: Sequence[LineString] = (),
) -> Shapes:
    """Return a coverage in which no part is smaller or thinner than asked, where that can be had.

    1. A part is a sliver if its area is below `smallest_m2`, or its mean width (2 x area /
       perimeter) below `thinnest_m`.
    2. The smallest sliver goes first, into the neighbour with the longest shared edge; of equal
       lengths, the first in order. What grows out of it may be a sliver again.
    3. An edge that lies on a wall does not count as shared; a sliver without any shared edge stays.
    4. Only what has walls all around and is no wider than the wall itself (3 mm, left by a wall and
       a barrier that are one line in two versions) joins the longest neighbour over the wall.

    Parameters
    ----------
    shapes : (n,) array of Polygon
        A valid coverage on the millimetre grid.

    Returns
    -------
    (m,) array of Polygon
        A valid coverage of the same area, m <= n, in the order of the first part of each.
    """
    if len(shapes) == 0:
        return shapes
    roots = _Merging(shapes, walls).run(smallest_m2, thinnest_m)
    kept, group = np.unique(roots, return_inverse=True)
    counts = np.bincount(group)
    out = shapes[kept].copy()
    for row in np.flatnonzero(counts > 1):
        out[row] = shapely.coverage_union_all(shapes[group == row])
    return out


class _Merging:
    """The state of one run: who belongs to whom, how large they are, what they share."""

    def __init__(self, shapes: Shapes, walls: Sequence[LineString]) -> None:
        self.area_m2: Floats = shapely.area(shapes)
        self.rim_m: Floats = shapely.length(shapes)
        self.root = np.arange(len(shapes))
        edges = edges_of(shapes)
        pairs = np.column_stack(shared_edges(edges))
        walled = _on_walls(edges.take(pairs[:, 0]), walls)
        self.beside = _table(edges, pairs[~walled], len(shapes))  # 3
        self.behind = _table(edges, pairs[walled], len(shapes))

    def run(self, smallest_m2: float, thinnest_m: float) -> Ints:
        """Merge until no sliver has a neighbour; return the root of each shape."""
        small = self._slivers(smallest_m2, thinnest_m)
        queue = [(float(self.area_m2[i]), int(i)) for i in np.flatnonzero(small)]
        heapq.heapify(queue)
        while queue:
            area_m2, i = heapq.heappop(queue)
            stale = self.root[i] != i or area_m2 != self.area_m2[i]
            shared_m = self._open_to(i)
            if stale or not shared_m:
                continue
            into = min(shared_m, key=lambda j: (-shared_m[j], j))  # 2
            self._join(i, into)
            if self.area_m2[into] < smallest_m2 or self._width_m(into) < thinnest_m:
                heapq.heappush(queue, (float(self.area_m2[into]), into))
        return self._flat()

    def _slivers(self, smallest_m2: float, thinnest_m: float) -> Bools:
        width_m = 2 * self.area_m2 / self.rim_m
        return (self.area_m2 < smallest_m2) | (width_m < thinnest_m)  # 1

    def _open_to(self, i: int) -> dict[int, float]:
        """Return what a sliver may join, with the length of the shared edge in metres."""
        in_wall = not self.beside[i] and self._width_m(i) < _IN_WALL_M  # 4
        return self.behind[i] if in_wall else self.beside[i]

    def _width_m(self, i: int) -> float:
        return float(2 * self.area_m2[i] / self.rim_m[i])

    def _join(self, i: int, into: int) -> None:
        shared_m = self.beside[i].get(into, 0.0) + self.behind[i].get(into, 0.0)
        self.root[i] = into
        self.area_m2[into] += self.area_m2[i]
        self.rim_m[into] += self.rim_m[i] - 2 * shared_m
        for table in (self.beside, self.behind):
            _hand_over(table, i, into)

    def _flat(self) -> Ints:
        root = self.root
        while not np.array_equal(root, root[root]):
            root = root[root]
        return root


def _table(edges: Edges, pairs: Ints, count: int) -> list[dict[int, float]]:
    """Return, for each shape, its neighbours with the metres shared."""
    table: list[dict[int, float]] = [{} for _ in range(count)]
    first, second = pairs.T
    sums = sum_pairs(edges.owner[first], edges.owner[second], edges.length_m[first])
    for a, b, metres in zip(*(column.tolist() for column in sums), strict=True):
        table[a][b] = table[b][a] = metres
    return table


def _hand_over(table: list[dict[int, float]], i: int, into: int) -> None:
    """Give the neighbours of one shape to the one it joins."""
    for other, metres in table[i].items():
        del table[other][i]
        if other != into:
            total = table[into].get(other, 0.0) + metres
            table[into][other] = table[other][into] = total
    table[i] = {}


def _on_walls(edges: Edges, walls: Sequence[LineString]) -> Bools:
    """Return which edges lie on a wall with both ends and the middle."""
    on = np.zeros(len(edges.owner), dtype=bool)
    if len(walls) == 0:
        return on
    tree = shapely.STRtree(list(walls))
    rows = np.arange(len(on))
    low_m, high_m = edges.ends_mm[:, :2] / MM, edges.ends_mm[:, 2:] / MM
    for places_m in ((low_m + high_m) / 2, low_m, high_m):
        places = shapely.points(places_m[rows])
        rows = rows[np.unique(tree.query(places, predicate="dwithin", distance=_ON_WALL_M)[0])]
    on[rows] = True
    return on
