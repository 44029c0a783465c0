"""Load that flows from the heaviest grid through others to one with room, cell by cell.

Where every neighbour of a heavy grid is full itself, no single cell can move. A chain can: each
grid on the way takes one cell and gives another on (ejection chains, Glover 1996). A swap of two
cells is a chain that ends where it began.
"""

from typing import Final

from grids.balance.judge import Judge
from grids.balance.pace import Pace
from grids.balance.standing import Standing

#: How many cells are tried at each grid that a chain goes through, and how many in all.
_WIDTHS: Final = (60, 10, 4, 2)
_TRIES: Final = 2_000
#: A grid this near to the mean, as a part of it, is not worth a longer border.
_EVEN: Final = 0.0005
#: A smaller difference of scores is none.
_NOTHING: Final = 1e-12


def relieve(standing: Standing, judge: Judge, pace: Pace) -> None:
    """Mend the worst grid by chains, then the next worst, until none can be mended.

    1. Too heavy, it gives a cell; too light, it takes one. Cells are tried first that leave both
       grids near the mean with short borders.
    2. If the score of the whole is better by it and no more cells are moved than may be, the chain
       ends there. Else it goes on from the other grid, which may give back to the first one.
    """
    while pace.goes_on(0):
        away = [load / judge.mean - 1 for load in standing.load]
        worst = max(range(len(away)), key=lambda grid: abs(away[grid]), default=0)
        if not away or abs(away[worst]) <= _EVEN:
            return
        chain = _Chain(standing, judge, abs(away[worst]))
        found = chain.mends(worst, 1 if away[worst] > 0 else -1, 0)
        pace.steps += chain.tries
        if not found:
            return


class _Chain:
    """A search for one chain; what is tried in vain is taken back."""

    __slots__ = ("judge", "score", "standing", "tries", "worst")

    def __init__(self, standing: Standing, judge: Judge, worst: float) -> None:
        self.standing, self.judge, self.worst = standing, judge, worst
        self.score = judge.score(standing)
        self.tries = 0

    def mends(self, grid: int, sign: int, depth: int) -> bool:
        """Return whether a chain from a grid that is too heavy (sign 1) or too light was found."""
        standing = self.standing
        for at, old, new in self._ways(grid, sign)[: _WIDTHS[depth]]:
            if self.tries >= _TRIES:
                return False
            if not standing.may_leave(at):
                continue
            self.tries += 1
            standing.give(at, new)
            other = new if old == grid else old
            if self._better(old, new) or (
                depth + 1 < len(_WIDTHS)
                and self._off(other) * sign > 0
                and self.mends(other, sign, depth + 1)
            ):
                return True
            standing.give(at, old)
        return False

    def _ways(self, grid: int, sign: int) -> list[tuple[int, int, int]]:  # 1
        """Return cell, giver and taker, the best first."""
        judge, standing = self.judge, self.standing
        ways = []
        for at, old, new in self._pairs(grid, sign):
            load = standing.board.load[at]
            if load > 0:
                mine = abs((standing.load[old] - load) / judge.mean - 1)
                theirs = abs((standing.load[new] + load) / judge.mean - 1)
                seam = judge.seam_metre * standing.seam_change_m(at, new)
                ways.append((max(mine, theirs) + seam, at, old, new))
        return [way[1:] for way in sorted(ways)]

    def _pairs(self, grid: int, sign: int) -> set[tuple[int, int, int]]:
        standing, beside = self.standing, self.standing.board.beside
        mine = [at for at in standing.border if standing.label[at] == grid]
        links = [
            (at, near, other)
            for at in mine
            for near in beside[at]
            if (other := standing.label[near]) != grid
        ]
        if sign > 0:
            return {(at, grid, other) for at, _, other in links}
        return {(near, other, grid) for _, near, other in links}

    def _better(self, old: int, new: int) -> bool:  # 2
        standing, judge = self.standing, self.judge
        return (
            max(abs(self._off(old)), abs(self._off(new))) < self.worst  # cheap, and mostly no
            and standing.moved <= judge.moves_most
            and judge.score(standing) < self.score - _NOTHING
        )

    def _off(self, grid: int) -> float:
        return self.standing.load[grid] / self.judge.mean - 1
