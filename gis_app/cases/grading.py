"""Marks: from rates and counts to an index of up to 100 and a grade, by weights a city sets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from gis_app.cases.states import CaseError


class SchemeUnfit(CaseError):
    """A scheme of marks cannot be used."""

    kind = "scheme_unfit"
    template = "The marks of {subject!r} cannot be used: {problem}."


@dataclass(frozen=True, slots=True)
class Bands:
    """Marks for a count: those of the first band that is not exceeded, else `beyond`."""

    upto: tuple[tuple[int, float], ...]
    beyond: float = 0.0

    def marks(self, count: int) -> float:
        """Return the marks of a count."""
        return next((marks for most, marks in self.upto if count <= most), self.beyond)


@dataclass(frozen=True, slots=True)
class Scheme:
    """How one kind of subject is marked.

    `weights` are per cent by the name of a part; a part called `filed` goes by `bands`, one that
    begins with `not_` by 1 − the rate of that name, all others by their rate.
    """

    weights: Mapping[str, float]
    bands: Bands

    @classmethod
    def of(cls, subject: str, record: Mapping[str, Any]) -> Self:
        """Return the scheme of a plain record.

        1. `weights` are numbers from 0 by part, the parts of the subject, and sum to 100.
        2. `bands` are pairs of a count and marks from 0 to 100, the counts rising; `beyond` too.

        Raises
        ------
        SchemeUnfit
            One of the rules is broken.
        """
        weights, bands = record.get("weights"), record.get("bands")
        known = DEFAULTS[subject].weights
        if not isinstance(weights, dict) or weights.keys() != known.keys():
            raise SchemeUnfit(subject=subject, problem="its parts are other ones")
        if not all(_is_mark(value) for value in weights.values()) or (
            round(sum(weights.values()), 6) != 100.0  # noqa: PLR2004 - per cent
        ):
            raise SchemeUnfit(subject=subject, problem="its weights do not sum to 100")
        if not isinstance(bands, list) or not all(_is_band(band) for band in bands):
            raise SchemeUnfit(subject=subject, problem="its bands are no pairs of count and marks")
        counts = [band[0] for band in bands]
        if counts != sorted(set(counts)):
            raise SchemeUnfit(subject=subject, problem="the counts of its bands do not rise")
        beyond = record.get("beyond", 0.0)
        if not _is_mark(beyond):
            raise SchemeUnfit(subject=subject, problem="its bands are no pairs of count and marks")
        upto = tuple((int(most), float(marks)) for most, marks in bands)
        return cls(dict(weights), Bands(upto, float(beyond)))

    def record(self) -> dict[str, Any]:
        """Return the scheme as a plain record."""
        return {
            "weights": dict(self.weights),
            "bands": [list(band) for band in self.bands.upto],
            "beyond": self.bands.beyond,
        }


@dataclass(frozen=True, slots=True)
class Marked:
    """An index, its grade, and the marks of each part; a part without cases has None."""

    index: float | None
    grade: str | None
    parts: Mapping[str, float | None]


_UNIT_BANDS: Final = Bands(((50, 100.0), (100, 90.0), (200, 75.0), (500, 60.0), (1_000, 40.0)))
_REGION_BANDS: Final = Bands(((0, 100.0), (2, 90.0), (4, 75.0), (6, 60.0), (8, 40.0)))

#: The marks of the standards, where a city sets no others.
DEFAULTS: Final[Mapping[str, Scheme]] = {
    "region": Scheme(
        {"not_public": 10.0, "filed": 20.0, "closing": 30.0, "in_time": 40.0}, _REGION_BANDS
    ),
    "unit": Scheme(
        {"filed": 10.0, "closing": 30.0, "in_time": 30.0, "not_rework": 30.0}, _UNIT_BANDS
    ),
    "collector": Scheme(
        {"valid": 40.0, "not_missed": 20.0, "verify": 20.0, "check": 20.0}, Bands(())
    ),
    "dispatcher": Scheme(
        {"filed": 20.0, "dispatch": 40.0, "right_first": 40.0},
        Bands(((50, 40.0), (100, 60.0), (200, 75.0), (500, 90.0)), 100.0),
    ),
}
#: Grades by the least index.
GRADES: Final = ((90.0, "A"), (75.0, "B"), (60.0, "C"), (40.0, "D"))


def mark(scheme: Scheme, rates: Mapping[str, float | None], count: int) -> Marked:
    """Return the index of a subject.

    1. Each part is marked from 0 to 100: a rate × 100, 1 − a rate for `not_…`, bands for `filed`.
    2. A part without cases is left out and the others weigh more, in proportion: nobody is marked
       for what did not happen.
    3. Without any case there is no index.
    4. The grade is that of the index rounded to two digits, as it is printed.
    """
    parts: dict[str, float | None] = {}
    for name in scheme.weights:
        if name == "filed":
            parts[name] = scheme.bands.marks(count)
            continue
        rate = rates.get(name.removeprefix("not_"))
        share = None if rate is None else 1 - rate if name.startswith("not_") else rate
        parts[name] = None if share is None else 100 * share  # 1
    told = [(scheme.weights[name], marks) for name, marks in parts.items() if marks is not None]
    rated = any(marks is not None for name, marks in parts.items() if name != "filed")
    weight = sum(one for one, _ in told)
    if not rated or not weight:
        return Marked(None, None, parts)  # 3
    index = round(sum(one * marks for one, marks in told) / weight, 2)  # 2
    return Marked(index, grade(index), parts)


def grade(index: float) -> str:  # 4
    """Return the grade of an index: A from 90, B from 75, C from 60, D from 40, else E."""
    return next((name for least, name in GRADES if index >= least), "E")


def _is_mark(value: object) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and 0 <= value <= 100  # type: ignore[operator]  # noqa: PLR2004 - per cent


def _is_band(band: object) -> bool:
    pair = band if isinstance(band, list | tuple) else ()
    two = len(pair) == len(("count", "marks"))
    return two and type(pair[0]) is int and pair[0] >= 0 and _is_mark(pair[1])


def needed(subject: str) -> Sequence[str]:
    """Return the names of the rates that the marks of a subject go by."""
    parts = DEFAULTS[subject].weights
    return [name.removeprefix("not_") for name in parts if name != "filed"]
