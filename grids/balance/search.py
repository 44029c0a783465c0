"""Rounds of annealing and chains, the best kept, until they bring nothing more."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np

from grids.balance.anneal import anneal
from grids.balance.chains import relieve
from grids.balance.pace import CHUNK, Pace
from grids.balance.question import Setting

#: The steps of each round, for each cell in play of a board of `_LARGE` cells. They grow with the
#: root of the number of cells: a small board is cheap, and its few heavy cells are a hard puzzle.
_STEPS: Final = (30, 30, 60, 120, 240, 480)
_LARGE: Final = 3_400
#: How many of the first rounds begin anew, where grids are proposed.
_FRESH: Final = 3
#: The heat at the start of a round, in prices of one edge of a cell: grids that are mended would
#: be thrown about by more, and would use their limit of moved cells up.
_HEAT: Final = 2.0
_HEAT_MENDING: Final = 0.5
#: A deviation this near to the bound is as good as the bound.
_CLOSE: Final = 0.0005
#: So many rounds without a better answer end the search.
_VAIN: Final = 2


@dataclass(frozen=True, slots=True)
class Found:
    """The best labels of a search, their score, and whether it came to its own end."""

    label: tuple[int, ...]
    score: float
    finished: bool


def planned_steps(cells: int) -> int:
    """Return how many steps a search of so many cells takes at the most."""
    return sum(_chunks(per_cell, cells) for per_cell in _STEPS) * CHUNK


def search(
    setting: Setting, pace: Pace, rng: np.random.Generator, *, worst: float, bound: float
) -> Found:
    """Return the best division that was found.

    1. Each round anneals, then sends chains from the worst grid; a later one takes more steps.
    2. Where grids are proposed, the first rounds begin each from a start of its own (`again`); all
       others go on from the best one so far, or from where mending began.
    3. An answer counts if its deviation is no more than `worst`.
    4. The search ends if it is told to, if the best is as good as the bound and more rounds bring
       nothing, or after the last round.
    5. With a limit of moved cells, chains go first: the sum of squares that annealing goes down
       would spend the moves on many grids, and leave the worst one where it is.
    """
    judge, again, first = setting.judge, setting.again, setting.first.tolist()
    standing = setting.stand(first)
    best, score, vain = tuple(first), judge.score(standing), 0
    if not standing.border:
        return Found(best, score, finished=True)
    if judge.moves_most < len(first):  # 5
        relieve(standing, judge, pace)
        if judge.deviation(standing) <= worst:
            best, score = tuple(standing.label), judge.score(standing)
    heat = judge.edge * (_HEAT if again else _HEAT_MENDING)
    for number, per_cell in enumerate(_STEPS):
        fresh = again is not None and 0 < number < _FRESH
        begin = again().tolist() if fresh and again else best if number else first
        standing = setting.stand(begin)  # 2
        anneal(standing, judge, pace, rng, heat, _chunks(per_cell, len(first)))  # 1
        relieve(standing, judge, pace)
        found, reached = judge.score(standing), judge.deviation(standing)
        vain += 1
        if found < score - 1e-12 and reached <= worst:  # 3
            best, score, vain = tuple(standing.label), found, 0
        if pace.stopped:
            break
        close = judge.deviation(setting.stand(best)) <= bound + _CLOSE
        if vain >= _VAIN and close and number >= _FRESH:  # 4
            break
    return Found(best, score, not pace.stopped)


def _chunks(per_cell: int, cells: int) -> int:
    return max(1, round(per_cell * sqrt(cells * max(cells, _LARGE)) / CHUNK))
