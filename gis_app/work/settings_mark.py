"""Two people at one setting: whoever saves over what he has not seen is told."""

from gis_app.store import ReadTx, history
from gis_app.work.errors import WorkError


class SettingsMovedOn(WorkError):
    """Somebody else changed a setting meanwhile."""

    kind = "settings_moved_on"
    template = "Somebody else changed these settings meanwhile; load them again and repeat."


def check_mark(tx: ReadTx, name: str, mark: int | None) -> None:
    """Refuse to go on where a setting was changed since a mark (a change number of its history).

    Without a mark nothing is compared: who saves has not looked before.
    """
    if mark is not None and history.change(tx, name) != mark:
        raise SettingsMovedOn
