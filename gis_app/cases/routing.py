"""Which unit a case goes to: rules in order, each of which says why it fired."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Final, Literal

from gis_app.cases.states import CaseError

#: What a rule can ask of a case, in the order in which it is told why one fired.
PARTS: Final = ("classes", "conditions", "grids", "streets", "roads", "zones", "owners")
#: The fact of a case that each part asks.
FACT_OF: Final[Mapping[str, str]] = {
    "classes": "class_code",
    "conditions": "condition",
    "grids": "grid",
    "streets": "street",
    "roads": "road",
    "zones": "zones",
    "owners": "owner",
    "hours": "minute",
    "days": "working",
}
DAYS: Final = ("working", "off")
#: The longest name of a rule, in characters.
NAME_MOST: Final = 80
#: Minutes of a day.
_DAY_MIN: Final = 24 * 60

Days = Literal["working", "off"]


class RuleUnfit(CaseError):
    """A rule cannot be used."""

    kind = "rule_unfit"
    template = "Rule {place} cannot be used: {problem}."


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What rules may ask of a case.

    `zones` names the enforcement zones it lies in, as `layer:code`; `minute` is the local minute of
    the day at which it was reported and `working` whether that day is worked.
    """

    kind: str = ""
    class_code: str = ""
    condition: str = ""
    grid: str = ""
    street: str = ""
    road: str = ""
    zones: frozenset[str] = frozenset()
    owner: str = ""
    minute: int | None = None
    working: bool | None = None


@dataclass(frozen=True)
class Rule:
    """A rule: all its parts must hold, any value of a part will do, an empty part asks nothing.

    1. `classes` are a kind and the beginning of a code: `matter:09`, `component:` for all of them.
    2. `zones` are a layer (`stall_zones`) or one zone of it (`stall_zones:SZ-01`).
    3. `hours` are local minutes of the day, from (included) to (not included); they may run over
       midnight. `days` are working days of the calendar, or the others.
    4. A case without a value for a part that is asked does not fit.
    """

    unit: str
    name: str = ""
    classes: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()
    grids: frozenset[str] = frozenset()
    streets: frozenset[str] = frozenset()
    roads: frozenset[str] = frozenset()
    zones: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    hours: tuple[int, int] | None = None
    days: Days | None = None
    enabled: bool = True

    def why(self, case: CaseFacts) -> tuple[tuple[str, str], ...] | None:
        """Return for each part that is asked the value that fits, or None if the rule does not."""
        found: list[tuple[str, str]] = []
        for part in PARTS:
            wanted = getattr(self, part)
            if not wanted:
                continue
            fitting = _fitting(part, wanted, case)
            if fitting is None:
                return None
            found.append((part, fitting))
        if self.hours is not None:
            if case.minute is None or not _within(self.hours, case.minute):
                return None
            found.append(("hours", clock_text(self.hours)))
        if self.days is not None:
            if case.working is None or case.working is not (self.days == "working"):
                return None
            found.append(("days", self.days))
        return tuple(found)

    def covers(self, other: "Rule") -> bool:
        """Whether every case that fits the other rule fits this one too, by what they ask."""
        if self.days is not None and self.days != other.days:
            return False
        if not _hours_cover(self.hours, other.hours):
            return False
        return all(_part_covers(part, getattr(self, part), getattr(other, part)) for part in PARTS)

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The parts it asks."""
        more = [name for name in ("hours", "days") if getattr(self, name) is not None]
        return (*(part for part in PARTS if getattr(self, part)), *more)


@dataclass(frozen=True, slots=True)
class Fired:
    """The rule a case goes by: its place in the book, from 0, and why it fits."""

    place: int
    rule: Rule
    why: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RuleBook:
    """Rules in order: the first that fits decides."""

    rules: tuple[Rule, ...] = field(default_factory=tuple)

    def route(self, case: CaseFacts) -> Fired | None:
        """Return the rule that sends a case on; None where none fits."""
        return next(self.fitting(case), None)

    @cached_property
    def asked(self) -> frozenset[str]:
        """The parts that any of its rules asks."""
        return frozenset(part for rule in self.rules for part in rule.asked)

    def fitting(self, case: CaseFacts) -> Iterator[Fired]:
        """Yield all rules in use that fit a case, in order."""
        for place, rule in enumerate(self.rules):
            if rule.enabled and (why := rule.why(case)) is not None:
                yield Fired(place, rule, why)


def check_rules(rules: Sequence[Rule], units: Iterable[str]) -> None:
    """Refuse rules that cannot be used.

    1. The unit of a rule exists.
    2. A class is a kind and the beginning of a code.
    3. Hours are minutes of a day, and not the same twice.
    4. A rule that asks nothing is the last one in use: it takes all that is left.
    5. A name has at most `NAME_MOST` characters.

    Raises
    ------
    RuleUnfit
        One of the rules above is broken; `place` counts from 1.
    """
    known = frozenset(units)
    last = max((at for at, rule in enumerate(rules) if rule.enabled), default=-1)
    for at, rule in enumerate(rules):
        if rule.unit not in known:  # 1
            raise RuleUnfit(place=at + 1, problem="its unit is not in the list of units")
        if any(not _is_class(text) for text in rule.classes):  # 2
            raise RuleUnfit(place=at + 1, problem="a class is not written like matter:09")
        if rule.hours is not None and not _are_hours(rule.hours):  # 3
            raise RuleUnfit(place=at + 1, problem="its hours are not two times of a day")
        if rule.enabled and not rule.asked and at != last:  # 4
            raise RuleUnfit(place=at + 1, problem="it asks nothing, so no rule after it is reached")
        if len(rule.name) > NAME_MOST:  # 5
            raise RuleUnfit(place=at + 1, problem="its name has more than 80 characters")


def clock_text(hours: tuple[int, int]) -> str:
    """Return hours as a person writes them: 08:30-17:30."""
    return "-".join(f"{minute // 60:02d}:{minute % 60:02d}" for minute in hours)


def from_parts(record: Mapping[str, object], place: int) -> Rule:
    """Return the rule of a plain record, as `to_parts` writes it; `place` counts from 1.

    Raises
    ------
    RuleUnfit
        A part is not what it should be.
    """
    given: dict[str, object] = {}
    if not record.keys() <= {part.name for part in fields(Rule)}:
        raise RuleUnfit(place=place, problem="it asks for something that is not known")
    for part in fields(Rule):
        value = record.get(part.name)
        if value is None:
            continue
        if part.name in PARTS:
            if not isinstance(value, list | tuple) or not all(
                isinstance(one, str) for one in value
            ):
                raise RuleUnfit(place=place, problem="what it asks for is no list of texts")
            value = frozenset(value)
        elif part.name == "hours":
            value = _read_hours(value, place)
        elif part.name == "days" and value not in DAYS:
            raise RuleUnfit(place=place, problem="its days are neither working nor off")
        elif part.name == "enabled" and not isinstance(value, bool):
            raise RuleUnfit(place=place, problem="enabled is neither true nor false")
        elif part.name in ("unit", "name") and not isinstance(value, str):
            raise RuleUnfit(place=place, problem="its name and its unit are no texts")
        given[part.name] = value
    return Rule(**{"unit": "", **given})  # type: ignore[arg-type]


def to_parts(rule: Rule) -> dict[str, object]:
    """Return a rule as a plain record: lists in order, without what it does not ask."""
    record: dict[str, object] = {"unit": rule.unit, "name": rule.name, "enabled": rule.enabled}
    record |= {part: sorted(getattr(rule, part)) for part in PARTS if getattr(rule, part)}
    if rule.hours is not None:
        record["hours"] = list(rule.hours)
    if rule.days is not None:
        record["days"] = rule.days
    return record


def _fitting(part: str, wanted: frozenset[str], case: CaseFacts) -> str | None:
    """Return the value of a case that a part asks for, the longest of several beginnings."""
    if part == "classes":
        key = f"{case.kind}:{case.class_code}"
        fits = [text for text in wanted if case.class_code and key.startswith(text)]
        return max(fits, key=len, default=None)
    if part == "zones":
        named = {zone: zone.partition(":")[0] for zone in case.zones}
        fits = sorted(zone for zone, layer in named.items() if wanted & {zone, layer})
        return fits[0] if fits else None
    value = getattr(case, FACT_OF[part])
    return value if value and value in wanted else None


def _part_covers(part: str, mine: frozenset[str], other: frozenset[str]) -> bool:
    if not mine:
        return True
    if not other:
        return False
    if part == "classes":
        return all(any(text.startswith(head) for head in mine) for text in other)
    if part == "zones":
        return all(zone in mine or zone.partition(":")[0] in mine for zone in other)
    return other <= mine


def _within(hours: tuple[int, int], minute: int) -> bool:
    start, end = hours
    return start <= minute < end if start < end else minute >= start or minute < end


def _hours_cover(mine: tuple[int, int] | None, other: tuple[int, int] | None) -> bool:
    if mine is None:
        return True
    if other is None:
        return False
    return all(_within(mine, minute) for minute in _minutes(other))


def _minutes(hours: tuple[int, int]) -> Iterator[int]:
    return (minute for minute in range(_DAY_MIN) if _within(hours, minute))


def _is_class(text: str) -> bool:
    kind, mark, code = text.partition(":")
    return kind in ("matter", "component") and bool(mark) and (code.isalnum() or not code)


def _are_hours(hours: tuple[int, int]) -> bool:
    start, end = hours
    return 0 <= start < _DAY_MIN and 0 <= end < _DAY_MIN and start != end


def _read_hours(value: object, place: int) -> tuple[int, int]:
    pair = tuple(value) if isinstance(value, list | tuple) else ()
    if len(pair) != 2 or not all(type(one) is int for one in pair):  # noqa: PLR2004 - a pair
        raise RuleUnfit(place=place, problem="its hours are not two times of a day")
    return (pair[0], pair[1])
