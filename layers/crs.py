"""Coordinates from any frame into the metric CRS of a district, and back.

A frame is named by a text: "EPSG:n" (or "ESRI:n"), "GCJ-02" or "BD-09". Whatever axis order a CRS
declares, coordinates here are always x, y: longitude before latitude, easting before northing.
Shapes come back in two dimensions.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import ArrayLike, NDArray

from layers import gcj
from layers.errors import LayerError

#: The frame of longitudes and latitudes that JSON and maps speak.
WGS84 = "EPSG:4326"
GCJ02 = "GCJ-02"
BD09 = "BD-09"

#: Decimals of a metric coordinate: the millimetre.
METRIC_DIGITS = 3
#: Decimals of a longitude or latitude for the screen: about a centimetre.
LONLAT_DIGITS = 7

Shapes = NDArray[np.object_]
Numbers = NDArray[np.float64]
Pair = tuple[Numbers, Numbers]
_Change = Callable[[Numbers, Numbers], Pair]

_NAME = re.compile(r"(EPSG|ESRI):\d{1,7}")
#: From an offset frame to WGS 84 and back, both in degrees.
_OFFSETS = {
    GCJ02: (gcj.gcj_to_wgs, gcj.wgs_to_gcj),
    BD09: (gcj.bd_to_wgs, gcj.wgs_to_bd),
}

#: West and east end, in degrees, of the 3-degree Gauss-Kruger strips of CGCS2000.
_STRIPS = (73.5, 136.5)
#: Codes of the strip with central meridian 75 E, without and with the zone number in eastings.
_FIRST_STRIP, _FIRST_ZONE = 4534, 4513
#: The largest longitude there is, in degrees.
_HALF_TURN = 180.0
#: Latitudes between which UTM is defined, in degrees.
_UTM_REACH = (-80.0, 84.0)


class UnknownFrame(LayerError):
    """A coordinate frame is named that nobody knows."""

    kind = "unknown_frame"
    template = (
        "There is no coordinate system {frame!r}; name one like EPSG:4326, or GCJ-02 or BD-09."
    )


class CoordinatesOutOfReach(LayerError):
    """Coordinates cannot be expressed in the frame that is asked for."""

    kind = "coordinates_out_of_reach"
    template = (
        "{count} of {total} coordinates have no place in {target}; "
        "check that the file really is in {source}."
    )


class FramesApart(LayerError):
    """Two frames are known, and no way from one to the other."""

    kind = "frames_apart"
    template = "Nobody knows how to get from {source} to {target}; export the file in EPSG:4326."


class NoMetricFrame(LayerError):
    """No metric CRS can be suggested for a place."""

    kind = "no_metric_frame"
    template = "No metric CRS is known for longitude {lon}, latitude {lat}; name one yourself."


def check_frame(frame: str) -> str:
    """Return the name of a frame in its one spelling, "EPSG:4490" for "epsg:4490".

    Raises
    ------
    UnknownFrame
        It is neither the EPSG or ESRI code of a geographic or projected CRS, nor GCJ-02 nor BD-09.
    """
    name = frame.strip().upper()
    if name not in _OFFSETS:
        _crs(name)
    return name


def is_lonlat(frame: str) -> bool:
    """Return whether coordinates in a frame are degrees."""
    name = check_frame(frame)
    return name in _OFFSETS or bool(_crs(name).is_geographic)


def to_metric(shapes: Shapes, source: str, metric: str) -> Shapes:
    """Return shapes of a frame in the metric CRS, in two dimensions, rounded to the millimetre.

    1. The order and number of the shapes stay; None stays None; empty stays empty.
    2. Each coordinate is moved and rounded by itself, so closed rings stay closed and an invalid
       shape comes back as invalid as it was.

    Raises
    ------
    UnknownFrame
        One of the two names is not known.
    FramesApart
        Both are known, and no way between them.
    CoordinatesOutOfReach
        Some coordinates are not finite, before or after.
    """
    return _moved(shapes, check_frame(source), check_frame(metric), METRIC_DIGITS)


def to_lonlat(shapes: Shapes, metric: str, *, digits: int = LONLAT_DIGITS) -> Shapes:
    """Return metric shapes in WGS 84 longitude and latitude, rounded to that many decimals."""
    return _moved(shapes, check_frame(metric), WGS84, digits)


def to_frame(shapes: Shapes, metric: str, frame: str) -> Shapes:
    """Return metric shapes in any frame, not rounded; the inverse of `to_metric`."""
    return _moved(shapes, check_frame(metric), check_frame(frame), None)


def points_to_metric(x: ArrayLike, y: ArrayLike, source: str, metric: str) -> Pair:
    """Return places of a frame in the metric CRS, rounded to the millimetre; nan stays nan.

    Raises
    ------
    UnknownFrame
        One of the two names is not known.
    CoordinatesOutOfReach
        Some place is infinite or has none in the metric CRS.
    """
    found = _checked(x, y, check_frame(source), check_frame(metric))
    return np.round(found[0], METRIC_DIGITS), np.round(found[1], METRIC_DIGITS)


def points_to_lonlat(
    x: ArrayLike, y: ArrayLike, metric: str, *, digits: int = LONLAT_DIGITS
) -> Pair:
    """Return metric places in WGS 84 degrees, rounded to that many decimals; nan stays nan."""
    lon, lat = _checked(x, y, check_frame(metric), WGS84)
    return np.round(lon, digits), np.round(lat, digits)


def change_frame(x: ArrayLike, y: ArrayLike, source: str, target: str) -> Pair:
    """Return places of one frame in another; what cannot be expressed comes back not finite."""
    at = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    for change in _path(check_frame(source), check_frame(target)):
        at = change(*at)
    return at


def local_metric_crs(lon: float, lat: float) -> str:
    """Suggest a metric CRS for a place in WGS 84 degrees.

    1. Inside the 3-degree Gauss-Kruger strips of CGCS2000 and the area they are meant for, the
       strip of the place: EPSG:4534 (CM 75 E) to EPSG:4554 (CM 135 E), without zone number.
    2. Elsewhere the UTM zone of WGS 84, EPSG:32601-32660 north and 32701-32760 south.

    Raises
    ------
    NoMetricFrame
        The place lies beyond both, near a pole, or is not a longitude and latitude.
    """
    strip = cgcs_strip(lon)
    if strip is not None:  # 1
        name = f"EPSG:{_FIRST_STRIP + strip - 25}"
        area = _crs(name).area_of_use
        if area is not None and area.south <= lat <= area.north and _west_of_sea(lon, lat):
            return name
    return utm_zone(lon, lat)  # 2


def utm_zone(lon: float, lat: float) -> str:
    """Return the UTM zone of WGS 84 of a place in degrees.

    Raises
    ------
    NoMetricFrame
        The place lies near a pole, or is not a longitude and latitude.
    """
    if not (abs(lon) <= _HALF_TURN and _UTM_REACH[0] <= lat <= _UTM_REACH[1]):
        raise NoMetricFrame(lon=lon, lat=lat)
    zone = min(int((lon + _HALF_TURN) // 6) + 1, 60)
    return f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"


def cgcs_strip(lon: float) -> int | None:
    """Return the number (25-45) of the 3-degree strip of a longitude, or None outside them."""
    west, east = _STRIPS
    return int((lon + 1.5) // 3) if west <= lon < east else None


def zone_numbered(strip: int) -> str:
    """Return the CRS of a 3-degree strip whose eastings begin with its number (41 -> 4529)."""
    return f"EPSG:{_FIRST_ZONE + strip - 25}"


def plain_strip(strip: int) -> str:
    """Return the CRS of a 3-degree strip whose eastings have no number (41 -> 4550)."""
    return f"EPSG:{_FIRST_STRIP + strip - 25}"


def _west_of_sea(lon: float, lat: float) -> bool:
    """Leave out Korea and Japan, which lie inside the boxes of the eastern strips."""
    return lon < 124.5 or lat > 41.5  # noqa: PLR2004 - the Yalu and the Tumen, roughly


@lru_cache(maxsize=256)
def _crs(name: str) -> pyproj.CRS:
    if _NAME.fullmatch(name) is None:
        raise UnknownFrame(frame=name)
    try:
        found = pyproj.CRS.from_authority(*name.split(":"))
    except pyproj.exceptions.CRSError as error:
        raise UnknownFrame(frame=name) from error
    if not (found.is_geographic or found.is_projected):  # heights, local grids, the stars
        raise UnknownFrame(frame=name)
    return found


@lru_cache(maxsize=256)
def _transformer(source: str, target: str) -> pyproj.Transformer:
    """Return the change from one system to another, cheap for each thread that comes to it.

    Every thread builds its own from what the transformer was made of. From two systems, PROJ looks
    through its database for it, 60 ms for those of CGCS2000; from the steps it found, 0.1 ms.
    """
    try:
        found = pyproj.Transformer.from_crs(_crs(source), _crs(target), always_xy=True)
    except pyproj.exceptions.ProjError as error:
        raise FramesApart(source=source, target=target) from error
    steps = found.definition  # none where PROJ chooses anew at each place
    return pyproj.Transformer.from_pipeline(steps) if "proj=" in steps else found


def _projected(source: str, target: str) -> _Change:
    transformer: Any = _transformer(source, target)

    def change(x: Numbers, y: Numbers) -> Pair:
        found_x, found_y = transformer.transform(x, y)
        return np.asarray(found_x, dtype=np.float64), np.asarray(found_y, dtype=np.float64)

    return change


def _path(source: str, target: str) -> list[_Change]:
    """Return the changes that lead from one frame to another, by way of WGS 84 if it must be."""
    if source == target:
        return []
    steps: list[_Change] = []
    if source in _OFFSETS:
        steps.append(_OFFSETS[source][0])
        source = WGS84
    ends = WGS84 if target in _OFFSETS else target
    if source != ends:
        steps.append(_projected(source, ends))
    if target in _OFFSETS:
        steps.append(_OFFSETS[target][1])
    return steps


def _checked(x: ArrayLike, y: ArrayLike, source: str, target: str) -> Pair:
    before_x, before_y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    nowhere = np.isnan(before_x) | np.isnan(before_y)
    found_x, found_y = change_frame(before_x, before_y, source, target)
    lost = ~(np.isfinite(found_x) & np.isfinite(found_y)) & ~nowhere
    _refuse(int(np.count_nonzero(lost)), int(lost.size), source, target)
    return np.where(nowhere, np.nan, found_x), np.where(nowhere, np.nan, found_y)


def _moved(shapes: Shapes, source: str, target: str, digits: int | None) -> Shapes:
    moved = shapely.force_2d(np.array(shapes, dtype=object))
    corners = shapely.get_coordinates(moved)
    found = np.column_stack(change_frame(corners[:, 0], corners[:, 1], source, target))
    lost = int(np.count_nonzero(~np.isfinite(found).all(axis=1)))
    _refuse(lost, len(found), source, target)
    if digits is not None:
        found = np.round(found, digits) + 0.0  # no negative zero in what is stored
    return shapely.set_coordinates(moved, found)


def _refuse(lost: int, total: int, source: str, target: str) -> None:
    if lost:
        raise CoordinatesOutOfReach(count=lost, total=total, source=source, target=target)
