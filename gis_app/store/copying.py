"""Copy a database while it is in use, whole or not at all."""

import contextlib
import os
import sqlite3
from pathlib import Path

from gis_app.store.errors import BackupUnsound


def copy_database(source: Path, target: Path) -> None:
    """Copy the state that one reader of the source sees to a new single file, checked.

    The copy is made in one step under one read lock, which in WAL mode keeps no writer waiting;
    it takes its name only when it has passed its check and is on the disk.

    Raises
    ------
    BackupUnsound
        The copy is not sound; the target is as it was.
    """
    draft = target.with_name(f".{target.name}.new")
    discard(draft)
    with _closing(source) as origin, _closing(draft) as copy:
        origin.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, no -wal beside it
        problem = fault_of(copy)
    if problem is not None:
        draft.unlink()
        raise BackupUnsound(path=target, problem=problem)
    _to_disk(draft)
    draft.replace(target)
    _to_disk(target.parent)


def pour_database(source: Path, target: Path) -> None:
    """Write a database over a live one, in one transaction that its users see as one change.

    Readers keep the state they began with; whoever asks next sees the new one. A kill in the
    middle leaves the old one.
    """
    with _closing(source) as origin, _closing(target) as live:
        origin.backup(live, pages=-1)


def discard(path: Path) -> None:
    """Remove a database file and what a killed process may have left beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def fault_of(connection: sqlite3.Connection) -> str | None:
    """Return what is wrong with a database file, or None."""
    try:
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        strays = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        return str(error)
    if found != "ok":
        return str(found)
    return None if strays is None else f"a row of {strays[0]} points nowhere"


def _closing(path: Path) -> contextlib.closing[sqlite3.Connection]:
    return contextlib.closing(sqlite3.connect(path, timeout=10))


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
