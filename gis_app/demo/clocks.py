"""The stages of a case in time: filed, dispatched, due, handled, closed; and its state today."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis_app.demo.city import TODAY
from gis_app.demo.days import progress_of
from gis_app.demo.frame import Floats
from gis_app.demo.kinds import Kind
from gis_app.demo.network import Ints
from layers.district import Calendar

Moments = NDArray[np.datetime64]

#: The moment the district is looked at, in local time.
NOW = TODAY.astype("datetime64[s]")
_DAY_MIN = 540
#: States by how many stages lie behind: filed, dispatched, handled, closed.
STAGES = {
    "draft": 0, "reported": 0, "to_verify": 0, "to_file": 0, "rejected": 0, "void": 0,
    "to_dispatch": 1,
    "returned": 2, "to_handle": 2, "handling": 2, "on_hold": 2,
    "handled": 3, "to_check": 3, "rework": 3, "to_close": 3,
    "closed": 4,
}  # fmt: skip


@dataclass(slots=True)
class Course:
    """The moments of each case in local time (NaT where it has not come so far), and its state."""

    reported: Moments
    filed: Moments
    dispatched: Moments
    due: Moments
    handled: Moments
    closed: Moments
    state: NDArray[np.object_]


class WorkingTime:
    """Working minutes of a calendar: 08:30 to 17:30 on working days, make-up days included."""

    def __init__(self, calendar: Calendar) -> None:
        days = np.arange(np.datetime64("2025-12-01"), np.datetime64("2027-06-01"))
        work = (days.astype(int) + 3) % 7 < 5
        work &= ~np.isin(days, np.array(calendar.holidays, dtype="datetime64[D]"))
        work |= np.isin(days, np.array(calendar.makeup_days, dtype="datetime64[D]"))
        hour, minute = calendar.day_starts.split(":")
        self._start_s = int(hour) * 3600 + int(minute) * 60
        self._days = days[work]

    def after(self, start: Moments, minutes: Floats) -> Moments:
        """Return the moment so many working minutes later (nine hours make a day)."""
        day = start.astype("datetime64[D]")
        at = np.searchsorted(self._days, day)
        second = (start - day).astype("timedelta64[s]").astype(np.int64) - self._start_s
        today = self._days[at] == day
        done = np.where(today, np.clip(second / 60.0, 0.0, _DAY_MIN), 0.0)
        total = done + minutes
        whole = np.ceil(total / _DAY_MIN - 1e-9).astype(np.int64) - 1
        whole = np.maximum(whole, 0)
        rest = np.round((total - whole * _DAY_MIN) * 60.0).astype("timedelta64[s]")
        return (
            self._days[at + whole].astype("datetime64[s]")
            + np.timedelta64(self._start_s, "s")
            + rest
        )


def run_cases(
    kinds: list[Kind],
    kind: Ints,
    reported: Moments,
    source: NDArray[np.object_],
    calendar: Calendar,
    rng: np.random.Generator,
) -> Course:
    """Let each case run its course until today.

    1. Filing takes at most about 15 minutes, after a verification on site where the public reports.
    2. The clock of the handling limit begins with the dispatch.
    3. In time is what the product's headline rate says: 26.8 % at first, 99.15 % at the end.
    4. What lies in the future has not happened.
    """
    count = len(kind)
    public = np.isin(source, ("hotline", "order"))
    filed = reported + _minutes(
        rng.gamma(2.2, 2.6, count).clip(1, 40) + public * rng.uniform(15, 50, count)
    )  # 1
    dispatched = filed + _minutes(rng.gamma(2.0, 2.4, count).clip(1, 60))
    due = _due(kinds, kind, dispatched, WorkingTime(calendar))  # 2
    wide = (due - dispatched).astype(np.int64).astype(float)
    along = progress_of(reported)
    in_time = (
        rng.random(count)
        < 0.268 + 0.7235 * np.sin(np.minimum(along / 0.72, 1.0) * np.pi / 2.0) ** 1.2
    )  # 3
    share = np.where(
        in_time, rng.beta(1.6, 2.4, count) * 0.97 + 0.01, 1.02 + rng.exponential(0.9, count)
    )
    handled = _waking(dispatched + (wide * share).astype("timedelta64[s]"), due, in_time, rng)
    again = rng.random(count) < 0.03
    closed = handled + _minutes(
        rng.gamma(2.4, 16.0, count) + 4.0 + again * rng.uniform(240, 1500, count)
    )
    course = Course(
        reported, filed, dispatched, due, handled, closed, np.full(count, "closed", dtype=object)
    )
    _settle(course, source, rng)
    return course


def _minutes(value: Floats) -> NDArray[np.timedelta64]:
    return np.round(value * 60.0).astype("timedelta64[s]")


def _due(kinds: list[Kind], kind: Ints, start: Moments, work: WorkingTime) -> Moments:
    number = np.array([k.limit[0] for k in kinds], dtype=float)[kind]
    unit = np.array([k.limit[1] for k in kinds], dtype=object)[kind]
    urgent = start + _minutes(number * 60.0)
    minutes = np.where(unit == "working_day", number * _DAY_MIN, number * 60.0)
    return np.where(unit == "urgent_hour", urgent, work.after(start, minutes))


def _waking(
    at: Moments, due: Moments, in_time: NDArray[np.bool_], rng: np.random.Generator
) -> Moments:
    """Move work that would end at night to the next morning, where that keeps what was in time."""
    day = at.astype("datetime64[D]")
    hour = (at - day).astype("timedelta64[s]").astype(float) / 3600.0
    late = (hour >= 21.0) | (hour < 6.5)
    morning = (day + (hour >= 21.0)).astype("datetime64[s]") + _minutes(
        rng.uniform(420, 560, len(at))
    )
    return np.where(late & (~in_time | (morning <= due)), morning, at)


def _settle(course: Course, source: NDArray[np.object_], rng: np.random.Generator) -> None:
    """Set the state of each case today, and take away what has not happened yet."""  # 4
    count = len(course.state)
    draw = rng.random(count)
    hotline = source == "hotline"
    waiting = np.where(
        hotline & (draw < 0.6), "to_verify", np.where(draw < 0.5, "reported", "to_file")
    )
    after = np.where(draw < 0.45, "to_check", np.where(draw < 0.8, "handled", "to_close"))
    states = np.select(
        [course.filed > NOW, course.dispatched > NOW, course.handled > NOW, course.closed > NOW],
        [waiting, "to_dispatch", np.where(draw < 0.55, "handling", "to_handle"), after],
        "closed",
    ).astype(object)
    dead = rng.random(count)
    settled = states == "closed"
    states[settled & (dead < 0.013) & (source != "video")] = "rejected"
    states[settled & (dead > 0.9955)] = "void"
    age = (NOW - course.reported).astype("timedelta64[D]").astype(int)
    states[settled & (age < 75) & (dead > 0.4) & (dead < 0.4028)] = "on_hold"
    _complete(states, rng)
    course.state = states
    stage = np.array([STAGES[state] for state in states])
    nothing = np.datetime64("NaT", "s")
    for least, name in ((1, "filed"), (2, "dispatched"), (2, "due"), (3, "handled"), (4, "closed")):
        moments = getattr(course, name)
        setattr(course, name, np.where(stage >= least, moments, nothing))
    for name in ("filed", "dispatched", "handled"):  # a stage that lies behind lies in the past
        moments = getattr(course, name)
        setattr(course, name, np.where(moments > NOW, NOW, moments))


def _complete(states: NDArray[np.object_], rng: np.random.Generator) -> None:
    """See to it that among the newest cases each state has a few; the last ones are drafts."""
    newest = np.arange(max(0, len(states) - 260), len(states))
    spare = list(rng.permutation(newest[:-8]))
    for state in STAGES:
        if state in ("closed", "draft"):
            continue
        missing = 4 - int((states[newest] == state).sum())
        for _ in range(max(0, missing)):
            states[spare.pop()] = state
    states[newest[-8::2]] = "draft"
