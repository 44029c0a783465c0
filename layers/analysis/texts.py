"""Very many short texts in one array, so that a search goes through all of them at once."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

#: How a text is laid down: two bytes a unit, equal units exactly where texts are equal.
_ENCODING: Final = "utf-16-le"
#: What stands after each text, so that nothing is found across two of them.
_END: Final = "\0"
#: Every so many units one is looked at to tell which unit of a needle is rare.
_SAMPLE: Final = 499
#: Units looked at in one go: few enough to stay near the processor, with what is found in them.
_MOUTHFUL: Final = 1 << 19
#: Up to so many hits for each text it is quicker to sort them out than to ask every text.
_SPARSE: Final = 0.25


@dataclass(frozen=True, eq=False)
class Texts:
    """Texts one after the other: `units` of UTF-16, text i from `starts[i]` to its end mark.

    `starts` is of shape (n + 1,): its last is where the next text would begin.
    """

    units: NDArray[np.uint16]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Lay down texts; an end mark inside one is left out."""
        marked = [f"{text.replace(_END, '')}{_END}" for text in texts]
        units = _units("".join(marked))
        ends = np.flatnonzero(units == 0) + 1
        return cls(units, np.concatenate([np.zeros(1, dtype=np.int64), ends]))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, row: int) -> str:
        """Return one text."""
        units = self.units[self.starts[row] : self.starts[row + 1] - 1]
        return units.tobytes().decode(_ENCODING, "surrogatepass")

    def holding(self, needle: str) -> NDArray[np.bool_]:
        """Return which texts hold a needle, shape (n,); all hold the empty one."""
        wanted = _units(needle)
        if not len(wanted):
            return np.ones(len(self), dtype=bool)
        if not wanted.all() or not len(self):
            return np.zeros(len(self), dtype=bool)  # an end mark is in no text
        rare = min(range(len(wanted)), key=lambda at: np.count_nonzero(self._sample == wanted[at]))
        found = np.zeros(len(self), dtype=bool)
        for rows in self._mouthfuls():
            starts = self.starts[rows.start : rows.stop + 1]
            found[rows] = _holding(
                self.units[starts[0] : starts[-1]], starts - starts[0], wanted, rare
            )
        return found

    def take(self, rows: NDArray[np.intp]) -> Self:
        """Return the texts of some rows, in their order."""
        starts, lengths = self.starts[rows], np.diff(self.starts)[rows]
        ends = np.cumsum(lengths)
        at = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + lengths, lengths)
        return type(self)(self.units[at], np.concatenate([np.zeros(1, dtype=np.int64), ends]))

    def replaced(self, newer: Self, at: NDArray[np.intp]) -> Self:
        """Return these texts with row i of `newer` put at row `at[i]`, appended where it is -1."""
        fresh = newer.take(np.flatnonzero(at < 0))
        order = np.argsort(at, kind="stable")
        parts, done = [], 0
        for new in order[np.count_nonzero(at < 0) :].tolist():
            parts += [
                self.units[done : self.starts[at[new]]],
                newer.units[newer.starts[new] : newer.starts[new + 1]],
            ]
            done = int(self.starts[at[new] + 1])
        units = np.concatenate([*parts, self.units[done:], fresh.units])
        lengths = np.concatenate([np.diff(self.starts), np.diff(fresh.starts)])
        lengths[at[at >= 0]] = np.diff(newer.starts)[at >= 0]
        return type(self)(units, np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)]))

    def _mouthfuls(self) -> Iterator[slice]:
        """Yield all texts in parts of some `_MOUTHFUL` units; none is cut."""
        begins = np.arange(_MOUTHFUL, len(self.units), _MOUTHFUL)
        cuts = np.searchsorted(self.starts[:-1], begins).tolist()
        for low, high in itertools.pairwise(dict.fromkeys((0, *cuts, len(self)))):
            yield slice(low, high)

    @cached_property
    def _sample(self) -> NDArray[np.uint16]:
        return self.units[::_SAMPLE].copy()


def _holding(
    units: NDArray[np.uint16], starts: NDArray[np.int64], wanted: NDArray[np.uint16], rare: int
) -> NDArray[np.bool_]:
    """Return which of some texts hold what is wanted, of which one unit is known to be rare.

    Where few places have that unit, the others are looked for beside it; where many have, all
    places are tested and the texts asked one after the other, which costs the same for any number.
    """
    last = len(units) - len(wanted)  # the last place where all of it has room
    if last < 0:
        return np.zeros(len(starts) - 1, dtype=bool)
    same = units == wanted[rare]
    if np.count_nonzero(same) <= _SPARSE * (len(starts) - 1):
        first = np.flatnonzero(same) - rare
        first = first[(first >= 0) & (first <= last)]
        for at, unit in enumerate(wanted):
            first = first[units[first + at] == unit]
        found = np.zeros(len(starts) - 1, dtype=bool)
        found[np.searchsorted(starts, first, side="right") - 1] = True
        return found
    same[last + 1 :] = False
    same[: last + 1] = units[: last + 1] == wanted[0]
    for at, unit in enumerate(wanted[1:].tolist(), start=1):
        same[: last + 1] &= units[at : last + 1 + at] == unit
    held: NDArray[np.uint8] = np.bitwise_or.reduceat(same.view(np.uint8), starts[:-1])
    return held.astype(bool)


def _units(text: str) -> NDArray[np.uint16]:
    return np.frombuffer(text.encode(_ENCODING, "surrogatepass"), dtype=np.uint16)
