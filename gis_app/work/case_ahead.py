"""What lies ahead: tomorrow's load by grid, how good hot places were, clusters that go on."""

import datetime as dt
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.calendars import kept_calendar
from gis_app.work.case_question import Answered, CaseQuestion, ask
from gis_app.work.case_words import words
from gis_app.work.frames import frame
from gis_app.work.office import Office
from layers.analysis import NO_DAY, forecast
from layers.district import Calendar

#: A holiday is worked like a Sunday, a make-up day like a Friday before it: weekdays from Monday 0.
_SUNDAY: Final = 6
_WORKDAY: Final = 4
_EPOCH: Final = dt.date(1970, 1, 1)


@allowed(*EVERYONE)
def tomorrow(
    office: Office, _actor: Actor, question: CaseQuestion, language: str
) -> dict[str, Any]:
    """Return how many cases of a question are expected in each grid on the day after the last.

    1. Its period is left out: the model has its own (`layers.analysis.forecast`). The last whole
       day is yesterday by the district's clock or, where the latest case is older, the day before
       the latest case's, since that day may not be over.
    2. Cases count where they were at the time; those of no grid are in the total only.
    3. Holidays count as Sundays, make-up days as the working day they are worked like.
    4. `error` is the mean distance between what was said and what came over the last 28 days,
       `naive_error` that of saying what the same day a week before had.

    Raises
    ------
    layers.analysis.TooFewDays
        There are too few days of cases.
    """
    found = ask(office, _undated(question))
    days = _days(office, found)
    grids = [str(code) for code in frame(office, "grids")["code"]]
    counts = _counts(found, days, grids)
    calendar = kept_calendar(office)
    kinds = _kinds(calendar, days)
    next_day = days[-1] + 1 if days else 0
    kind = int(_kinds(calendar, [next_day])[0])
    said = forecast(counts, kinds, kind)
    named = words(office, language)
    rows = [
        {
            "grid": code,
            "name": named.of("grid", code),
            "expected": round(float(said.expected[at]), 1),
            "low": round(float(said.low[at]), 1),
            "high": round(float(said.high[at]), 1),
            "error": round(float(said.error[at]), 2),
            "naive_error": round(float(said.naive_error[at]), 2),
        }
        for at, code in enumerate(grids)
    ]
    names = ("expected", "low", "high", "error", "naive_error")
    return {
        "day": _date(next_day).isoformat(),
        "grids": sorted(rows, key=lambda row: (-float(str(row["expected"])), str(row["grid"]))),
        "total": {name: round(value, 1) for name, value in zip(names, said.total, strict=True)},
        "from": _date(days[0]).isoformat(),
        "to": _date(days[-1]).isoformat(),
    }


def _undated(question: CaseQuestion) -> CaseQuestion:
    return question.unboxed().undated()


def _days(office: Office, found: Answered) -> list[int]:  # 1
    """Return the whole local days from the first case to the last day that is over."""
    day = found.table.clock.day[found.kept]
    day = day[day != NO_DAY]
    if not len(day):
        return []
    zone = ZoneInfo(office.district.timezone)
    today = (office.clock().astimezone(zone).date() - _EPOCH).days
    last = min(int(day.max()), today) - 1
    return list(range(int(day.min()), last + 1))


def _counts(found: Answered, days: list[int], grids: list[str]) -> NDArray[np.int64]:  # 2
    """Return cases by grid and day, those of no grid in a last row."""
    if not days:
        return np.zeros((len(grids) + 1, 0), dtype=np.int64)
    table = found.table
    place = {code: at for at, code in enumerate(grids)}
    turn = np.array([place.get(word, len(grids)) for word in table.columns.grid.words])
    day = table.clock.day
    kept = found.kept & (day >= days[0]) & (day <= days[-1])
    row = turn[table.columns.grid.codes[kept]]
    flat = np.bincount(
        row * len(days) + (day[kept] - days[0]), minlength=(len(grids) + 1) * len(days)
    )
    return flat.reshape(len(grids) + 1, len(days)).astype(np.int64)


def _kinds(calendar: Calendar, days: list[int]) -> NDArray[np.int64]:  # 3
    return np.array([_kind(calendar, _date(day)) for day in days], dtype=np.int64)


def _kind(calendar: Calendar, day: dt.date) -> int:
    if calendar.is_working(day) == (day.isoweekday() in calendar.weekdays):
        return day.weekday()
    return _WORKDAY if calendar.is_working(day) else _SUNDAY


def _date(day: int) -> dt.date:
    return _EPOCH + dt.timedelta(days=day)
