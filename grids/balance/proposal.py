"""The setting in which management grids are proposed from scratch, and the names they get."""

import numpy as np
import shapely
from scipy.optimize import linear_sum_assignment

from grids.balance.board import Board
from grids.balance.bound import Shared
from grids.balance.question import Question, Setting
from grids.balance.start import grown, shares
from grids.edges import Floats, Ints
from grids.grow import GridsTooFew, GridsTooMany


def proposal(question: Question, k: int, rng: np.random.Generator) -> Setting:
    """Return where a search for k grids begins, the locked ones among them.

    Raises
    ------
    GridsTooFew, GridsTooMany
        `k` does not fit the parts, or the cells.
    """
    board = question.board(~question.locked)
    counts = _counts(question, board, k)
    middle = shapely.get_coordinates(shapely.centroid(question.grid.shapes))
    mean = float(question.load.sum()) / k

    def again() -> Ints:
        return _grown(board, counts, middle, rng)

    return Setting(
        board=board,
        judge=question.judge(board, mean, sum(counts)),
        first=again(),
        compared=np.full(len(question.grid), -2, dtype=np.int64),
        fixed=[0.0] * sum(counts),
        shared=[
            Shared(question.load[part], many, np.empty(0))
            for part, many in zip(board.parts, counts, strict=True)
        ],
        limited=[],
        again=again,
    )


def named(question: Question, label: Ints) -> list[str | int]:
    """Return the names of proposed grids, so that as many cells as can be keep theirs.

    1. An old code, if not locked, goes to one new grid that has a cell of it.
    2. The other new grids are numbered from 0, by their lowest cell.
    """
    count = int(label.max(initial=-1)) + 1
    both = (label >= 0) & (question.start >= 0) & ~question.locked
    common = np.zeros((count, len(question.codes)), dtype=np.int64)
    np.add.at(common, (label[both], question.start[both]), 1)
    new, old = linear_sum_assignment(common, maximize=True)  # 1
    names: dict[int, str | int] = {
        a: question.codes[b]
        for a, b in zip(new.tolist(), old.tolist(), strict=True)
        if common[a, b] > 0
    }
    found, lowest = np.unique(label, return_index=True)
    order = found[np.argsort(lowest)]
    bare = [grid for grid in order.tolist() if grid >= 0 and grid not in names]
    names |= {grid: number for number, grid in enumerate(bare)}  # 2
    return [names[grid] for grid in range(count)]


def _counts(question: Question, board: Board, k: int) -> list[int]:
    """Return how many grids each part gets."""
    locked = len(np.unique(question.start[question.locked]))
    cells = [len(part) for part in board.parts]
    if k < locked + len(cells):
        raise GridsTooFew(grids=k, parts=locked + len(cells))
    if k > locked + sum(cells):
        raise GridsTooMany(cells=locked + sum(cells), grids=k)
    loads = [float(question.load[part].sum()) for part in board.parts]
    return shares(loads, cells, k - locked)


def _grown(board: Board, counts: list[int], middle: Floats, rng: np.random.Generator) -> Ints:
    label = np.full(len(board.part), -1, dtype=np.int64)
    first = 0
    for part, many in zip(board.parts, counts, strict=True):
        label[part] = first + grown(board, part, many, middle, rng)
        first += many
    return label
