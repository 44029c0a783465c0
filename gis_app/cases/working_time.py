"""Working time of a calendar as a straight line, so that clocks can be read, stopped and wound on.

Moments are whole seconds since 1970-01-01T00:00Z. Two kinds of seconds are counted: every second
(urgent hours and days run day and night), and seconds of working time (working hours and days).
Both are whole numbers, so what is added and taken away again is exact.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gis_app.cases.states import CaseError
from layers.codes import LimitUnit
from layers.district import Calendar

Seconds = NDArray[np.int64]

#: What runs day and night.
_ALWAYS: Final = frozenset({LimitUnit.URGENT_HOUR, LimitUnit.URGENT_DAY})
_HOUR_S: Final = 3_600
_DAY_S: Final = 86_400


class BeyondCalendar(CaseError):
    """A moment lies outside the years a calendar was laid out for."""

    kind = "beyond_calendar"
    template = (
        "The working calendar is laid out from {first} to {last}, and a clock runs beyond it; "
        "check the dates of the case."
    )


@dataclass(frozen=True, slots=True, eq=False)
class WorkingTime:
    """Stretches of working time, one after the other, and how much lies before each.

    1. A working day is a weekday of the calendar that is no holiday, or a make-up day.
    2. Its stretches run from the hour the day starts to the hour it ends by the clock on the wall,
       without its breaks; where that clock is changed, a stretch is as long as it really was.
    3. A working day as a unit of limits is the length of a usual day: after one of them it is
       the same hour of the next working day.

    `starts_s`, `ends_s` and `before_s` are of shape (n,): the stretches, half-open, and the
    working seconds before each. `day_s` is the length of a usual working day.
    """

    first: dt.date
    last: dt.date
    starts_s: Seconds
    ends_s: Seconds
    before_s: Seconds
    day_s: int

    @classmethod
    def of(cls, calendar: Calendar, zone: ZoneInfo, *, first: dt.date, last: dt.date) -> Self:
        """Lay out a calendar over all days from `first` to `last`, both included."""
        stretches = list(calendar.stretches())
        days = [day for day in _days(first, last) if calendar.is_working(day)]  # 1
        edges = np.array(
            [
                [_moment(day, hour, zone) for hour in stretch]
                for day in days
                for stretch in stretches
            ],
            dtype=np.int64,
        ).reshape(-1, 2)  # 2
        length = edges[:, 1] - edges[:, 0]
        before = np.concatenate([[0], np.cumsum(length)[:-1]]) if len(length) else length
        usual = sum(_since_midnight(end) - _since_midnight(start) for start, end in stretches)
        return cls(first, last, edges[:, 0], edges[:, 1], before.astype(np.int64), usual)

    def seconds(self, amount: ArrayLike, unit: LimitUnit) -> Seconds:
        """Return an amount of a unit in seconds of its own kind of time."""
        each = {
            LimitUnit.URGENT_HOUR: _HOUR_S,
            LimitUnit.URGENT_DAY: _DAY_S,
            LimitUnit.WORKING_HOUR: _HOUR_S,
            LimitUnit.WORKING_DAY: self.day_s,  # 3
        }[unit]
        return np.asarray(np.rint(np.multiply(amount, each)), dtype=np.int64)

    def worked(self, moments_s: ArrayLike) -> Seconds:
        """Return the working seconds before each moment; it never falls.

        Raises
        ------
        BeyondCalendar
            A moment lies outside the calendar.
        """
        at = np.asarray(moments_s, dtype=np.int64)
        self._need_within(at)
        if not len(self.starts_s):
            return np.zeros_like(at)
        place = np.searchsorted(self.starts_s, at, side="right") - 1
        held = np.maximum(place, 0)
        into = np.clip(at - self.starts_s[held], 0, self.ends_s[held] - self.starts_s[held])
        return np.where(place < 0, 0, self.before_s[held] + into).astype(np.int64)

    def moment(self, worked_s: ArrayLike) -> Seconds:
        """Return the earliest moment by which so many seconds were worked: `worked` undone.

        Raises
        ------
        BeyondCalendar
            So much is not worked before the calendar ends.
        """
        wanted = np.asarray(worked_s, dtype=np.int64)
        through = self.before_s + (self.ends_s - self.starts_s)
        if wanted.size and (wanted.max() > (through[-1] if len(through) else 0)):
            raise BeyondCalendar(first=self.first.isoformat(), last=self.last.isoformat())
        place = np.searchsorted(through, np.maximum(wanted, 0), side="left")
        return np.asarray(self.starts_s[place] + np.maximum(wanted, 0) - self.before_s[place])

    def spent(self, start_s: ArrayLike, end_s: ArrayLike, unit: LimitUnit) -> Seconds:
        """Return how many seconds of a unit's kind of time lie between moments."""
        if unit in _ALWAYS:
            return np.asarray(end_s, dtype=np.int64) - np.asarray(start_s, dtype=np.int64)
        return self.worked(end_s) - self.worked(start_s)

    def due(self, start_s: ArrayLike, left_s: ArrayLike, unit: LimitUnit) -> Seconds:
        """Return when a clock that runs from `start_s` has spent `left_s` of its kind of time."""
        if unit in _ALWAYS:
            return np.asarray(start_s, dtype=np.int64) + np.asarray(left_s, dtype=np.int64)
        left = np.asarray(left_s, dtype=np.int64)
        begun = np.asarray(start_s, dtype=np.int64)
        # what is spent already is due at once, not when work was last done
        return np.where(left > 0, self.moment(self.worked(begun) + np.maximum(left, 0)), begun)

    def _need_within(self, at: Seconds) -> None:
        first = dt.datetime.combine(self.first, dt.time(), dt.UTC).timestamp() - _DAY_S
        last = dt.datetime.combine(self.last, dt.time(), dt.UTC).timestamp() + 2 * _DAY_S
        if at.size and (at.min() < first or at.max() > last):
            raise BeyondCalendar(first=self.first.isoformat(), last=self.last.isoformat())


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for number in range((last - first).days + 1):
        yield first + dt.timedelta(days=number)


def _moment(day: dt.date, hour: dt.time, zone: ZoneInfo) -> int:
    return int(dt.datetime.combine(day, hour, zone).timestamp())


def _since_midnight(hour: dt.time) -> int:
    return hour.hour * _HOUR_S + hour.minute * 60
