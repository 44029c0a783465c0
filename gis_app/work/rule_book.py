"""The rule book of the district: the rules that say which unit a case goes to, and its history."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gis_app.cases import Rule, RuleBook, check_rules, from_parts, to_parts
from gis_app.store import ReadTx, history, settings
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.errors import WorkError
from gis_app.work.office import Office
from gis_app.work.units import kept_units

#: What the book is called among the settings, and in history.
_NAME = "rule_book"
#: The most rules of a book; a district of fifty units needs a few hundred.
RULES_MOST = 1_000


class StaleRules(WorkError):
    """Somebody else saved the rules meanwhile."""

    kind = "rules_stale"
    template = (
        "The rules were saved by {who} meanwhile (version {stored_version}, yours is "
        "{mine_version}); load them again and repeat your change."
    )


class TooManyRules(WorkError):
    """A book has more rules than anybody can oversee."""

    kind = "rules_too_many"
    template = "There are {count} rules; a rule book has at most {most}."


@dataclass(frozen=True, slots=True)
class KeptBook:
    """The rules in use and their version, 0 for a district that never had any."""

    version: int
    book: RuleBook


def kept_book(office: Office, tx: ReadTx) -> KeptBook:
    """Return the rule book, kept until it is saved anew."""
    mark = history.stamp(tx, _NAME)
    return office.keep.get(_NAME, mark, lambda: _read(tx))


def mark(tx: ReadTx) -> str:
    """Return a text that differs for every state of the rule book."""
    return history.stamp(tx, _NAME)


def read_rules(office: Office, records: Sequence[Mapping[str, Any]]) -> RuleBook:
    """Return the book of plain records.

    Raises
    ------
    TooManyRules
        There are more than `RULES_MOST`.
    gis_app.cases.RuleUnfit
        One of them cannot be used; `place` counts from 1.
    """
    if len(records) > RULES_MOST:
        raise TooManyRules(count=len(records), most=RULES_MOST)
    rules = tuple(from_parts(record, place) for place, record in enumerate(records, start=1))
    check_rules(rules, [unit.code for unit in kept_units(office)])
    return RuleBook(rules)


@allowed(*EVERYONE)
def rules(office: Office, _actor: Actor) -> dict[str, Any]:
    """Return the rules in order as plain records, and the version they are in."""
    with office.store.read() as tx:
        kept = kept_book(office, tx)
    return {"version": kept.version, "rules": [to_parts(rule) for rule in kept.book.rules]}


@allowed("dispatcher")
def save(
    office: Office, actor: Actor, records: Sequence[Mapping[str, Any]], *, version: int, note: str
) -> dict[str, Any]:
    """Put other rules in place of all there are, and return them in their new version.

    1. The rules can be used.
    2. Nobody saved others meanwhile.
    3. History keeps what they were, who changed them, and why.

    Raises
    ------
    gis_app.cases.RuleUnfit, TooManyRules
        Rule 1 is broken.
    StaleRules
        Rule 2 is broken.
    """
    book = read_rules(office, records)  # 1
    with office.store.write(actor.name, office.clock()) as tx:
        kept = _read(tx)
        if kept.version != version:  # 2
            last = history.latest(tx, _NAME, size=1)
            who = last[0].who if last else "?"
            raise StaleRules(who=who, mine_version=version, stored_version=kept.version)
        fresh = _text(book.rules, version + 1)
        before = _text(kept.book.rules, version) if version else None
        settings.put(tx.connection, _NAME, fresh)
        history.append(tx, _NAME, "put", [("*", version + 1, before, fresh)], note)  # 3
    return {"version": version + 1, "rules": [to_parts(rule) for rule in book.rules]}


@allowed("dispatcher", "planner")
def versions(office: Office, _actor: Actor) -> list[dict[str, Any]]:
    """Return who saved the rules when and why, the latest first, each with its rules."""
    with office.store.read() as tx:
        entries = history.of(tx, _NAME, "*")
    return [
        {
            "version": entry.version,
            "at": entry.at,
            "who": entry.who,
            "note": entry.note,
            "rules": (entry.after or {}).get("rules", []),
        }
        for entry in entries
    ]


def _read(tx: ReadTx) -> KeptBook:
    text = settings.find(tx.connection, _NAME)
    if text is None:
        return KeptBook(0, RuleBook())
    kept = json.loads(text)
    places = enumerate(kept["rules"], start=1)
    rules = tuple(from_parts(record, place) for place, record in places)
    return KeptBook(kept["version"], RuleBook(rules))


def _text(rules: Sequence[Rule], version: int) -> str:
    return str(history.as_json({"version": version, "rules": [to_parts(rule) for rule in rules]}))
