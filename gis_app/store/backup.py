"""Backups while the database is in use, and back again."""

import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from gis_app.store import settings
from gis_app.store.copying import copy_database, discard, fault_of, pour_database
from gis_app.store.engine import Store, check_is_ours, district_of, open_store
from gis_app.store.errors import BackupForeign, BackupUnsound
from layers.catalog import Catalog


def backup(store: Store, path: Path) -> None:
    """Write the store's present state, photos and history with it, to one checked file.

    Readers and writers go on meanwhile. A file of that name is replaced only by a sound one.

    Raises
    ------
    BackupUnsound
        The copy did not pass its check.
    """
    copy_database(store.path, path)


def fault(store: Store) -> str | None:
    """Return what is wrong with a store's file by the database's own check, or None."""
    with closing(sqlite3.connect(store.path, timeout=10)) as connection:
        return fault_of(connection)


def restore(path: Path, backup_path: Path, catalog: Catalog | None = None) -> None:
    """Put a backup in the place of a database, which may be in use, or where there is none.

    1. The backup is sound, ours, and of this version or an older one.
    2. A database in that place is of the same district.
    3. An older backup is upgraded, aside, before it is put in place.
    4. It is put in place in one transaction: others see all of it or nothing. It gets a new epoch,
       so that no cache takes it for what was there before.

    Raises
    ------
    StoreMissing, NotAStore, StoreTooNew, BackupUnsound, BackupForeign
        One of the first two rules is broken; nothing has changed.
    """
    check_is_ours(backup_path)  # 1
    with closing(sqlite3.connect(backup_path)) as connection:
        problem = fault_of(connection)
    if problem is not None:
        raise BackupUnsound(path=backup_path, problem=problem)
    draft = path.with_name(f".{path.name}.restoring")
    discard(draft)
    try:
        copy_database(backup_path, draft)
        _freshen(draft, catalog)  # 3
        if path.exists():
            _same_district(path, draft, backup_path)  # 2
            pour_database(draft, path)  # 4
        else:
            copy_database(draft, path)
    finally:
        discard(draft)


def _freshen(draft: Path, catalog: Catalog | None) -> None:
    store = open_store(draft, catalog)
    with store.engine.begin() as connection:
        settings.put(connection, "epoch", secrets.token_hex(4))
    store.close()


def _same_district(path: Path, draft: Path, backup_path: Path) -> None:
    check_is_ours(path)
    found, expected = (district_of(file).adcode for file in (draft, path))
    if found != expected:
        raise BackupForeign(path=backup_path, found=found, expected=expected)
