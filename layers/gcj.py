"""GCJ-02 and BD-09, the offset coordinates of Chinese web maps, by their public formulas.

All functions take and return longitudes and latitudes in degrees, as arrays of any equal shape.
The official GCJ-02 transform is not published: the formulas here agree with it to some 1-2 m, so
coordinates that went through them are below positional class A (0.5 m). Outside the box in which
the maps apply the offset, coordinates are returned unchanged.

The inverse directions have no closed form and are found by iteration; `tests/golden/gcj.json`
holds this module and its twin in the browser to the same numbers.

References
----------
The forward formulas are those circulating since 2013 (Krasovsky 1940 ellipsoid, a sum of sines);
BD-09 is Baidu's published wobble on top of GCJ-02.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Degrees = NDArray[np.float64]
Pair = tuple[Degrees, Degrees]

#: West, south, east, north of the box in which the offset is applied, in degrees.
CHINA = (72.004, 0.8293, 137.8347, 55.8271)

#: Semi-major axis in metres and first eccentricity squared of Krasovsky 1940, as in the formula.
_AXIS_M = 6_378_245.0
_ECCENTRICITY_2 = 0.006_693_421_622_965_943

#: Steps of the inverse. One errs up to 1.87 m, two 6 mm, three 0.02 mm; the rest is for corners.
_STEPS = 6

#: The angular constant of BD-09.
_BD_TURN = np.pi * 3000.0 / 180.0
#: What BD-09 adds to longitude and latitude, in degrees.
_BD_SHIFT = (0.0065, 0.006)


def wgs_to_gcj(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return WGS 84 degrees as GCJ-02 degrees."""
    x, y = _pair(lon, lat)
    d_lon, d_lat = _offset(x, y)
    inside = _in_china(x, y)
    return np.where(inside, x + d_lon, x), np.where(inside, y + d_lat, y)


def gcj_to_wgs(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return GCJ-02 degrees as WGS 84 degrees, to better than 0.1 mm of the forward formula."""
    return _inverse(wgs_to_gcj, *_pair(lon, lat))


def gcj_to_bd(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return GCJ-02 degrees as BD-09 degrees."""
    x, y = _pair(lon, lat)
    with np.errstate(invalid="ignore"):  # a place at infinity is passed through below
        radius = np.hypot(x, y) + 0.000_02 * np.sin(y * _BD_TURN)
        angle = np.arctan2(y, x) + 0.000_003 * np.cos(x * _BD_TURN)
    inside = _in_china(x, y)
    return (
        np.where(inside, radius * np.cos(angle) + _BD_SHIFT[0], x),
        np.where(inside, radius * np.sin(angle) + _BD_SHIFT[1], y),
    )


def bd_to_gcj(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return BD-09 degrees as GCJ-02 degrees, to better than 0.1 mm of the forward formula."""
    return _inverse(gcj_to_bd, *_pair(lon, lat))


def wgs_to_bd(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return WGS 84 degrees as BD-09 degrees."""
    return gcj_to_bd(*wgs_to_gcj(lon, lat))


def bd_to_wgs(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Return BD-09 degrees as WGS 84 degrees."""
    return gcj_to_wgs(*bd_to_gcj(lon, lat))


def in_china(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Return for each place whether it lies in the box in which the offset is applied."""
    return _in_china(*_pair(lon, lat))


def _pair(lon: ArrayLike, lat: ArrayLike) -> Pair:
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def _in_china(x: Degrees, y: Degrees) -> NDArray[np.bool_]:
    west, south, east, north = CHINA
    found: NDArray[np.bool_] = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return found


def _inverse(forward: Callable[[ArrayLike, ArrayLike], Pair], x: Degrees, y: Degrees) -> Pair:
    """Find what `forward` takes to (x, y): subtract the error of the last guess, a few times."""
    inside = _in_china(x, y)
    guess_x, guess_y = x.copy(), y.copy()
    for _ in range(_STEPS):
        there_x, there_y = forward(guess_x, guess_y)
        with np.errstate(invalid="ignore"):  # infinity minus itself, where nothing is kept
            guess_x = np.where(inside, guess_x - (there_x - x), x)
            guess_y = np.where(inside, guess_y - (there_y - y), y)
    return guess_x, guess_y


def _offset(lon: Degrees, lat: Degrees) -> Pair:
    """Return the offset of GCJ-02 in degrees of longitude and latitude."""
    x, y = lon - 105.0, lat - 35.0
    with np.errstate(invalid="ignore"):  # as above
        phi = np.radians(lat)
        bend = 1.0 - _ECCENTRICITY_2 * np.sin(phi) ** 2
        east_m, north_m = _east_m(x, y), _north_m(x, y)
        d_lon = np.degrees(east_m / (_AXIS_M / np.sqrt(bend) * np.cos(phi)))
        d_lat = np.degrees(north_m / (_AXIS_M * (1.0 - _ECCENTRICITY_2) / (bend * np.sqrt(bend))))
    return d_lon, d_lat


def _waves(t: Degrees, *parts: tuple[float, float]) -> Degrees:
    """Return two thirds of a sum of (amplitude, period) sines of t, period in units of t."""
    total = sum((height * np.sin(t * np.pi / length) for height, length in parts), np.zeros(()))
    return np.asarray(total * 2.0 / 3.0)


def _east_m(x: Degrees, y: Degrees) -> Degrees:
    bowl = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    short = _waves(x, (20.0, 1 / 6), (20.0, 1 / 2))
    return bowl + short + _waves(x, (20.0, 1.0), (40.0, 3.0), (150.0, 12.0), (300.0, 30.0))


def _north_m(x: Degrees, y: Degrees) -> Degrees:
    bowl = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    short = _waves(x, (20.0, 1 / 6), (20.0, 1 / 2))
    return bowl + short + _waves(y, (20.0, 1.0), (40.0, 3.0), (160.0, 12.0), (320.0, 30.0))
