"""Cases that may be one and the same problem: near in place and time, of one class."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gis_app.cases.states import CaseError

_HOUR_S: Final = 3_600
#: The widest circle and the longest window a rule may have: beyond it everything is a duplicate.
RADIUS_MOST_M, HOURS_MOST = 1_000.0, 24 * 90.0


class DuplicateRuleUnfit(CaseError):
    """A rule about duplicates cannot be used."""

    kind = "duplicate_rule_unfit"
    template = "Rule {place} about duplicates cannot be used: {problem}."


@dataclass(frozen=True, slots=True)
class DuplicateRule:
    """Within which circle and time two cases of a class may be one.

    `head` is a kind and the beginning of a class code: `matter:09`, `component:` for all of them.
    """

    head: str
    radius_m: float
    hours: float

    @property
    def window_s(self) -> float:
        """The time between two reports, either way, in seconds."""
        return self.hours * _HOUR_S


@dataclass(frozen=True, slots=True)
class DuplicateRules:
    """Rules by class; the one with the longest beginning of a class counts.

    A class that no rule names is compared with nothing.
    """

    rules: tuple[DuplicateRule, ...]

    @classmethod
    def of(cls, records: Iterable[Mapping[str, Any]]) -> Self:
        """Return the rules of plain records.

        1. `head` is a kind, a colon and the beginning of a code; no head comes twice.
        2. `radius_m` is above 0 and at most `RADIUS_MOST_M`, `hours` above 0 and at most
           `HOURS_MOST`.

        Raises
        ------
        DuplicateRuleUnfit
            One of the rules is broken; `place` counts from 1.
        """
        found: list[DuplicateRule] = []
        for place, record in enumerate(records, start=1):
            head, radius, hours = (record.get(name) for name in ("head", "radius_m", "hours"))
            kind, _, code = str(head).partition(":")
            good = kind in ("matter", "component") and ":" in str(head)
            if not good or not (code.isalnum() or not code):
                raise DuplicateRuleUnfit(
                    place=place, problem="a class is not written like matter:09"
                )
            if any(rule.head == head for rule in found):
                raise DuplicateRuleUnfit(place=place, problem="its class has a rule already")
            if not (_is_within(radius, RADIUS_MOST_M) and _is_within(hours, HOURS_MOST)):
                raise DuplicateRuleUnfit(
                    place=place, problem="its radius or its hours are out of bounds"
                )
            found.append(DuplicateRule(str(head), float(radius or 0), float(hours or 0)))
        return cls(tuple(found))

    def rule(self, kind: str, code: str) -> DuplicateRule | None:
        """Return the rule of a class."""
        key = f"{kind}:{code}"
        fitting = [rule for rule in self.rules if code and key.startswith(rule.head)]
        return max(fitting, key=lambda rule: len(rule.head), default=None)


#: Where a city sets no others: a stall moves on within days, a broken cover stays where it is.
DEFAULTS: Final = DuplicateRules(
    (DuplicateRule("matter:", 50.0, 72.0), DuplicateRule("component:", 30.0, 24.0 * 7))
)


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """Rows that may be the same, the most likely first, how far away and how much earlier.

    `distance_m` and `earlier_s` are of the shape of `rows`; negative seconds mean later.
    """

    rows: NDArray[np.intp]
    distance_m: NDArray[np.float64]
    earlier_s: NDArray[np.int64]


def near(
    place: tuple[float, float],
    at_s: int,
    places: tuple[NDArray[np.float64], NDArray[np.float64]],
    moments_s: NDArray[np.int64],
    kept: NDArray[np.bool_],
    rule: DuplicateRule,
) -> Near:
    """Return the kept cases near a place and moment.

    1. Those at the very edge of the circle or the window count.
    2. Their order is by the sum of the share of the circle and the share of the window used up.

    `places` are x and y in a metric CRS, NaN for none, `moments_s` epoch seconds; all are of shape
    (n,). A case without a place or moment is near nothing.
    """
    at = np.flatnonzero(kept)
    distance = np.hypot(places[0][at] - place[0], places[1][at] - place[1])
    earlier = at_s - moments_s[at].astype(np.float64)
    inside = (distance <= rule.radius_m) & (np.abs(earlier) <= rule.window_s)  # 1
    at, distance, earlier = at[inside], distance[inside], earlier[inside]
    share = distance / rule.radius_m + np.abs(earlier) / rule.window_s  # 2
    order = np.lexsort((at, share))
    return Near(at[order], distance[order], earlier[order].astype(np.int64))


def pairs(
    places: tuple[NDArray[np.float64], NDArray[np.float64]],
    moments_s: NDArray[np.int64],
    rule: DuplicateRule,
) -> NDArray[np.intp]:
    """Return all pairs of cases of one class that may be the same, shape (m, 2), rows ascending.

    All have a place and a moment. Place and time are scaled to the circle and the window and
    looked up in one tree, so that a place with very many cases in the course of years is cheap.
    """
    if not len(moments_s):
        return np.empty((0, 2), dtype=np.intp)
    x, y = places
    since = (moments_s - moments_s.min()).astype(np.float64)
    scaled = np.column_stack([x / rule.radius_m, y / rule.radius_m, since / rule.window_s])
    reach = np.nextafter(1.0, 2.0) * (1 + 1e-9)  # what rounding lost is decided below
    found = cKDTree(scaled).query_pairs(reach, p=np.inf, output_type="ndarray")
    one, other = found[:, 0], found[:, 1]
    inside = np.hypot(x[one] - x[other], y[one] - y[other]) <= rule.radius_m
    inside &= np.abs(moments_s[one] - moments_s[other]) <= rule.window_s
    kept = np.sort(found[inside], axis=1).astype(np.intp)
    return kept[np.lexsort((kept[:, 1], kept[:, 0]))]


def likeness(one: str, other: str) -> float | None:
    """Return how alike two texts are, from 0 to 1; None where one is empty.

    It is the Dice coefficient of their pairs of neighbouring characters, without regard to the case
    of letters, spaces and punctuation: it works for Chinese, which has no spaces between words.
    """
    first, second = _bigrams(one), _bigrams(other)
    if not first or not second:
        return None
    return 2 * len(first & second) / (len(first) + len(second))


def _bigrams(text: str) -> frozenset[str]:
    letters = "".join(c for c in text.casefold() if c.isalnum())
    return frozenset(letters[at : at + 2] for at in range(max(len(letters) - 1, len(letters[:1]))))


def _is_within(value: object, most: float) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and 0 < value <= most  # type: ignore[operator]
