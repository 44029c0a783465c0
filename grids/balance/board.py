"""What never changes while grids are balanced: who touches whom inside each part, and the loads."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self, TypeVar

import numpy as np
from scipy.sparse import csr_array

from grids.adjacency import Adjacency
from grids.balance.ring import Ring, rings_of
from grids.edges import Bools, Floats, Ints

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """The cells in play, as plain lists: a search asks for single values, millions of times.

    1. In play is what may move: no locked cell, none that no grid can reach.
    2. Cells that hang together inside one zone (a street) make a part. Neighbours are told only
       inside a part, because no grid may leave one.

    Attributes
    ----------
    part : (n,) int64
        The part of each cell, from 0 by lowest position; -1 where it is not in play.
    parts : list of (p,) int64
        The positions of each part, ascending.
    load : list of float
    beside : list of list of int
        The neighbours of each cell in its part; `side_m` has the metres of edge with each.
    ring : list of Ring
        What lies around each cell; see `grids.balance.ring`.
    """

    part: Ints
    parts: list[Ints]
    load: list[float]
    beside: list[list[int]]
    side_m: list[list[float]]
    ring: list[Ring]

    @classmethod
    def of(cls, adjacency: Adjacency, load: Floats, zone: Ints, in_play: Bools) -> Self:
        """Return the board of some cells; zones are numbers, (n,)."""
        part, parts = parts_of(adjacency, zone, in_play)  # 2
        edges = _inside(adjacency.beside, part)
        corners = _inside(adjacency.corners, part)
        beside = _rows(edges, edges.indices.tolist())
        ring = rings_of(beside, _rows(corners, corners.indices.tolist()))
        side_m = _rows(edges, edges.data.tolist())
        return cls(part, parts, load.tolist(), beside, side_m, ring)

    @property
    def edge_m(self) -> float:
        """Return the mean length of a common edge, in metres; 1 where there is none."""
        lengths = [metres for row in self.side_m for metres in row]
        return sum(lengths) / len(lengths) if lengths else 1.0


def parts_of(adjacency: Adjacency, zone: Ints, in_play: Bools) -> tuple[Ints, list[Ints]]:
    """Return the part of each cell, -1 where it is not in play, and the cells of each part."""
    groups = np.where(in_play, np.unique(zone, return_inverse=True)[1], -1)  # 1
    label = adjacency.labels(groups)
    part = np.full(len(zone), -1, dtype=np.int64)
    names, first, number = np.unique(label[in_play], return_index=True, return_inverse=True)
    rank = np.empty(len(names), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(names))
    part[in_play] = rank[number]
    return part, [np.flatnonzero(part == at) for at in range(len(names))]


def _inside(matrix: csr_array, part: Ints) -> csr_array:
    links = matrix.tocoo()
    a, b = links.coords
    kept = (part[a] == part[b]) & (part[a] >= 0)
    inside = csr_array((links.data[kept], (a[kept], b[kept])), shape=matrix.shape)
    inside.sort_indices()
    return inside


def _rows(matrix: csr_array, values: Sequence[_T]) -> list[list[_T]]:
    starts = matrix.indptr.tolist()
    return [list(values[a:b]) for a, b in pairwise(starts)]
