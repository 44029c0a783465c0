"""What an administrator does beside accounts: units, what they handle, and who changed what."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gis_app.store import Entry, Unit, User, history
from gis_app.store import accounts as stored
from gis_app.work import accounts
from gis_app.work.accounts import TITLE_MOST, one_line
from gis_app.work.actor import Actor, allowed
from gis_app.work.case_words import class_table
from gis_app.work.errors import WorkError
from gis_app.work.frames import frames
from gis_app.work.office import Office
from gis_app.work.units import kept_units, unit_name
from layers.codes import ClassRow

#: What the pages of an administrator tell the history of.
RECORDS = ("users", "units")
#: Changes on one page of history.
PAGE = 50
#: Codes of units and beginnings of class codes: digits in the standards, letters in some cities.
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,19}")
#: Names of classes that are told for one beginning of a code; the rest is a number.
_NAMES_MOST = 4
#: How the standards name the fault of a component as a matter.
_FAULT = "异常"
#: Fields that the store keeps as JSON lists.
_LISTS = frozenset({"streets", "classes"})
#: What a change of a record always changes and no reader wants to see.
_SELF = frozenset({"version", "id"})


class UnitCodeUnfit(WorkError):
    """The code of a unit has signs that a code may not have."""

    kind = "unit_code_unfit"
    template = "The unit code {code!r} cannot be used; take 1 to 20 Latin letters or digits."


class UnitNameUnfit(WorkError):
    """A unit has no name, or one that is too long."""

    kind = "unit_name_unfit"
    template = (
        "The unit {code!r} needs a Chinese or an English name of at most {most} characters; "
        "fill one in or shorten it."
    )


class PrefixUnfit(WorkError):
    """What a unit handles is no beginning of a class code."""

    kind = "class_prefix_unfit"
    template = "{head!r} is no beginning of a class code; give digits, with spaces between them."


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What may be said anew of an account: all but its name and its password."""

    title: str
    role: str
    unit: str | None
    streets: tuple[str, ...]
    language: str
    active: bool


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What may be said of a unit; `classes` are the beginnings of the class codes it handles."""

    code: str
    name_zh: str
    name_en: str
    kind: str = ""
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prefix:
    """A beginning of class codes, some names of what it stands for, and how many more."""

    head: str
    names: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as the list shows it: its name in the reader's language, classes and users."""

    unit: Unit
    name: str
    prefixes: tuple[Prefix, ...]
    users: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a change; None stands for no value."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of history as a person reads it; `record` is `users` or `units`."""

    id: int
    at: str
    who: str
    what: str
    record: str
    code: str
    differences: tuple[Difference, ...]


@allowed("admin")
def account(office: Office, _actor: Actor, name: str) -> User:
    """Return an account by its name, or raise gis_app.store.UnknownRecord."""
    with office.store.read() as tx:
        return stored.get_user(tx, name)


@allowed("admin")
def save_account(
    office: Office, actor: Actor, name: str, facts: AccountFacts, *, version: int
) -> User:
    """Save what is said of an account; see `accounts.change` for the rules and refusals."""
    changed = replace(
        account(office, actor, name),
        display_name=facts.title,
        role=facts.role,
        unit=facts.unit,
        streets=facts.streets,
        language=facts.language,
        active=facts.active,
    )
    return accounts.change(office, actor, changed, version=version)


@allowed("admin")
def set_active(office: Office, actor: Actor, name: str, *, active: bool, version: int) -> User:
    """Close an account, which ends its sessions, or open it again."""
    changed = replace(account(office, actor, name), active=active)
    return accounts.change(office, actor, changed, version=version)


@allowed("admin")
def street_names(office: Office, _actor: Actor) -> dict[str, str]:
    """Return the streets of the district: code → name, in order of code."""
    found = {
        str(code): name if isinstance(name, str) and name else str(code)
        for one in frames(office, "streets").values()
        for code, name in zip(one["code"], one["name"], strict=True)
    }
    return dict(sorted(found.items()))


@allowed("admin")
def unit_rows(office: Office, actor: Actor, *, language: str) -> list[UnitRow]:
    """Return all units by code, with what they handle and how many accounts belong to them."""
    members = Counter(user.unit for user in accounts.users(office, actor))
    return [
        UnitRow(
            unit=unit,
            name=unit_name(unit, language),
            prefixes=tuple(meanings(office, actor, unit.classes)),
            users=members[unit.code],
        )
        for unit in kept_units(office)
    ]


@allowed("admin")
def unit(office: Office, _actor: Actor, code: str) -> Unit:
    """Return a unit by its code, or raise gis_app.store.UnknownRecord."""
    with office.store.read() as tx:
        return stored.get_unit(tx, code)


@allowed("admin")
def add_unit(office: Office, actor: Actor, facts: UnitFacts) -> Unit:
    """Add a unit.

    Raises
    ------
    UnitCodeUnfit, UnitNameUnfit, PrefixUnfit, gis_app.store.NameTaken
        What was given does not hold.
    """
    held = _checked(facts)
    with office.store.write(actor.name, office.clock()) as tx:
        return stored.add_unit(tx, held)


@allowed("admin")
def save_unit(office: Office, actor: Actor, facts: UnitFacts, *, version: int) -> Unit:
    """Save a unit under its code.

    Raises
    ------
    UnitNameUnfit, PrefixUnfit
        What was given does not hold.
    gis_app.store.UnknownRecord, gis_app.store.StaleVersion
        There is no such unit, or not in this version.
    """
    held = _checked(facts)
    with office.store.write(actor.name, office.clock()) as tx:
        return stored.edit_unit(tx, held, version=version)


@allowed("admin")
def meanings(office: Office, _actor: Actor, heads: Iterable[str]) -> list[Prefix]:
    """Return what each beginning of class codes stands for in the district's scheme.

    1. The name of a class that has just this code, else the name of a major.
    2. Else the names of the first classes that begin so.
    3. Components and matters share numbers, so both are looked through.
    """
    table = class_table(office)
    own = office.district.scheme
    rows = [row for row in table if row.scheme == own] or list(table)
    return [_meaning(rows, head) for head in heads]


@allowed("admin")
def recent(
    office: Office, _actor: Actor, *, before_id: int | None = None, size: int = PAGE
) -> list[Change]:
    """Return a page of the changes of users and units, the latest first."""
    with office.store.read() as tx:
        return [_change(e) for e in history.latest(tx, *RECORDS, before_id=before_id, size=size)]


def _checked(facts: UnitFacts) -> Unit:
    """Return a unit as it may be stored, or raise what is wrong with it."""
    if not _CODE.fullmatch(facts.code):
        raise UnitCodeUnfit(code=facts.code)
    zh, en = one_line(facts.name_zh), one_line(facts.name_en)
    if not 0 < max(len(zh), len(en)) <= TITLE_MOST:
        raise UnitNameUnfit(code=facts.code, most=TITLE_MOST)
    for head in facts.classes:
        if not _CODE.fullmatch(head):
            raise PrefixUnfit(head=head)
    return Unit(
        code=facts.code,
        name_zh=zh,
        name_en=en,
        kind=one_line(facts.kind)[:TITLE_MOST],
        classes=tuple(dict.fromkeys(facts.classes)),
    )


def _meaning(rows: Iterable[ClassRow], head: str) -> Prefix:
    begun = [row for row in rows if row.code.startswith(head)]
    exact = _names(row.name for row in begun if row.code == head)
    majors = _names(row.major_name for row in begun if row.major == head and row.major_name)
    if exact or majors:
        return Prefix(head, exact or majors, 0)  # 1
    names = _names(row.name for row in begun)  # 2
    return Prefix(head, names[:_NAMES_MOST], max(0, len(names) - _NAMES_MOST))


def _names(found: Iterable[str]) -> tuple[str, ...]:
    """Return names once each, without the faults (…异常) of what is named itself."""
    names = dict.fromkeys(found)  # 3
    return tuple(n for n in names if not (n.endswith(_FAULT) and n.removesuffix(_FAULT) in names))


def _change(entry: Entry) -> Change:
    before, after = entry.before or {}, entry.after or {}
    fields = [name for name in {**before, **after} if name not in _SELF]
    found = [
        Difference(name, _shown(before, name), _shown(after, name))
        for name in fields
        if before.get(name) != after.get(name)
    ]
    return Change(entry.id, entry.at, entry.who, entry.what, entry.layer, entry.code, tuple(found))


def _shown(state: Mapping[str, Any], name: str) -> str | None:
    value = state.get(name)
    if name in _LISTS and isinstance(value, str):
        value = " ".join(json.loads(value))
    return None if value in (None, "") else str(value)
