"""Cases by the local clock: hour of day, day, weekday by hour, and the timeline."""

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, Self
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from layers.analysis.columns import NO_TIME, CaseColumns

HOUR_S: Final = 3_600
DAY_S: Final = 86_400
HOURS: Final = 24
WEEKDAYS: Final = 7
#: 1970-01-01 was a Thursday; Monday counts as 0.
EPOCH_WEEKDAY: Final = 3
#: A day number that no case has: stands for "no moment".
NO_DAY: Final = int(np.iinfo(np.int32).min)

Step = Literal["hour", "day", "week", "month"]

_EPOCH_DAY: Final = dt.date(1970, 1, 1).toordinal()

#: Longest span in days that is still shown by each step; beyond the last, by month.
_SPANS: Final[tuple[tuple[int, Step], ...]] = ((4, "hour"), (400, "day"), (2_200, "week"))


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """Cases by stretches of time: bar i runs from `edges_s[i]` to `edges_s[i + 1]`, half-open.

    Edges are epoch seconds of local starts of hours, days, weeks (Monday) or months; a day on which
    the clocks change is 23 or 25 hours long.
    """

    step: Step
    edges_s: NDArray[np.int64]
    counts: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class LocalClock:
    """The local day and hour of each case, worked out once for a zone.

    `day` counts local days since 1970-01-01, `NO_DAY` for a case without a moment; `hour` is what
    the clock on the wall shows, -1 for none.
    """

    zone: ZoneInfo
    moments_s: NDArray[np.int64]
    day: NDArray[np.int32]
    hour: NDArray[np.int8]

    @classmethod
    def of(cls, columns: CaseColumns, zone: ZoneInfo) -> Self:
        """Bind the moments of cases to the clock of the district."""
        moments = columns.reported_at
        timed = moments != NO_TIME
        local = moments + _offsets(np.where(timed, moments, 0), zone)
        day = np.where(timed, local // DAY_S, NO_DAY).astype(np.int32)
        hour = np.where(timed, local % DAY_S // HOUR_S, -1).astype(np.int8)
        return cls(zone, moments, day, hour)

    def by_hour(self, kept: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
        """Count cases by the hour of the day, 24 numbers; cases without a moment are left out."""
        hours = self.hour if kept is None else self.hour.compress(kept)
        return np.bincount(hours + 1, minlength=HOURS + 1)[1:].astype(np.int64)

    def by_weekday_hour(self, kept: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
        """Count cases by weekday and hour, shape (7, 24), Monday first."""
        day = self.day if kept is None else self.day.compress(kept)
        hour = self.hour if kept is None else self.hour.compress(kept)
        flat = (day + np.int32(EPOCH_WEEKDAY)) % np.int32(WEEKDAYS) * np.int32(HOURS) + hour
        flat[hour < 0] = WEEKDAYS * HOURS
        counts = np.bincount(flat, minlength=WEEKDAYS * HOURS + 1)[: WEEKDAYS * HOURS]
        return counts.reshape(WEEKDAYS, HOURS).astype(np.int64)

    def by_day(
        self, kept: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.datetime64], NDArray[np.int64]]:
        """Return every local day from the first to the last kept case, and the cases of each."""
        days = self.day if kept is None else self.day.compress(kept)
        days = days[days != NO_DAY]
        if not len(days):
            return np.array([], dtype="datetime64[D]"), np.array([], dtype=np.int64)
        first = int(days.min())
        counts = np.bincount(days - np.int32(first)).astype(np.int64)
        return np.arange(first, first + len(counts)).astype("datetime64[D]"), counts

    def timeline(
        self,
        kept: NDArray[np.bool_] | None = None,
        *,
        from_s: int | None = None,
        to_s: int | None = None,
        step: Step | None = None,
    ) -> Timeline:
        """Count cases over a period in bars that fit its length.

        1. An open end is that of the kept cases.
        2. Bars begin at local starts: the first holds `from_s`, the last ends at or after `to_s`.
        3. Up to 4 days are shown by hour, 400 by day, 2,200 by week, longer by month.
        4. Cases outside the period or without a moment are left out, within the outer bars too.
        """
        chosen = self._within(kept, from_s, to_s)
        moments = self.moments_s[chosen]
        if not len(moments) and (from_s is None or to_s is None):
            nothing = np.array([], dtype=np.int64)
            return Timeline(step or "day", nothing, nothing)
        start = int(moments.min()) if from_s is None else from_s  # 1
        end = max(int(moments.max()) + 1 if to_s is None else to_s, start + 1)
        step = step or _fitting(end - start)  # 3
        if step == "hour":
            edges = _hour_edges(start, end, self.zone)
            bars = (moments - edges[0]) // HOUR_S
        else:
            days, edges = _day_edges(start, end, step, self.zone)
            table = np.searchsorted(days, np.arange(days[0], days[-1] + 1), side="right") - 1
            bars = table[self.day[chosen] - days[0]]
        return Timeline(step, edges, np.bincount(bars, minlength=len(edges) - 1).astype(np.int64))

    def _within(
        self, kept: NDArray[np.bool_] | None, from_s: int | None, to_s: int | None
    ) -> NDArray[np.bool_]:
        chosen = self.moments_s >= (NO_TIME + 1 if from_s is None else from_s)  # 4
        if to_s is not None:
            chosen &= self.moments_s < to_s
        if kept is not None:
            chosen &= kept
        return chosen


def _fitting(span_s: int) -> Step:
    return next((step for days, step in _SPANS if span_s <= days * DAY_S), "month")


def _hour_edges(start_s: int, end_s: int, zone: ZoneInfo) -> NDArray[np.int64]:
    """Return edges an hour apart, from the full local hour that holds the start."""
    first = dt.datetime.fromtimestamp(start_s, zone)
    begin = start_s - first.minute * 60 - first.second
    return np.arange(begin, end_s + HOUR_S, HOUR_S, dtype=np.int64)


def _day_edges(
    start_s: int, end_s: int, step: Step, zone: ZoneInfo
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the local days (since 1970) on which bars begin, and those midnights in epoch seconds.

    A midnight that the clocks skip is the moment of the skip; of one that comes twice, the first.
    """
    days: list[int] = []
    edges: list[int] = []
    for day in _starts(dt.datetime.fromtimestamp(start_s, zone).date(), step):
        days.append(day.toordinal() - _EPOCH_DAY)
        edges.append(int(dt.datetime.combine(day, dt.time(), zone).timestamp()))
        if edges[-1] >= end_s:
            break
    return np.array(days, dtype=np.int64), np.array(edges, dtype=np.int64)


def _starts(day: dt.date, step: Step) -> Iterator[dt.date]:
    """Yield starts of days, weeks or months without end, the first at or before a day."""
    if step == "month":
        for month in itertools.count(day.year * 12 + day.month - 1):
            yield dt.date(month // 12, month % 12 + 1, 1)
    length, back = (WEEKDAYS, day.weekday()) if step == "week" else (1, 0)
    yield from map(dt.date.fromordinal, itertools.count(day.toordinal() - back, length))


def _offsets(moments: NDArray[np.int64], zone: ZoneInfo) -> NDArray[np.int64]:
    """Return seconds east of UTC at each moment.

    A zone changes its offset a few times a year: the moments of change are found once, then each
    case looks up in which stretch it lies.
    """
    if not len(moments):
        return np.array([], dtype=np.int64)
    changes, offsets = _changes(int(moments.min()), int(moments.max()), zone)
    if not changes:
        return np.full(len(moments), offsets[0], dtype=np.int64)
    stretch = np.searchsorted(np.array(changes, dtype=np.int64), moments, side="right")
    return np.array(offsets, dtype=np.int64)[stretch]


def _changes(first_s: int, last_s: int, zone: ZoneInfo) -> tuple[list[int], list[int]]:
    """Return the moments at which the offset changes and the offsets before, between and after.

    Days are compared end to end; within a day that differs the moment is found by halving. Two
    changes that cancel out within a day would be missed; no zone has them.
    """
    changes: list[int] = []
    offsets = [_offset(first_s, zone)]
    for low in range(first_s, last_s, DAY_S):
        high = min(low + DAY_S, last_s)
        if _offset(high, zone) == offsets[-1]:
            continue
        early, late = low, high
        while late - early > 1:
            middle = (early + late) // 2
            early, late = (
                (middle, late) if _offset(middle, zone) == offsets[-1] else (early, middle)
            )
        changes.append(late)
        offsets.append(_offset(late, zone))
    return changes, offsets


def _offset(moment_s: int, zone: ZoneInfo) -> int:
    shift = dt.datetime.fromtimestamp(moment_s, zone).utcoffset()
    return int(shift.total_seconds()) if shift is not None else 0
