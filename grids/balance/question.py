"""A wish and the cells it is about, and the setting a search is given for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely

from grids.balance.board import Board
from grids.balance.bound import Limited, Shared
from grids.balance.judge import Judge
from grids.balance.standing import Standing
from grids.balance.wish import Wish
from grids.cells import Grid
from grids.edges import Bools, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What is asked, as arrays over the cells.

    Attributes
    ----------
    codes : tuple of str
        The management grids that have a cell, ascending.
    start : (n,) int64
        The place in `codes` of each cell's management grid, -1 for none.
    locked : (n,) bool
        The cells of locked management grids.
    zone : (n,) int64
        The number of each cell's street, or 0 where streets do not count.
    """

    grid: Grid
    load: Floats
    wish: Wish
    codes: tuple[str, ...]
    start: Ints
    locked: Bools
    zone: Ints

    @classmethod
    def of(cls, grid: Grid, load: Floats, wish: Wish) -> Self:
        """Read grids and streets off the cells."""
        codes = tuple(sorted({cell.grid for cell in grid if cell.grid is not None}))
        at = {code: number for number, code in enumerate(codes)}
        start = np.array([at.get(cell.grid or "", -1) for cell in grid], dtype=np.int64)
        locked = np.array([cell.grid in wish.locked for cell in grid], dtype=bool)
        streets = [cell.street or "" if wish.inside_streets else "" for cell in grid]
        zone = np.unique(streets, return_inverse=True)[1].astype(np.int64)
        return cls(grid, load, wish, codes, start, locked, zone)

    def board(self, in_play: Bools) -> Board:
        """Return the board of some of the cells."""
        return Board.of(self.grid.adjacency, self.load, self.zone, in_play)

    def judge(self, board: Board, mean: float, grids: int) -> Judge:
        """Return the judge of so many grids on a board."""
        wish = self.wish
        area_m2 = float(shapely.area(self.grid.shapes[board.part >= 0]).sum())
        return Judge.of(
            board,
            mean if mean > 0 else 1.0,
            grids,
            area_m2,
            compactness=wish.compactness,
            moves_most=wish.moves_most,
            mends=wish.k is None,
        )

    def locked_loads(self) -> list[float]:
        """Return what each locked management grid carries."""
        mine = np.where(self.locked, self.start, len(self.codes))
        loads = np.bincount(mine, self.load, minlength=len(self.codes) + 1)[:-1]
        return [float(loads[at]) for at in np.unique(self.start[self.locked]).tolist()]


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """All that a search needs, and what a bound is worked out from.

    Attributes
    ----------
    first : (n,) int64
        The grid of each cell in play to begin with, from 0; -1 where it is not in play.
    compared : (n,) int64
        The grid of each cell that a move is counted against.
    fixed : list of float
        What each grid carries beside its cells in play.
    names : tuple of str, optional
        The code of each grid; None where they are named by what they become.
    again : callable, optional
        Makes another beginning; None where there is only one.
    """

    board: Board
    judge: Judge
    first: Ints
    compared: Ints
    fixed: list[float]
    shared: list[Shared]
    limited: list[Limited]
    names: tuple[str, ...] | None = None
    again: Callable[[], Ints] | None = None

    def stand(self, label: Sequence[int]) -> Standing:
        """Return the standing in which the cells have these grids."""
        return Standing(self.board, label, self.compared.tolist(), self.fixed)
