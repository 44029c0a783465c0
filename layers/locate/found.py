"""A place that a typed text may mean."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class FoundKind(StrEnum):
    """What a text was understood as; the order breaks ties of score."""

    COORDINATES = "coordinates"
    CROSSING = "crossing"
    CHAINAGE = "chainage"
    ROAD = "road"
    CELL = "cell"
    GRID = "grid"
    AREA = "area"
    ASSET = "asset"
    FEATURE = "feature"


@dataclass(frozen=True, slots=True)
class Found:
    """One meaning of a typed text.

    `title` is what a person reads; `note` says how the text was understood, an English sentence
    that is the key of its translation, or the title of the layer. `lon`, `lat` are WGS 84 degrees;
    `x`, `y` metres in the district's CRS. `layer` and `code` are given where the place is a
    feature. `score` runs from 0 to 100; it orders, no more.
    """

    kind: FoundKind
    title: str
    note: str
    lon: float
    lat: float
    x: float
    y: float
    score: int
    layer: str | None = None
    code: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the same as JSON-plain values."""
        return {
            "kind": self.kind.value,
            "title": self.title,
            "note": self.note,
            "lon": self.lon,
            "lat": self.lat,
            "x": self.x,
            "y": self.y,
            "score": self.score,
            "layer": self.layer,
            "code": self.code,
        }
