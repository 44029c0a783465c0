"""Class codes and time limits: tables that a city edits, keyed by (scheme, kind, code)."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, astuple
from typing import Any

import sqlalchemy as sa

from gis_app.store import bulk, history
from gis_app.store.errors import UnknownRecord
from gis_app.store.tables import class_codes, time_limits
from gis_app.store.transaction import ReadTx, WriteTx
from layers.codes import ClassKind, ClassRow, LimitUnit, TimeLimit, limits_of

#: What identifies a class: components and matters share numbers, and schemes do.
Key = tuple[str, str, str]
_KEY = ("scheme", "kind", "code")


def put_classes(tx: WriteTx, rows: Iterable[ClassRow]) -> int:
    """Store class codes, over those of the same key, and return how many.

    A class that was taken out of use stays so.
    """
    held = [asdict(row) for row in rows]
    off = disabled(tx)
    for row in held:
        row["enabled"] = int((row["scheme"], row["kind"], row["code"]) not in off)
    return _put(tx, class_codes, held)


def put_limits(tx: WriteTx, rows: Iterable[TimeLimit]) -> int:
    """Store time limits, in place of all those of the same classes, and return how many."""
    return _put(tx, time_limits, [asdict(row) for row in rows])


def put_limits_of(tx: WriteTx, key: Key, rows: Iterable[TimeLimit]) -> None:
    """Store the limits of one class in place of those it has; none leaves it without."""
    fresh = list(rows)
    before = limits_of(limits(tx), *key)
    tx.connection.execute(sa.delete(time_limits).where(_is(time_limits, key)))
    if fresh:
        plain = [tuple(_plain(value) for value in astuple(row)) for row in fresh]
        bulk.insert(tx.connection, time_limits, list(asdict(fresh[0])), plain)
    was, now = (history.as_json({"limits": [_told(x) for x in side]}) for side in (before, fresh))
    history.append(tx, time_limits.name, "put", [("/".join(key), None, was, now)])


def remove_class(tx: WriteTx, key: Key) -> None:
    """Remove a class and its limits, or raise UnknownRecord; cases that have it keep its code."""
    if tx.connection.execute(sa.delete(class_codes).where(_is(class_codes, key))).rowcount == 0:
        raise UnknownRecord(record="class", name="/".join(key))
    tx.connection.execute(sa.delete(time_limits).where(_is(time_limits, key)))
    history.append(tx, class_codes.name, "remove", [("/".join(key), None, None, None)])


def classes(tx: ReadTx, *, everything: bool = False) -> list[ClassRow]:
    """Return the class codes in use in the order of their keys; `everything` adds the others."""
    query = sa.select(*_columns(class_codes)).order_by(*_order(class_codes))
    if not everything:
        query = query.where(class_codes.c.enabled == 1)
    rows = tx.connection.execute(query).mappings()
    return [ClassRow(**{**row, "kind": ClassKind(row["kind"])}) for row in rows]


def disabled(tx: ReadTx) -> frozenset[Key]:
    """Return the keys of the classes that are out of use."""
    query = sa.select(*(class_codes.c[name] for name in _KEY)).where(class_codes.c.enabled == 0)
    return frozenset((row[0], row[1], row[2]) for row in tx.connection.execute(query))


def enable(tx: WriteTx, key: Key, *, enabled: bool) -> None:
    """Take a class into use or out of it, or raise UnknownRecord; cases that have it keep it."""
    chosen = sa.update(class_codes).where(_is(class_codes, key)).values(enabled=int(enabled))
    if tx.connection.execute(chosen).rowcount == 0:
        raise UnknownRecord(record="class", name="/".join(key))
    after = history.as_json({"enabled": enabled})
    history.append(tx, class_codes.name, "change", [("/".join(key), None, None, after)])


def limits(tx: ReadTx) -> list[TimeLimit]:
    """Return all time limits in the order of their classes, then as they were given."""
    query = sa.select(*_columns(time_limits)).order_by(*_order(time_limits))
    return [
        TimeLimit(
            **{
                **row,
                "kind": ClassKind(row["kind"]),
                "unit": LimitUnit(row["unit"]),
                "limit": int(row["limit"]),
            }
        )
        for row in tx.connection.execute(query).mappings()
    ]


def _put(tx: WriteTx, table: sa.Table, rows: list[dict[str, Any]]) -> int:
    keys = sorted({tuple(str(row[name]) for name in _KEY) for row in rows})
    if keys:
        chosen = sa.and_(*(table.c[name] == sa.bindparam(f"of_{name}") for name in _KEY))
        values = [dict(zip((f"of_{name}" for name in _KEY), key, strict=True)) for key in keys]
        tx.connection.execute(sa.delete(table).where(chosen), values)
        plain = [tuple(_plain(value) for value in row.values()) for row in rows]
        bulk.insert(tx.connection, table, list(rows[0]), plain)
    after = history.as_json({"rows": len(rows)})
    history.append(tx, table.name, "put", [("*", None, None, after)])
    return len(rows)


def _told(limit: TimeLimit) -> str:
    return f"{limit.condition}: {limit.limit} {limit.unit.value}"


def _plain(value: object) -> object:
    return str(value) if isinstance(value, str) else value


def _is(table: sa.Table, key: Collection[str]) -> sa.ColumnElement[bool]:
    return sa.and_(*(table.c[name] == value for name, value in zip(_KEY, key, strict=True)))


def _columns(table: sa.Table) -> list[sa.Column[Any]]:
    return [column for column in table.c if column.name not in {"id", "enabled"}]


def _order(table: sa.Table) -> list[sa.Column[Any]]:
    return [*(table.c[name] for name in _KEY), table.c.id]
