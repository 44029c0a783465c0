"""How long handling a class may take: one city's table, editable data and never a constant."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from layers.codes.classes import ClassRow, ClassTable, read_kind
from layers.codes.schemes import ClassKind, scheme_of
from layers.codes.tables import TableBroken, read_table

#: Columns of a table of limits.
LIMIT_COLUMNS = ("scheme", "kind", "code", "name", "condition_abridged", "limit", "unit")
_MAJOR_DIGITS = 2
#: Above so many hours or days nobody is held to a limit, and no calendar reaches so far.
LIMIT_MOST = 1_000


class LimitUnit(StrEnum):
    """What a limit counts: urgent units run day and night, working ones by the calendar."""

    URGENT_HOUR = "urgent_hour"
    URGENT_DAY = "urgent_day"
    WORKING_HOUR = "working_hour"
    WORKING_DAY = "working_day"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """The handling limit of a class under one condition; a class may have several."""

    scheme: str
    kind: ClassKind
    code: str
    name: str
    condition: str
    limit: int
    unit: LimitUnit


def read_limits(text: str) -> tuple[TimeLimit, ...]:
    """Return the time limits that a CSV text holds, in the order of the text.

    Raises
    ------
    TableBroken
        A column is missing, `read_limit_amount` finds no limit, or a unit is unknown.
    """
    return tuple(_limit(line, row) for line, row in read_table(text, LIMIT_COLUMNS))


def read_limit_amount(text: str) -> int | None:
    """Return the whole number from 1 to `LIMIT_MOST` that a text is, None for any other."""
    digits = text.strip()
    short = digits.isascii() and digits.isdigit() and len(digits) <= len(str(LIMIT_MOST))
    return int(digits) if short and 1 <= int(digits) <= LIMIT_MOST else None


def limits_of(
    limits: Iterable[TimeLimit], scheme: str, kind: str, code: str
) -> tuple[TimeLimit, ...]:
    """Return the limits of one class, one for each condition."""
    asked = (scheme, str(kind), code)
    return tuple(one for one in limits if (one.scheme, one.kind.value, one.code) == asked)


def classes_named_by(limits: Iterable[TimeLimit], known: ClassTable) -> tuple[ClassRow, ...]:
    """Return the classes that only the limits name: the 2013 table is known through them.

    The names of majors are not in that table and stay empty.
    """
    found = {
        (one.scheme, one.kind, one.code): ClassRow(
            scheme=one.scheme,
            kind=one.kind,
            major=one.code[:_MAJOR_DIGITS],
            major_name="",
            minor=one.code[_MAJOR_DIGITS:],
            code=one.code,
            name=one.name,
        )
        for one in limits
        if known.get(one.scheme, one.kind, one.code) is None
    }
    return tuple(found.values())


def _limit(line: int, row: dict[str, str]) -> TimeLimit:
    scheme_of(row["scheme"])
    amount = read_limit_amount(row["limit"])
    if amount is None:
        problem = f"the limit {row['limit'][:20]!r} is not a whole number from 1 to {LIMIT_MOST}"
        raise TableBroken(line=line, problem=problem)
    try:
        unit = LimitUnit(row["unit"])
    except ValueError as error:
        raise TableBroken(line=line, problem=f"the unit {row['unit']!r} is unknown") from error
    return TimeLimit(
        scheme=row["scheme"],
        kind=read_kind(row["kind"], line),
        code=row["code"],
        name=row["name"],
        condition=row["condition_abridged"],
        limit=amount,
        unit=unit,
    )
