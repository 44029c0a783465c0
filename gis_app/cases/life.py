"""The life of a case as events, from what its row says and what history adds; and its next turn."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gis_app.cases.clocks import RUNS, STAGE_MINUTES, Event, Limit, Reading, Stage, read_clocks
from gis_app.cases.working_time import WorkingTime
from layers import Plain
from layers.codes import LimitUnit

Values = Mapping[str, Plain]

#: The moments a row keeps, in order, with the state that a case had from then on.
_STAMPS: Final = (
    ("reported_at", "reported"),
    ("filed_at", "to_dispatch"),
    ("dispatched_at", "to_handle"),
    ("handled_at", "handled"),
    ("closed_at", "closed"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a case that history keeps: when, and its values before and after.

    `undoes` says that it takes the change before it back.
    """

    at: str
    before: Values
    after: Values
    undoes: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is: the clock that runs, and the moments its light turns yellow and red.

    All moments are seconds since 1970 in UTC, None where no clock runs.
    """

    stage: Stage | None = None
    yellow_s: int | None = None
    red_s: int | None = None


def seconds_of(moment: Plain) -> int | None:
    """Return a UTC text as seconds since 1970; None for what is no moment."""
    if not isinstance(moment, str) or not moment:
        return None
    return int(dt.datetime.fromisoformat(moment).timestamp())


def own_limit(first: Values) -> Limit | None:
    """Return the limit of a case that came with a deadline of its own system, else None.

    It runs day and night from the moment the case was dispatched, else filed, else reported.
    """
    due = seconds_of(first.get("due_at"))
    moments = (seconds_of(first.get(name)) for name in ("dispatched_at", "filed_at", "reported_at"))
    start = next((moment for moment in moments if moment is not None), None)
    if due is None or start is None or due <= start:
        return None
    return Limit((due - start) / 3_600, LimitUnit.URGENT_HOUR)


def life(first: Values, changes: Sequence[Change], *, each_s: int = 0) -> list[Event]:
    """Return the events of a case for its clocks.

    1. What happened before history begins is told by the moments in the row it began with: each
       stage that has one, then the state the row says. Without any, nothing is known of it.
    2. Every change of state, of unit or of the extension afterwards is an event; one that was
       taken back is none, nor is the taking back.
    3. `extended` counts units of the limit; `each_s` is how many seconds one of them has.

    Parameters
    ----------
    first : mapping
        The values of the case before the first change.
    changes : sequence of Change
        In order, the earliest first.
    """
    told: list[list[Event]] = []
    for change in changes:
        if change.undoes and told:
            told.pop()
        else:
            told.append(_events_of(change, each_s))
    return [*_before_history(first), *(event for group in told for event in group)]  # 1, 2


def turn(clocks: Mapping[Stage, Reading]) -> Turn:
    """Return whose turn it is by the clocks of a case: at most one of them runs."""
    running = next((clock for clock in clocks.values() if clock.running), None)
    return Turn() if running is None else Turn(running.stage, running.yellow_s, running.due_s)


def first_turn(
    first: Values,
    time: WorkingTime,
    limit: Limit | None,
    stages: Mapping[Stage, int] = STAGE_MINUTES,
) -> Turn:
    """Return whose turn it is in a case that history tells nothing of yet, as it was imported."""
    events = life(first, ())
    if not events or events[-1].state not in RUNS:
        return Turn()
    return turn(read_clocks(events, events[-1].at_s, time, handling=limit, stages=stages))


def _before_history(first: Values) -> Iterable[Event]:
    last: Event | None = None
    for name, state in _STAMPS:
        at_s = seconds_of(first.get(name))
        if at_s is not None:
            last = Event(at_s, state, _unit(first) if state == "to_handle" else None)
            yield last
    if last is not None and last.state != (state := _text(first, "state")):
        yield Event(last.at_s, state, _unit(first) if RUNS.get(state) == "handle" else None)


def _events_of(change: Change, each_s: int) -> list[Event]:
    before, after = change.before, change.after
    more = _number(after.get("extended")) - _number(before.get("extended"))
    if not more and all(before.get(name) == after.get(name) for name in ("state", "unit")):
        return []
    at_s = seconds_of(change.at) or 0
    return [Event(at_s, _text(after, "state"), _unit(after), round(more * each_s))]


def _text(values: Values, name: str) -> str:
    return str(values.get(name) or "")


def _unit(values: Values) -> str | None:
    return _text(values, "unit") or None


def _number(value: Plain) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
