"""The answer to "what is here": one frozen value, and the same as plain JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from layers.compass import Compass
from layers.roads import RoadPlace, chainage_text


@dataclass(frozen=True, slots=True)
class CrossingHit:
    """The nearest crossing: the names of its two roads, and how to get there from the place."""

    names: tuple[str, str]
    distance_m: float
    bearing_deg: float | None
    compass: Compass | None


@dataclass(frozen=True, slots=True)
class AssetHit:
    """A nearby asset and how to get there; `title` is the layer's, in the language asked for."""

    layer: str
    title: str
    code: str
    name: str | None
    distance_m: float
    bearing_deg: float | None
    compass: Compass | None


@dataclass(frozen=True, slots=True)
class ZoneHit:
    """A zone or permit that holds the place; a line zone may lie `distance_m` away."""

    layer: str
    title: str
    code: str
    name: str | None
    distance_m: float
    control: str | None


@dataclass(frozen=True, slots=True)
class Located:
    """Everything known about a place.

    `lon`, `lat` are WGS 84 degrees; `x`, `y` metres in the district's CRS. `cell`, `grid`,
    `community` and `street` are codes; `names` holds the names of those that have one. What no
    layer tells is None or empty. `unit` is responsible for the nearest road segment.
    """

    lon: float
    lat: float
    x: float
    y: float
    cell: str | None
    grid: str | None
    community: str | None
    street: str | None
    names: Mapping[str, str]
    road: RoadPlace | None
    road_text: str | None
    crossing: CrossingHit | None
    assets: tuple[AssetHit, ...]
    zones: tuple[ZoneHit, ...]
    unit: str | None

    def as_dict(self) -> dict[str, Any]:
        """Return the same as JSON-plain values: metres to the centimetre, bearings to a degree."""
        return {
            "lon": self.lon,
            "lat": self.lat,
            "x": self.x,
            "y": self.y,
            "cell": self.cell,
            "grid": self.grid,
            "community": self.community,
            "street": self.street,
            "names": dict(self.names),
            "road": None if self.road is None else _road(self.road, self.road_text),
            "crossing": None
            if self.crossing is None
            else {"names": list(self.crossing.names), **_way(self.crossing)},
            "assets": [
                {"layer": a.layer, "title": a.title, "code": a.code, "name": a.name, **_way(a)}
                for a in self.assets
            ],
            "zones": [
                {
                    "layer": z.layer,
                    "title": z.title,
                    "code": z.code,
                    "name": z.name,
                    "control": z.control,
                    "distance_m": round(z.distance_m, 2),
                }
                for z in self.zones
            ],
            "unit": self.unit,
        }


def _way(hit: CrossingHit | AssetHit) -> dict[str, Any]:
    return {
        "distance_m": round(hit.distance_m, 2),
        "bearing_deg": None if hit.bearing_deg is None else round(hit.bearing_deg) % 360,
        "compass": None if hit.compass is None else hit.compass.value,
    }


def _road(place: RoadPlace, text: str | None) -> dict[str, Any]:
    reference = place.reference
    return {
        "name": place.name,
        "code": place.code,
        "unit": place.unit,
        "side": None if place.side is None else place.side.value,
        "chainage_m": round(place.chainage_m, 2),
        "chainage": chainage_text(place.chainage_m),
        "distance_m": round(place.distance_m, 2),
        "reference": None
        if reference is None
        else {
            "name": reference.name,
            "towards": None if reference.towards is None else reference.towards.value,
            "along_m": round(reference.along_m, 2),
            "at_crossing": reference.at_crossing,
        },
        "text": text,
    }
