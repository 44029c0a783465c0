"""The heads of plans: drafts, those that are due, the one in force on a date.

A published plan holds on the dates from `valid_from` up to, but not including, `valid_to`; once
another has taken its place it is retired, and still is the plan of its dates.
"""

import datetime as dt
from dataclasses import asdict, dataclass, replace

import sqlalchemy as sa

from gis_app.store.errors import PlanClosed, PlanOverlap, UnknownRecord
from gis_app.store.records import change_record, insert_record
from gis_app.store.tables import plans
from gis_app.store.transaction import ReadTx, WriteTx
from grids import PlanState

#: States of plans that hold, or held, on the dates they carry.
_DATED = (PlanState.PUBLISHED.value, PlanState.RETIRED.value)


@dataclass(frozen=True, slots=True)
class PlanHead:
    """What is known of a plan beside its cells; dates are ISO text.

    `base` is the id of the plan it was made from. `in_layers` says that the layers of cells and
    management grids are this plan; a published plan that is due later is not there yet. `version`
    counts what was done to it, each step of a draft too.
    """

    name: str
    author: str
    state: PlanState = PlanState.DRAFT
    valid_from: str | None = None
    valid_to: str | None = None
    base: int | None = None
    note: str = ""
    id: int = 0
    version: int = 0
    reviewer: str | None = None
    in_layers: bool = False

    @property
    def due(self) -> bool:
        """Whether it is published for a date that has not come yet."""
        return self.state is PlanState.PUBLISHED and not self.in_layers


def add(tx: WriteTx, name: str, *, base: int | None = None, note: str = "") -> PlanHead:
    """Add a draft by the transaction's author."""
    if base is not None:
        get(tx, base)
    values = {"name": name, "author": tx.who, "base": base, "note": note, "state": "draft"}
    return get(tx, insert_record(tx, plans, None, values))


def get(tx: ReadTx, plan_id: int) -> PlanHead:
    """Return a plan's head, or raise UnknownRecord."""
    found = _heads(tx, sa.select(plans).where(plans.c.id == plan_id))
    if not found:
        raise UnknownRecord(record="plan", name=plan_id)
    return found[0]


def every(tx: ReadTx) -> list[PlanHead]:
    """Return all plans, the latest first."""
    return _heads(tx, sa.select(plans).order_by(plans.c.id.desc()))


def current(tx: ReadTx, date: dt.date) -> PlanHead | None:
    """Return the plan in force on a date; None only before the first one."""
    day = date.isoformat()
    found = _heads(tx, _dated().where(plans.c.valid_from <= day, _ends_after(day)))
    return found[0] if found else None


def in_layers(tx: ReadTx) -> PlanHead | None:
    """Return the plan that the layers of cells and management grids are."""
    found = _heads(tx, sa.select(plans).where(plans.c.in_layers == 1))
    return found[0] if found else None


def due(tx: ReadTx, date: dt.date) -> PlanHead | None:
    """Return the plan whose day has come but which is not in the layers yet."""
    head = current(tx, date)
    return head if head is not None and head.due else None


def edit(tx: WriteTx, head: PlanHead, *, version: int) -> PlanHead:
    """Save a head.

    Raises
    ------
    UnknownRecord, StaleVersion
        It is not stored, or not in this version.
    """
    get(tx, head.id)
    values = {k: v for k, v in asdict(head).items() if k not in {"id", "version"}}
    values |= {"state": head.state.value, "in_layers": int(head.in_layers)}
    change_record(
        tx,
        plans,
        plans.c.id == head.id,
        values,
        code=str(head.id),
        version=version,
        reread=lambda: get(tx, head.id),
    )
    return get(tx, head.id)


def advance(tx: WriteTx, head: PlanHead) -> int:
    """Count one more step of a draft and return its version; the journal tells what was done."""
    fresh = head.version + 1
    tx.connection.execute(sa.update(plans).where(plans.c.id == head.id).values(version=fresh))
    return fresh


def rest_on(tx: WriteTx, head: PlanHead, base: int) -> None:
    """Note that a draft is made from another plan now; the step that says so counts its version."""
    tx.connection.execute(sa.update(plans).where(plans.c.id == head.id).values(base=base))


def publish(
    tx: WriteTx, plan_id: int, *, valid_from: dt.date, version: int, reviewer: str | None = None
) -> PlanHead:
    """Put a plan in force from a date on; the plan of that date ends with the day before.

    1. A plan that begins on the same date held on no date then.
    2. The very first plan is what the layers hold; others are put there when they come in force.

    Raises
    ------
    PlanClosed
        The plan is neither a draft nor in review.
    PlanOverlap
        A published plan begins on a later date.
    UnknownRecord, StaleVersion
        It is not stored, or not in this version.
    """
    head = get(tx, plan_id)
    if head.state not in (PlanState.DRAFT, PlanState.IN_REVIEW):
        raise PlanClosed(name=head.name, state=head.state.value)
    day = valid_from.isoformat()
    later = _heads(tx, _dated().where(plans.c.valid_from > day))
    if later:
        raise PlanOverlap(valid_from=day, other=later[0].name)
    before = current(tx, valid_from)
    if before is not None:
        edit(tx, replace(before, valid_to=day), version=before.version)  # 1
    fresh = replace(
        head,
        state=PlanState.PUBLISHED,
        valid_from=day,
        reviewer=reviewer,
        in_layers=in_layers(tx) is None,  # 2
    )
    return edit(tx, fresh, version=version)


def relieve(tx: WriteTx, plan_id: int) -> PlanHead:
    """Note that the layers hold another plan from now on; the one they held is retired."""
    before = in_layers(tx)
    if before is not None:
        fresh = replace(before, state=PlanState.RETIRED, in_layers=False)
        edit(tx, fresh, version=before.version)
    head = get(tx, plan_id)
    return edit(tx, replace(head, in_layers=True), version=head.version)


def withdraw(tx: WriteTx, plan_id: int, *, version: int) -> PlanHead:
    """Make a plan that is due later a draft again; the plan before it goes on.

    Raises
    ------
    PlanClosed
        It is not published, or in force already.
    UnknownRecord, StaleVersion
        It is not stored, or not in this version.
    """
    head = get(tx, plan_id)
    if not head.due:
        raise PlanClosed(name=head.name, state=head.state.value)
    fresh = replace(head, state=PlanState.DRAFT, valid_from=None, reviewer=None)
    drafted = edit(tx, fresh, version=version)
    ended = plans.c.valid_to == head.valid_from
    for before in _heads(tx, sa.select(plans).where(plans.c.in_layers == 1, ended)):
        edit(tx, replace(before, valid_to=None), version=before.version)
    return drafted


def _dated() -> sa.Select[tuple[object, ...]]:
    return sa.select(plans).where(plans.c.state.in_(_DATED)).order_by(plans.c.valid_from)


def _ends_after(day: str) -> sa.ColumnElement[bool]:
    return sa.or_(plans.c.valid_to.is_(None), plans.c.valid_to > day)


def _heads(tx: ReadTx, query: sa.Select[tuple[object, ...]]) -> list[PlanHead]:
    rows = tx.connection.execute(query).mappings()
    return [
        PlanHead(
            **(dict(row) | {"state": PlanState(row["state"]), "in_layers": bool(row["in_layers"])})
        )
        for row in rows
    ]
