"""Within which circle and time two cases of a class may be one: a table a city edits."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from gis_app.cases import DuplicateRules
from gis_app.cases.duplicates import DEFAULTS
from gis_app.store import history, settings
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.office import Office
from gis_app.work.settings_mark import check_mark

#: What the table is called among the settings, and in history.
_NAME = "duplicate_rules"


def kept_rules(office: Office) -> DuplicateRules:
    """Return the rules in use."""
    with office.store.read() as tx:
        kept = settings.find(tx.connection, _NAME)
    return DEFAULTS if kept is None else DuplicateRules.of(json.loads(kept)["rules"])


@allowed(*EVERYONE)
def rules(office: Office, _actor: Actor) -> list[dict[str, Any]]:
    """Return the rules in use as plain records."""
    return [asdict(rule) for rule in kept_rules(office).rules]


@allowed(*EVERYONE)
def mark_of_rules(office: Office, _actor: Actor) -> int:
    """Return the mark that a save may name, to be told where somebody else saved meanwhile."""
    with office.store.read() as tx:
        return history.change(tx, _NAME)


@allowed("dispatcher")
def set_rules(
    office: Office, actor: Actor, records: Sequence[dict[str, Any]], *, mark: int | None = None
) -> list[dict[str, Any]]:
    """Put other rules in place of all there are; history keeps what they were.

    Raises
    ------
    gis_app.cases.DuplicateRuleUnfit
        One of them cannot be used.
    gis_app.work.settings_mark.SettingsMovedOn
        They were changed since `mark`, where one is named.
    """
    fresh = [asdict(rule) for rule in DuplicateRules.of(records).rules]
    with office.store.write(actor.name, office.clock()) as tx:
        check_mark(tx, _NAME, mark)
        before = settings.find(tx.connection, _NAME)
        after = history.as_json({"rules": fresh})
        settings.put(tx.connection, _NAME, str(after))
        history.append(tx, _NAME, "put", [("*", None, before, after)])
    return fresh
