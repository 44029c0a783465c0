"""What history says of a case: which units handled those like it, and near it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: Fewer cases than this say nothing.
ENOUGH: Final = 5
#: How many units are told.
UNITS: Final = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many of some cases each unit handled.

    `level` names the cases that were looked at; `cases` is how many they are, and `units` the first
    few units with their counts, the most first, then by code.
    """

    level: str
    cases: int
    units: tuple[tuple[str, int], ...]


def learn(
    units: NDArray[np.signedinteger],
    words: Sequence[str],
    levels: Mapping[str, NDArray[np.bool_]],
    *,
    enough: int = ENOUGH,
) -> Evidence | None:
    """Return what the nearest level with enough cases says; None where there is none.

    `units` are numbers of `words` by case, of shape (n,); 0 is a case without a unit, which says
    nothing. `levels` are masks of the same shape, the nearest first.
    """
    for level, chosen in levels.items():
        counts = np.bincount(units[chosen], minlength=len(words))
        counts[0] = 0
        total = int(counts.sum())
        if total < enough:
            continue
        order = sorted(np.flatnonzero(counts).tolist(), key=lambda at: (-counts[at], words[at]))
        return Evidence(level, total, tuple((words[at], int(counts[at])) for at in order[:UNITS]))
    return None
