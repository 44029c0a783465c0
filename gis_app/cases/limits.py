"""How long a unit has for a case: limits by class and condition, in a table a city edits."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Self

from gis_app.cases.clocks import Limit
from layers.codes import ClassKind, LimitUnit, TimeLimit

#: What identifies a class: scheme, kind and code.
Key = tuple[str, str, str]

_OF_2013: Final = "GB/T 30428.2-2013"
_OF_2026: Final = "GB/T 47678.5-2026"
#: Component majors whose classes kept their number in 2026, with a zero in the middle.
_KEPT: Final = ("01", "02", "03", "04")
#: About how many hours of the day and night one of each unit takes, to tell which limit is shorter.
_ABOUT_H: Final[Mapping[LimitUnit, float]] = {
    LimitUnit.URGENT_HOUR: 1.0,
    LimitUnit.WORKING_HOUR: 3.0,
    LimitUnit.URGENT_DAY: 24.0,
    LimitUnit.WORKING_DAY: 33.6,
}


@dataclass(frozen=True, slots=True)
class LimitTable:
    """The handling limits of all classes.

    1. A class has the limits of its own scheme, kind and code.
    2. A component of 2026 in the majors 01 to 04 that has none has those of 2013 with the same
       number (`AABB` became `AA0BB`); matters were renumbered, so nothing is guessed for them.
    3. Of several conditions, the one that is named counts; where none is, the shortest: a manhole
       without its cover is not to wait because nobody said what is wrong with it.
    """

    by_class: Mapping[Key, tuple[TimeLimit, ...]]

    @classmethod
    def of(cls, rows: Iterable[TimeLimit]) -> Self:
        """Arrange limits by class, in the order they are given."""
        found: dict[Key, list[TimeLimit]] = defaultdict(list)
        for row in rows:
            found[(row.scheme, row.kind.value, row.code)].append(row)
        return cls({key: tuple(group) for key, group in found.items()})

    def rows(self, key: Key) -> tuple[TimeLimit, ...]:
        """Return the limits of a class, one for each condition."""
        return self.by_class.get(key) or self.by_class.get(_before_2026(key), ())  # 1, 2

    def conditions(self) -> frozenset[str]:
        """Return all conditions that any class tells apart."""
        return frozenset(row.condition for rows in self.by_class.values() for row in rows)

    def limit(self, key: Key, condition: str | None = None) -> Limit | None:
        """Return the limit of a class under a condition; None where the table has none."""
        rows = self.rows(key)
        named = [row for row in rows if condition and row.condition == condition]
        chosen = min(named or rows, key=_about_hours, default=None)  # 3
        return None if chosen is None else Limit(chosen.limit, chosen.unit)


def _about_hours(row: TimeLimit) -> float:
    return row.limit * _ABOUT_H[row.unit]


def _before_2026(key: Key) -> Key:
    scheme, kind, code = key
    kept = scheme == _OF_2026 and kind == ClassKind.COMPONENT and code[:2] in _KEPT
    return (_OF_2013, kind, code[:2] + code[3:]) if kept and code[2:3] == "0" else key
