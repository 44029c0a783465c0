"""Drafts: make one, change it step by step, take steps back, see what others did meanwhile."""

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from typing import Any

from gis_app.store import PlanClosed, PlanHead, ReadTx, StaleVersion, WriteTx, history, plans
from gis_app.store import drafts as kept_drafts
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.draft_bench import Bench, bench
from gis_app.work.draft_orders import Desk, Order, operation_for
from gis_app.work.draft_view import cells_text, figures_of, grids_text, head_of, step_of
from gis_app.work.errors import WorkError
from gis_app.work.office import Office
from gis_app.work.plan_names import clean_text
from grids import Change, Deed, Operation, PlanState, change_of, operation_record

#: The head of a draft after a deed was saved, the deed, and what it changed.
Saved = tuple[PlanHead, str, Change]
#: The longest name of a plan, and the longest note on one.
NAME_MOST, NOTE_MOST = 60, 2_000


class PlanNameWrong(WorkError):
    """A plan cannot be called so."""

    kind = "plan_name_wrong"
    template = "A plan needs a name of 1 to {most} characters; shorten it or fill it in."


class PlanNoteWrong(WorkError):
    """A note on a plan is too long."""

    kind = "plan_note_wrong"
    template = "The note has {length} characters; shorten it to {most}."


@allowed(*EVERYONE)
def every(office: Office, actor: Actor) -> list[dict[str, Any]]:
    """Return the heads of all plans, the latest first."""
    with office.store.read() as tx:
        return [head_of(tx, head, actor) for head in plans.every(tx)]


@allowed(*EVERYONE)
def head(office: Office, actor: Actor, plan_id: int) -> dict[str, Any]:
    """Return the head of a plan, with what its reader may do and who else has it open.

    Raises
    ------
    gis_app.store.UnknownRecord
        There is no such plan.
    """
    with office.store.read() as tx:
        found = plans.get(tx, plan_id)
        shown = head_of(tx, found, actor)
        if found.state not in (PlanState.DRAFT, PlanState.IN_REVIEW):
            return shown | {"can_undo": False, "can_redo": False, "steps": 0, "present": []}
        kept = bench(office, tx, found)
    with kept.lock:
        return shown | {
            "can_undo": bool(kept.session.done),
            "can_redo": bool(kept.session.undone),
            "steps": len(kept.session.done),
            "present": kept.meet(actor.name, office.clock()),
        }


@allowed("planner")
def create(office: Office, actor: Actor, name: str, note: str = "") -> dict[str, Any]:
    """Make a draft of the plan in force and return its head.

    Raises
    ------
    PlanNameWrong, PlanNoteWrong
        The name or the note does not hold.
    """
    name, note = _checked(name, note)
    with office.store.write(actor.name, office.clock()) as tx:
        base = plans.in_layers(tx)
        made = plans.add(tx, name, base=base.id if base else None, note=note)
        kept_drafts.keep(tx, made.id, kept_drafts.of_layers(tx))
    return head(office, actor, made.id)


@allowed("planner")
def rename(
    office: Office,
    actor: Actor,
    plan_id: int,
    *,
    version: int,
    name: str | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """Give a plan another name or note; what is None stays.

    Raises
    ------
    PlanNameWrong, PlanNoteWrong
        What was given does not hold.
    gis_app.store.UnknownRecord, gis_app.store.StaleVersion
        There is no such plan, or it was changed meanwhile.
    """
    with office.store.write(actor.name, office.clock()) as tx:
        found = plans.get(tx, plan_id)
        name, note = _checked(
            found.name if name is None else name, found.note if note is None else note
        )
        plans.edit(tx, replace(found, name=name, note=note), version=version)
    return head(office, actor, plan_id)


@allowed("planner")
def step(
    office: Office, actor: Actor, plan_id: int, order: Order, *, version: int
) -> dict[str, Any]:
    """Do to a draft what is ordered, and return what changed; see `draft_view.step_of`.

    1. The draft is in the version that was seen; else nothing is done.
    2. The operation and its change stand in the journal, in the transaction that makes it.
    3. An order that changes nothing leaves no trace.

    Raises
    ------
    gis_app.store.UnknownRecord, gis_app.store.PlanClosed
        There is no such plan, or it is no draft.
    gis_app.store.StaleVersion
        Rule 1 is broken; `theirs` is what changed since, as this function returns it.
    GridError
        The operation cannot be done, and says why.
    """
    mine = {"kind": order.kind, **order.values}
    return perform(
        office, plan_id, actor, lambda desk: operation_for(order, desk), version=version, mine=mine
    )


@allowed("planner")
def undo(office: Office, actor: Actor, plan_id: int, *, version: int) -> dict[str, Any]:
    """Take the last step of a draft back, whoever made it, and return what changed.

    Raises
    ------
    grids.NothingToUndo
        There is none.
    gis_app.store.UnknownRecord, gis_app.store.PlanClosed, gis_app.store.StaleVersion
        As for `step`.
    """
    return _turn(office, actor, plan_id, "undo", version)


@allowed("planner")
def redo(office: Office, actor: Actor, plan_id: int, *, version: int) -> dict[str, Any]:
    """Do the step again that was taken back last, and return what changed.

    Raises
    ------
    grids.NothingToUndo
        There is none.
    gis_app.store.UnknownRecord, gis_app.store.PlanClosed, gis_app.store.StaleVersion
        As for `step`.
    """
    return _turn(office, actor, plan_id, "redo", version)


@allowed(*EVERYONE)
def since(office: Office, actor: Actor, plan_id: int, version: int) -> dict[str, Any]:
    """Return what changed in a draft since a version, as `step` does.

    Raises
    ------
    gis_app.store.UnknownRecord
        There is no such plan.
    """
    with office.store.read() as tx:
        kept = bench(office, tx, plans.get(tx, plan_id))
        change = _since(tx, plan_id, version)
    with kept.lock:
        return step_of(office, kept, change, kept.meet(actor.name, office.clock()))


@allowed(*EVERYONE)
def mark(office: Office, _actor: Actor, plan_id: int) -> str:
    """Return a text that differs whenever an answer about the cells of a plan does."""
    with office.store.read() as tx:
        found = plans.get(tx, plan_id)
        return f"plan-{history.stamp(tx)}{found.id}-{found.version}"


@allowed(*EVERYONE)
def cells(office: Office, _actor: Actor, plan_id: int) -> str:
    """Return the cells of a draft as GeoJSON text; equal joints are equal numbers."""
    with office.store.read() as tx:
        kept = bench(office, tx, plans.get(tx, plan_id))
    return cells_text(kept.plan.grid.cells, office.district.crs)


@allowed(*EVERYONE)
def management(office: Office, _actor: Actor, plan_id: int) -> str:
    """Return the management grids of a draft as GeoJSON text, those that have cells."""
    with office.store.read() as tx:
        kept = bench(office, tx, plans.get(tx, plan_id))
    return grids_text(office, kept.plan, kept.plan.management_grids)


@allowed(*EVERYONE)
def figures(office: Office, _actor: Actor, plan_id: int) -> dict[str, Any]:
    """Return what each management grid of a draft carries; see `draft_view.figures_of`."""
    with office.store.read() as tx:
        kept = bench(office, tx, plans.get(tx, plan_id))
    with kept.lock:
        return figures_of(office, kept)


def perform(
    office: Office,
    plan_id: int,
    actor: Actor,
    make: Callable[[Desk], Operation],
    *,
    version: int,
    mine: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Do an operation to a draft for a task that has checked the role; see `step`."""

    def work(tx: WriteTx, found: PlanHead, kept: Bench) -> Saved:
        operation = make(Desk(tx, kept.plan))
        change = change_of(kept.plan, operation)
        if change.is_empty:  # 3
            return found, "do", change
        fresh = kept_drafts.step(tx, found, "do", change, operation_record(operation))  # 2
        return replace(found, version=fresh), "do", change

    return save(office, plan_id, actor, work, version=version, mine=mine)


def save(
    office: Office,
    plan_id: int,
    actor: Actor,
    work: Callable[[WriteTx, PlanHead, Bench], Saved],
    *,
    version: int,
    mine: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Have work change a draft, in one transaction, and return what changed; see `step`.

    `work` saves what it does, and returns the head then, the deed, and the change it made.
    """
    _opened(office, plan_id)
    with office.store.write(actor.name, office.clock()) as tx:
        found = _draft(office, tx, plan_id, version, mine)  # 1
        kept = bench(office, tx, found)
        with kept.lock:
            fresh, deed, change = work(tx, found, kept)
    return _told(office, actor, kept, fresh, deed, change)


def _turn(office: Office, actor: Actor, plan_id: int, deed: Deed, version: int) -> dict[str, Any]:
    def work(tx: WriteTx, found: PlanHead, kept: Bench) -> Saved:
        was = kept.session
        now = was.undo() if deed == "undo" else was.redo()
        change = was.done[-1].inverse if deed == "undo" else now.done[-1]
        fresh = kept_drafts.step(tx, found, deed, change)
        return replace(found, version=fresh), deed, change

    return save(office, plan_id, actor, work, version=version)


def _told(
    office: Office, actor: Actor, kept: Bench, found: PlanHead, deed: str, change: Change
) -> dict[str, Any]:
    """Have the bench follow what is stored now, and return what changed."""
    with kept.lock:
        kept.come(found, deed, change)
        return step_of(office, kept, change, kept.meet(actor.name, office.clock()))


def _opened(office: Office, plan_id: int) -> None:
    """Have the draft on the bench before the writer's turn begins: others wait for its end."""
    with office.store.read() as tx:
        bench(office, tx, plans.get(tx, plan_id))


def _draft(
    office: Office, tx: ReadTx, plan_id: int, version: int, mine: dict[str, Any] | None
) -> PlanHead:
    found = plans.get(tx, plan_id)
    if found.state is not PlanState.DRAFT:
        raise PlanClosed(name=found.name, state=found.state.value)
    if found.version != version:
        kept = bench(office, tx, found)
        with kept.lock:
            theirs = step_of(office, kept, _since(tx, plan_id, version), ())
        raise StaleVersion(
            layer="plans",
            code=found.name,
            mine_version=version,
            stored_version=found.version,
            mine=mine,
            theirs=theirs,
        )
    return found


def _since(tx: ReadTx, plan_id: int, version: int) -> Change:
    lines = kept_drafts.journal(tx, plan_id, after=version)
    return reduce(Change.then, (line.change for line in lines), Change())


def named_well(name: str) -> str:
    """Return the name of a plan on one line, or raise PlanNameWrong."""
    plain = clean_text(name)
    if not 1 <= len(plain) <= NAME_MOST:
        raise PlanNameWrong(most=NAME_MOST)
    return plain


def _checked(name: str, note: str) -> tuple[str, str]:
    plain = named_well(name)
    if len(note) > NOTE_MOST:
        raise PlanNoteWrong(length=len(note), most=NOTE_MOST)
    return plain, note.strip()
