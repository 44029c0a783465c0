"""Keys of the programs that report and read cases by Open311, each with its source of cases."""

import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass
from typing import Any, Final

from gis_app.store import ReadTx, WriteTx, history, settings
from gis_app.work.actor import Actor, allowed
from gis_app.work.case_new import UnknownSource
from gis_app.work.case_question import choices
from gis_app.work.errors import WorkError
from gis_app.work.office import Office

#: What keys are called among the settings, and in history.
_NAME: Final = "open311_keys"
#: Bytes of chance in a key, and the longest name of a program.
_KEY_BYTES: Final = 24
_NAME_MOST: Final = 40


class NoOpen311(WorkError):
    """Nobody has a key: the interface is off."""

    kind = "open311_off"
    template = (
        "Open311 is off in this district; an administrator adds a key with `open311 add NAME`."
    )


class KeyRefused(WorkError):
    """A request has no key, or one that is not known."""

    kind = "open311_key_refused"
    template = "The parameter api_key is missing or not known; ask the district for a key."


class KeyNameUnfit(WorkError):
    """A program is to have a name that is none or is taken."""

    kind = "open311_name_unfit"
    template = "{name!r} cannot be a program's name: give 1 to {most} characters not yet taken."


class UnknownKey(WorkError):
    """A key is named that there is not."""

    kind = "open311_key_unknown"
    template = "There is no key named {name!r}; `open311 list` shows all."


@dataclass(frozen=True, slots=True)
class Key:
    """A program that may report: its name, the source its cases count for, its key's digest."""

    name: str
    source: str
    digest: str

    @property
    def actor(self) -> Actor:
        """Who its cases are reported by."""
        return Actor(name=f"open311-{self.name}", title=self.name, role="inspector")


@allowed("admin")
def add(office: Office, actor: Actor, name: str, source: str) -> str:
    """Give a program a key, and return it: it is shown this once, only its digest is kept.

    Raises
    ------
    KeyNameUnfit
        The name is empty, too long or taken.
    gis_app.work.case_new.UnknownSource
        There is no such source of cases.
    """
    known = choices(office, "source")
    if source not in known:
        raise UnknownSource(source=source, known=", ".join(known))
    text = secrets.token_urlsafe(_KEY_BYTES)
    with office.store.write(actor.name, office.clock()) as tx:
        kept = _read(tx)
        name = name.strip()
        if not 1 <= len(name) <= _NAME_MOST or any(key.name == name for key in kept):
            raise KeyNameUnfit(name=name, most=_NAME_MOST)
        _put(tx, "add", [*kept, Key(name, source, _digest(text))], name)
    return text


@allowed("admin")
def listed(office: Office, _actor: Actor) -> list[Key]:
    """Return all keys by name; none of them can be read from it."""
    with office.store.read() as tx:
        return sorted(_read(tx), key=lambda key: key.name)


@allowed("admin")
def remove(office: Office, actor: Actor, name: str) -> None:
    """Take a program's key away; what it reported stays.

    Raises
    ------
    UnknownKey
        There is none of that name.
    """
    with office.store.write(actor.name, office.clock()) as tx:
        kept = _read(tx)
        if all(key.name != name for key in kept):
            raise UnknownKey(name=name)
        _put(tx, "remove", [key for key in kept if key.name != name], name)


def need_open(office: Office) -> None:
    """Refuse where nobody has a key."""
    with office.store.read() as tx:
        if not _read(tx):
            raise NoOpen311


def need_key(office: Office, text: str) -> Key:
    """Return the key of a request.

    Raises
    ------
    NoOpen311, KeyRefused
        There are no keys at all, or this is none of them.
    """
    need_open(office)
    digest = _digest(text)
    with office.store.read() as tx:
        kept = _read(tx)
    found = [key for key in kept if hmac.compare_digest(key.digest, digest)]
    if not found:
        raise KeyRefused
    return found[0]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _read(tx: ReadTx) -> list[Key]:
    text = settings.find(tx.connection, _NAME)
    return [Key(**row) for row in json.loads(text)] if text else []


def _put(tx: WriteTx, what: str, kept: list[Key], name: str) -> None:
    rows: list[dict[str, Any]] = [asdict(key) for key in kept]
    settings.put(tx.connection, _NAME, json.dumps(rows, ensure_ascii=False))
    history.append(tx, _NAME, what, [(name, None, None, None)])
