"""The collaborating units: who they are, and which of them a case goes to."""

from collections.abc import Iterable, Mapping

from gis_app.store import Unit, accounts, history
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.errors import WorkError
from gis_app.work.office import Office


class UnknownUnit(WorkError):
    """A case is given to a unit that there is not."""

    kind = "unit_unknown"
    template = "There is no unit {unit!r}; choose one from the list of units."


@allowed(*EVERYONE)
def units(office: Office, _actor: Actor) -> tuple[Unit, ...]:
    """Return all units by code."""
    return kept_units(office)


def kept_units(office: Office) -> tuple[Unit, ...]:
    """Return all units by code, kept until one of them changes."""
    with office.store.read() as tx:
        mark = history.stamp(tx, "units")
        return office.keep.get("units", mark, lambda: tuple(accounts.units(tx)))


def need_unit(office: Office, code: str) -> str:
    """Return the code of a unit that there is.

    Raises
    ------
    UnknownUnit
        There is none of that code.
    """
    if all(unit.code != code for unit in kept_units(office)):
        raise UnknownUnit(unit=code)
    return code


def unit_name(unit: Unit, language: str) -> str:
    """Return a unit's name in a language, in the other one where it has none."""
    names = (unit.name_zh, unit.name_en)
    return next(filter(None, names if language == "zh" else names[::-1]), unit.code)


def responsible(
    units: Iterable[Unit],
    class_code: str,
    *,
    road_unit: str | None = None,
    handled: Mapping[str, int] | None = None,
) -> str | None:
    """Return the code of the unit that a case of a class goes to first.

    1. The unit with the longest beginning of the class code.
    2. Of several, the one that handled the most cases of this street (`handled`, by unit), then
       the lowest code: teams of one kind share their classes and differ by street.
    3. Where no unit names the class, the unit of the road, if there is such a unit.
    """
    known = sorted(units, key=lambda unit: unit.code)
    fits = {unit.code: _longest(unit.classes, class_code) for unit in known}
    longest = max(fits.values(), default=0)
    if longest:
        best = [code for code, length in fits.items() if length == longest]  # 1
        done = handled or {}
        return min(best, key=lambda code: (-done.get(code, 0), code))  # 2
    return road_unit if road_unit in fits else None  # 3


def _longest(heads: Iterable[str], class_code: str) -> int:
    return max((len(head) for head in heads if class_code.startswith(head)), default=0)
