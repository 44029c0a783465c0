"""Transactions: what a function of this room works in. All of one is kept, or nothing."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa

from gis_app.store import dialect
from gis_app.store.errors import StoreBusy
from gis_app.store.layer_tables import LayerTable, Schema


@dataclass(frozen=True, slots=True, eq=False)
class ReadTx:
    """A view of the file that does not change while it is open."""

    connection: sa.Connection
    schema: Schema

    def layer(self, name: str) -> LayerTable:
        """Return the table of a layer, or raise UnknownLayer."""
        return self.schema[name]


@dataclass(frozen=True, slots=True, eq=False)
class WriteTx(ReadTx):
    """A change in the making: `who` makes it, `at` is its moment as UTC text."""

    who: str = field(kw_only=True)
    at: str = field(kw_only=True)


def moment_text(moment: dt.datetime) -> str:
    """Return a moment as UTC text with milliseconds, so that text order is time order.

    Raises
    ------
    ValueError
        The moment has no time zone; nobody could say when it was.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    text = moment.astimezone(dt.UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


@contextmanager
def reading(engine: sa.Engine, schema: Schema) -> Iterator[ReadTx]:
    """Open a read transaction; writing in it fails."""
    with _begun(engine, writing=False) as connection:
        yield ReadTx(connection, schema)


@contextmanager
def writing(engine: sa.Engine, schema: Schema, *, who: str, at: dt.datetime) -> Iterator[WriteTx]:
    """Open the write transaction; leaving it by an error leaves no trace.

    Raises
    ------
    StoreBusy
        Another writer did not finish in time.
    """
    with _begun(engine, writing=True) as connection:
        yield WriteTx(connection, schema, who=who, at=moment_text(at))


@contextmanager
def _begun(engine: sa.Engine, *, writing: bool) -> Iterator[sa.Connection]:
    try:
        with engine.connect() as connection, connection.begin():
            dialect.begin(connection, writing=writing)
            yield connection
    except sa.exc.OperationalError as error:
        if dialect.is_busy(error):
            raise StoreBusy from error
        raise
