"""Try the frames that numbers may be in: where the places would lie if they were in each."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pyproj
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType
from shapely import STRtree

from layers import crs
from layers.district import District

#: Places within this distance of the centre of the district count as near it, in kilometres.
REACH_KM = 100.0
#: A frame passes if at least this share of the places is near.
_PASSING = 0.5
#: As many places are looked at, evenly through the layer.
_SAMPLE = 2_000
#: Two frames that put every place within this distance of one another are one guess, in metres.
_SAME_M = 2.0
#: So many frames of the region are tried from the database when no usual one passes.
_FROM_DATABASE = 150
#: The first and the last 3-degree strip of CGCS2000.
STRIPS = (25, 45)
#: The latitude, in degrees, up to which UTM is tried.
_UTM_END = 80.0

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """How the places lie if they are read in a frame: in the metric CRS, and how many are near."""

    frame: str
    swapped: bool
    at: Numbers
    share: float
    roads_m: float | None = None


def sample_of(x: ArrayLike, y: ArrayLike) -> Numbers:
    """Return an even sample of the places, as columns x and y, without those that are none."""
    both = np.column_stack([np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)])
    finite = both[np.isfinite(both).all(axis=1)]
    step = max(1, -(-len(finite) // _SAMPLE))
    return finite[::step]


def usual_frames(district: District, declared: str | None) -> list[str]:
    """Return the frames worth trying for a district, what was declared first."""
    lon, lat = district.centre
    frames = [declared] if declared else []
    frames.append(crs.WGS84)
    strip = crs.cgcs_strip(lon)
    if strip is not None and crs.plain_strip(strip) in {_local(lon, lat), district.crs}:
        frames += [crs.GCJ02, crs.BD09]
    frames.append(district.crs)
    if strip is not None:
        around = [one for one in (strip, strip - 1, strip + 1) if STRIPS[0] <= one <= STRIPS[1]]
        frames += [crs.plain_strip(one) for one in around]
        frames += [crs.zone_numbered(one) for one in around]
    if abs(lat) < _UTM_END:
        frames.append(crs.utm_zone(lon, lat))
    frames.append("EPSG:3857")
    return list(dict.fromkeys(frames))


def _local(lon: float, lat: float) -> str | None:
    return crs.local_metric_crs(lon, lat) if abs(lat) < _UTM_END else None


def regional_frames(district: District) -> list[str]:
    """Return the projected frames in use around the district, those of the smallest area first."""
    lon, lat = district.centre
    found = query_crs_info(
        auth_name="EPSG",
        pj_types=[PJType.PROJECTED_CRS],
        area_of_interest=AreaOfInterest(lon, lat, lon, lat),
    )
    sized = [(_area(one.area_of_use), one.code) for one in found]
    return [f"EPSG:{code}" for _, code in sorted(sized)[:_FROM_DATABASE]]


def _area(use: pyproj.aoi.AreaOfUse | None) -> float:
    """Return the size of an area of use in square degrees, good for sorting only."""
    return np.inf if use is None else (use.east - use.west) % 360 * (use.north - use.south)


def passing(sample: Numbers, frames: list[str], district: District) -> list[Trial]:
    """Return the trials that put enough places near the district, each outcome once."""
    found: list[Trial] = []
    for trial in _trials(sample, frames, district):
        same = any(_same(trial, other) for other in found)
        if trial.share >= _PASSING and not same:
            found.append(trial)
    return found


def _trials(sample: Numbers, frames: list[str], district: District) -> Iterator[Trial]:
    centre = np.array(crs.change_frame(*district.centre, crs.WGS84, district.crs))
    for swapped in (False, True):
        x, y = (sample[:, 1], sample[:, 0]) if swapped else (sample[:, 0], sample[:, 1])
        for frame in frames:
            try:
                at = np.column_stack(crs.change_frame(x, y, frame, district.crs))
            except (crs.FramesApart, crs.UnknownFrame):
                continue  # the database lists a few that lead nowhere
            at[~np.isfinite(at).all(axis=1)] = np.inf
            away_m = np.hypot(at[:, 0] - centre[0], at[:, 1] - centre[1])
            yield Trial(frame, swapped, at, float((away_m <= REACH_KM * 1000).mean()))


def _same(one: Trial, other: Trial) -> bool:
    both = np.isfinite(one.at).all(axis=1) & np.isfinite(other.at).all(axis=1)
    apart = one.at[both] - other.at[both]
    return bool(both.any()) and float(np.hypot(apart[:, 0], apart[:, 1]).max()) <= _SAME_M


def beside_roads(trial: Trial, roads: STRtree) -> Trial:
    """Return a trial with the median distance of its places to the nearest road, in metres."""
    if not len(roads.geometries):
        return trial
    places = shapely.points(trial.at[np.isfinite(trial.at).all(axis=1)])
    nearest = roads.geometries.take(roads.nearest(places))
    median_m = float(np.median(shapely.distance(places, nearest)))
    return replace(trial, roads_m=median_m)
