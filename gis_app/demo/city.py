"""What all asset layers are made from: the drawn city, and how a component is described."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gis_app.demo.areas import Areas
from gis_app.demo.coast import Coast
from gis_app.demo.frame import CRS, Shapes, rng_for
from gis_app.demo.ground import Ground
from gis_app.demo.names import TOWN
from gis_app.demo.roads import Streets
from gis_app.demo.units import Unit
from gis_app.demo.water import Water
from layers.owner import Ownership

#: The day the city is looked at: the day after the last case.
TODAY = np.datetime64("2026-11-01")


@dataclass(frozen=True, slots=True)
class City:
    """The drawn district: everything the asset layers and the cases stand on."""

    seed: int
    coast: Coast
    waters: list[Water]
    streets: Streets
    areas: Areas
    ground: Ground
    units: list[Unit]
    owners: Ownership

    def rng(self, part: str) -> np.random.Generator:
        """Return the generator of one part of the city."""
        return rng_for(self.seed, part)

    def unit(self, code: str) -> Unit:
        """Return a unit by its code."""
        return next(unit for unit in self.units if unit.code == code)


def component_ids(class_codes: list[str]) -> list[str]:
    """Return 17-digit ids: district, class, and a number that runs inside each class."""
    counts: dict[str, int] = {}
    ids = []
    for code in class_codes:
        counts[code] = counts.get(code, 0) + 1
        ids.append(f"{TOWN}{code}{counts[code]:06d}")
    return ids


def days(first: str, last: str, count: int, rng: np.random.Generator) -> list[str]:
    """Return random ISO dates between two, both included."""
    start, end = np.datetime64(first), np.datetime64(last)
    drawn = start + rng.integers(0, int((end - start).astype(int)) + 1, count)
    return np.datetime_as_string(drawn, unit="D").tolist()


def layer(columns: dict[str, Any], shapes: Shapes) -> gpd.GeoDataFrame:
    """Return a frame in the district's CRS."""
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def component(
    city: City, frame: gpd.GeoDataFrame, keepers: tuple[str, str, str], part: str
) -> gpd.GeoDataFrame:
    """Add what every municipal component carries.

    `keepers` are the codes of the units that answer for it, own it and look after it.
    """
    rng = city.rng(part + " components")
    count = len(frame)
    places = shapely.point_on_surface(frame.geometry.to_numpy())
    x, y = shapely.get_coordinates(places).T
    owner = city.owners.owners(x, y)
    cells = [None if at < 0 else str(city.owners.codes[at]) for at in owner]
    known = {"state", "road"} & set(frame.columns)
    states = rng.choice(
        ["intact", "damaged", "lost", "disused"], count, p=[0.965, 0.027, 0.003, 0.005]
    )
    near = shapely.STRtree(city.streets.lines).nearest(places)
    facts = {
        "state": states.tolist(),
        "cell": cells,
        "recorded_on": days("2012-03-01", "2025-11-30", count, rng),
        "changed_on": days("2026-01-05", "2026-10-30", count, rng),
        "origin": rng.choice(["surveyed", "base"], count, p=[0.9, 0.1]).tolist(),
        "road": [city.streets.name[i] for i in near],
        "note": None,
    }
    for role, code in zip(("authority", "owner", "keeper"), keepers, strict=True):
        facts[role], facts[f"{role}_code"] = city.unit(code).name_zh, code
    return frame.assign(**{key: value for key, value in facts.items() if key not in known})
