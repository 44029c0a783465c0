"""The marks of evaluation: weights and bands that a city sets, kept with their history."""

import json
from collections.abc import Mapping
from typing import Any

from gis_app.cases.grading import DEFAULTS, Scheme
from gis_app.store import history, settings
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.errors import BadQuestion
from gis_app.work.office import Office

#: What the marks are called among the settings, and in history.
_NAME = "evaluation_marks"


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


@allowed("admin")
def set_marks(office: Office, actor: Actor, given: Mapping[str, Any]) -> dict[str, Any]:
    """Set the schemes of some subjects; history keeps what they were.

    Raises
    ------
    gis_app.work.BadQuestion
        There is no such subject.
    gis_app.cases.SchemeUnfit
        A scheme cannot be used.
    """
    unknown = sorted(given.keys() - DEFAULTS.keys())
    if unknown:
        raise BadQuestion(name="subject", value=unknown[0], expected=", ".join(DEFAULTS))
    fresh = {
        subject: Scheme.of(subject, record if isinstance(record, dict) else {}).record()
        for subject, record in given.items()
    }
    with office.store.write(actor.name, office.clock()) as tx:
        kept = settings.find(tx.connection, _NAME)
        before = {} if kept is None else json.loads(kept)
        after = {**before, **fresh}
        settings.put(tx.connection, _NAME, json.dumps(after))
        sides = (history.as_json(before) if before else None, history.as_json(after))
        history.append(tx, _NAME, "put", [("*", None, *sides)])
    return marks(office, actor)
