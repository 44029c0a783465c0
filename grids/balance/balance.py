"""Management grids of about equal load: proposed from scratch, or mended."""

from collections.abc import Callable

import numpy as np
import shapely
from numpy.typing import ArrayLike

from grids.balance.bound import bound
from grids.balance.mending import mending
from grids.balance.pace import Pace
from grids.balance.proposal import named, proposal
from grids.balance.question import Question, Setting
from grids.balance.search import Found, planned_steps, search
from grids.balance.wish import Balanced, LoadsUnfit, Wish
from grids.cells import Grid
from grids.edges import Floats, Ints
from grids.grow import WeightWrong


def balance(
    grid: Grid,
    load: ArrayLike,
    wish: Wish,
    *,
    rng: np.random.Generator,
    tell: Callable[[str, float], None] | None = None,
    enough: Callable[[], bool] = lambda: False,
) -> Balanced:
    """Return management grids that carry about the same, each in one piece.

    1. Grids are proposed (`wish.k`) or those of the cells are mended. In a proposal the grids go
       over streets and islands by load, largest remainder, one each at least; a new grid bears
       the code of the old one it has most in common with, the rest are numbered.
    2. In mending, what lies apart from its grid and what has no grid is first given to the grids
       around, as far as the limit of moved cells goes: to be in one piece goes before balance.
       From there on the deviation never becomes larger than it was.
    3. Locked grids stay as they are. Where streets count, no cell goes to a grid of another one.
    4. The search can be cut short at any moment, by `enough` or by whoever is told; the best
       answer so far is returned. Cut short before its first step, mending leaves all as it was.
    5. The same generator and the same number of steps give the same answer.

    Parameters
    ----------
    load : (n,) array
        What each cell carries, in the order of `grid.codes`.
    tell : callable, optional
        Hears a step and a share from 0 to 1, many times a second. An error of this project that
        it raises is taken for a cancellation.
    enough : callable
        Asked many times a second; True ends the search.

    Raises
    ------
    LoadsUnfit, WeightWrong
        There is not one load for each cell, or one is negative or no number.
    GridsTooFew, GridsTooMany
        `wish.k` is less than the number of parts (streets, islands, locked grids), or more than
        there are cells.
    NothingToMend
        No cell has a management grid, and no number was given.
    """
    question = Question.of(grid, _loads(grid, load), wish)
    pace = Pace(enough, tell, planned_steps(len(grid)))
    if wish.k is None and not pace.goes_on(0):  # 4
        return _answer(question, _before(grid), Found((), 0.0, finished=False), 0, 0.0)
    setting = mending(question) if wish.k is None else proposal(question, wish.k, rng)  # 1, 2
    least = bound(
        setting.judge.mean if question.load.any() else 0.0,
        question.locked_loads(),
        setting.shared,
        setting.limited,
        wish.moves_most or 0,
    )
    found = _searched(question, setting, pace, rng, least)
    label = np.array(found.label, dtype=np.int64)
    names = named(question, label) if setting.names is None else setting.names
    given = [
        names[at] if at >= 0 else cell.grid for at, cell in zip(found.label, grid, strict=True)
    ]
    return _answer(question, tuple(given), found, pace.steps, least)


_Given = tuple[str | int | None, ...]


def _loads(grid: Grid, load: ArrayLike) -> Floats:
    values = np.asarray(load, dtype=np.float64).reshape(-1)
    if len(values) != len(grid):
        raise LoadsUnfit(loads=len(values), cells=len(grid))
    wrong = np.flatnonzero(~np.isfinite(values) | (values < 0))
    if len(wrong):
        raise WeightWrong(code=grid.codes[int(wrong[0])], weight=float(values[wrong[0]]))
    return values


def _searched(
    question: Question, setting: Setting, pace: Pace, rng: np.random.Generator, least: float
) -> Found:
    worst = float("inf")
    if question.wish.k is None:  # 2
        before = _deviation(question, _before(question.grid))
        worst = max(setting.judge.deviation(setting.stand(setting.first.tolist())), before)
    return search(setting, pace, rng, worst=worst + 1e-12, bound=least)


def _answer(question: Question, given: _Given, found: Found, steps: int, least: float) -> Balanced:
    before = _before(question.grid)
    return Balanced(
        assignment=given,
        deviation=_deviation(question, given),
        deviation_before=_deviation(question, before),
        bound=least,
        moved=sum(a != b for a, b in zip(given, before, strict=True)),
        steps=steps,
        perimeter_m=_perimeter_m(question.grid, given),
        perimeter_before_m=_perimeter_m(question.grid, before),
        finished=found.finished,
    )


def _before(grid: Grid) -> _Given:
    return tuple(cell.grid for cell in grid)


def _numbers(given: _Given) -> Ints:
    """Return a number for each name, from 0; -1 for none."""
    number: dict[str | int, int] = {}
    return np.array(
        [-1 if name is None else number.setdefault(name, len(number)) for name in given],
        dtype=np.int64,
    )


def _deviation(question: Question, given: _Given) -> float:
    number = _numbers(given)
    loads = np.bincount(number[number >= 0], question.load[number >= 0])
    mean = float(loads.mean()) if len(loads) else 0.0
    return float(np.abs(loads / mean - 1).max()) if mean > 0 else 0.0


def _perimeter_m(grid: Grid, given: _Given) -> float:
    """Return the rims of the cells without both sides of the seams inside one grid."""
    number = _numbers(given)
    links = grid.adjacency.beside.tocoo()
    a, b = links.coords
    inside = (number[a] == number[b]) & (number[a] >= 0)
    rims_m = shapely.length(grid.shapes[number >= 0])
    return float(rims_m.sum() - links.data[inside].sum())
