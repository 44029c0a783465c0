"""A place beside a road, and how a person says it."""

from dataclasses import dataclass
from typing import Final

from layers.compass import Compass

#: A place nearer than this to a crossing, on the road and off it, is at the crossing.
AT_CROSSING_M: Final = 25.0
#: Beyond this distance from the road the words tell how far off the place lies.
BESIDE_M: Final = 40.0
_KILOMETRE_M: Final = 1000


@dataclass(frozen=True, slots=True)
class Reference:
    """The nearest crossing along the road: its other road, and where the place lies from it.

    `towards` is the compass side of the crossing on which the place lies, None at its very middle;
    `along_m` is measured along the road.
    """

    name: str
    towards: Compass | None
    along_m: float
    at_crossing: bool


@dataclass(frozen=True, slots=True)
class RoadPlace:
    """A place seen from its nearest road.

    `x`, `y` is the foot of the place on the road, metric CRS. `side` is N, E, S or W, from the
    direction in which the road runs there; None on the line itself. `reference` is None on a road
    without crossings.
    """

    name: str | None
    road: int
    segment: int
    code: str
    unit: str | None
    chainage_m: float
    distance_m: float
    side: Compass | None
    x: float
    y: float
    reference: Reference | None


def describe(place: RoadPlace, language: str) -> str:
    """Return 黄山路 东侧, 太河路以北 120 m, or in every language but `zh` the same in English."""
    parts = [_beside(place, language)]
    parts.append(_along(place, language))
    return ", ".join(parts)


def chainage_text(chainage_m: float) -> str:
    """Return a chainage as road people write it: K1+200."""
    kilometres, metres = divmod(round(chainage_m), _KILOMETRE_M)
    return f"K{kilometres}+{metres:03d}"


def _beside(place: RoadPlace, language: str) -> str:
    far = place.distance_m > BESIDE_M
    metres = round(place.distance_m)
    if language == "zh":
        name = place.name or "无名道路"
        if place.side is None:
            return name
        side = f"{name} {place.side.word(language)}侧"
        return f"{side} {metres} m" if far else side
    name = place.name or "Unnamed road"
    if place.side is None:
        return name
    word = place.side.word(language)
    return f"{name}, {metres} m off its {word} side" if far else f"{name}, {word} side"


def _along(place: RoadPlace, language: str) -> str:
    reference = place.reference
    if reference is None:
        return chainage_text(place.chainage_m)
    if reference.at_crossing or reference.towards is None:
        return f"{reference.name}口" if language == "zh" else f"at {reference.name}"
    word, metres = reference.towards.word(language), round(reference.along_m)
    if language == "zh":
        return f"{reference.name}以{word} {metres} m"
    return f"{metres} m {word} of {reference.name}"
