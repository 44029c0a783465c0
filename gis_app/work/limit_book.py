"""The handling limits of the classes: looked at, edited class by class, taken in as a table."""

import csv
import io
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any

from gis_app.cases import LimitTable
from gis_app.cases.limits import Key
from gis_app.store import WriteTx, classes, history
from gis_app.work.actor import Actor, allowed
from gis_app.work.calendars import calendar_of, stage_minutes_of
from gis_app.work.case_words import class_table
from gis_app.work.clock_renewal import renew_clocks
from gis_app.work.errors import WorkError
from gis_app.work.office import Office
from gis_app.work.settings_mark import check_mark
from layers.codes import (
    LIMIT_COLUMNS,
    ClassKind,
    LimitUnit,
    TimeLimit,
    read_limit_amount,
    read_limits,
)
from layers.formats import neutral, restored

#: What the limits are called in history.
NAME = "time_limits"


class LimitUnfit(WorkError):
    """A handling limit cannot be used."""

    kind = "limit_unfit"
    template = "Limit {place} of class {code} cannot be used: {problem}."


@dataclass(frozen=True, slots=True)
class TypedLimit:
    """A limit as somebody typed it."""

    condition: str
    limit: str
    unit: str


@allowed("dispatcher", "planner")
def listed(office: Office, _actor: Actor) -> dict[str, Any]:
    """Return the classes in use with their limits: those of the district's scheme by code.

    Classes of other schemes follow where they have limits.

    1. `own` tells whether the class has limits of its own; a component of 2026 without any has
       those of 2013 (see `gis_app.cases.LimitTable`).
    2. `mark` is what a save has to name.
    """
    with office.store.read() as tx:
        table = LimitTable.of(classes.limits(tx))
        every, scheme = classes.classes(tx), office.district.scheme
        rows = [row for row in every if row.scheme == scheme]
        rows += [row for row in every if row.scheme != scheme and row.key in table.by_class]
        mark = history.change(tx, NAME)
    return {
        "mark": mark,
        "classes": [
            {
                "scheme": row.scheme,
                "kind": row.kind.value,
                "code": row.code,
                "name": row.name,
                "own": row.key in table.by_class,  # 1
                "limits": [_plain(limit) for limit in table.rows(row.key)],
            }
            for row in rows
        ],
    }


@allowed("dispatcher", "planner")
def of_class(office: Office, _actor: Actor, key: Key) -> dict[str, Any]:
    """Return one class with its limits; UnknownClass where there is none of that key."""
    row = class_table(office).find(*key)
    with office.store.read() as tx:
        table = LimitTable.of(classes.limits(tx))
        mark = history.change(tx, NAME)
    return {
        "mark": mark,
        "name": row.name,
        "own": row.key in table.by_class,
        "limits": [_plain(limit) for limit in table.rows(row.key)],
    }


@allowed("admin")
def set_class(
    office: Office, actor: Actor, key: Key, typed: Sequence[TypedLimit], *, mark: int
) -> int:
    """Put limits in place of those a class has, none of its own where there is none.

    Return at how many open cases a deadline or a light changed.

    1. A limit is a whole number from 1 to 1000 of a known unit.
    2. No condition comes twice; limits without one may stand beside each other, the shortest
       counts.

    Raises
    ------
    LimitUnfit
        A rule is broken; `place` counts from 1.
    gis_app.work.settings_mark.SettingsMovedOn
        Limits were changed since `mark`.
    """
    row = class_table(office).find(*key)
    scheme, kind, code = key
    found: list[TimeLimit] = []
    for place, one in enumerate(typed, start=1):
        amount = read_limit_amount(one.limit)
        problem = _problem(one, amount, [other.condition for other in found])
        if problem or amount is None:
            raise LimitUnfit(place=place, code=code, problem=problem)
        unit = LimitUnit(one.unit)
        found.append(
            TimeLimit(scheme, ClassKind(kind), code, row.name, one.condition, amount, unit)
        )
    with office.store.write(actor.name, office.clock()) as tx:
        check_mark(tx, NAME, mark)
        classes.put_limits_of(tx, key, found)
        return _renew(office, tx)


@allowed("admin")
def take_in(office: Office, actor: Actor, text: str) -> tuple[int, int]:
    """Take in a table of limits (CSV), in place of those of the classes it names.

    Return its rows, and at how many open cases a deadline or a light changed.

    Raises
    ------
    layers.codes.TableBroken
        A line does not hold; nothing is stored then.
    """
    rows = [
        replace(row, name=restored(row.name), condition=restored(row.condition))
        for row in read_limits(text)
    ]
    with office.store.write(actor.name, office.clock()) as tx:
        classes.put_limits(tx, rows)
        return len(rows), _renew(office, tx)


@allowed("dispatcher", "planner")
def as_csv(office: Office, _actor: Actor) -> str:
    """Return all limits as the table that `take_in` reads; no cell is a formula."""
    with office.store.read() as tx:
        rows = classes.limits(tx)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(LIMIT_COLUMNS)
    writer.writerows([neutral(str(cell)) for cell in astuple(row)] for row in rows)
    return text.getvalue()


def _renew(office: Office, tx: WriteTx) -> int:
    return renew_clocks(office, tx, calendar_of(office, tx), stage_minutes_of(office, tx))


def _problem(typed: TypedLimit, amount: int | None, before: Sequence[str]) -> str | None:
    if amount is None:
        return "it is no whole number from 1 to 1000"  # 1
    if typed.unit not in {unit.value for unit in LimitUnit}:
        return "its unit is not known"
    twice = bool(typed.condition) and typed.condition in before
    return "its condition comes twice" if twice else None  # 2


def _plain(limit: TimeLimit) -> dict[str, Any]:
    return {"condition": limit.condition, "limit": limit.limit, "unit": limit.unit.value}
