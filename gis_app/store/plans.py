"""Plans of cells and grids: drafts, and the one that is in force on a date.

A published plan holds on the dates from `valid_from` up to, but not including, `valid_to`.
"""

import datetime as dt
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

import sqlalchemy as sa

from gis_app.store.errors import PlanClosed, PlanOverlap, UnknownRecord
from gis_app.store.records import change_record, insert_record
from gis_app.store.tables import plans
from gis_app.store.transaction import ReadTx, WriteTx


class PlanState(StrEnum):
    """What a plan is."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan; dates are ISO text, `base` is the id of the plan it was made from."""

    name: str
    author: str
    state: PlanState = PlanState.DRAFT
    valid_from: str | None = None
    valid_to: str | None = None
    base: int | None = None
    note: str = ""
    id: int = 0
    version: int = 0


def add(tx: WriteTx, name: str, *, base: int | None = None, note: str = "") -> Plan:
    """Add a draft by the transaction's author."""
    if base is not None:
        get(tx, base)
    values = {"name": name, "author": tx.who, "base": base, "note": note, "state": "draft"}
    return get(tx, insert_record(tx, plans, None, values))


def get(tx: ReadTx, plan_id: int) -> Plan:
    """Return a plan, or raise UnknownRecord."""
    found = _plans(tx, sa.select(plans).where(plans.c.id == plan_id))
    if not found:
        raise UnknownRecord(record="plan", name=plan_id)
    return found[0]


def every(tx: ReadTx) -> list[Plan]:
    """Return all plans, the latest first."""
    return _plans(tx, sa.select(plans).order_by(plans.c.id.desc()))


def current(tx: ReadTx, date: dt.date) -> Plan | None:
    """Return the plan in force on a date; None only before the first one."""
    day = date.isoformat()
    found = _plans(tx, _published().where(plans.c.valid_from <= day, _ends_after(day)))
    return found[0] if found else None


def edit(tx: WriteTx, plan: Plan, *, version: int) -> Plan:
    """Save a plan's name and note.

    Raises
    ------
    UnknownRecord, StaleVersion
        It is not stored, or not in this version.
    """
    return _save(tx, plan, version)


def publish(tx: WriteTx, plan_id: int, *, valid_from: dt.date, version: int) -> Plan:
    """Put a draft in force from a date on; the plan of the day before ends there.

    Raises
    ------
    PlanClosed
        The plan is no draft.
    PlanOverlap
        A published plan begins on that date or later.
    UnknownRecord, StaleVersion
        It is not stored, or not in this version.
    """
    plan = get(tx, plan_id)
    if plan.state is not PlanState.DRAFT:
        raise PlanClosed(name=plan.name, state=plan.state.value)
    day = valid_from.isoformat()
    later = _plans(tx, _published().where(plans.c.valid_from >= day))
    if later:
        raise PlanOverlap(valid_from=day, other=later[0].name)
    before = current(tx, valid_from)
    if before is not None:
        _save(tx, replace(before, valid_to=day), before.version)
    return _save(tx, replace(plan, state=PlanState.PUBLISHED, valid_from=day), version)


def _save(tx: WriteTx, plan: Plan, version: int) -> Plan:
    get(tx, plan.id)
    values = {name: value for name, value in asdict(plan).items() if name not in {"id", "version"}}
    change_record(
        tx,
        plans,
        plans.c.id == plan.id,
        values,
        code=str(plan.id),
        version=version,
        reread=lambda: get(tx, plan.id),
    )
    return get(tx, plan.id)


def _published() -> sa.Select[tuple[object, ...]]:
    return sa.select(plans).where(plans.c.state == "published").order_by(plans.c.valid_from)


def _ends_after(day: str) -> sa.ColumnElement[bool]:
    return sa.or_(plans.c.valid_to.is_(None), plans.c.valid_to > day)


def _plans(tx: ReadTx, query: sa.Select[tuple[object, ...]]) -> list[Plan]:
    rows = tx.connection.execute(query).mappings()
    return [Plan(**(dict(row) | {"state": PlanState(row["state"])})) for row in rows]
