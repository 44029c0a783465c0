"""Rows of fixed tables that carry a version: one way to change them, with history."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from gis_app.store import history
from gis_app.store.errors import StaleVersion
from gis_app.store.transaction import WriteTx

#: Columns that history never keeps.
SECRET = frozenset({"password"})


def insert_record(tx: WriteTx, table: sa.Table, code: str | None, values: Mapping[str, Any]) -> int:
    """Insert a row with version 1 and return its id; `code` is its name in history, else the id."""
    row = {**values, "version": 1}
    result = tx.connection.execute(sa.insert(table).values(row))
    key = int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0
    record = (code or str(key), 1, None, history.as_json(_open(row)))
    history.append(tx, table.name, "add", [record])
    return key


def change_record(
    tx: WriteTx,
    table: sa.Table,
    key: sa.ColumnElement[bool],
    values: Mapping[str, Any],
    *,
    code: str,
    version: int,
    reread: Callable[[], object],
) -> None:
    """Change the row that `key` chooses, if it still has the version.

    Raises
    ------
    StaleVersion
        It has another; `theirs` is what `reread` returns.
    """
    before = dict(tx.connection.execute(sa.select(table).where(key)).mappings().one())
    if before["version"] != version:
        raise StaleVersion(
            layer=table.name,
            code=code,
            mine_version=version,
            stored_version=before["version"],
            mine=dict(values),
            theirs=reread(),
        )
    after = {**before, **values, "version": version + 1}
    tx.connection.execute(sa.update(table).where(key).values(after))
    states = (history.as_json(_open(before)), history.as_json(_open(after)))
    history.append(tx, table.name, "change", [(code, version + 1, *states)])


def _open(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in SECRET}
