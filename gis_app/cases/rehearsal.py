"""A rule book tried on cases that were: what each rule does, and what a changed book would move."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gis_app.cases.routing import FACT_OF, CaseFacts, RuleBook


@dataclass(frozen=True, slots=True)
class RuleReport:
    """What one rule does on some cases.

    `fits` counts the cases that fit it, `fires` those it decides; `taken_by` tells which earlier
    rules (places from 0) decide the others, with counts, the most first. `covered_by` is an earlier
    rule that takes every case it could ever fit. `at_odds` are the places of later rules that would
    send cases it decides to another unit, with counts: where the order decides.
    """

    place: int
    fits: int
    fires: int
    taken_by: tuple[tuple[int, int], ...] = ()
    covered_by: int | None = None
    at_odds: tuple[tuple[int, int], ...] = ()

    @property
    def verdict(self) -> str:
        """`fires`; `covered` (it never can); `shadowed` (others take all it fits); `idle`."""
        if self.covered_by is not None:
            return "covered"
        if self.fires:
            return "fires"
        return "shadowed" if self.fits else "idle"


@dataclass(frozen=True, slots=True)
class Move:
    """A case that a changed book sends elsewhere; a unit is None where no rule fits."""

    case: int
    before: str | None
    after: str | None
    place: int | None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A book tried on cases: a report for each rule, and the cases no rule fits."""

    reports: tuple[RuleReport, ...]
    unrouted: tuple[int, ...]


def rehearse(book: RuleBook, cases: Sequence[CaseFacts]) -> Rehearsal:
    """Return what each rule of a book does on some cases.

    1. A rule fits a case whatever stands before it; it decides a case if none before it fits.
    2. A rule that is out of use does nothing, and takes nothing from others.
    3. A rule is covered if one earlier rule in use asks no more than it does, part by part: then
       it can never fire, whatever cases come.
    """
    fits: Counter[int] = Counter()
    fires: Counter[int] = Counter()
    taken: dict[int, Counter[int]] = {place: Counter() for place in range(len(book.rules))}
    odds: dict[int, Counter[int]] = {place: Counter() for place in range(len(book.rules))}
    unrouted = []
    tried = _Tried(book)
    for number, case in enumerate(cases):
        places = tried.places(case)  # 1, 2
        if not places:
            unrouted.append(number)
            continue
        first, *others = places
        fits.update(places)
        fires[first] += 1
        for place in others:
            taken[place][first] += 1
            if book.rules[place].unit != book.rules[first].unit:
                odds[first][place] += 1
    reports = tuple(
        RuleReport(
            place,
            fits[place],
            fires[place],
            tuple(taken[place].most_common()),
            _covered_by(book, place),
            tuple(odds[place].most_common()),
        )
        for place in range(len(book.rules))
    )
    return Rehearsal(reports, tuple(unrouted))


def moves(before: RuleBook, after: RuleBook, cases: Sequence[CaseFacts]) -> list[Move]:
    """Return the cases that a changed book would send to another unit, in their order."""
    found = []
    old, new = _Tried(before), _Tried(after)
    for number, case in enumerate(cases):
        one, other = old.first(case), new.first(case)
        units = [
            None if place is None else book.rules[place].unit
            for book, place in ((before, one), (after, other))
        ]
        if units[0] != units[1]:
            found.append(Move(number, units[0], units[1], other))
    return found


class _Tried:
    """A book that remembers what it said of cases that are alike in all that it asks."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._parts = [(part, FACT_OF[part]) for part in sorted(book.asked)]
        self._said: dict[tuple[object, ...], tuple[int, ...]] = {}

    def places(self, case: CaseFacts) -> tuple[int, ...]:
        """Return the places of the rules that fit a case, in order."""
        alike = (case.kind, *(getattr(case, fact) for _, fact in self._parts))
        if alike not in self._said:
            self._said[alike] = tuple(fired.place for fired in self._book.fitting(case))
        return self._said[alike]

    def first(self, case: CaseFacts) -> int | None:
        """Return the place of the rule that decides a case."""
        return next(iter(self.places(case)), None)


def _covered_by(book: RuleBook, place: int) -> int | None:  # 3
    rule = book.rules[place]
    if not rule.enabled:
        return None
    earlier = (
        at for at, other in enumerate(book.rules[:place]) if other.enabled and other.covers(rule)
    )
    return next(earlier, None)
