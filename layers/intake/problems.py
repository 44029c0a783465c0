"""What is wrong with a row of a file: a value with facts, and the ledger that collects them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

#: The column of problems with the place of a row.
PLACE = "geometry"
#: True for each row of a file, or for each that is asked for.
Mask = NDArray[np.bool_]
#: A value is shown up to here.
_SHOWN = 80

#: What a person reads for each kind; the English sentence is the key of its translation.
TEMPLATES: Mapping[str, str] = MappingProxyType(
    {
        "missing_code": "The row has no code; fill it in, or let codes be made.",
        "repeated_code": "The code {value} already stands in row {first}; keep one of the two.",
        "numbered_code": "The code {value} already stands in row {first}; here it became {code}.",
        "exact_duplicate": "The row says the same as row {first}; it is left out.",
        "same_content": "The row says the same as row {first}, under a code of its own.",
        "decimal_codes": "Most codes were written as numbers with .0 behind; it was taken away.",
        "too_long": "The text has {length} characters; the field takes {most}.",
        "not_number": "{value} is not a number; write it with digits, like 12.5.",
        "not_whole": "{value} is not a whole number.",
        "not_date": "{value} is not a date; write it like 2026-03-01.",
        "date_order": "{value} may be month first or day first; say which the file means.",
        "not_boolean": "{value} is neither yes nor no.",
        "not_choice": "{value} is none of the values of this field; map it to one of them.",
        "read_as": "{value} was read as {code}.",
        "required_empty": "The field may not be empty.",
        "no_place": "The row has no place.",
        "not_finite": "The place has a coordinate that is not a number.",
        "wrong_family": "The shape is a {value}; this layer takes {wanted}.",
        "ambiguous_outline": "The outline crosses itself and has two readings; draw it anew.",
        "collapsed": "The shape has no length or area left after rounding to the millimetre.",
        "made_valid": "The outline crossed itself and was repaired.",
        "dropped_z": "The heights of the shape were dropped.",
        "gathered_from_collection": "The parts of a mixed collection were gathered into one shape.",
        "unwrapped_single_part": "A shape of a single part was taken out of its collection.",
        "dropped_slivers_of_lower_dimension": "Loose lines or points of the shape were dropped.",
        "disc_from_point": "The point became a disc of {radius_m} m.",
        "outside": "The place lies outside the district.",
        "new_without_place": "The code {value} is new, and the file gives it no place.",
        "ends_before_begins": "The end, {value}, lies before the beginning, {begins}.",
        "piled_place": "{count} rows, the first of them row {first}, stand on exactly one place "
        "({value}, longitude and latitude); it may stand for addresses that were not found.",
        "empty_field": "The field is empty in {count} of {total} rows.",
    }
)


class Severity(StrEnum):
    """What became of the row: left out, taken after a change, taken as it is."""

    REJECTED = "rejected"
    REPAIRED = "repaired"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in one row.

    `row` counts the file's data rows from 1; 0 speaks of the whole file. `column` is the title in
    the file, or `geometry`. `value` is the raw value as text, cut where it is long.
    """

    row: int
    column: str
    value: str
    kind: str
    severity: Severity
    facts: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """Return the English sentence with its facts in braces."""
        return TEMPLATES[self.kind]

    def message(self, template: str | None = None) -> str:
        """Return the sentence with its facts, in English or from a translated template."""
        return (template or self.template).format(**{"value": self.value, **self.facts})


class Ledger:
    """The problems of one file while it is checked, and which of its rows are out."""

    def __init__(self, rows: int) -> None:
        self.rejected: Mask = np.zeros(rows, dtype=bool)
        self._found: list[Problem] = []

    def tell(
        self,
        kind: str,
        severity: Severity,
        column: str,
        values: Mapping[int, object],
        facts: Mapping[int, Mapping[str, str | int]] | None = None,
    ) -> None:
        """Note one kind of problem at many positions (from 0), with the raw value of each."""
        told = facts or {}
        for place, value in values.items():
            known = told.get(place, {})
            self._found.append(Problem(place + 1, column, shown(value), kind, severity, known))
        if severity is Severity.REJECTED and values:
            self.rejected[np.fromiter(values, dtype=np.intp)] = True

    def tell_file(
        self,
        kind: str,
        column: str,
        value: str = "",
        facts: Mapping[str, str | int] | None = None,
    ) -> None:
        """Note something about a whole column of the file."""
        self._found.append(Problem(0, column, value, kind, Severity.NOTED, facts or {}))

    def problems(self, order: Sequence[str]) -> tuple[Problem, ...]:
        """Return all problems by row, then column in the given order, then kind."""
        at = {title: place for place, title in enumerate(order)}
        return tuple(
            sorted(self._found, key=lambda one: (one.row, at.get(one.column, len(at)), one.kind))
        )


def shown(value: object) -> str:
    """Return a raw value as text for a report, cut where it is long."""
    text = "" if value is None else str(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def count_by(values: Iterable[str]) -> dict[str, int]:
    """Return how often each text occurs, in order of the texts."""
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return dict(sorted(counts.items()))
