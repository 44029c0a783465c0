"""One raw value read as a field's value, and a whole column by its distinct values."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.catalog.spec import Field, FieldKind
from layers.feature import Plain
from layers.intake.dates import DateOrder, DateUnclear, read_date, read_moment
from layers.intake.fold import fold, is_nothing

#: Controls other than tab and line break, and halves of surrogate pairs: no text has them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
#: Beyond this a whole number is no longer exact in JSON and in a double.
_EXACT = 2**53
_YES = frozenset({"true", "t", "yes", "y", "1", "是", "有", "对", "√", "已"})
_NO = frozenset({"false", "f", "no", "n", "0", "否", "无", "無", "×", "未"})
#: A shorter beginning does not stand for a title.
_BEGINNING = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """What a raw value was read as; `kind` names the problem, `taken` says it is a value still."""

    value: Plain
    kind: str | None = None
    taken: bool = False
    facts: Mapping[str, str | int] = field(default_factory=dict)


Reader = Callable[[Any], Reading]


@dataclass(frozen=True, slots=True, eq=False)
class ColumnReading:
    """A column read: its values (None where there is none), and at which rows what was found."""

    values: NDArray[np.object_]
    found: tuple[tuple[Reading, NDArray[np.intp]], ...]


def reader_of(spec: Field, *, order: DateOrder, zone: tzinfo, values: Mapping[str, str]) -> Reader:
    """Return the reader of a field.

    `values` maps source values to stored ones and goes before everything else. A text that is too
    long comes back cut, with its problem, and the caller decides.
    """
    table = {_key(raw): stored for raw, stored in values.items()}
    plain = _readers(spec, order, zone)[spec.kind]
    if not table:
        return plain
    return lambda raw: plain(table.get(_key(raw), raw))


def read_column(raw: NDArray[np.object_], reader: Reader) -> ColumnReading:
    """Return a column read by its distinct values: each is read once, however often it stands."""
    codes, distinct = pd.factorize(_hashable(raw))
    readings = [
        Reading(None) if is_nothing(value) else reader(value) for value in distinct.tolist()
    ]
    read = np.empty(len(readings) + 1, dtype=object)  # the last is for missing values, code -1
    read[:-1] = [one.value for one in readings]
    odd = [place for place, one in enumerate(readings) if one.kind is not None]
    return ColumnReading(read[codes], _gather(codes, readings, odd))


def clean_text(raw: object) -> str:
    """Return a raw value as text: trimmed, without controls; whole numbers without `.0`."""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < _EXACT:
        raw = int(raw)
    if isinstance(raw, date):  # a datetime is one, too
        raw = raw.isoformat()
    return _UNPRINTABLE.sub("", str(raw)).strip()


def _key(raw: object) -> str:
    return str(raw).strip().casefold()


def _gather(
    codes: NDArray[np.intp], readings: list[Reading], odd: list[int]
) -> tuple[tuple[Reading, NDArray[np.intp]], ...]:
    """Return each odd reading with its rows, from one sort of the codes."""
    if not odd:
        return ()
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], odd, side="left")
    ends = np.searchsorted(codes[order], odd, side="right")
    spans = zip(odd, starts.tolist(), ends.tolist(), strict=True)
    return tuple((readings[place], order[start:end]) for place, start, end in spans)


def _hashable(raw: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return values that can be told apart: lists and tables in a field become their text."""
    simple = (str, int, float, bool, date, type(None), np.generic, type(pd.NaT), type(pd.NA))
    odd = [place for place, value in enumerate(raw) if not isinstance(value, simple)]
    if not odd:
        return raw
    raw = raw.copy()
    for place in odd:
        value = raw[place]
        raw[place] = str(value.tolist() if isinstance(value, np.ndarray) else value)
    return raw


def _readers(spec: Field, order: DateOrder, zone: tzinfo) -> Mapping[FieldKind, Reader]:
    return {
        FieldKind.TEXT: lambda raw: _text(raw, spec.length),
        FieldKind.INTEGER: _integer,
        FieldKind.REAL: _real,
        FieldKind.BOOLEAN: _boolean,
        FieldKind.DATE: lambda raw: _dated("not_date", lambda: read_date(raw, order)),
        FieldKind.DATETIME: lambda raw: _dated("not_date", lambda: read_moment(raw, order, zone)),
        FieldKind.CHOICE: lambda raw: _choice(raw, spec),
    }


def _text(raw: object, most: int | None) -> Reading:
    text = clean_text(raw)
    if most is not None and len(text) > most:
        return Reading(text[:most], "too_long", facts={"length": len(text), "most": most})
    return Reading(text or None)


def _number(raw: object) -> float | None:
    if isinstance(raw, bool | np.bool_):
        return None
    if isinstance(raw, int | float | np.integer | np.floating):
        return float(raw) if math.isfinite(raw) else None
    text = clean_text(raw)
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None


def _real(raw: object) -> Reading:
    number = _number(raw)
    return Reading(None, "not_number") if number is None else Reading(number)


def _integer(raw: object) -> Reading:
    number = _number(raw)
    if number is None:
        return Reading(None, "not_number")
    if not number.is_integer() or abs(number) >= _EXACT:
        return Reading(None, "not_whole")
    return Reading(int(number))


def _boolean(raw: object) -> Reading:
    word = str(int(raw)) if isinstance(raw, float) and raw in (0, 1) else str(raw)
    word = word.strip().casefold()
    if word in _YES or word in _NO:
        return Reading(word in _YES)
    return Reading(None, "not_boolean")


def _dated(kind: str, read: Callable[[], str]) -> Reading:
    try:
        return Reading(read())
    except DateUnclear:
        return Reading(None, "date_order")
    except (ValueError, OverflowError):
        return Reading(None, kind)


def _choice(raw: object, spec: Field) -> Reading:
    """Return the stored value of a choice.

    1. The stored value itself, or a title in either language.
    2. A number that lost its leading zeros.
    3. The beginning of exactly one value's titles, or a title that is its beginning; told.
    """
    word = fold(clean_text(raw))
    names = {
        choice.value: {
            fold(text) for text in (choice.value, choice.title.zh, choice.title.en, *choice.aliases)
        }
        for choice in spec.choices
    }
    exact = [value for value, known in names.items() if word in known]  # 1
    if len(exact) == 1:
        return Reading(exact[0])
    padded = [value for value in names if value.isdecimal() and word.zfill(len(value)) == value]
    near = padded or [  # 2, 3
        value
        for value, known in names.items()
        if len(word) >= _BEGINNING and any(name.startswith(word) for name in known)
    ]
    if len(near) == 1:
        return Reading(near[0], "read_as", taken=True, facts={"code": near[0]})
    return Reading(None, "not_choice")
