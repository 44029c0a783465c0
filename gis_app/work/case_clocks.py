"""The clocks of stored cases: read for a card, and kept as moments for lists, lights and order."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

import geopandas as gpd

from gis_app.cases import (
    RUNS,
    Change,
    Limit,
    LimitTable,
    Reading,
    Stage,
    Turn,
    WorkingTime,
    first_turn,
    life,
    own_limit,
    read_clocks,
    turn,
)
from gis_app.cases.limits import Key
from gis_app.store import Entry, ReadTx, classes, history, moment_text
from gis_app.work.calendars import calendar_of, stage_minutes_of
from gis_app.work.office import Office
from layers import Plain
from layers.district import Calendar

#: The layer that holds the cases.
LAYER = "cases"
#: What history calls the change that takes the one before it back.
UNDO = "undo"
#: What it calls the change that parts a case from the one it was joined to: its clocks go on as if
#: it had never been.
UNMERGE = "unmerge"
#: The years a calendar is laid out for; a city has no older cases and sets no later deadlines.
_FIRST, _LAST = dt.date(1995, 1, 1), dt.date(2060, 12, 31)
#: States in which the clock of handling stands and its deadline is open.
_STANDING = ("on_hold", "returned")

Values = Mapping[str, Plain]


@dataclass(frozen=True, slots=True)
class ClockRules:
    """What clocks are read by: working time, limits of the classes, minutes of the stages."""

    time: WorkingTime
    limits: LimitTable
    minutes: Mapping[Stage, int]


def clock_rules(office: Office, tx: ReadTx) -> ClockRules:
    """Return the rules in use, kept until the calendar or a limit changes."""
    time = _laid_out(calendar_of(office, tx), office.district.timezone)
    return ClockRules(time, limit_table(office, tx), stage_minutes_of(office, tx))


def fresh_rules(
    office: Office, tx: ReadTx, calendar: Calendar, minutes: Mapping[Stage, int]
) -> ClockRules:
    """Return the rules as a transaction sees them, kept nowhere: it may still be taken back."""
    time = _laid_out(calendar, office.district.timezone)
    return ClockRules(time, LimitTable.of(classes.limits(tx)), minutes)


@lru_cache(maxsize=8)
def _laid_out(calendar: Calendar, zone: str) -> WorkingTime:
    return WorkingTime.of(calendar, ZoneInfo(zone), first=_FIRST, last=_LAST)


def limit_table(office: Office, tx: ReadTx) -> LimitTable:
    """Return the handling limits of the district, kept until one of them changes."""
    mark = history.stamp(tx, "time_limits")
    return office.keep.get("time_limits", mark, lambda: LimitTable.of(classes.limits(tx)))


def class_key(values: Values) -> Key:
    """Return scheme, kind and code of a case's class."""
    scheme, kind, code = (str(values.get(name) or "") for name in ("scheme", "kind", "class_code"))
    return scheme, kind, code


def clocks_of(
    office: Office,
    tx: ReadTx,
    number: str,
    values: Values,
    now: dt.datetime,
    *,
    fresh: Sequence[Change] = (),
    rules: ClockRules | None = None,
) -> dict[Stage, Reading]:
    """Return the clocks of a case, read at a moment by some rules, else by those in use.

    `values` are those it has, with all in `fresh`: changes that are not in history yet.
    """
    first, changes = _history(tx, number, values, fresh)
    rules = rules or clock_rules(office, tx)
    limit = handling_limit(rules.limits, first, values)
    each_s = 0 if limit is None else int(rules.time.seconds(1, limit.unit))
    events = life(first, changes, each_s=each_s)
    now_s = int(now.timestamp())
    return read_clocks(events, now_s, rules.time, handling=limit, stages=rules.minutes)


def handling_limit(table: LimitTable, first: Values, values: Values) -> Limit | None:
    """Return how long a unit has for a case.

    1. A case that came with a deadline of its own system keeps it.
    2. Else the table says, by the class and the condition the case has now.
    """
    own = own_limit(first)  # 1
    if own is not None:
        return own
    condition = str(values.get("condition") or "")
    return table.limit(class_key(values), condition)  # 2


def kept_moments(clocks: Mapping[Stage, Reading], state: str) -> dict[str, Plain]:
    """Return the fields of a case that keep what its clocks say.

    1. `yellow_at` and `red_at` are when the light of the clock that runs turns.
    2. `due_at` is the deadline of the unit: of the clock of handling while it runs. While that
       stands there is none; afterwards the last one stays, for handling is judged by it.
    """
    found = _moments(turn(clocks))  # 1
    handle = clocks.get("handle")
    if state in _STANDING:
        found["due_at"] = None  # 2
    elif handle is not None and handle.running:
        found["due_at"] = _text(handle.due_s)
    return found


def with_turns(office: Office, tx: ReadTx, cases: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return cases that come from elsewhere with the moments at which their lights turn.

    1. Only those in a state in which a clock runs have any.
    2. One that a unit has in hand and that came without a deadline gets that of its class.
    """
    rules = clock_rules(office, tx)
    time, table = rules.time, rules.limits
    found = cases.assign(yellow_at=None, red_at=None)
    names = [name for name in found.columns if name != "geometry"]
    rows = found.loc[found["state"].isin(list(RUNS)), names]  # 1
    for label, row in zip(rows.index, rows.to_dict("records"), strict=True):
        first = {str(name): _plain(value) for name, value in row.items()}
        limit = own_limit(first) or table.limit(class_key(first), str(first.get("condition") or ""))
        now = first_turn(first, time, limit, rules.minutes)
        for name, value in _moments(now).items():
            found.at[label, name] = value
        if now.stage == "handle" and "due_at" in found and not first.get("due_at"):
            found.at[label, "due_at"] = _text(now.red_s)  # 2
    return found


def _history(
    tx: ReadTx, number: str, values: Values, fresh: Sequence[Change]
) -> tuple[Values, list[Change]]:
    """Return what a case was when history begins, and what changed since."""
    entries = sorted(_entries(tx, number), key=lambda entry: entry.id)
    if entries and entries[0].before is None:
        first, entries = _values(entries[0].after), entries[1:]
    elif entries:
        first = _values(entries[0].before)
    else:
        first = fresh[0].before if fresh else values
    changes = [
        Change(
            entry.at,
            _values(entry.before),
            _values(entry.after),
            undoes=entry.what in (UNDO, UNMERGE),
        )
        for entry in entries
    ]
    return first, [*changes, *fresh]


def _entries(tx: ReadTx, number: str) -> Iterator[Entry]:
    before_id: int | None = None
    while page := history.of(tx, LAYER, number, before_id=before_id):
        yield from page
        before_id = page[-1].id


def _values(side: Mapping[str, object] | None) -> Values:
    values = (side or {}).get("values") or {}
    return values if isinstance(values, dict) else {}


def _moments(now: Turn) -> dict[str, Plain]:
    return {"yellow_at": _text(now.yellow_s), "red_at": _text(now.red_s)}


def _text(second: int | None) -> str | None:
    return None if second is None else moment_text(dt.datetime.fromtimestamp(second, dt.UTC))


def _plain(value: object) -> Plain:
    return value if isinstance(value, str | int | float) and value == value else None  # noqa: PLR0124 - NaN
