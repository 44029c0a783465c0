"""Values at the door of the store: JSON-plain, of their field's kind, or refused."""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from gis_app.store.errors import UnknownField, ValueUnfit
from layers import Plain
from layers.catalog import Field, FieldKind, LayerSpec

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")
#: The largest number SQLite keeps as an integer.
_MOST = 2**63 - 1

#: What a field of each kind holds, as told to a person.
EXPECTED = {
    FieldKind.TEXT: "text",
    FieldKind.CHOICE: "text",
    FieldKind.INTEGER: "whole numbers",
    FieldKind.REAL: "numbers",
    FieldKind.BOOLEAN: "true or false",
    FieldKind.DATE: "dates like 2026-03-01",
    FieldKind.DATETIME: "moments like 2026-03-01T08:30:00.000Z",
}


def stored_value(spec: LayerSpec, name: str, value: object) -> Plain:
    """Return a value as it is stored.

    Raises
    ------
    UnknownField, ValueUnfit
        The layer has no such field, or the value is not of its kind.
    """
    field = spec.field(name)
    if field is None:
        raise UnknownField(layer=spec.name, field=name)
    return None if value is None else _checked(spec, field, value)


def stored_column(spec: LayerSpec, name: str, column: pd.Series) -> list[Plain]:
    """Return the values of a frame's column as they are stored; missing values become None.

    Raises
    ------
    UnknownField, ValueUnfit
        The layer has no such field, or a value is not of its kind.
    """
    field = spec.field(name)
    if field is None:
        raise UnknownField(layer=spec.name, field=name)
    values = plain_list(column)
    if field.kind in (FieldKind.TEXT, FieldKind.CHOICE) and all_text(values):
        return values
    return [None if value is None else _checked(spec, field, value) for value in values]


def plain_list(column: pd.Series) -> list[Any]:
    """Return a column as a list in which every missing value is None."""
    values = column.astype(object)
    return values.where(column.notna(), None).tolist()


def all_text(values: Iterable[Any]) -> bool:
    """Return whether the values are None or text that can be written down.

    Half of a surrogate pair, which JSON lets through, cannot.
    """
    held = [value for value in values if value is not None]
    try:
        "".join(held).encode()
    except (TypeError, UnicodeEncodeError):
        return False
    return True


def plain_value(kind: FieldKind, value: Any) -> Plain:  # noqa: ANN401 - as the driver gives it
    """Return a stored value as it travels: SQLite keeps truth as 0 and 1."""
    plain: Plain = bool(value) if kind is FieldKind.BOOLEAN and value is not None else value
    return plain


def frame_column(kind: FieldKind, values: Sequence[Any]) -> pd.Series:
    """Return stored values as a column.

    Real numbers are float64 with NaN for a missing value; whole numbers and truth values are
    int64 and bool where none is missing, else objects with None; all the rest are objects.
    """
    if kind is FieldKind.REAL:
        return pd.Series(np.array(values, dtype=np.float64))
    whole = {FieldKind.INTEGER: np.int64, FieldKind.BOOLEAN: np.bool_}.get(kind)
    if whole is not None and None not in values:
        return pd.Series(np.array(values, dtype=whole))
    if kind is FieldKind.BOOLEAN:
        values = [plain_value(kind, value) for value in values]
    return pd.Series(values, dtype=object)


def without_missing(values: Mapping[str, Plain]) -> dict[str, Plain]:
    """Return the values there are."""
    return {name: value for name, value in values.items() if value is not None}


def _checked(spec: LayerSpec, field: Field, value: object) -> Plain:
    try:
        return _CHECKS[field.kind](value)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueUnfit(
            layer=spec.name, field=field.name, value=value, expected=EXPECTED[field.kind]
        ) from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    value.encode()  # half of a surrogate pair is refused: a UnicodeEncodeError is a ValueError
    return str(value)


def _matching(pattern: re.Pattern[str]) -> Callable[[object], str]:
    def check(value: object) -> str:
        text = _text(value)
        if not pattern.fullmatch(text):
            raise ValueError
        return text

    return check


def _whole(value: object) -> int:
    if isinstance(value, bool | np.bool_ | str) or not isinstance(value, int | float | np.number):
        raise TypeError
    number = int(value)
    if number != value or abs(number) > _MOST:
        raise ValueError
    return number


def _real(value: object) -> float:
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.number):
        raise TypeError
    number = float(value)
    if not math.isfinite(number):
        raise ValueError
    return number


def _truth(value: object) -> int:
    if not isinstance(value, bool | np.bool_ | int | float | np.number) or value not in (0, 1):
        raise TypeError
    return int(value)


_CHECKS: dict[FieldKind, Callable[[object], Plain]] = {
    FieldKind.TEXT: _text,
    FieldKind.CHOICE: _text,
    FieldKind.INTEGER: _whole,
    FieldKind.REAL: _real,
    FieldKind.BOOLEAN: _truth,
    FieldKind.DATE: _matching(_DATE),
    FieldKind.DATETIME: _matching(_MOMENT),
}
