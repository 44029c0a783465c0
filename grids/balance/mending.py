"""The setting in which the management grids that the cells have are mended."""

import numpy as np

from grids.balance.board import Board
from grids.balance.bound import Limited, Shared
from grids.balance.question import Question, Setting
from grids.balance.repair import repaired
from grids.balance.wish import NothingToMend
from grids.edges import Floats, Ints


def mending(question: Question) -> Setting:
    """Return where mending begins: each grid in one piece, as far as that can be repaired.

    1. Loose pieces and cells without a grid are given away; what nothing reaches is held.
    2. In play are the cells that are neither locked nor held.
    3. The mean is that of all grids, the locked ones and what is held among them.

    Raises
    ------
    NothingToMend
        No cell has a management grid.
    """
    if not question.codes:
        raise NothingToMend
    after = repaired(  # 1
        question.grid.adjacency,
        question.zone,
        question.start,
        ~question.locked,
        question.load,
        question.wish.moves_most,
    )
    in_play = ~question.locked & ~after.held  # 2
    board = question.board(in_play)
    grids = np.unique(after.label[in_play])
    first, compared = (_ranked(label, grids, in_play) for label in (after.label, question.start))
    held = _ranked(after.label, grids, after.held)
    fixed = np.zeros(len(grids))
    np.add.at(fixed, held[held >= 0], question.load[held >= 0])
    mean = float(question.load[after.label >= 0].sum()) / len(question.codes)  # 3
    return Setting(
        board=board,
        judge=question.judge(board, mean, len(grids)),
        first=first,
        compared=compared,
        fixed=fixed.tolist(),
        shared=_shared(board, first, fixed, question.load),
        limited=_limited(question, board, first, compared, fixed),
        names=tuple(question.codes[at] for at in grids.tolist()),
    )


def _ranked(label: Ints, grids: Ints, some: np.ndarray) -> Ints:
    """Return the place of each label among some grids; -1 where it is none of them."""
    place = np.searchsorted(grids, label).clip(max=max(0, len(grids) - 1))
    known = some & np.isin(label, grids)
    return np.where(known, place, -1)


def _shared(board: Board, first: Ints, fixed: Floats, load: Floats) -> list[Shared]:
    found = []
    for part in board.parts:
        grids = np.unique(first[part])
        found.append(Shared(load[part], len(grids), fixed[grids]))
    return found


def _limited(
    question: Question, board: Board, first: Ints, compared: Ints, fixed: Floats
) -> list[Limited]:
    """Return what limits each grid, counted from the start and not from what was repaired."""
    if question.wish.moves_most is None:
        return []
    found = []
    for part in board.parts:
        for grid in np.unique(first[part]).tolist():
            mine = compared[part] == grid
            elsewhere = np.flatnonzero((compared == grid) & (board.part != board.part[part[0]]))
            own = question.load[np.concatenate([part[mine], elsewhere])]
            load = float(own.sum() + fixed[grid])
            found.append(Limited(load, own, question.load[part[~mine]]))
    return found
