"""Take an action on a case, by the table of states and actions, and take it back."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from gis_app.cases import Change, read_amount, take
from gis_app.store import Entry, ReadTx, StaleVersion, WriteTx, features, history
from gis_app.work import cases as queue
from gis_app.work.actor import Actor, allowed
from gis_app.work.case_clocks import UNDO, class_key, clocks_of, kept_moments, limit_table
from gis_app.work.case_columns import LAYER
from gis_app.work.case_new import CaseTextTooLong, UnknownCondition
from gis_app.work.errors import WorkError
from gis_app.work.office import Office
from gis_app.work.units import need_unit
from layers import Feature, Plain
from layers.catalog import Titles

#: The longest note, in characters.
NOTE_MOST = 400
#: How long an action can be taken back by whoever took it.
UNDO_WITHIN = dt.timedelta(seconds=60)


class TooLateToUndo(WorkError):
    """The last change of a case is no action of this person, or is too long ago."""

    kind = "too_late_to_undo"
    template = (
        "Only your own last action on a case can be taken back, within {seconds} seconds; take the "
        "action that leads on from here."
    )


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done to a case, by somebody who saw it in this version."""

    action: str
    version: int
    note: str = ""
    unit: str = ""
    condition: str = ""
    amount: str = ""

    def facts(self) -> dict[str, str]:
        """Return what comes with the action."""
        named = ("note", "unit", "condition", "amount")
        return {name: getattr(self, name) for name in named}


@allowed("dispatcher", "inspector")
def act(office: Office, actor: Actor, number: str, step: Step, language: str) -> dict[str, Any]:
    """Take an action and return the card of the case.

    1. The case is still in the version that was seen; this is asked first, for a case that was
       moved on refuses the action for another reason.
    2. The table has the action for its state and this role, and what it needs is given.
    3. A unit that is named exists.
    4. History keeps the action and the note.
    5. A condition is one of those the limits of the class tell apart; an amount is added to what
       the case was extended by before.
    6. The clocks are read anew, and the case keeps when it is due and when its light turns.

    Raises
    ------
    gis_app.work.cases.UnknownCase
        There is no such case.
    gis_app.store.StaleVersion
        It was changed meanwhile; `mine` and `theirs` are the two sides.
    gis_app.cases.ActionRefused, gis_app.cases.FactMissing, gis_app.cases.FactUnfit
        Rule 2 is broken.
    gis_app.work.units.UnknownUnit, UnknownCondition, CaseTextTooLong
        Rule 3 or 5 is broken, or the note is too long.
    """
    check_facts(office, step, language)  # 3
    with office.store.write(actor.name, office.clock()) as tx:
        take_step(office, tx, actor, number, step)
    card: dict[str, Any] = queue.card(office, actor, number, language)
    return card


def check_facts(office: Office, step: Step, language: str) -> None:
    """Refuse a note that is too long and a unit that there is not, before anything is written."""
    if len(step.note) > NOTE_MOST:
        title = Titles(zh="备注", en="note").in_language(language)
        raise CaseTextTooLong(name="note", field=title, length=len(step.note), most=NOTE_MOST)
    if step.unit:
        need_unit(office, step.unit)


def take_step(office: Office, tx: WriteTx, actor: Actor, number: str, step: Step) -> None:
    """Take an action within a transaction; rules and errors are those of `act`."""
    stored = _seen(tx, number, step)  # 1
    state, appeal = (str(stored.values.get(name) or "") for name in ("state", "appeal"))
    moved = take(
        state, step.action, role=actor.role, facts=step.facts(), at=tx.at, appeal=appeal
    )  # 2
    changes = dict(moved.changes)
    if step.amount.strip():
        before = stored.values.get("extended") or 0.0
        changes["extended"] = float(before) + read_amount(step.action, step.amount)  # 5
    _check_condition(office, tx, stored, changes.get("condition"))
    changes |= _clocked(office, tx, stored, changes)  # 6
    changed = Feature(number, stored.name, stored.shape, changes)
    features.update(
        tx, LAYER, changed, version=step.version, what=step.action, note=step.note.strip()
    )  # 4


@allowed("dispatcher", "inspector")
def undo(
    office: Office, actor: Actor, number: str, *, version: int, language: str
) -> dict[str, Any]:
    """Take back one's own last action on a case, and return the card of the case.

    1. It is the last change of the case, an action of this person, not over a minute ago.
    2. All values are what they were before it, its clocks too, as if it had not been.
    3. History keeps both the action and the taking back.

    Raises
    ------
    gis_app.work.cases.UnknownCase, gis_app.store.StaleVersion
        There is no such case, or it was changed meanwhile.
    TooLateToUndo
        Rule 1 is broken.
    """
    with office.store.write(actor.name, office.clock()) as tx:
        undo_step(office, tx, actor, number, version)
    card: dict[str, Any] = queue.card(office, actor, number, language)
    return card


def undo_step(office: Office, tx: WriteTx, actor: Actor, number: str, version: int) -> None:
    """Take an action back within a transaction; rules and errors are those of `undo`."""
    stored = _seen(tx, number, Step(UNDO, version))
    last = history.of(tx, LAYER, number, size=1)
    if not last or not _may_undo(last[0], actor, office.clock()):  # 1
        raise TooLateToUndo(seconds=int(UNDO_WITHIN.total_seconds()))
    before = (last[0].before or {}).get("values") or {}
    restored = {name: before.get(name) for name in stored.values}  # 2
    changed = Feature(number, stored.name, stored.shape, {**restored, **before})
    features.update(tx, LAYER, changed, version=version, what=UNDO, note=last[0].what)  # 3


def _may_undo(last: Entry, actor: Actor, now: dt.datetime) -> bool:
    taken = dt.datetime.fromisoformat(last.at)
    state = [((side or {}).get("values") or {}).get("state") for side in (last.before, last.after)]
    mine = last.who == actor.name and last.what != UNDO and last.before is not None
    return mine and state[0] != state[1] and now - taken <= UNDO_WITHIN


def _seen(tx: ReadTx, number: str, step: Step) -> Feature:
    """Return a case in the version that somebody saw."""
    stored = features.find(tx, LAYER, number)
    if stored is None:
        raise queue.UnknownCase(number=number)
    if stored.version != step.version:
        raise _stale(stored, step)
    return stored


def _check_condition(office: Office, tx: ReadTx, case: Feature, condition: Plain) -> None:  # 5
    known = [row.condition for row in limit_table(office, tx).rows(class_key(case.values))]
    if condition is not None and condition not in known:
        raise UnknownCondition(condition=condition, known="; ".join(filter(None, known)))


def _clocked(
    office: Office, tx: WriteTx, case: Feature, changes: dict[str, Plain]
) -> dict[str, Plain]:
    after = {**case.values, **changes}
    fresh = Change(tx.at, case.values, after)
    clocks = clocks_of(office, tx, case.code, after, office.clock(), fresh=[fresh])
    return kept_moments(clocks, str(after["state"]))


def _stale(stored: Feature, step: Step) -> StaleVersion:
    given = {"action": step.action, "version": step.version, **step.facts()}
    return StaleVersion(
        layer=LAYER,
        code=stored.code,
        mine_version=step.version,
        stored_version=stored.version,
        mine=given,
        theirs=stored,
    )
