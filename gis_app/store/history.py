"""What was changed, by whom, when, and how it was before: it only grows."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from gis_app.store import bulk, dialect, settings
from gis_app.store.tables import history, layer_changes
from gis_app.store.transaction import ReadTx, WriteTx

#: Entries on one page.
PAGE = 100

#: What an entry records of one thing: code, version, before and after as JSON text.
Record = tuple[str, int | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of one thing. `before` is None where it was added, `after` where removed.

    For a feature they hold `name`, `shape` (WKB as hexadecimal text, or None) and `values`,
    without the values that are missing.
    """

    id: int
    at: str
    who: str
    what: str
    layer: str
    code: str
    version: int | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    note: str


def append(tx: WriteTx, layer: str, what: str, records: Iterable[Record], note: str = "") -> int:
    """Append one entry for each record and return the layer's new change number.

    That number is the id of the layer's last entry, so `since` knows what a cache misses.
    """
    rows = [(tx.at, tx.who, what, layer, *record, note) for record in records]
    if not rows:
        return change(tx, layer)
    names = ("at", "who", "what", "layer", "code", "version", "before", "after", "note")
    bulk.insert(tx.connection, history, names, rows)
    last = tx.connection.execute(sa.select(sa.func.max(history.c.id))).scalar_one()
    _mark(tx, layer, last)
    return int(last)


def as_json(value: Mapping[str, Any] | None) -> str | None:
    """Return a state of a thing as the text that history keeps."""
    return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def of(
    tx: ReadTx, layer: str, code: str, *, before_id: int | None = None, size: int = PAGE
) -> list[Entry]:
    """Return a page of the changes of one thing, the latest first.

    `before_id` is the id of the last entry of the page before.
    """
    query = sa.select(history).where(history.c.layer == layer, history.c.code == code)
    if before_id is not None:
        query = query.where(history.c.id < before_id)
    return _entries(tx, query.order_by(history.c.id.desc()).limit(size))


def latest(tx: ReadTx, *layers: str, before_id: int | None = None, size: int = PAGE) -> list[Entry]:
    """Return a page of the changes of some layers or fixed tables, the latest first.

    `before_id` is the id of the last entry of the page before.
    """
    query = sa.select(history).where(history.c.layer.in_(layers))
    if before_id is not None:
        query = query.where(history.c.id < before_id)
    return _entries(tx, query.order_by(history.c.id.desc()).limit(size))


def deeds(
    tx: ReadTx, layer: str, names: Collection[str]
) -> list[tuple[str, str, str, str, str | None]]:
    """Return what was done to the things of a layer under some names, by thing and in order.

    Each is code, moment (UTC text), who, what, and the state it was in before, if it had one.
    """
    c = history.c
    state = dialect.member(c.before, "values", "state")
    query = (
        sa.select(c.code, c.at, c.who, c.what, state)
        .where(c.layer == layer, c.what.in_(names))
        .order_by(c.code, c.id)
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in tx.connection.execute(query)]


def since(tx: ReadTx, entry_id: int, *, layer: str | None = None, size: int = PAGE) -> list[Entry]:
    """Return a page of the entries after an id, the earliest first."""
    query = sa.select(history).where(*after(entry_id, layer))
    return _entries(tx, query.order_by(history.c.id).limit(size))


def after(entry_id: int, layer: str | None = None) -> list[sa.ColumnElement[bool]]:
    """Return the conditions for the entries after an id, of one layer or of all.

    The layer is compared in a way that no index answers: the few rows after the id are quickly
    looked through, while the index on layers would give all that a layer ever saw.
    """
    found: list[sa.ColumnElement[bool]] = [history.c.id > entry_id]
    if layer is not None:
        found.append(history.c.layer.concat("") == layer)
    return found


def change(tx: ReadTx, layer: str) -> int:
    """Return the change number of a layer: it grows with each change and is 0 for an empty one."""
    query = sa.select(layer_changes.c.change).where(layer_changes.c.layer == layer)
    return tx.connection.execute(query).scalar_one_or_none() or 0


def stamp(tx: ReadTx, *layers: str) -> str:
    """Return a text that differs whenever one of the layers does: an ETag.

    The epoch is in it because a restored backup counts on from an earlier number.
    """
    numbers = ".".join(str(change(tx, layer)) for layer in layers)
    return f"{settings.get(tx.connection, 'epoch')}-{numbers}"


def _mark(tx: WriteTx, layer: str, last: int) -> None:
    values = {"change": last, "at": tx.at}
    marked = sa.update(layer_changes).where(layer_changes.c.layer == layer).values(values)
    if tx.connection.execute(marked).rowcount == 0:
        tx.connection.execute(sa.insert(layer_changes).values(layer=layer, **values))


def _entries(tx: ReadTx, query: sa.Select[Any]) -> list[Entry]:
    rows = tx.connection.execute(query).mappings()
    return [
        Entry(**(dict(row) | {"before": _state(row["before"]), "after": _state(row["after"])}))
        for row in rows
    ]


def _state(text: str | None) -> Mapping[str, Any] | None:
    return None if text is None else json.loads(text)
