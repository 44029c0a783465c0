"""The way of a draft: into review, into force on a day, back again; and the talk about it."""

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from gis_app.store import PlanClosed, PlanHead, ReadTx, StaleVersion, WriteTx, plans
from gis_app.store import drafts as kept_drafts
from gis_app.work import drafts
from gis_app.work.actor import Actor, allowed
from gis_app.work.draft_bench import outline
from gis_app.work.draft_checks import need_sound
from gis_app.work.draft_view import before
from gis_app.work.errors import WorkError
from gis_app.work.office import Office
from gis_app.work.publishing import put_in_force
from grids import Plan, PlanState


class ReviewOwn(WorkError):
    """Somebody would publish a plan of their own."""

    kind = "review_own"
    template = "You made {name!r} yourself; another planner must look at it and publish it."


class PlanOutdated(WorkError):
    """A plan is published that was made from one which is no longer in force."""

    kind = "plan_outdated"
    template = (
        "Since {name!r} was made, the plan {other!r} came in force; bring the draft up to date "
        "with it first."
    )


class PlanDayPast(WorkError):
    """A plan would be in force before today."""

    kind = "plan_day_past"
    template = "A plan cannot begin on {day}, before today; choose today or a later day."


class NothingBefore(WorkError):
    """A plan is rolled back before which there was none."""

    kind = "nothing_before"
    template = "{name!r} is not in force, or there was no plan before it; nothing to go back to."


@allowed("planner")
def submit(office: Office, actor: Actor, plan_id: int, *, version: int) -> dict[str, Any]:
    """Hand a draft to review: from then on it does not change.

    Raises
    ------
    gis_app.work.draft_checks.PlanUnsound
        It does not meet the rules for publishing.
    gis_app.store.UnknownRecord, gis_app.store.PlanClosed, gis_app.store.StaleVersion
        There is no such plan, it is no draft, or it was changed meanwhile.
    """
    with office.store.write(actor.name, office.clock()) as tx:
        head = _in(tx, plan_id, PlanState.DRAFT)
        _same(head, version)
        need_sound(office, _plan(office, tx, head))
        plans.edit(tx, replace(head, state=PlanState.IN_REVIEW), version=version)
    return drafts.head(office, actor, plan_id)


@allowed("planner")
def reopen(office: Office, actor: Actor, plan_id: int, *, version: int) -> dict[str, Any]:
    """Take a plan out of review, so that it can be changed again.

    Raises
    ------
    gis_app.store.UnknownRecord, gis_app.store.PlanClosed, gis_app.store.StaleVersion
        There is no such plan, it is not in review, or it was changed meanwhile.
    """
    with office.store.write(actor.name, office.clock()) as tx:
        head = _in(tx, plan_id, PlanState.IN_REVIEW)
        plans.edit(tx, replace(head, state=PlanState.DRAFT), version=version)
    return drafts.head(office, actor, plan_id)


@allowed("planner")
def discard(office: Office, actor: Actor, plan_id: int, *, version: int) -> dict[str, Any]:
    """Put a draft away for good; its journal stays.

    Raises
    ------
    gis_app.store.UnknownRecord, gis_app.store.PlanClosed, gis_app.store.StaleVersion
        There is no such plan, it is no draft, or it was changed meanwhile.
    """
    with office.store.write(actor.name, office.clock()) as tx:
        head = _in(tx, plan_id, PlanState.DRAFT)
        plans.edit(tx, replace(head, state=PlanState.DISCARDED), version=version)
    return drafts.head(office, actor, plan_id)


@allowed("planner")
def publish(
    office: Office,
    actor: Actor,
    plan_id: int,
    *,
    version: int,
    valid_from: dt.date | None = None,
) -> dict[str, Any]:
    """Publish a plan that is in review, from today on or from a later day.

    1. Somebody else than its author does it, and is its reviewer from then on.
    2. It was made from the plan in force; else it has to be brought up to date first.
    3. It meets the rules; the check is done again here, on what is stored.
    4. Today: the layers become the plan, and open cases and assets get their new owners, in the
       same transaction. Later: the plan is due, and `publishing.catch_up` does that on its day.

    Raises
    ------
    ReviewOwn, PlanOutdated, PlanDayPast
        Rule 1 or 2 is broken, or the day is past.
    gis_app.work.draft_checks.PlanUnsound
        Rule 3 is broken.
    gis_app.store.PlanOverlap
        Another plan is due on a later day.
    gis_app.store.UnknownRecord, gis_app.store.PlanClosed, gis_app.store.StaleVersion
        There is no such plan, it is not in review, or it was changed meanwhile.
    """
    today = _today(office)
    day = valid_from or today
    if day < today:
        raise PlanDayPast(day=day.isoformat())
    with office.store.write(actor.name, office.clock()) as tx:
        head = _in(tx, plan_id, PlanState.IN_REVIEW)
        _same(head, version)
        if actor.name == head.author:  # 1
            raise ReviewOwn(name=head.name)
        _need_current(tx, head)  # 2
        need_sound(office, _plan(office, tx, head))  # 3
        fresh = plans.publish(tx, plan_id, valid_from=day, version=version, reviewer=actor.name)
        if day == today:  # 4
            put_in_force(office, tx, fresh)
    return drafts.head(office, actor, plan_id)


@allowed("planner")
def withdraw(office: Office, actor: Actor, plan_id: int, *, version: int) -> dict[str, Any]:
    """Make a plan that is due a draft again; the plan in force goes on.

    Raises
    ------
    gis_app.store.UnknownRecord, gis_app.store.PlanClosed, gis_app.store.StaleVersion
        There is no such plan, it is in force or not published, or it was changed meanwhile.
    """
    with office.store.write(actor.name, office.clock()) as tx:
        plans.withdraw(tx, plan_id, version=version)
    return drafts.head(office, actor, plan_id)


@allowed("planner")
def roll_back(office: Office, actor: Actor, plan_id: int, *, version: int) -> dict[str, Any]:
    """End the plan in force today and put the one before it in force again, as a new plan.

    1. The cells, management grids and owners of open cases and assets are those of before, in one
       transaction; cases that were closed under the plan keep its grids.
    2. It needs no review: that plan was in force already. History tells who did it.

    Returns
    -------
    dict
        The head of the new plan.

    Raises
    ------
    NothingBefore
        It is not in force, or there was no plan before it.
    gis_app.store.PlanOverlap
        Another plan is due; withdraw that first.
    gis_app.store.UnknownRecord, gis_app.store.StaleVersion
        There is no such plan, or it was changed meanwhile.
    """
    with office.store.write(actor.name, office.clock()) as tx:
        head = plans.get(tx, plan_id)
        _same(head, version)
        old = before(tx, head) if head.in_layers else None
        if old is None:
            raise NothingBefore(name=head.name)
        again = plans.add(tx, old.name, base=head.id)
        kept_drafts.keep(tx, again.id, kept_drafts.content(tx, old))
        fresh = plans.publish(
            tx, again.id, valid_from=_today(office), version=again.version, reviewer=actor.name
        )
        put_in_force(office, tx, fresh)  # 1
    return drafts.head(office, actor, again.id)


def _in(tx: ReadTx, plan_id: int, state: PlanState) -> PlanHead:
    head = plans.get(tx, plan_id)
    if head.state is not state:
        raise PlanClosed(name=head.name, state=head.state.value)
    return head


def _same(head: PlanHead, version: int) -> None:
    """Raise StaleVersion before anything is worked out for a version that is not the stored one."""
    if head.version != version:
        raise StaleVersion(
            layer="plans",
            code=head.name,
            mine_version=version,
            stored_version=head.version,
            theirs={"version": head.version, "name": head.name},
        )


def _plan(office: Office, tx: ReadTx, head: PlanHead) -> Plan:
    grid, named = kept_drafts.content(tx, head)
    return Plan(head.name, grid, named, outline=outline(office))


def _need_current(tx: WriteTx, head: PlanHead) -> None:
    held = plans.in_layers(tx)
    if held is not None and held.id != head.base:
        raise PlanOutdated(name=head.name, other=held.name)


def _today(office: Office) -> dt.date:
    return office.clock().astimezone(ZoneInfo(office.district.timezone)).date()
