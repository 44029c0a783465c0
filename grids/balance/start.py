"""Where a search for new grids begins: regions grown from seeds, the lightest one first."""

from collections.abc import Sequence
from heapq import heappop, heappush
from typing import Final

import numpy as np

from grids.balance.board import Board
from grids.edges import Floats, Ints

#: Times the regions are grown anew, each time from the middles of those before.
ROUNDS: Final = 8


def shares(loads: Sequence[float], cells: Sequence[int], k: int) -> list[int]:
    """Return how many of k grids each part gets: by load, with the largest remainder.

    1. Each part gets one at least, and no more than it has cells.
    2. Of the rest each gets the whole number in its exact share, k × load / all loads.
    3. What is left goes to the parts that miss most of their share; ties to the first.
    """
    total = sum(loads)
    exact = [
        k * load / total if total > 0 else k * many / sum(cells)
        for load, many in zip(loads, cells, strict=True)
    ]
    given = [
        min(max(1, int(share + 1e-9)), many) for share, many in zip(exact, cells, strict=True)
    ]  # 1, 2
    while sum(given) != k:  # 3
        step = 1 if sum(given) < k else -1
        missing = [
            (step * (share - had), -at)
            for at, (share, had, many) in enumerate(zip(exact, given, cells, strict=True))
            if (had < many if step > 0 else had > 1)
        ]
        given[-max(missing)[1]] += step
    return given


def grown(board: Board, part: Ints, k: int, middle: Floats, rng: np.random.Generator) -> Ints:
    """Return the grid, 0 to k - 1, of each cell of a part; each is in one piece.

    1. The first seed lies by chance, each other one as far as can be from those before.
    2. The lightest region takes the free cell beside it that is nearest to its seed.
    3. The regions are grown again from the cells nearest to their middles, `ROUNDS` times; the
       most even ones are the answer.

    Parameters
    ----------
    middle : (n, 2) array
        The middle of each cell of the board, in metres.
    """
    seeds = _apart(middle[part], k, int(rng.integers(len(part))))  # 1
    loads = np.array(board.load)[part]
    tries: list[tuple[float, Ints]] = []
    for _ in range(ROUNDS if k > 1 else 1):
        found = _grow(board, part, part[seeds], middle)  # 2
        tries.append((float(np.bincount(found, loads, minlength=k).var()), found))
        seeds = _middles(found, middle[part], k)  # 3
    return min(tries, key=lambda one: one[0])[1]


def _apart(middle: Floats, k: int, first: int) -> Ints:
    seeds = [first]
    away = _square(middle - middle[first])
    away[first] = -1.0
    while len(seeds) < k:
        seeds.append(int(away.argmax()))
        away = np.minimum(away, _square(middle - middle[seeds[-1]]))
        away[seeds[-1]] = -1.0
    return np.array(seeds)


def _middles(group: Ints, middle: Floats, k: int) -> Ints:
    seeds = []
    for at in range(k):
        mine = np.flatnonzero(group == at)
        seeds.append(mine[_square(middle[mine] - middle[mine].mean(axis=0)).argmin()])
    return np.array(seeds)


def _square(away: Floats) -> Floats:
    return np.asarray((away**2).sum(axis=1))


def _grow(board: Board, part: Ints, seeds: Ints, middle: Floats) -> Ints:
    taken = dict.fromkeys(seeds.tolist(), -1)
    x, y = middle.T.tolist()
    rims: list[list[tuple[float, int]]] = [[] for _ in seeds]
    lightest: list[tuple[float, int]] = []

    def take(at: int, grid: int, load: float) -> None:
        taken[at] = grid
        seed = int(seeds[grid])
        for other in board.beside[at]:
            if other not in taken:
                away = (x[other] - x[seed]) ** 2 + (y[other] - y[seed]) ** 2
                heappush(rims[grid], (away, other))
        heappush(lightest, (load + board.load[at], grid))

    for grid, seed in enumerate(seeds.tolist()):
        take(seed, grid, 0.0)
    while lightest:
        load, grid = heappop(lightest)
        rim = rims[grid]
        while rim and rim[0][1] in taken:
            heappop(rim)
        if rim:
            take(heappop(rim)[1], grid, load)
    return np.array([taken[at] for at in part.tolist()], dtype=np.int64)
