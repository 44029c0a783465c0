"""Find features by code or name, or a part of either, among a hundred thousand.

All codes stand in one long text, all names in another, each on a line of its own: Python's own
search through such a text is faster than any loop, and the line break tells where a code starts
and ends.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

#: Marks that people leave out of codes, or put in.
_LOOSE: Final = re.compile(r"[\s\-_./]+")
_BLANKS: Final = re.compile(r"\s+")
_LAST_NUMBER: Final = re.compile(r"[0-9]+$")
#: Scores of what fits: whole, from the start, to the end, anywhere.
_CODE_SCORES: Final = (100, 80, 74, 60)
_NAME_SCORES: Final = (92, 76, 66, 56)
#: Score of a number that is the whole number at the end of a code: 231 means H-0231.
_NUMBER_SCORE: Final = 96


def folded(text: str) -> str:
    """Return a text as it is compared: width, case and blanks do not count."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def compact(text: str) -> str:
    """Return a code as it is compared: H-0231, h0231 and Ｈ 0231 are the same."""
    return _LOOSE.sub("", folded(text))


def last_number(text: str) -> str:
    """Return the number at the end of a code without its leading zeros, or an empty text."""
    found = _LAST_NUMBER.search(folded(text))
    return "" if found is None else found.group().lstrip("0") or "0"


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """Texts on lines of their own, and where each line starts."""

    text: str
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        lengths = np.array([len(text) + 1 for text in texts], dtype=np.int64)
        return cls("\n" + "\n".join(texts) + "\n", np.cumsum(lengths) - lengths)

    def rows(self, wanted: str) -> Iterator[int]:
        """Yield each row whose line holds `wanted`, in order; a break is its start or end."""
        at = self.text.find(wanted)
        while at >= 0:
            row = int(np.searchsorted(self.starts, at, side="right")) - 1
            yield row
            if row + 1 == len(self.starts):
                return
            at = self.text.find(wanted, int(self.starts[row + 1]))


@dataclass(frozen=True, slots=True, eq=False)
class NameIndex:
    """Codes and names, ready to be searched. Build it with `of`; rows count in the given order."""

    _codes: _Lines
    _numbers: _Lines
    _names: _Lines

    @classmethod
    def of(cls, codes: Sequence[str], names: Sequence[str | None]) -> Self:
        """Index features: one code and one name (or None) each."""
        return cls(
            _Lines.of([compact(code) for code in codes]),
            _Lines.of([last_number(code) for code in codes]),
            _Lines.of([folded(name or "") for name in names]),
        )

    def search(self, text: str, *, limit: int) -> list[tuple[int, int]]:
        """Return at most `limit` (row, score), the best first and rows in order.

        1. A code counts more than a name; the whole more than the start, the start more than the
           end, the end more than the middle.
        2. Blanks, dashes, dots and underscores in a code do not count.
        3. A mere number means the codes that end with it, whole; leading zeros do not count.
        """
        best = dict.fromkeys(islice(self._numbered(text), limit), _NUMBER_SCORE)  # 3
        for lines, wanted, scores in (
            (self._codes, compact(text), _CODE_SCORES),
            (self._names, folded(text), _NAME_SCORES),
        ):
            if not wanted:
                continue
            forms = (f"\n{wanted}\n", f"\n{wanted}", f"{wanted}\n", wanted)
            for form, score in zip(forms, scores, strict=True):
                for row in islice(lines.rows(form), limit):
                    best[row] = max(score, best.get(row, 0))
        return sorted(best.items(), key=lambda each: (-each[1], each[0]))[:limit]

    def _numbered(self, text: str) -> Iterator[int]:
        number = last_number(text)
        if number and _LAST_NUMBER.fullmatch(folded(text)):
            yield from self._numbers.rows(f"\n{number}\n")
