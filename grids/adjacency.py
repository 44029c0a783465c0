"""Which polygons touch along an edge, which in a corner only, and which hang together."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from grids.edges import Edges, Floats, Ints, Shapes, edges_of, shared_edges, sum_pairs, vertex_ids
from grids.overlay import overlay

#: How far apart two lines may lie and still be one seam, in metres. A joint that was rounded to
#: the millimetre lies up to 0.71 mm beside the straight edge it was put on.
SEAM_WIDTH_M = 0.001

_Pairs = tuple[Ints, Ints, Floats]


@dataclass(frozen=True, eq=False)
class Adjacency:
    """Who is beside whom among n polygons.

    1. Beside means: a common stretch of edge longer than a millimetre. A common corner is not
       enough; corners are kept apart.
    2. Edges that are equal after rounding to the millimetre are found by their numbers. The rest
       (the rim, and seams where one side lacks a joint) are laid over one another and the common
       stretch is measured, so a T-junction without its joint still counts.

    Attributes
    ----------
    beside : (n, n) sparse array
        Metres of common edge, symmetric.
    """

    beside: csr_array
    _shapes: Shapes | None = None
    _known: "tuple[Edges, _Pairs] | None" = None

    @classmethod
    def of(cls, shapes: Shapes) -> Self:
        """Return the adjacency of an array of (multi)polygons in metres."""
        return cls.of_edges(edges_of(shapes), len(shapes))

    @classmethod
    def of_edges(cls, edges: Edges, count: int) -> Self:
        """Return the adjacency of `count` polygons whose edges are known."""
        pairs, known = _matched(edges)
        return cls(_symmetric(*pairs, count), _known=known)

    def patched(self, shapes: Shapes, stays: Ints, fresh: Ints, around: Ints) -> Self:
        """Return the adjacency after some polygons have gone and others have come.

        Only the new ones are looked at, with what lies around them; so a step in a district of
        10,000 cells costs a few milliseconds.

        Parameters
        ----------
        shapes : (m,) array
            All polygons after.
        stays : (n,) int64
            The position after of each polygon before, -1 for those that are gone or redrawn.
        fresh : (k,) int64
            The positions after of those that came or were redrawn.
        around : (j,) int64
            The positions after of all polygons that may touch a fresh one, the fresh among them.
        """
        links = self.beside.tocoo()
        a, b = (stays[end] for end in links.coords)
        kept = (a >= 0) & (b >= 0)
        near = type(self).of(shapes[around]).beside.tocoo()
        c, d = (around[end] for end in near.coords)
        new = np.zeros(len(shapes), dtype=bool)
        new[fresh] = True
        touched = new[c] | new[d]
        row = np.concatenate([a[kept], c[touched]])
        column = np.concatenate([b[kept], d[touched]])
        metres = np.concatenate([links.data[kept], near.data[touched]])
        size = len(shapes)
        return type(self)(csr_array((metres, (row, column)), shape=(size, size)), _shapes=shapes)

    @cached_property
    def corners(self) -> csr_array:
        """1 where two polygons meet in single places only, symmetric, (n, n)."""
        edges, rest = self._parts()
        one, other = _at_vertices(edges)
        a, b = np.concatenate([one, rest[0]]), np.concatenate([other, rest[1]])
        count = self.beside.shape[0]
        touching = _symmetric(*sum_pairs(a, b, np.ones(len(a))), count).tocoo()
        edge = np.asarray(self.beside[touching.coords] > 0).reshape(-1)
        i, j = (column[~edge] for column in touching.coords)
        return csr_array((np.ones(len(i)), (i, j)), shape=(count, count))

    def _parts(self) -> "tuple[Edges, _Pairs]":
        if self._known is not None:
            return self._known
        edges = edges_of(np.array([], dtype=object) if self._shapes is None else self._shapes)
        return _matched(edges)[1]

    def neighbours(self, at: int) -> Ints:
        """Return the positions beside one polygon, ascending."""
        return _row(self.beside, at)

    def corner_neighbours(self, at: int) -> Ints:
        """Return the positions that meet one polygon in single places only, ascending."""
        return _row(self.corners, at)

    def shared_m(self, a: int, b: int) -> float:
        """Return the metres of edge that two polygons have in common; 0 if none."""
        return float(self.beside[a, b])

    def pieces(self, positions: Collection[int] | Ints) -> list[Ints]:
        """Return the connected pieces of some polygons, the largest first, ties by position."""
        some = np.unique(np.asarray(list(positions), dtype=np.int64))
        if len(some) == 0:
            return []
        count, label = connected_components(self.beside[some][:, some], directed=False)
        parts = [some[label == piece] for piece in range(count)]
        return sorted(parts, key=lambda part: (-len(part), int(part[0])))

    def labels(self, groups: Ints) -> Ints:
        """Return a piece number for each polygon, where only equal groups hang together.

        `groups` is (n,); polygons of different groups are never in one piece.
        """
        links = self.beside.tocoo()
        a, b = links.coords
        same = groups[a] == groups[b]
        ones = np.ones(int(same.sum()))
        graph = coo_array((ones, (a[same], b[same])), shape=self.beside.shape)
        return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _matched(edges: Edges) -> tuple[_Pairs, tuple[Edges, _Pairs]]:
    """Return each two polygons with their common metres, and what it was worked out from."""
    first, second = shared_edges(edges)
    lone = np.ones(len(edges.owner), dtype=bool)
    lone[first] = lone[second] = False
    rest = _overlaid(edges.take(np.flatnonzero(lone)))  # 2
    along = rest[2] > SEAM_WIDTH_M  # 1
    a = np.concatenate([edges.owner[first], rest[0][along]])
    b = np.concatenate([edges.owner[second], rest[1][along]])
    metres = np.concatenate([edges.length_m[first], rest[2][along]])
    return sum_pairs(a, b, metres), (edges, rest)


def _row(matrix: csr_array, at: int) -> Ints:
    row = matrix.indices[matrix.indptr[at] : matrix.indptr[at + 1]]
    return np.sort(row).astype(np.int64)


def _symmetric(a: Ints, b: Ints, values: Floats, size: int) -> csr_array:
    both = (np.concatenate([a, b]), np.concatenate([b, a]))
    return csr_array((np.concatenate([values, values]), both), shape=(size, size))


def _overlaid(edges: Edges) -> _Pairs:
    found = overlay(edges, width_m=SEAM_WIDTH_M)
    return edges.owner[found.first], edges.owner[found.second], found.common_m


def _at_vertices(edges: Edges) -> tuple[Ints, Ints]:
    """Return each two polygons that have a vertex in common."""
    owner = np.repeat(edges.owner, 2)
    vertex = vertex_ids(edges.ends_mm.reshape(-1, 2))
    width = int(owner.max(initial=0)) + 1
    seen = np.unique(vertex * width + owner)
    vertex, owner = seen // width, seen % width
    firsts: list[Ints] = [np.empty(0, dtype=np.int64)]
    seconds: list[Ints] = [np.empty(0, dtype=np.int64)]
    lag = 1
    while (same := np.flatnonzero(vertex[lag:] == vertex[:-lag])).size:
        firsts.append(owner[same])
        seconds.append(owner[same + lag])
        lag += 1
    return np.concatenate(firsts), np.concatenate(seconds)
