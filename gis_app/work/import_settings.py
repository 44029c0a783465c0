"""What a person says about a file and its import; everything may be left to a guess."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from gis_app.work.errors import BadQuestion
from layers.catalog import LayerSpec
from layers.intake import (
    BadValues,
    ColumnMapping,
    DateOrder,
    GuessedMapping,
    MappingBroken,
    Outside,
    Repeated,
    mapping_from_plain,
)

#: The widest disc that a point becomes, in metres.
_DISC_MOST_M = 1_000.0


@dataclass(frozen=True, slots=True)
class Settings:
    """How a file is read and imported. None is left to the file, the doctor or a guess.

    About the file: `source_layer`, `encoding`, `frame`, `swapped` (the second coordinate is the x)
    and the columns of the place, `x` and `y` or `wkt`.

    About its rows: the target `layer`, the `mapping`, `date_order` and `timezone` of dates without
    one, and how strict the checks are (see `layers.intake.CheckOptions`). `learn_classes` adds the
    classes of cases that no table knows, with the name that all their cases bear.
    """

    layer: str | None = None
    source_layer: str | None = None
    encoding: str | None = None
    frame: str | None = None
    swapped: bool | None = None
    x: str | None = None
    y: str | None = None
    wkt: str | None = None
    mapping: ColumnMapping | None = None
    date_order: DateOrder | None = None
    timezone: str | None = None
    bad_values: BadValues = BadValues.REJECT
    outside: Outside = Outside.NOTE
    repeated: Repeated = Repeated.REJECT
    attributes_only: bool = False
    disc_m: float | None = None
    learn_classes: bool = False


@dataclass(frozen=True, slots=True)
class Corrections:
    """What is put right in a guessed mapping; an empty column takes the guess away."""

    columns: Mapping[str, str]
    constants: Mapping[str, Any]
    values: Mapping[str, Mapping[str, str]]
    code_rule: Mapping[str, Any] | None = None

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> "Corrections":
        """Return the corrections in a table of `columns`, `constants`, `values`, `code_rule`.

        Raises
        ------
        MappingBroken
            A part is not a table.
        """
        parts = [table.get(name, {}) for name in ("columns", "constants", "values")]
        rule = table.get("code_rule")
        odd = [part for part in (*parts, rule or {}) if not isinstance(part, Mapping)]
        if odd:
            raise MappingBroken(layer="-", problem=f"{odd[0]!r} is not a table")
        return cls(parts[0], parts[1], parts[2], rule)

    def applied(self, guessed: GuessedMapping) -> ColumnMapping:
        """Return a guessed mapping with the corrections in it.

        A field whose values are given is fed by the column that was guessed for it, even if the
        guess alone was too unsure to be used.
        """
        mapping = guessed.mapping
        unsure = {one.target: one.column for one in guessed.guesses if one.target in self.values}
        for target, column in unsure.items():
            if column is not None and column not in mapping.columns.values():
                mapping = mapping.with_column(target, column)
        for target, column in self.columns.items():
            mapping = mapping.with_column(target, str(column) or None)
        plain = mapping_from_plain(
            {"constants": self.constants, "values": self.values, "code_rule": self.code_rule}
        )
        for target, value in plain.constants.items():
            mapping = mapping.with_constant(target, value)
        for target, table in plain.values.items():
            for raw, stored in table.items():
                mapping = mapping.with_value(target, raw, stored)
        if plain.code_rule is not None:
            mapping = mapping.with_code_rule(plain.code_rule)
        return mapping


def fitting(mapping: ColumnMapping, spec: LayerSpec) -> ColumnMapping:
    """Return a mapping without what an empty rule for the code would leave open.

    Where the column of the code was taken away and no rule given, codes are made from the order of
    the rows, as the guess does.
    """
    if "code" in mapping.columns or mapping.code_rule is not None:
        return mapping
    plain = mapping.to_plain() | {"code_rule": {"prefix": f"{spec.name}-"}}
    return mapping_from_plain(plain)


def settings_with(settings: Settings, said: Mapping[str, Any]) -> Settings:
    """Return settings with what was said over them; `mapping` has the form of `to_plain`.

    Raises
    ------
    BadQuestion
        A name or a value has no meaning.
    MappingBroken
        The mapping is malformed.
    """
    known = {field.name for field in fields(Settings)}
    odd = sorted(set(said) - known)
    if odd:
        raise BadQuestion(name="settings", value=odd[0], expected=f"use {', '.join(sorted(known))}")
    return replace(settings, **{name: _READERS[name](name, value) for name, value in said.items()})


def _text(name: str, value: object) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise BadQuestion(name=name, value=value, expected="give a text")
    return value


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise BadQuestion(name=name, value=value, expected="give true or false")
    return value


def _flag_or_none(name: str, value: object) -> bool | None:
    return None if value is None else _flag(name, value)


def _length_m(name: str, value: object) -> float | None:
    if value is None or value == "":
        return None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 < float(value) <= _DISC_MOST_M:  # type: ignore[arg-type]
        raise BadQuestion(
            name=name, value=value, expected=f"give metres above 0, at most {_DISC_MOST_M:g}"
        )
    return float(value)  # type: ignore[arg-type]


def _mapping(name: str, value: object) -> ColumnMapping | None:
    if value is None or isinstance(value, ColumnMapping):
        return value
    if not isinstance(value, Mapping):
        raise BadQuestion(name=name, value=value, expected="give columns, constants and values")
    return mapping_from_plain(value)


def _one_of(kind: type[StrEnum], *, empty: bool = False) -> Callable[[str, object], Any]:
    def read(name: str, value: object) -> StrEnum | None:
        if empty and value in (None, ""):
            return None
        words = [member.value for member in kind]
        if value not in words:
            raise BadQuestion(name=name, value=value, expected=f"use one of {', '.join(words)}")
        return kind(str(value))

    return read


_READERS: Mapping[str, Callable[[str, object], Any]] = {
    **dict.fromkeys(
        ("layer", "source_layer", "encoding", "frame", "x", "y", "wkt", "timezone"), _text
    ),
    "swapped": _flag_or_none,
    "mapping": _mapping,
    "date_order": _one_of(DateOrder, empty=True),
    "bad_values": _one_of(BadValues),
    "outside": _one_of(Outside),
    "repeated": _one_of(Repeated),
    "attributes_only": _flag,
    "disc_m": _length_m,
    "learn_classes": _flag,
}
