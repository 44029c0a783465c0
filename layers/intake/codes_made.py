"""The codes of a file's rows: read from a column, made by a rule, and each used once."""

import re

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from layers.intake.columns import CODE, CodeRule, ColumnMapping
from layers.intake.fold import is_nothing
from layers.intake.problems import Ledger, Severity
from layers.intake.readings import Reading, clean_text, read_column

#: Characters of a code at most; the store's column has as many.
_MOST = 60
_DECIMAL = re.compile(r"\d+\.0+")
_SPACES = re.compile(r"\s+")


def read_codes(
    raw: gpd.GeoDataFrame, mapping: ColumnMapping, ledger: Ledger
) -> NDArray[np.object_]:
    """Return the code of each row, None where it has none, and note what was found.

    Codes are texts: trimmed, with single spaces. Where a spreadsheet wrote most of them as numbers
    with `.0` behind, it is taken away and noted once; 116 and 116.0 then are one code.
    """
    title = mapping.columns.get(CODE)
    rule = mapping.code_rule or CodeRule()
    if title is None and rule.column is None:
        return _numbered(len(raw), rule)
    source = raw[title or rule.column].to_numpy(dtype=object)
    column = title or rule.column or CODE
    if _are_decimal(source):
        ledger.tell_file("decimal_codes", column)
        source = np.array([_whole(value) for value in source], dtype=object)
    prefix = "" if title else rule.prefix
    reading = read_column(source, lambda value: _code(value, prefix))
    for one, places in reading.found:
        values = {int(place): source[place] for place in places}
        facts = dict.fromkeys(values, one.facts)
        ledger.tell(one.kind or "", Severity.REJECTED, column, values, facts)
    bare = np.flatnonzero([value is None for value in reading.values])
    ledger.tell("missing_code", Severity.REJECTED, column, {int(place): None for place in bare})
    return reading.values


def settle_codes(
    codes: NDArray[np.object_],
    content: NDArray[np.object_],
    mapping: ColumnMapping,
    ledger: Ledger,
    *,
    number: bool,
) -> None:
    """Leave each code to one row: the first of those that hold so far.

    Changes `codes` in place where later rows are numbered (A, A-2, A-3 …), passing over codes
    that the file has already.
    """
    made = CODE not in mapping.columns
    column = mapping.columns.get(CODE, CODE)
    _drop_equal(codes, content, column, ledger, made=made)
    taken = set(codes[~ledger.rejected].tolist())
    first: dict[str, int] = {}
    repeated: dict[int, object] = {}
    facts: dict[int, dict[str, str | int]] = {}
    for place in np.flatnonzero(~ledger.rejected).tolist():
        code = codes[place]
        if code not in first:
            first[code] = place
            continue
        repeated[place] = code
        facts[place] = {"first": first[code] + 1}
        if number:
            codes[place] = facts[place]["code"] = _free(code, taken)
            taken.add(codes[place])
    kind, severity = "repeated_code", Severity.REJECTED
    if number:
        kind, severity = "numbered_code", Severity.REPAIRED
    ledger.tell(kind, severity, column, repeated, facts)


def _drop_equal(
    codes: NDArray[np.object_],
    content: NDArray[np.object_],
    column: str,
    ledger: Ledger,
    *,
    made: bool,
) -> None:
    """Reject rows that say the same under the same code; note them if their codes are made."""
    seen: dict[object, int] = {}
    equal: dict[int, object] = {}
    facts: dict[int, dict[str, str | int]] = {}
    for place in np.flatnonzero(~ledger.rejected).tolist():
        key = content[place] if made else (codes[place], content[place])
        first = seen.setdefault(key, place)
        if first != place:
            equal[place] = codes[place]
            facts[place] = {"first": first + 1}
    kind, severity = "exact_duplicate", Severity.REJECTED
    if made:
        kind, severity = "same_content", Severity.NOTED
    ledger.tell(kind, severity, column, equal, facts)


def _free(code: str, taken: set[str]) -> str:
    number = 2
    while f"{code}-{number}" in taken:
        number += 1
    return f"{code}-{number}"


def _numbered(rows: int, rule: CodeRule) -> NDArray[np.object_]:
    made = [
        f"{rule.prefix}{number:0{rule.width}d}" for number in range(rule.start, rule.start + rows)
    ]
    return np.array(made, dtype=object)


def _code(value: object, prefix: str) -> Reading:
    text = _SPACES.sub(" ", clean_text(value))
    if not text:
        return Reading(None)
    code = prefix + text
    if len(code) > _MOST:
        return Reading(code[:_MOST], "too_long", facts={"length": len(code), "most": _MOST})
    return Reading(code)


def _are_decimal(source: NDArray[np.object_]) -> bool:
    given = {value.strip() for value in source if isinstance(value, str) and not is_nothing(value)}
    decimal = {text for text in given if _DECIMAL.fullmatch(text)}
    return bool(decimal) and len(decimal) * 2 >= len(given)


def _whole(value: object) -> object:
    text = value.strip() if isinstance(value, str) else ""
    return text.split(".")[0] if _DECIMAL.fullmatch(text) else value
