"""Simulated annealing on the border: single cells change sides, sometimes for the worse.

Kirkpatrick, Gelatt and Vecchi 1983; for districts Macmillan 2001. A change that makes things
worse by d is taken with the chance exp(-d / heat), and the heat goes down.
"""

from math import exp
from typing import Final

import numpy as np

from grids.balance.judge import Judge
from grids.balance.pace import CHUNK, Pace
from grids.balance.standing import Standing

#: The heat at the end of a round, as a part of that at its start.
_COOLED: Final = 0.02
#: A change worse than so many times the heat is never taken; exp(-20) is nothing.
_HOPELESS: Final = 20.0
#: How fast the price of a moved cell goes up near the limit, and down away from it, by chunk.
_DEARER, _CHEAPER, _NEAR = 1.1, 0.95, 0.9


def anneal(
    standing: Standing, judge: Judge, pace: Pace, rng: np.random.Generator, heat: float, chunks: int
) -> None:
    """Change a standing for the better, in so many chunks of steps; end at the best there was.

    1. Each step takes a cell of the border and one of its neighbours by chance. If that is of
       another grid, the cell may go there.
    2. The price is looked at first, the one piece last: most steps end at the price.
    3. Where the number of moved cells nears its limit, a moved cell becomes dearer until enough
       go back; else the first ones to move would use the limit up, and not the best ones.
    """
    walk = _Walk(standing, judge)
    for at in range(chunks):
        if not pace.goes_on(CHUNK):
            break
        warm = heat * _COOLED ** (at / max(1, chunks - 1))
        walk.run(rng.random((CHUNK, 3)).tolist(), warm)
        walk.reprice()
    walk.back()


class _Walk:
    """A run of steps that knows its way back to the best place it has been."""

    __slots__ = ("best", "here", "judge", "move", "since", "standing")

    def __init__(self, standing: Standing, judge: Judge) -> None:
        self.standing, self.judge = standing, judge
        self.move = judge.move
        self.here = self.best = judge.energy(standing)
        self.since: list[tuple[int, int]] = []

    def run(self, draws: list[list[float]], heat: float) -> None:
        """Try one step for each three random numbers."""
        standing = self.standing
        label, size, border = standing.label, standing.size, standing.border
        beside = standing.board.beside
        for which, side, luck in draws:
            if not border:
                return
            at = border[int(which * len(border))]
            near = beside[at]
            grid, old = label[near[int(side * len(near))]], label[at]  # 1
            if grid == old or size[old] == 1:
                continue
            worse = self._price(at, old, grid)  # 2
            if worse > 0 and (worse > _HOPELESS * heat or luck >= exp(-worse / heat)):
                continue
            if standing.may_leave(at) and self._may_move(at, old, grid):
                self._give(at, old, grid, worse)

    def _price(self, at: int, old: int, grid: int) -> float:
        standing, judge = self.standing, self.judge
        load, mine = standing.load, standing.board.load[at]
        uneven = 2 * mine * (load[grid] - load[old] + mine) / judge.mean**2
        seam = judge.metre * standing.seam_change_m(at, grid)
        start = standing.start[at]
        return uneven + seam + self.move * ((grid != start) - (old != start))

    def _may_move(self, at: int, old: int, grid: int) -> bool:
        standing, start = self.standing, self.standing.start[at]
        more = (grid != start) - (old != start)
        return standing.moved + more <= self.judge.moves_most or more < 0

    def _give(self, at: int, old: int, grid: int, worse: float) -> None:
        start = self.standing.start[at]
        more = (grid != start) - (old != start)
        self.standing.give(at, grid)
        self.since.append((at, old))
        self.here += worse + (self.judge.move - self.move) * more
        if self.here < self.best - 1e-12:
            self.best = self.here
            self.since.clear()

    def reprice(self) -> None:  # 3
        """Make a moved cell dearer or cheaper, as the limit is near or far."""
        judge = self.judge
        if judge.moves_most == float("inf"):
            return
        near = self.standing.moved > _NEAR * judge.moves_most
        price = (self.move or judge.edge) * (_DEARER if near else _CHEAPER)
        self.move = min(max(price, judge.move), 1.0)

    def back(self) -> None:
        """Undo all steps since the best place."""
        for at, old in reversed(self.since):
            self.standing.give(at, old)
        self.since.clear()
