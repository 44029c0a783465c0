"""How fresh the data on a printed map is."""

from gis_app.store import history
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.office import Office


@allowed(*EVERYONE)
def latest_change(office: Office, _actor: Actor, *layers: str) -> str | None:
    """Return the moment (UTC text) of the latest change of some layers, None where none changed.

    Layers that this district's catalog lacks are left out.
    """
    with office.store.read() as tx:
        last = max(
            (history.change(tx, name) for name in layers if name in office.catalog), default=0
        )
        found = history.since(tx, last - 1, size=1) if last else []
    return found[0].at if found else None
