"""What happened to the cases since somebody last looked, told once and in order."""

import time
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any, Final

import geopandas as gpd

from gis_app.store import Entry, ReadTx, features, history
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_columns import LAYER
from gis_app.work.case_words import words
from gis_app.work.cases import ROW_FIELDS, queue_rows
from gis_app.work.office import Office

#: The most changes that are told one by one; after more the reader is told to look anew.
CHANGES_MOST: Final = 100
#: How many answers are kept for readers that ask for the same.
_KEPT: Final = 16
#: How often the store is asked for news at most, whoever waits, in seconds.
_LOOK_S: Final = 0.4


@dataclass(frozen=True, slots=True)
class News:
    """The changes of the cases between two marks.

    `mark` is where the next news begin. `changes` are number and action of each, in order; `fresh`
    the rows of cases that are new. `anew` says that the reader has to look at everything again:
    there was too much to tell, or the database is another one.
    """

    mark: str
    changes: tuple[tuple[str, str], ...] = ()
    fresh: tuple[dict[str, Any], ...] = ()
    anew: bool = False

    def told(self) -> dict[str, Any]:
        """Return what happened as JSON-plain values."""
        changes = [{"number": number, "action": action} for number, action in self.changes]
        return {"changes": changes, "fresh": list(self.fresh), "anew": self.anew}


@dataclass(slots=True)
class _Watch:
    """The mark of the cases, read from the store at most every `_LOOK_S`."""

    lock: Lock = field(default_factory=Lock)
    read_at: float = float("-inf")
    mark: str = ""

    def look(self, office: Office) -> str:
        with self.lock:
            now = time.monotonic()
            if now - self.read_at >= _LOOK_S:
                self.mark, self.read_at = _mark(office), now
            return self.mark


@allowed(*EVERYONE)
def begin(office: Office, _actor: Actor) -> str:
    """Return the mark of this moment: news begin after it."""
    return _mark(office)


@allowed(*EVERYONE)
def news(office: Office, _actor: Actor, mark: str, language: str) -> News:
    """Return what happened after a mark.

    1. Every change of a case is told once: marks are numbers of history, which only grow.
    2. A mark of another database, or one that is none, and more than `CHANGES_MOST` changes are
       answered by `anew`.
    3. Nobody is told who made a change; whoever may know it opens the card.
    4. Many readers wake at once and ask for the same: it is worked out for the first of them.
    """
    now = _mark(office)
    if mark == now:
        return News(now)
    return office.keep.get(
        "live:news", (mark, now, language), lambda: _since(office, mark, language), most=_KEPT
    )  # 4


@allowed(*EVERYONE)
def wait(office: Office, _actor: Actor, mark: str, most_s: float) -> None:
    """Return when the cases have another mark, or after so many seconds."""
    watch = office.keep.get("live:watch", "", _Watch)
    pause, end = Event(), time.monotonic() + most_s
    while watch.look(office) == mark and (left := end - time.monotonic()) > 0:
        pause.wait(min(_LOOK_S, left))


def _since(office: Office, mark: str, language: str) -> News:
    """Return what happened after a mark; never holds one connection while it asks for another."""
    epoch, number = _parts(mark)
    with office.store.read() as tx:
        now = history.stamp(tx, LAYER)
        now_epoch, now_number = _parts(now)
        if epoch != now_epoch or number is None or now_number is None or number > now_number:  # 2
            return News(now, anew=True)
        entries = history.since(tx, number, layer=LAYER, size=CHANGES_MOST + 1)
        if len(entries) > CHANGES_MOST:
            return News(now, anew=True)  # 2
        frame = _added(tx, entries)
    changes = tuple((entry.code, entry.what) for entry in entries)
    last = entries[-1].id if entries else number
    fresh = () if frame is None else tuple(queue_rows(office, frame, words(office, language)))
    return News(f"{epoch}-{last}", changes, fresh)  # 1


def _mark(office: Office) -> str:
    with office.store.read() as tx:
        return history.stamp(tx, LAYER)


def _parts(mark: str) -> tuple[str, int | None]:
    epoch, _, number = mark.rpartition("-")
    return epoch, int(number) if number.isascii() and number.isdecimal() else None


def _added(tx: ReadTx, entries: list[Entry]) -> gpd.GeoDataFrame | None:
    numbers = [entry.code for entry in entries if entry.before is None and entry.after is not None]
    if not numbers:
        return None
    fields = ("code", *ROW_FIELDS, "scheme", "version")
    return features.read_frame(tx, LAYER, codes=numbers, columns=fields)
