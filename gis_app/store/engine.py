"""Make and open the one file that holds a district."""

import datetime as dt
import secrets
import sqlite3
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from gis_app.store import dialect, gpkg, settings
from gis_app.store.copying import copy_database, discard
from gis_app.store.errors import NotAStore, StoreExists, StoreMissing, StoreTooNew
from gis_app.store.layer_tables import Schema, fingerprint, schema_of, sync_layers
from gis_app.store.migrations import run as migrations
from gis_app.store.transaction import ReadTx, WriteTx, reading, writing
from layers import District, read_district
from layers.catalog import Catalog, builtin_catalog

#: Connections kept and, beyond them, lent in a rush: waitress runs four threads by default.
POOL_SIZE, POOL_OVERFLOW = 8, 24
#: The name of the application in the file's settings.
APPLICATION = "district-grid-gis"


@dataclass(frozen=True, slots=True, eq=False)
class Store:
    """An open database: share one among all threads of a process."""

    path: Path
    engine: sa.Engine
    schema: Schema

    @property
    def catalog(self) -> Catalog:
        """Return the layers the store was opened with."""
        return self.schema.catalog

    @property
    def district(self) -> District:
        """Return the district the file holds."""
        return self.schema.district

    def read(self) -> AbstractContextManager[ReadTx]:
        """Open a transaction that sees one state of the file and cannot write."""
        return reading(self.engine, self.schema)

    def write(self, who: str, at: dt.datetime) -> AbstractContextManager[WriteTx]:
        """Open the one write transaction; an error in its block undoes all of it."""
        return writing(self.engine, self.schema, who=who, at=at)

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def create_store(path: Path, district_text: str, catalog: Catalog | None = None) -> Store:
    """Create a database for the district that a TOML text describes, and open it.

    The file is built beside its place and moved there when it is whole.

    Raises
    ------
    StoreExists
        There is a file at the path.
    layers.district.DistrictBroken
        The text describes no district.
    """
    if path.exists():
        raise StoreExists(path=path)
    schema = schema_of(catalog or builtin_catalog(), read_district(district_text))
    draft = path.with_name(f".{path.name}.new")
    discard(draft)
    with closing(sqlite3.connect(draft)) as file:
        file.execute(f"PRAGMA application_id = {gpkg.APPLICATION_ID:d}")
        file.execute(f"PRAGMA user_version = {gpkg.USER_VERSION:d}")
        file.execute("PRAGMA journal_mode = WAL")
    engine = _engine(draft)
    with engine.connect() as connection, connection.begin():
        dialect.begin(connection, writing=True)
        migrations.upgrade(connection)
        gpkg.write_reference_systems(connection, schema.district.crs)
        gpkg.write_schema_extension(connection)
        settings.put(connection, "application", APPLICATION)
        settings.put(connection, "district", district_text)
        settings.put(connection, "epoch", secrets.token_hex(4))
    engine.dispose()
    draft.rename(path)
    return open_store(path, schema.catalog)


def open_store(path: Path, catalog: Catalog | None = None) -> Store:
    """Open a database.

    1. A file of an older version is upgraded in one transaction, after a backup beside it.
    2. Layers and fields that are new in the catalog get their tables and columns.

    Raises
    ------
    StoreMissing, NotAStore, StoreTooNew
        There is no such file, it is not ours, or a later version wrote it.
    """
    check_is_ours(path)
    engine = _engine(path)
    _upgrade(path, engine)  # 1
    with engine.connect() as connection:
        district = read_district(settings.get(connection, "district"))
        stored = settings.find(connection, "catalog")
    schema = schema_of(catalog or builtin_catalog(), district)
    if stored != fingerprint(schema):  # 2
        with engine.connect() as connection, connection.begin():
            dialect.begin(connection, writing=True)
            sync_layers(connection, schema)
            settings.put(connection, "catalog", fingerprint(schema))
    return Store(path, engine, schema)


def check_is_ours(path: Path) -> str:
    """Return the revision of a file after checking that this version can open it.

    Raises
    ------
    StoreMissing, NotAStore, StoreTooNew
        There is no such file, it is not ours, or a later version wrote it.
    """
    if not path.is_file():
        raise StoreMissing(path=path)
    engine = _engine(path)
    try:
        with engine.connect() as connection:
            number = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
            ours = settings.find(connection, "application") if number else None
            revision = migrations.revision_of(connection)
    except sa.exc.DatabaseError as error:
        raise NotAStore(path=path, problem=str(error.orig)) from error
    finally:
        engine.dispose()
    if number != gpkg.APPLICATION_ID or ours != APPLICATION or revision is None:
        raise NotAStore(path=path, problem="it lacks the marks of this application")
    if not migrations.knows(revision):
        raise StoreTooNew(path=path, revision=revision)
    return revision


def district_of(path: Path) -> District:
    """Return the district that a file holds, without making anything of the file."""
    engine = _engine(path)
    with engine.connect() as connection:
        text = settings.get(connection, "district")
    engine.dispose()
    return read_district(text)


def _upgrade(path: Path, engine: sa.Engine) -> None:
    with engine.connect() as connection:
        revision = migrations.revision_of(connection)
    if revision != migrations.head():
        copy_database(path, path.with_name(f"{path.stem}-before-{migrations.head()}.gpkg"))
        with engine.connect() as connection, connection.begin():
            dialect.begin(connection, writing=True)
            migrations.upgrade(connection)


def _engine(path: Path) -> sa.Engine:
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        poolclass=sa.QueuePool,
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
    )

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's own type
        dialect.prepare_connection(connection)

    return engine
