"""The marks of evaluation: weights and bands that a city sets, kept with their history."""

import json
from collections.abc import Mapping
from typing import Any

from gis_app.cases.grading import DEFAULTS, Scheme
from gis_app.store import history, settings
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.errors import BadQuestion
from gis_app.work.office import Office
from gis_app.work.settings_mark import check_mark

#: What the marks are called among the settings, and in history.
_NAME = "evaluation_marks"
#: What the parts of an index are called.
PART_TITLES = {
    "not_public": "1 − reported by the public",
    "filed": "filed, by bands",
    "closing": "closed of what was due",
    "in_time": "closed in time",
    "not_rework": "1 − reworked",
    "valid": "valid reports",
    "not_missed": "1 − missed",
    "verify": "verified in time",
    "check": "checked in time",
    "dispatch": "sent out in time",
    "right_first": "right first time",
}


def schemes(office: Office) -> dict[str, Scheme]:
    """Return the schemes by subject: those of the city, else those of the standards."""
    with office.store.read() as tx:
        kept = settings.find(tx.connection, _NAME)
    own = {} if kept is None else json.loads(kept)
    return {
        subject: Scheme.of(subject, own[subject]) if subject in own else scheme
        for subject, scheme in DEFAULTS.items()
    }


@allowed(*EVERYONE)
def marks(office: Office, _actor: Actor) -> dict[str, Any]:
    """Return the schemes in use as plain records, by subject."""
    return {subject: scheme.record() for subject, scheme in schemes(office).items()}


@allowed(*EVERYONE)
def mark_of_marks(office: Office, _actor: Actor) -> int:
    """Return the mark that a save may name, to be told where somebody else saved meanwhile."""
    with office.store.read() as tx:
        return history.change(tx, _NAME)


@allowed("admin")
def set_marks(
    office: Office, actor: Actor, given: Mapping[str, Any], *, mark: int | None = None
) -> dict[str, Any]:
    """Set the schemes of some subjects; history keeps what they were.

    Raises
    ------
    gis_app.work.BadQuestion
        There is no such subject.
    gis_app.cases.SchemeUnfit
        A scheme cannot be used.
    gis_app.work.settings_mark.SettingsMovedOn
        They were changed since `mark`, where one is named.
    """
    unknown = sorted(given.keys() - DEFAULTS.keys())
    if unknown:
        raise BadQuestion(name="subject", value=unknown[0], expected=", ".join(DEFAULTS))
    fresh = {
        subject: Scheme.of(subject, record if isinstance(record, dict) else {}).record()
        for subject, record in given.items()
    }
    with office.store.write(actor.name, office.clock()) as tx:
        check_mark(tx, _NAME, mark)
        kept = settings.find(tx.connection, _NAME)
        before = {} if kept is None else json.loads(kept)
        after = {**before, **fresh}
        settings.put(tx.connection, _NAME, json.dumps(after))
        sides = (history.as_json(before) if before else None, history.as_json(after))
        history.append(tx, _NAME, "put", [("*", None, *sides)])
    return marks(office, actor)
