"""Users and the units they belong to. Passwords come hashed; history never holds them."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa

from gis_app.store import history
from gis_app.store.errors import NameTaken, UnknownRecord
from gis_app.store.records import change_record, insert_record
from gis_app.store.tables import units as unit_table
from gis_app.store.tables import users as user_table
from gis_app.store.transaction import ReadTx, WriteTx


@dataclass(frozen=True, slots=True)
class User:
    """One account. `password` is a hash and stays out of every repr and out of history."""

    name: str
    display_name: str
    role: str
    password: str = field(repr=False)
    unit: str | None = None
    streets: tuple[str, ...] = ()
    language: str = "zh"
    active: bool = True
    id: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True)
class Unit:
    """One collaborating unit; `classes` are beginnings of the class codes it handles."""

    code: str
    name_zh: str
    name_en: str
    kind: str = ""
    classes: tuple[str, ...] = ()
    id: int = 0
    version: int = 0


def add_user(tx: WriteTx, user: User) -> User:
    """Add an account, or raise NameTaken; a unit it names must be stored."""
    if find_user(tx, user.name) is not None:
        raise NameTaken(record="user", name=user.name)
    _check_unit(tx, user)
    insert_record(tx, user_table, user.name, _row(user))
    return get_user(tx, user.name)


def find_user(tx: ReadTx, name: str) -> User | None:
    """Return an account by its name, or None."""
    rows = tx.connection.execute(sa.select(user_table).where(user_table.c.name == name))
    found = [_user(row) for row in rows.mappings()]
    return found[0] if found else None


def get_user(tx: ReadTx, name: str) -> User:
    """Return an account by its name, or raise UnknownRecord."""
    found = find_user(tx, name)
    if found is None:
        raise UnknownRecord(record="user", name=name)
    return found


def user_by_id(tx: ReadTx, user_id: int) -> User | None:
    """Return an account by its id, or None: what a session cookie holds."""
    rows = tx.connection.execute(sa.select(user_table).where(user_table.c.id == user_id))
    found = [_user(row) for row in rows.mappings()]
    return found[0] if found else None


def users(tx: ReadTx) -> list[User]:
    """Return all accounts by name."""
    query = sa.select(user_table).order_by(user_table.c.name)
    return [_user(row) for row in tx.connection.execute(query).mappings()]


def edit_user(tx: WriteTx, user: User, *, version: int) -> User:
    """Save an account under its name, all but its password.

    Raises
    ------
    UnknownRecord, StaleVersion
        It is not stored, or not in this version.
    """
    get_user(tx, user.name)
    _check_unit(tx, user)
    values = {name: value for name, value in _row(user).items() if name != "password"}
    change_record(
        tx,
        user_table,
        user_table.c.name == user.name,
        values,
        code=user.name,
        version=version,
        reread=lambda: get_user(tx, user.name),
    )
    return get_user(tx, user.name)


def set_password(tx: WriteTx, name: str, password_hash: str) -> None:
    """Set the hash of a password; history says that, not what."""
    stored = get_user(tx, name)
    chosen = sa.update(user_table).where(user_table.c.name == name)
    tx.connection.execute(chosen.values(password=password_hash))
    history.append(tx, "users", "password", [(name, stored.version, None, None)])


def add_unit(tx: WriteTx, unit: Unit) -> Unit:
    """Add a unit, or raise NameTaken."""
    if any(stored.code == unit.code for stored in units(tx)):
        raise NameTaken(record="unit", name=unit.code)
    insert_record(tx, unit_table, unit.code, _row(unit))
    return get_unit(tx, unit.code)


def get_unit(tx: ReadTx, code: str) -> Unit:
    """Return a unit by its code, or raise UnknownRecord."""
    found = next((unit for unit in units(tx) if unit.code == code), None)
    if found is None:
        raise UnknownRecord(record="unit", name=code)
    return found


def units(tx: ReadTx) -> list[Unit]:
    """Return all units by code."""
    query = sa.select(unit_table).order_by(unit_table.c.code)
    return [_unit(row) for row in tx.connection.execute(query).mappings()]


def edit_unit(tx: WriteTx, unit: Unit, *, version: int) -> Unit:
    """Save a unit under its code.

    Raises
    ------
    UnknownRecord, StaleVersion
        It is not stored, or not in this version.
    """
    get_unit(tx, unit.code)
    change_record(
        tx,
        unit_table,
        unit_table.c.code == unit.code,
        _row(unit),
        code=unit.code,
        version=version,
        reread=lambda: get_unit(tx, unit.code),
    )
    return get_unit(tx, unit.code)


def _check_unit(tx: ReadTx, user: User) -> None:
    if user.unit is not None:
        get_unit(tx, user.unit)


def _row(value: User | Unit) -> dict[str, Any]:
    row = {name: item for name, item in asdict(value).items() if name not in {"id", "version"}}
    return {
        name: json.dumps(item, ensure_ascii=False) if isinstance(item, tuple) else item
        for name, item in row.items()
    }


def _user(row: sa.RowMapping) -> User:
    streets = tuple(json.loads(row["streets"]))
    return User(**(dict(row) | {"streets": streets, "active": bool(row["active"])}))


def _unit(row: sa.RowMapping) -> Unit:
    return Unit(**(dict(row) | {"classes": tuple(json.loads(row["classes"]))}))
