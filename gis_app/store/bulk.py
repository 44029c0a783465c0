"""Many rows at once, past SQLAlchemy's per-row work; the statements are still built by it."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

#: Rows fetched at a time where a whole layer is read.
CHUNK = 20_000


def insert(
    connection: sa.Connection,
    table: sa.TableClause,
    names: Sequence[str],
    rows: list[tuple[Any, ...]],
) -> None:
    """Insert rows whose values stand in the order of `names`."""
    if rows:
        statement = sa.insert(table).compile(dialect=connection.dialect, column_keys=list(names))
        order = [list(names).index(name) for name in statement.positiontup or names]
        if order != list(range(len(names))):
            rows = [tuple(row[place] for place in order) for row in rows]
        connection.exec_driver_sql(str(statement), rows)


def update(
    connection: sa.Connection, table: sa.Table, names: Sequence[str], rows: list[tuple[Any, ...]]
) -> None:
    """Set columns of many features; each row holds the values of `names`, then the code."""
    values = {name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    statement = sa.update(table).where(table.c.code == sa.bindparam("of_code")).values(values)
    keys = [*(f"new_{name}" for name in names), "of_code"]
    connection.execute(statement, [dict(zip(keys, row, strict=True)) for row in rows])


def chunks(connection: sa.Connection, query: sa.Select[Any]) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Yield the rows of a query as plain tuples, a chunk at a time."""
    compiled = query.compile(
        dialect=connection.dialect, compile_kwargs={"render_postcompile": True}
    )
    values = tuple(compiled.params[name] for name in compiled.positiontup or ())
    cursor = connection.connection.cursor()
    try:
        cursor.execute(str(compiled), values)
        while rows := cursor.fetchmany(CHUNK):
            yield rows
    finally:
        cursor.close()
