"""The calendar and the minutes of the stages in use: those of the start, or those set since."""

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from gis_app.cases import STAGE_MINUTES, Stage
from gis_app.store import ReadTx, history, settings
from gis_app.work.office import Office
from layers.district import Calendar, CalendarUnfit

#: What the calendar is called among the settings, and in history.
NAME = "calendar"
#: And the minutes of the office's own stages.
STAGES = "stage_minutes"
#: Two days with this between them stand for themselves and all days in between.
_TO = ".."
#: More days than a year has are no holiday but a typing error.
_LONGEST = 366
_BETWEEN = re.compile(r"[\s,，、;；]+")


def calendar_of(office: Office, tx: ReadTx) -> Calendar:
    """Return the calendar in use: the one that was set here, else that of the district's file."""

    def read() -> Calendar:
        kept = settings.find(tx.connection, NAME)
        return office.district.calendar if kept is None else calendar_from(json.loads(kept))

    return office.keep.get("calendar", history.stamp(tx, NAME), read)


def stage_minutes_of(office: Office, tx: ReadTx) -> Mapping[Stage, int]:
    """Return the minutes the office has for its own stages: those that were set, else the usual."""

    def read() -> dict[Stage, int]:
        kept = settings.find(tx.connection, STAGES)
        return dict(STAGE_MINUTES) | ({} if kept is None else json.loads(kept))

    return office.keep.get("stage_minutes", history.stamp(tx, STAGES), read)


def kept_minutes(office: Office) -> Mapping[Stage, int]:
    """Return the minutes of the stages in use."""
    with office.store.read() as tx:
        return stage_minutes_of(office, tx)


def kept_calendar(office: Office) -> Calendar:
    """Return the calendar in use."""
    with office.store.read() as tx:
        return calendar_of(office, tx)


def calendar_from(record: dict[str, Any]) -> Calendar:
    """Return a calendar from a plain record with its fields; lists become tuples."""
    record = {name: tuple(v) if isinstance(v, list) else v for name, v in record.items()}
    record["breaks"] = tuple((str(start), str(end)) for start, end in record.get("breaks", ()))
    return Calendar(**record)


def days_of(text: str) -> tuple[str, ...]:
    """Return the days that a text names, in order, each once.

    1. Days are written 2027-01-01, with spaces, commas or line ends between them.
    2. `2027-02-06..2027-02-12` are all days from the first to the last; at most a year.

    Raises
    ------
    layers.district.CalendarUnfit
        One of them is no day.
    """
    found: set[dt.date] = set()
    for word in filter(None, _BETWEEN.split(text.strip())):
        first, _, last = word.partition(_TO)
        try:
            start = dt.date.fromisoformat(first)
            end = dt.date.fromisoformat(last) if last else start
        except ValueError as error:
            raise CalendarUnfit(problem="an hour or a day cannot be read") from error  # 1
        if not 0 <= (end - start).days < _LONGEST:
            raise CalendarUnfit(problem="the last day of a span comes before its first") from None
        found |= {start + dt.timedelta(days=n) for n in range((end - start).days + 1)}  # 2
    return tuple(day.isoformat() for day in sorted(found))


def spans(days: Iterable[str]) -> list[str]:
    """Return days as texts that `days_of` reads, those that follow one another as one."""
    found: list[list[dt.date]] = []
    for day in sorted(dt.date.fromisoformat(text) for text in set(days)):
        if found and day - found[-1][-1] == dt.timedelta(days=1):
            found[-1].append(day)
        else:
            found.append([day])
    return [
        one[0].isoformat() + (f"{_TO}{one[-1].isoformat()}" if len(one) > 1 else "")
        for one in found
    ]
