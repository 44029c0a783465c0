"""Who has which cell at one moment of a search, with all sums kept up move by move."""

from collections.abc import Sequence
from typing import Final

from grids.balance.board import Board
from grids.balance.ring import may_leave


class Standing:
    """The grid of each cell in play, and what follows from it; `give` moves one cell.

    Attributes
    ----------
    label : list of int
        The grid of each cell, from 0; -1 where it is not in play.
    start : list of int
        The grid of each cell to compare with; `moved` counts the cells that differ.
    load, size : list
        What each grid carries, and its number of cells in play.
    seam_m : float
        Metres of edge between grids, inside parts.
    border : list of int
        The cells with a neighbour of another grid, in no order.
    """

    __slots__ = ("_place", "board", "border", "label", "load", "moved", "seam_m", "size", "start")

    def __init__(
        self, board: Board, label: Sequence[int], start: Sequence[int], fixed: Sequence[float]
    ) -> None:
        self.board: Final = board
        self.label: Final = list(label)
        self.start: Final = start
        self.load: Final = list(fixed)
        self.size: Final = [0] * len(fixed)
        self.border: Final[list[int]] = []
        self._place: Final = [-1] * len(label)
        self.seam_m = 0.0
        self.moved = 0
        for at, grid in enumerate(label):
            if grid >= 0:
                self._enter(at, grid)

    def _enter(self, at: int, grid: int) -> None:
        self.load[grid] += self.board.load[at]
        self.size[grid] += 1
        self.moved += grid != self.start[at]
        self._mark(at)
        sides = zip(self.board.beside[at], self.board.side_m[at], strict=True)
        self.seam_m += sum(m for other, m in sides if self.label[other] != grid) / 2

    def _mark(self, at: int) -> None:
        """Put a cell on the border, or take it off, as its neighbours have it."""
        grid, label, place = self.label[at], self.label, self._place
        for other in self.board.beside[at]:
            if label[other] != grid:
                if place[at] < 0:
                    place[at] = len(self.border)
                    self.border.append(at)
                return
        gone = place[at]
        if gone >= 0:
            last = self.border.pop()
            if last != at:
                self.border[gone] = last
                place[last] = gone
            place[at] = -1

    def seam_change_m(self, at: int, grid: int) -> float:
        """Return how many metres of edge between grids come by giving a cell to a grid."""
        label, old, change = self.label, self.label[at], 0.0
        for other, metres in zip(self.board.beside[at], self.board.side_m[at], strict=True):
            if label[other] == old:
                change += metres
            elif label[other] == grid:
                change -= metres
        return change

    def may_leave(self, at: int) -> bool:
        """Return whether the grid of a cell stays in one piece, and not empty, without it."""
        board = self.board
        if self.size[self.label[at]] == 1:
            return False
        return may_leave(at, self.label, board.ring[at], board.beside)

    def give(self, at: int, grid: int) -> None:
        """Give a cell to another grid."""
        old, load, start = self.label[at], self.board.load[at], self.start[at]
        self.seam_m += self.seam_change_m(at, grid)
        self.moved += (grid != start) - (old != start)
        self.label[at] = grid
        self.load[old] -= load
        self.load[grid] += load
        self.size[old] -= 1
        self.size[grid] += 1
        self._mark(at)
        for other in self.board.beside[at]:
            self._mark(other)
