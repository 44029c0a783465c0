"""A draft and a plan that came in force since it was begun: what clashes, and both as one."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from gis_app.store import PlanHead, ReadTx, WriteTx, drafts, plans
from gis_app.work.actor import Actor, allowed
from gis_app.work.draft_bench import Bench, bench, outline
from gis_app.work.draft_view import cells_text
from gis_app.work.drafts import Saved, save
from gis_app.work.errors import WorkError
from gis_app.work.office import Office
from grids import (
    Cell,
    Conflict,
    Content,
    Plan,
    Rebase,
    Side,
    applied,
    between,
    kept_lineage,
    rebase,
)
from grids.patch import check_patch


class NotOutdated(WorkError):
    """A draft is brought up to date that is so already."""

    kind = "not_outdated"
    template = "{name!r} was made from the plan in force; there is nothing to bring up to date."


class PlanMovedOn(WorkError):
    """Conflicts were decided against a plan that is not in force any more."""

    kind = "plan_moved_on"
    template = "The plan {other!r} came in force meanwhile; look at the conflicts again."


@allowed("planner")
def conflicts(office: Office, _actor: Actor, plan_id: int) -> dict[str, Any]:
    """Return what has to be decided to bring a draft up to date with the plan in force.

    Returns
    -------
    dict
        `version` of the draft; `onto`, the plan in force; how many changes of cells `mine` and
        `theirs` are; and `conflicts`: key, kind, codes, the cells on its ground as either side has
        them (GeoJSON), or the management grid as either has it.

    Raises
    ------
    gis_app.store.UnknownRecord
        There is no such plan.
    NotOutdated
        It was made from the plan in force.
    """
    with office.store.read() as tx:
        head = plans.get(tx, plan_id)
        held = _held(tx, head)
        kept = bench(office, tx, head)
        with kept.lock:
            found = _rebase(tx, kept, held)
    return {
        "version": head.version,
        "onto": {"id": held.id, "name": held.name, "valid_from": held.valid_from},
        "mine": found.first_of_theirs,
        "theirs": len(found.patches) - found.first_of_theirs,
        "conflicts": [_told(office, conflict) for conflict in found.conflicts],
    }


@allowed("planner")
def settle(
    office: Office,
    actor: Actor,
    plan_id: int,
    *,
    version: int,
    onto: int,
    choices: Mapping[str, Side],
) -> dict[str, Any]:
    """Bring a draft up to date with the plan in force, and return what changed in it.

    1. What either side changed is there, where both did apart the side that was chosen; the cells
       fit to the millimetre, which is proven before anything is saved.
    2. From then on the draft is made from the plan in force. What was done before cannot be taken
       back step by step any more; its lineage stays, as far as its codes are there.
    3. The faults of the draft tell whether it can be published as it is now.

    Raises
    ------
    NotOutdated, PlanMovedOn
        The draft is up to date, or with another plan than was looked at.
    grids.ChoicesMissing, grids.ConflictUnknown
        The choices are not those that have to be made.
    gis_app.store.UnknownRecord, gis_app.store.PlanClosed, gis_app.store.StaleVersion
        There is no such plan, it is no draft, or it was changed meanwhile.
    """

    def work(tx: WriteTx, head: PlanHead, kept: Bench) -> Saved:
        held = _held(tx, head)
        if held.id != onto:
            raise PlanMovedOn(other=held.name)
        found = _rebase(tx, kept, held)
        merged = found.resolved(choices)
        mine, theirs = found.mine, found.theirs
        onto_theirs = between(theirs, merged)
        rim = outline(office)
        check_patch(theirs[0], onto_theirs.cells_out, onto_theirs.cells_in, outline=rim)  # 1
        lineage = kept_lineage(kept.plan.lineage, _codes(merged), _codes(theirs))
        change = replace(between(mine, merged), lineage_in=lineage)  # 2
        fresh = drafts.put_on(tx, head, change, held.id)
        return replace(head, version=fresh, base=held.id), drafts.REBASE, change

    return save(office, plan_id, actor, work, version=version)


def _held(tx: ReadTx, head: PlanHead) -> PlanHead:
    held = plans.in_layers(tx)
    if held is None or held.id in (head.id, head.base):
        raise NotOutdated(name=head.name)
    return held


def _rebase(tx: ReadTx, kept: Bench, held: PlanHead) -> Rebase:
    plan = kept.plan
    mine = plan.grid, plan.management_grids
    return rebase(_begun_with(tx, kept), mine, drafts.content(tx, held))


def _begun_with(tx: ReadTx, kept: Bench) -> Content:
    """Return the plan a draft was begun with, to the byte: all its steps taken back.

    A draft that was put on another plan begins anew with that one, as it is kept now.
    """
    lines = drafts.journal(tx, kept.head.id)
    if any(line.deed == drafts.REBASE for line in lines) and kept.head.base is not None:
        return drafts.content(tx, plans.get(tx, kept.head.base))
    plan: Plan = kept.plan
    for line in reversed(lines):
        plan = applied(plan, replace(line.change.inverse, lineage_out=(), lineage_in=()))
    return plan.grid, plan.management_grids


def _codes(content: Content) -> dict[Any, tuple[str, ...]]:
    grid, named = content
    return {"cell": grid.codes, "grid": tuple(item.code for item in named)}


def _told(office: Office, conflict: Conflict) -> dict[str, Any]:
    sides = (conflict.grid_mine, conflict.grid_theirs)
    mine, theirs = (None if item is None else asdict(item) for item in sides)
    return {
        "key": conflict.key,
        "kind": conflict.kind,
        "codes": list(conflict.codes),
        "mine": _cells(office, conflict.mine),
        "theirs": _cells(office, conflict.theirs),
        "grid_mine": mine,
        "grid_theirs": theirs,
    }


def _cells(office: Office, cells: tuple[Cell, ...]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(cells_text(cells, office.district.crs))
    return found
