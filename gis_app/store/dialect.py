"""All that differs between SQLite and PostGIS, in one place; only SQLite is spoken today.

| wanted                       | SQLite (here)                  | PostGIS (later)                  |
|------------------------------|--------------------------------|----------------------------------|
| a writer's transaction       | BEGIN IMMEDIATE                | BEGIN, row locks                 |
| a reader's transaction       | BEGIN, query_only              | BEGIN ISOLATION REPEATABLE READ  |
| a list of codes as one value | json_each(:codes)              | = ANY(:codes)                    |
| a member of kept JSON        | json_extract(text, '$.a.b')    | text::jsonb #>> '{a,b}'          |
| candidates for a box         | the layer's R*Tree             | geom && ST_MakeEnvelope          |
| a date, a moment             | DATE, DATETIME holding text    | date, timestamptz                |
"""

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import UserDefinedType

from gis_app.store import blob

#: How long a writer waits for another, in milliseconds: longer than any single edit, shorter than
#: a browser's patience.
BUSY_MS = 10_000


#: Pages a connection may keep in memory, in kB; the default of 2 MB makes a bulk import spill.
CACHE_KB = 16_384


class PlainText(UserDefinedType[Any]):
    """Text under the column type name that GeoPackage gives it: DATE, DATETIME, BLOB….

    SQLAlchemy's own date types would turn the stored text into objects and back, for nothing.
    """

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **_: object) -> str:
        """Return the type's name in a CREATE TABLE."""
        return self.name


def prepare_connection(connection: sqlite3.Connection) -> None:
    """Set a new connection up: our own transactions, foreign keys, GeoPackage functions.

    `synchronous=FULL` because a receipt given to a user must outlive a power cut; in WAL mode that
    costs one fsync for each commit, and a district commits a few thousand times a day.
    """
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS:d}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KB:d}")
    connection.execute("PRAGMA trusted_schema = ON")  # the R*Tree triggers call ST_MinX…
    for name, function in blob.SQL_FUNCTIONS.items():
        connection.create_function(name, 1, function, deterministic=True)


def begin(connection: sa.Connection, *, writing: bool) -> None:
    """Begin a transaction: a writer takes the lock at once, a reader cannot write at all.

    A writer that began as a reader could find its snapshot outdated when it comes to write, and
    would have to start over; BEGIN IMMEDIATE waits at the door instead.
    """
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writing else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def is_busy(error: sa.exc.OperationalError) -> bool:
    """Return whether the error says that another writer holds the database."""
    code = getattr(error.orig, "sqlite_errorcode", 0)
    return code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def among(column: sa.ColumnElement[Any], values: Iterable[str]) -> sa.ColumnElement[bool]:
    """Return the condition that a column holds one of the values, however many they are.

    A list of parameters ends at 32,766; one JSON text does not.
    """
    listed = sa.func.json_each(json.dumps(list(values))).table_valued("value")
    return column.in_(sa.select(listed.c.value))


def member(column: sa.ColumnElement[Any], *path: str) -> sa.ColumnElement[Any]:
    """Return a member of the JSON text of a column; the names of the path are ours, not typed."""
    return sa.func.json_extract(column, "$." + ".".join(path))


def next_key(connection: sa.Connection, table: sa.Table) -> int:
    """Return the next id of a table that counts on and never gives one twice."""
    sequence = sa.table("sqlite_sequence", sa.column("name"), sa.column("seq"))
    query = sa.select(sequence.c.seq).where(sequence.c.name == table.name)
    return int(connection.execute(query).scalar_one_or_none() or 0) + 1


def quoted(name: str) -> str:
    """Return a name as an SQL identifier, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'
