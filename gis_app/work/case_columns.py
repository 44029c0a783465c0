"""All cases of the office as columns in memory, kept up to date by what changed."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Self
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from gis_app.store import CaseArrays, ReadTx, cases, history, moment_text
from gis_app.store.cases import Coded as StoredWords
from gis_app.work.office import Office
from layers.analysis import CODED, NO_TIME, CaseColumns, Coded, LocalClock

#: The layer that holds the cases.
LAYER = "cases"
#: Columns a free text is looked for in.
_SEARCHED = ("code", "name", "description", "address", "road")
#: What is read from the store.
_READ = ("scheme", "kind", *CODED, "reported_at", "yellow_at", "red_at", *_SEARCHED)

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class CaseTable:
    """The cases at one state of the store; `stamp` names that state.

    `by_number` are all rows in the order of their numbers. What else is derived from all cases,
    whatever the question, is worked out when first asked for.
    """

    stamp: str
    columns: CaseColumns
    zone: ZoneInfo
    by_number: Rows

    @classmethod
    def of(cls, stamp: str, columns: CaseColumns, zone: ZoneInfo) -> Self:
        """Bind cases that were read as a whole."""
        order = np.argsort(columns.number.astype(np.str_), kind="stable")
        return cls(stamp, columns, zone, order)

    def updated(self, stamp: str, newer: CaseColumns) -> Self:
        """Return the table with some cases changed or added; it costs copies, no sorting."""
        at = self.rows_of(newer.number)
        fresh = np.sort(newer.number[at < 0])
        first = len(self.columns)
        columns = self.columns.updated(newer, at)
        names = columns.number
        added = first + np.argsort(names[first:].astype(np.str_), kind="stable")
        place = np.searchsorted(self.columns.number, fresh, sorter=self.by_number)
        return type(self)(stamp, columns, self.zone, np.insert(self.by_number, place, added))

    def rows_of(self, numbers: Sequence[str] | NDArray[np.object_]) -> Rows:
        """Return the row of each case by its number, -1 where there is no such case."""
        wanted, held = np.asarray(numbers, dtype=object), self.columns.number
        if not len(held):
            return np.full(len(wanted), -1, dtype=np.intp)
        place = np.searchsorted(held, wanted, sorter=self.by_number)
        rows = self.by_number[np.minimum(place, len(held) - 1)]
        return np.where(held[rows] == wanted, rows, -1)

    def numbers_from(self, first: str, beyond: str, most: int) -> list[str]:
        """Return the first numbers from one on and before another, in order."""
        held = self.columns.number
        start, end = (
            int(np.searchsorted(held, end, sorter=self.by_number)) for end in (first, beyond)
        )
        numbers: list[str] = held[self.by_number[start : min(end, start + most)]].tolist()
        return numbers

    @cached_property
    def clock(self) -> LocalClock:
        """The local day and hour of each case."""
        return LocalClock.of(self.columns, self.zone)

    @cached_property
    def latest_first(self) -> Rows:
        """All rows, the latest reported first, equal moments by number from the highest.

        Cases without a moment come last.
        """
        moments = self.columns.reported_at[self.by_number]
        return self.by_number[np.argsort(moments, kind="stable")][::-1]

    @cached_property
    def most_urgent_first(self) -> Rows:
        """All rows: those whose clock runs out first, then those without one, the latest first."""
        red = self.columns.red_at[self.latest_first]
        order = np.where(red == NO_TIME, np.iinfo(np.int64).max, red)
        return self.latest_first[np.argsort(order, kind="stable")]


@dataclass(slots=True)
class _Book:
    """The table of the moment and what to ask the store with the next time."""

    lock: Lock = field(default_factory=Lock)
    epoch: str = ""
    change: int = -1
    table: CaseTable | None = None


def moment_of(second: int) -> str:
    """Return epoch seconds as UTC text."""
    return moment_text(dt.datetime.fromtimestamp(second, dt.UTC))


def case_table(office: Office, tx: ReadTx) -> CaseTable:
    """Return all cases as of a transaction, reading only what changed since the last time.

    1. The first time, and after a backup was restored, everything is read.
    2. Else the changed cases are read and put in place of theirs.
    3. A reader whose view is older than the table is given the newer table.
    """
    book = office.keep.get("cases:book", "", _Book)
    stamp = history.stamp(tx, LAYER)
    epoch, _, number = stamp.rpartition("-")
    change = int(number)
    with book.lock:
        held = book.table
        if held is not None and book.epoch == epoch and book.change >= change:  # 3
            return held
        since = book.change if held is not None and book.epoch == epoch else 0  # 1
        read = cases.case_arrays(tx, since_change=since, columns=tuple(dict.fromkeys(_READ)))
        columns, new = _columns(read), f"{epoch}-{read.change}"
        if held is not None and not read.whole:
            table = held.updated(new, columns)  # 2
        else:
            table = CaseTable.of(new, columns, ZoneInfo(office.district.timezone))
        book.epoch, book.change, book.table = epoch, read.change, table
        return table


def _columns(read: CaseArrays) -> CaseColumns:
    words = {name: recoded(stored) for name, stored in read.texts.items() if name not in _SEARCHED}
    keys = Coded.joined([words["scheme"], words["kind"], words["class_code"]])
    moments = {
        name: values.astype("datetime64[s]").astype(np.int64)
        for name, values in read.moments.items()
    }
    return CaseColumns.from_arrays(
        number=_spread(read.texts["code"]),
        x=read.x,
        y=read.y,
        reported_at=moments["reported_at"],
        lights=(moments["yellow_at"], moments["red_at"]),
        coded={**{name: words[name] for name in CODED}, "class_code": keys},
        text=_searched(read),
    )


def recoded(stored: StoredWords) -> Coded:
    """Return a column in the form of analysis: words in text order, 0 for none."""
    words = ("", *sorted(set(stored.texts) - {""}))
    place = {word: number for number, word in enumerate(words)}
    turn = np.array([*(place[text] for text in stored.texts), 0], dtype=np.int32)
    return Coded(turn[stored.codes], words)  # the last entry answers -1


def _spread(stored: StoredWords) -> NDArray[np.object_]:
    texts = np.array([*stored.texts, ""], dtype=object)
    spread: NDArray[np.object_] = texts[stored.codes]
    return spread


def _searched(read: CaseArrays) -> Iterator[str]:
    parts = (_spread(read.texts[name]) for name in _SEARCHED)
    return ("\n".join(row).casefold() for row in zip(*parts, strict=True))
