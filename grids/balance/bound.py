"""How even no division can be: a lower bound of the deviation, and why it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, fmod
from typing import Final

import numpy as np

from grids.edges import Floats

#: Loads are multiples of a number if they differ from that by no more than this part of the
#: largest; smaller numbers than the second part of it are no help.
_EQUAL: Final = 1e-9
_COARSE: Final = 1e-6
#: What a bound is lowered by, because sums of floats are not exact.
_SLACK: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """What some grids have to share among them: the cells of one part.

    Attributes
    ----------
    loads : (p,) float64
        Of each cell.
    grids : int
        How many grids share them, one or more.
    fixed : (f,) float64
        Loads of cells that stay with these grids whatever happens.
    """

    loads: Floats
    grids: int
    fixed: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Limited:
    """What limits one grid where only so many cells may be moved: its own, and all it could get."""

    load: float
    own: Floats
    other: Floats


def bound(
    mean: float,
    locked: Sequence[float],
    shared: Sequence[Shared],
    limited: Sequence[Limited] = (),
    moves_most: int = 0,
) -> float:
    """Return a number that the deviation, max |load / mean - 1|, is never under.

    Each rule tells of some grid that must be at least so heavy, or at most so light. Whether the
    grids could be in one piece is not asked, so the bound may be lower than what can be reached.

    1. A locked grid has the load it has.
    2. n grids that share the load L of a part have L / n on average: one has that or more, one
       that or less. If all loads are multiples of q, then one has the next multiple or more, and
       one the multiple before or less. With streets, n is a whole number, and so this tells how
       unevenly grids go into streets.
    3. Of the j n + 1 heaviest cells, j + 1 lie in one grid (pigeonholes); it has at least the
       j + 1 lightest of them. With j = 0 this is the heaviest cell.
    4. The i heaviest cells lie in i grids at the most. The other n - i share what is left; the
       lightest of them has (L - their sum) / (n - i) at the most.
    5. If m cells may be moved, a grid loses no more than its m heaviest cells, and gets no more
       than the m heaviest of the others.
    """
    if mean <= 0:
        return 0.0
    heavy = [*locked, 0.0]  # 1
    light = [*locked, np.inf]
    for one in shared:
        for low, high in (_averages(one), (_heaped(one), np.inf), (0.0, _left(one))):
            heavy.append(low)
            light.append(high)
    for grid in limited:  # 5
        heavy.append(grid.load - float(np.sort(grid.own)[::-1][:moves_most].sum()))
        light.append(grid.load + float(np.sort(grid.other)[::-1][:moves_most].sum()))
    return max(0.0, max(heavy) / mean - 1 - _SLACK, 1 - min(light) / mean - _SLACK)


def _averages(one: Shared) -> tuple[float, float]:  # 2
    """Return what one grid has at least, and one has at most."""
    every = np.concatenate([one.loads, one.fixed])
    average = float(every.sum()) / one.grids
    unit = step(every)
    if unit == 0:
        return average, average
    loose = float(np.abs(every - np.round(every / unit) * unit).sum()) + _EQUAL * average
    return (
        max(average, ceil((average - loose) / unit) * unit - loose),
        min(average, floor((average + loose) / unit) * unit + loose),
    )


def _heaped(one: Shared) -> float:  # 3
    """Return what the grid with the most of the heaviest cells has at least."""
    down = np.concatenate([[0.0], np.cumsum(np.sort(one.loads)[::-1])])
    last = np.arange(1, len(down), one.grids)
    return float((down[last] - down[last - 1 - np.arange(len(last))]).max(initial=0.0))


def _left(one: Shared) -> float:  # 4
    """Return what the lightest grid without one of the heaviest cells has at most."""
    down = np.cumsum(np.sort(one.loads)[::-1])[: one.grids - 1]
    left = one.loads.sum() + one.fixed.sum() - down
    return float((left / (one.grids - 1 - np.arange(len(down)))).min(initial=np.inf))


def step(loads: Floats) -> float:
    """Return the largest number that all loads are multiples of, or 0 where there is none."""
    largest = float(loads.max(initial=0.0))
    found = 0.0
    for load in np.unique(loads).tolist():
        while load > _EQUAL * largest:
            rest = fmod(found, load)
            found, load = load, 0.0 if load - rest < _EQUAL * largest else rest  # noqa: PLW2901 - Euclid
        if 0 < found < _COARSE * largest:
            return 0.0
    return found
