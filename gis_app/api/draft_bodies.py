"""What a planner's page may send of an operation: each value is of its kind, or is refused here."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, NoReturn

from gis_app.web import gettext
from gis_app.work import BadQuestion
from gis_app.work.draft_orders import Order

#: More than anybody draws, or paints in one stroke.
PLACES_MOST, CODES_MOST, TEXT_MOST, KEY_MOST = 2_000, 20_000, 80, 2_000
_LON, _LAT = 180, 90
Reader = Callable[[str, Any], Any]


def read_order(body: Mapping[str, Any]) -> Order:
    """Return the order that a body holds under `operation`.

    1. The kind is known; all its values are there and of their kind, and nothing else is.
    2. A value that may be missing is left out, or null where that means something.

    Raises
    ------
    BadQuestion
        One of the rules is broken.
    """
    sent = body.get("operation")
    if not isinstance(sent, dict):
        _refuse("operation", sent, gettext("send an object with its kind"))
    kind = sent.get("kind")
    if not isinstance(kind, str) or kind not in _FORMS:
        _refuse("kind", kind, ", ".join(_FORMS))
    needed, free = _FORMS[kind]
    values = {name: value for name, value in sent.items() if name != "kind"}
    for name in {*needed} - {*values}:
        _refuse(name, None, gettext("it is needed"))
    for name in {*values} - {*needed, *free}:  # 1
        _refuse(name, values[name], gettext("leave it out"))
    readers = {**needed, **free}
    return Order(kind, {name: readers[name](name, value) for name, value in values.items()})


def read_version(body: Mapping[str, Any]) -> int:
    """Return the version that a body speaks of."""
    version = body.get("version")
    if not isinstance(version, int) or isinstance(version, bool):
        _refuse("version", version, gettext("send the version that you saw"))
    return version


def read_text(body: Mapping[str, Any], name: str, most: int = TEXT_MOST) -> str | None:
    """Return a text of a body, None where there is none."""
    value = body.get(name)
    return None if value is None else _text(name, value, most)


def read_place(name: str, value: object) -> tuple[float, float]:
    """Return a place on the earth: [longitude, latitude]."""
    good = isinstance(value, list) and len(value) == 2 and all(map(_is_number, value))  # noqa: PLR2004 - a pair
    if not good or abs(value[0]) > _LON or abs(value[1]) > _LAT:  # type: ignore[index]
        _refuse(name, value, gettext("send [longitude, latitude]"))
    return float(value[0]), float(value[1])  # type: ignore[index]


def _line(name: str, value: object) -> list[tuple[float, float]]:
    if not isinstance(value, list) or not 2 <= len(value) <= PLACES_MOST:  # noqa: PLR2004 - a line
        _refuse(
            name,
            len(value) if isinstance(value, list) else value,
            gettext("send 2 to 2,000 places"),
        )
    return [read_place(name, one) for one in value]


def _text(name: str, value: object, most: int = TEXT_MOST) -> str:
    if not isinstance(value, str):
        _refuse(name, value, gettext("send a text"))
    if len(value) > most:
        _refuse(name, len(value), gettext("send a shorter text"))
    return value


def _text_or_none(name: str, value: object) -> str | None:
    return None if value is None else _text(name, value)


def _codes(name: str, value: object) -> list[str]:
    if not isinstance(value, list) or not 1 <= len(value) <= CODES_MOST:
        _refuse(
            name, len(value) if isinstance(value, list) else value, gettext("send a list of codes")
        )
    return [_text(name, one) for one in value]


def read_codes(name: str, value: object) -> list[str]:
    """Return a list of codes, which may be empty."""
    return [] if value == [] else _codes(name, value)


def _key(name: str, value: object) -> str:
    return _text(name, value, KEY_MOST)


def _staff(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 99:  # noqa: PLR2004 - people of one grid
        _refuse(name, value, gettext("send a whole number from 0 to 99"))
    return value


def _count(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 2 <= value <= 99:  # noqa: PLR2004 - parts of one grid
        _refuse(name, value, gettext("send a whole number from 2 to 99"))
    return value


def _parts(name: str, value: object) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not 2 <= len(value) <= 99:  # noqa: PLR2004 - parts of one grid
        _refuse(
            name,
            value if not isinstance(value, list) else len(value),
            gettext("send 2 parts or more"),
        )
    return [_part(name, one) for one in value]


def _part(name: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) - {"cells", "name"}:
        _refuse(name, type(value).__name__, gettext("send cells and a name"))
    part: dict[str, Any] = {"cells": _codes("cells", value.get("cells"))}
    return part if value.get("name") is None else {**part, "name": _text("name", value["name"])}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _refuse(name: str, value: object, expected: str) -> NoReturn:
    raise BadQuestion(name=name, value=value, expected=expected)


_Form = tuple[Mapping[str, Reader], Mapping[str, Reader]]
_ABOUT_GRID: Final[Mapping[str, Reader]] = MappingProxyType(
    {"name": _text_or_none, "colour": _text_or_none, "street": _text_or_none, "collectors": _staff}
)
#: The values of each kind of operation: those that are needed, those that may be left out.
_FORMS: Final[Mapping[str, _Form]] = MappingProxyType(
    {
        "move_joint": ({"at": read_place, "to": read_place}, {}),
        "insert_joint": ({"a": read_place, "b": read_place, "at": read_place}, {}),
        "remove_joint": ({"at": read_place}, {}),
        "reshape_seam": ({"left": _text, "right": _text, "line": _line}, {}),
        "cut_cell": ({"cell": _text, "line": _line}, {}),
        "merge_cells": ({"cells": _codes}, {}),
        "give_cells": ({"cells": _codes, "to": _text_or_none}, {}),
        "split_grid": ({"grid": _text, "parts": _parts}, {}),
        "split_grid_line": ({"grid": _text, "line": _line}, {}),
        "split_grid_even": ({"grid": _text, "k": _count}, {}),
        "merge_grids": ({"grids": _codes, "into": _text}, {}),
        "add_grid": ({"cells": read_codes}, _ABOUT_GRID),
        "drop_grid": ({"grid": _text}, {}),
        "edit_grid": ({"grid": _text}, _ABOUT_GRID),
        "mend": ({"fault": _key}, {}),
        "recode_cell": ({"cell": _text, "into": _text}, {}),
        "recode_grid": ({"grid": _text, "into": _text}, {}),
    }
)
