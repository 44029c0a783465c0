"""The clock an office goes by: that of the wall, or in a demonstration one that began when made."""

import datetime as dt
from collections.abc import Callable

from gis_app.store import Store, WriteTx, settings

Clock = Callable[[], dt.datetime]

#: The setting that says by how much the clock of a demonstration is behind that of the wall.
_BEHIND = "clock_behind_s"


def office_clock(store: Store) -> Clock:
    """Return the clock of a database's office.

    The demonstration's cases end on a certain day. Its clock was set to that night when it was
    made, and has run since: its deadlines come and go as they would, whenever it is looked at.
    """
    with store.read() as tx:
        behind = settings.find(tx.connection, _BEHIND)
    late = dt.timedelta(seconds=float(behind or 0))
    return lambda: dt.datetime.now(dt.UTC) - late


def set_back(tx: WriteTx, *, shows: dt.datetime, now: dt.datetime) -> None:
    """Let the clock of a database show a moment now, and run on from there."""
    settings.put(tx.connection, _BEHIND, str((now - shows).total_seconds()))
