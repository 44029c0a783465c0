"""Take an action on a case, by the table of states and actions."""

from dataclasses import dataclass
from typing import Any

from gis_app.cases import take
from gis_app.store import StaleVersion, features
from gis_app.work import cases as queue
from gis_app.work.actor import Actor, allowed
from gis_app.work.case_columns import LAYER
from gis_app.work.case_new import CaseTextTooLong
from gis_app.work.office import Office
from gis_app.work.units import need_unit
from layers import Feature
from layers.catalog import Titles

#: The longest note, in characters.
NOTE_MOST = 400


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done to a case, by somebody who saw it in this version."""

    action: str
    version: int
    note: str = ""
    unit: str = ""


@allowed("dispatcher", "inspector")
def act(office: Office, actor: Actor, number: str, step: Step, language: str) -> dict[str, Any]:
    """Take an action and return the card of the case.

    1. The case is still in the version that was seen; this is asked first, for a case that was
       moved on refuses the action for another reason.
    2. The table has the action for its state and this role, and what it needs is given.
    3. A unit that is named exists.
    4. History keeps the action and the note.

    Raises
    ------
    gis_app.work.cases.UnknownCase
        There is no such case.
    gis_app.store.StaleVersion
        It was changed meanwhile; `mine` and `theirs` are the two sides.
    gis_app.cases.ActionRefused, gis_app.cases.FactMissing
        Rule 2 is broken.
    gis_app.work.units.UnknownUnit, CaseTextTooLong
        Rule 3 is broken, or the note is too long.
    """
    if len(step.note) > NOTE_MOST:
        title = Titles(zh="备注", en="note").in_language(language)
        raise CaseTextTooLong(name="note", field=title, length=len(step.note), most=NOTE_MOST)
    if step.unit:
        need_unit(office, step.unit)  # 3
    facts = {"note": step.note, "unit": step.unit}
    with office.store.write(actor.name, office.clock()) as tx:
        stored = features.find(tx, LAYER, number)
        if stored is None:
            raise queue.UnknownCase(number=number)
        if stored.version != step.version:  # 1
            raise _stale(stored, step)
        state = str(stored.values.get("state") or "")
        moved = take(state, step.action, role=actor.role, facts=facts, at=tx.at)  # 2
        changed = Feature(number, stored.name, stored.shape, moved.changes)
        features.update(
            tx, LAYER, changed, version=step.version, what=step.action, note=step.note.strip()
        )  # 4
    card: dict[str, Any] = queue.card(office, actor, number, language)
    return card


def _stale(stored: Feature, step: Step) -> StaleVersion:
    given = {"action": step.action, "note": step.note, "unit": step.unit, "version": step.version}
    return StaleVersion(
        layer=LAYER,
        code=stored.code,
        mine_version=step.version,
        stored_version=stored.version,
        mine=given,
        theirs=stored,
    )
