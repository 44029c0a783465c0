"""The clocks of a case: one for each stage of the office, one for the unit that handles it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import Final, Literal

from gis_app.cases.working_time import WorkingTime
from layers.codes import LimitUnit

Stage = Literal["accept", "verify", "dispatch", "handle", "check"]
Light = Literal["green", "yellow", "red"]

#: Which clock runs while a case is in a state; in the others none does.
RUNS: Final[Mapping[str, Stage]] = {
    "reported": "accept",
    "to_file": "accept",
    "to_verify": "verify",
    "to_dispatch": "dispatch",
    "returned": "dispatch",
    "to_handle": "handle",
    "handling": "handle",
    "rework": "handle",
    "to_check": "check",
}
#: How long the office has for its own stages, in minutes: 受理, 核实, 派遣, 核查 (`domain.md`).
#: A starting table: a city has its own.
STAGE_MINUTES: Final[Mapping[Stage, int]] = {
    "accept": 15,
    "verify": 30,
    "dispatch": 15,
    "check": 30,
}
#: Up to this share of its limit a clock is green, up to the whole of it yellow.
YELLOW_FROM: Final = 0.8


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a case: the state and the unit it had from then on.

    `at_s` is seconds since 1970 in UTC. `more_s` is how much an extension adds to the limit, in
    seconds of the limit's own kind of time.
    """

    at_s: int
    state: str
    unit: str | None = None
    more_s: int = 0


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a clock may run: an amount of a unit."""

    amount: float
    unit: LimitUnit


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock read at a moment.

    `spent_s` and `limit_s` are seconds of the limit's kind of time. `due_s` is the moment at which
    the limit is spent, or was, and `yellow_s` that of 80 % of it; both are None where the clock
    stands before that. `since_s` is since when it runs.
    """

    stage: Stage
    spent_s: int
    limit_s: int
    unit: LimitUnit
    light: Light
    since_s: int | None = None
    yellow_s: int | None = None
    due_s: int | None = None

    @property
    def running(self) -> bool:
        """Whether it runs."""
        return self.since_s is not None

    @property
    def left_s(self) -> int:
        """What is left of the limit; below 0 once it is exceeded."""
        return self.limit_s - self.spent_s


@dataclass(slots=True)
class _Clock:
    """One clock while events are gone through: when it ran, and since when it runs."""

    unit: LimitUnit
    runs: list[tuple[int, int]] = field(default_factory=list)
    since_s: int | None = None
    more_s: int = 0

    def stop(self, at_s: int) -> None:
        if self.since_s is not None:
            self.runs.append((self.since_s, at_s))
            self.since_s = None


def read_clocks(
    events: Sequence[Event],
    now_s: int,
    time: WorkingTime,
    *,
    handling: Limit | None,
    stages: Mapping[Stage, int] = STAGE_MINUTES,
) -> dict[Stage, Reading]:
    """Return the clocks that a case has started so far, read now.

    1. A clock runs while the case is in a state of `RUNS`, and stands in any other.
    2. Each visit to a stage of the office is timed anew, whatever the states within it; the reading
       is of the last one.
    3. The clock of handling runs on through all visits: it stands while the case is returned, on
       hold, handled or under check, and goes on where it stood when the same unit has it again.
    4. After a return to another unit it begins anew, extensions included. A case that a unit
       hands on itself (首问责任) keeps its clock: nothing was given back.
    5. An extension adds to the limit of handling.
    6. Without a limit for its class a case has no clock of handling.
    7. An event that is dated before the one it follows counts from the moment of that one.
    8. A limit is exceeded after the moment it is due, be it night or a holiday: what is due at the
       end of a working day is late in the evening.

    Raises
    ------
    BeyondCalendar
        A clock of working time runs out of the calendar.
    """
    clocks: dict[Stage, _Clock] = {}
    before: Stage | None = None
    unit: str | None = None
    gave_back: str | None = None
    for event in _in_order(events):  # 7
        for clock in clocks.values():
            clock.stop(event.at_s)
        if event.state == "returned" and before != "dispatch":
            gave_back = unit or ""
        unit = event.unit or unit
        stage = RUNS.get(event.state)  # 1
        if stage == "handle" and handling is None:  # 6
            stage = None
        elif stage == "handle":
            if gave_back not in (None, unit or ""):  # 4
                clocks.pop("handle", None)
            gave_back = None
            assert handling is not None  # noqa: S101 - said above
            clock = clocks.setdefault("handle", _Clock(handling.unit))  # 3
            clock.more_s += event.more_s  # 5
            clock.since_s = event.at_s
        elif stage is not None:
            if stage != before:
                clocks[stage] = _Clock(LimitUnit.URGENT_HOUR)  # 2
            clocks[stage].since_s = event.at_s
        before = stage
    limits = {stage: 60 * minutes for stage, minutes in stages.items()}
    if handling is not None:
        limits["handle"] = int(time.seconds(handling.amount, handling.unit))
    return {
        stage: _read(stage, clock, limits[stage], now_s, time) for stage, clock in clocks.items()
    }


def _read(stage: Stage, clock: _Clock, limit_s: int, now_s: int, time: WorkingTime) -> Reading:
    limit = limit_s + clock.more_s
    yellow = _passed(clock, int(YELLOW_FROM * limit), time)
    due = _passed(clock, limit, time)
    runs = [*clock.runs, *([] if clock.since_s is None else [(clock.since_s, now_s)])]
    spent = sum(int(time.spent(start, max(start, end), clock.unit)) for start, end in runs)
    # where it stands, a moment that is told was passed while it ran
    seen = now_s if clock.since_s is not None else inf
    light: Light = "green"
    if due is not None and seen > due:
        light = "red"
    elif yellow is not None and seen > yellow:
        light = "yellow"
    return Reading(stage, spent, limit, clock.unit, light, clock.since_s, yellow, due)


def _passed(clock: _Clock, amount_s: int, time: WorkingTime) -> int | None:
    """Return when a clock has, or had, spent an amount; None where it stands before that."""  # 8
    left = amount_s
    for start, end in clock.runs:
        ran = int(time.spent(start, end, clock.unit))
        if ran >= left and end > (when := int(time.due(start, left, clock.unit))):
            return when
        left = max(left - ran, 0)
    return None if clock.since_s is None else int(time.due(clock.since_s, left, clock.unit))


def _in_order(events: Iterable[Event]) -> Iterator[Event]:
    last: int | None = None
    for event in events:
        last = event.at_s if last is None else max(event.at_s, last)
        yield replace(event, at_s=last)
