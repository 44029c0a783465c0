"""Which column of a file feeds which field of a layer: a value that a person can correct."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from layers.catalog.spec import LayerSpec
from layers.errors import LayerError
from layers.feature import Plain

#: What every layer takes beside its fields.
CODE = "code"
NAME = "name"


class MappingBroken(LayerError):
    """A column mapping names something that is not there."""

    kind = "mapping_broken"
    template = "The columns cannot be read as {layer}: {problem}."


@dataclass(frozen=True, slots=True)
class CodeRule:
    """How to make codes: a prefix and the row's number, or a prefix and a column's value.

    `width` pads the number with zeros; `start` is the number of the first row. `column` None means
    numbers, which stay the same only while the file keeps its rows and their order.
    """

    prefix: str = ""
    column: str | None = None
    width: int = 5
    start: int = 1


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How a file's columns become a layer's fields.

    `columns` maps a target (`code`, `name` or a field) to a source column; `constants` sets a
    field of all rows to one value; `values` maps a field's source values to stored ones, before
    titles and codes are tried. `code_rule` makes codes where `columns` has none for them.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, Plain] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    code_rule: CodeRule | None = None

    def with_column(self, target: str, column: str | None) -> Self:
        """Return the mapping with a target fed by a column, or by none.

        A column and a constant exclude each other; so do a column for the code and a rule.
        """
        columns = {key: value for key, value in self.columns.items() if key != target}
        if column is not None:
            columns[target] = column
        constants = {key: value for key, value in self.constants.items() if key != target}
        rule = None if target == CODE and column is not None else self.code_rule
        return replace(self, columns=columns, constants=constants, code_rule=rule)

    def with_constant(self, target: str, value: Plain) -> Self:
        """Return the mapping with a field of all rows set to one value."""
        bare = self.with_column(target, None)
        return replace(bare, constants={**bare.constants, target: value})

    def with_value(self, target: str, raw: str, stored: str) -> Self:
        """Return the mapping with one source value of a field read as a stored value."""
        table = {**self.values.get(target, {}), raw: stored}
        return replace(self, values={**self.values, target: table})

    def with_code_rule(self, rule: CodeRule) -> Self:
        """Return the mapping with codes made by a rule instead of read from a column."""
        return replace(self.with_column(CODE, None), code_rule=rule)

    def provided(self) -> frozenset[str]:
        """Return the targets this mapping feeds; an update leaves all others as they are."""
        return frozenset({*self.columns, *self.constants} - {CODE})

    def to_plain(self) -> dict[str, Any]:
        """Return the mapping as JSON-plain values."""
        return {
            "columns": dict(self.columns),
            "constants": dict(self.constants),
            "values": {key: dict(table) for key, table in self.values.items()},
            "code_rule": None if self.code_rule is None else asdict(self.code_rule),
        }


def mapping_from_plain(plain: Mapping[str, Any]) -> ColumnMapping:
    """Return the mapping that `to_plain` wrote; what is missing is empty.

    Raises
    ------
    MappingBroken
        The value does not have the form that `to_plain` writes.
    """
    try:
        rule = plain.get("code_rule")
        return ColumnMapping(
            columns={str(k): str(v) for k, v in plain.get("columns", {}).items()},
            constants={str(k): _plain(v) for k, v in plain.get("constants", {}).items()},
            values={
                str(k): {str(raw): str(stored) for raw, stored in table.items()}
                for k, table in plain.get("values", {}).items()
            },
            code_rule=None if rule is None else _code_rule(rule),
        )
    except (AttributeError, TypeError, ValueError) as error:
        raise MappingBroken(layer="-", problem=f"the mapping is malformed ({error})") from error


def check_mapping(spec: LayerSpec, mapping: ColumnMapping, titles: Collection[str]) -> None:
    """Refuse a mapping that does not fit a layer and a file.

    1. Each target is `code`, `name` or a field of the layer.
    2. Each column is one of the file's.
    3. Codes come from a column or from a rule.

    Raises
    ------
    MappingBroken
        One of the rules is broken.
    """
    targets = {CODE, NAME, *(one.name for one in spec.fields)}
    odd = sorted({*mapping.columns, *mapping.constants, *mapping.values} - targets)
    if odd:  # 1
        raise MappingBroken(layer=spec.name, problem=f"the layer has no field {', '.join(odd)}")
    rule = mapping.code_rule
    used = {*mapping.columns.values(), *([rule.column] if rule and rule.column else [])}
    absent = sorted(used - set(titles))
    if absent:  # 2
        raise MappingBroken(layer=spec.name, problem=f"the file has no column {', '.join(absent)}")
    if CODE in mapping.constants or (CODE not in mapping.columns and rule is None):  # 3
        problem = "codes come neither from a column nor from a rule"
        raise MappingBroken(layer=spec.name, problem=problem)


def _code_rule(plain: Mapping[str, Any]) -> CodeRule:
    column = plain.get("column")
    return CodeRule(
        prefix=str(plain.get("prefix", "")),
        column=None if column is None else str(column),
        width=min(max(int(plain.get("width", 5)), 0), 12),
        start=int(plain.get("start", 1)),
    )


def _plain(value: object) -> Plain:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    problem = f"{type(value).__name__} is no plain value"
    raise TypeError(problem)
