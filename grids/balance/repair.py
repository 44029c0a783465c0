"""Pieces that lie apart from their grid, and cells without one, given to the grids around them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grids.adjacency import Adjacency
from grids.balance.board import parts_of
from grids.edges import Bools, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Repaired:
    """The grid of each cell after, -1 for none; and which cells no repair could reach, (n,)."""

    label: Ints
    held: Bools


def repaired(
    adjacency: Adjacency,
    zone: Ints,
    start: Ints,
    free: Bools,
    load: Floats,
    moves_most: int | None = None,
) -> Repaired:
    """Return the grids with as few loose pieces as can be, the main pieces as they were.

    1. The main piece of a grid is the one with the most cells, inside one zone; ties by position.
       All its other pieces are loose, and so is each cell without a grid.
    2. A loose piece that touches a main piece is given away whole, cell by cell to its own grid
       or else to the lightest one it touches; so every main piece stays in one piece.
    3. Small pieces go first, cells without a grid last. A piece is not begun if it has more cells
       than may still be moved: half a piece would be no better.
    4. What nothing reaches, because locked cells or streets shut it off, is held as it is.

    Parameters
    ----------
    start : (n,) int64
        The grid of each cell, from 0; -1 for none.
    free : (n,) bool
        Which cells may be moved.
    """
    part = parts_of(adjacency, zone, free)[0]
    loose = _loose(adjacency, part, start)  # 1
    label = np.where(loose, -1, start)
    sums = np.zeros(int(start.max()) + 1)
    np.add.at(sums, label[label >= 0], load[label >= 0])
    mending = _Mending(adjacency, part, start, label, sums, load)
    left = _pieces(adjacency, part, start, loose)  # 3
    room = len(start) if moves_most is None else moves_most
    again = True
    while again:
        again = False
        for piece in [one for one in left if len(one) <= room and mending.touches(one)]:
            if len(piece) <= room:
                room -= mending.give(piece)  # 2
                left.remove(piece)
                again = True
    held = np.zeros(len(start), dtype=bool)
    for piece in left:  # 4
        held[piece] = True
    return Repaired(np.where(held, start, mending.label), held)


def _loose(adjacency: Adjacency, part: Ints, start: Ints) -> Bools:
    """Return which cells in play lie apart from the main piece of their grid."""
    piece = _numbered(adjacency, part, start)
    inside = (part >= 0) & (start >= 0)
    main = np.zeros(len(start), dtype=bool)
    for grid in np.unique(start[inside]).tolist():
        mine = piece[inside & (start == grid)]
        numbers, first, cells = np.unique(mine, return_index=True, return_counts=True)
        largest = max(zip(cells.tolist(), (-first).tolist(), numbers.tolist(), strict=True))[2]
        main |= inside & (start == grid) & (piece == largest)
    return np.asarray((part >= 0) & ~main)


def _pieces(adjacency: Adjacency, part: Ints, start: Ints, loose: Bools) -> list[list[int]]:
    piece = _numbered(adjacency, part, start)
    found: dict[tuple[bool, int], list[int]] = {}
    for at in np.flatnonzero(loose).tolist():
        none = bool(start[at] < 0)
        found.setdefault((none, at if none else int(piece[at])), []).append(at)
    ranked = sorted(found.items(), key=lambda item: (item[0][0], len(item[1]), item[1][0]))
    return [cells for _, cells in ranked]


def _numbered(adjacency: Adjacency, part: Ints, start: Ints) -> Ints:
    return adjacency.labels(np.unique(np.stack([part, start]), axis=1, return_inverse=True)[1])


@dataclass(frozen=True, slots=True, eq=False)
class _Mending:
    """The grid of each cell while loose ones are given away, -1 for loose, and the sums of load."""

    adjacency: Adjacency
    part: Ints
    start: Ints
    label: Ints
    sums: Floats
    load: Floats

    def touches(self, piece: Sequence[int]) -> bool:
        return any(len(self._around(at)) for at in piece)

    def give(self, piece: Sequence[int]) -> int:
        """Give all cells of a piece away and return how many have a grid of their own no more."""
        waiting = list(piece)
        while waiting:
            at = next(at for at in waiting if len(self._around(at)))
            grids = self._around(at)
            own = int(self.start[at])
            to = own if own in grids else int(grids[self.sums[grids].argmin()])
            self.label[at] = to
            self.sums[to] += self.load[at]
            waiting.remove(at)
        return int((self.label[list(piece)] != self.start[list(piece)]).sum())

    def _around(self, at: int) -> Ints:
        """Return the grids that a cell touches inside its part, ascending."""
        near = self.adjacency.neighbours(at)
        grids = self.label[near[self.part[near] == self.part[at]]]
        return np.unique(grids[grids >= 0])
