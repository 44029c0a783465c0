"""The drawing board of the demonstration district: from plan metres to map metres.

The district is drawn on a plain board, u to the east and v to the north, in metres from its
middle. `place` turns the board a little and bends it, so that no street is dead straight and no
crossing is exactly square, and moves it to where Beilun lies in EPSG:4550.
"""

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

Floats = NDArray[np.float64]
Shapes = NDArray[Any]
Objects = NDArray[Any]
#: One shape. Shapely's stubs tell no scalar from an array, so this room does not ask them to.
Geom = Any
#: Places of the board, in metres from its middle.
Points = Sequence[tuple[float, float]]

#: The metric CRS of the district: CGCS2000 / 3-degree Gauss-Kruger CM 123E.
CRS = "EPSG:4550"
#: Where the middle of the board lies, as (easting, northing) in EPSG:4550.
ORIGIN_M = (388_950.0, 3_309_480.0)
#: How far the board is turned against grid north, anticlockwise.
TURN_RAD = np.deg2rad(-7.0)
#: All coordinates are kept to the millimetre.
GRID_M = 0.001
#: Along curves a point is set this often before what is not needed is dropped again.
STEP_M = 30.0


def rng_for(seed: int, part: str) -> np.random.Generator:
    """Return the generator of one part, so that a change in one part leaves the others as is."""
    return np.random.default_rng([seed, zlib.crc32(part.encode())])


def place(u: Floats, v: Floats) -> tuple[Floats, Floats]:
    """Return easting and northing in EPSG:4550 of places on the board (all in metres)."""
    u, v = np.asarray(u, dtype=float), np.asarray(v, dtype=float)
    bent_u = u + 85.0 * np.sin(v / 830.0 + 0.6) + 40.0 * np.sin(u / 640.0 + v / 1900.0)
    bent_v = v + 115.0 * np.sin(u / 1180.0 + 1.0) + 30.0 * np.sin(u / 420.0 + v / 900.0)
    cos, sin = np.cos(TURN_RAD), np.sin(TURN_RAD)
    x = ORIGIN_M[0] + cos * bent_u - sin * bent_v
    y = ORIGIN_M[1] + sin * bent_u + cos * bent_v
    return x, y


def unplace(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Return the place on the board of map places; `place` undone by iteration, to a metre."""
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    cos, sin = np.cos(TURN_RAD), np.sin(TURN_RAD)
    dx, dy = x - ORIGIN_M[0], y - ORIGIN_M[1]
    u = cos * dx + sin * dy
    v = -sin * dx + cos * dy
    for _ in range(12):
        at_x, at_y = place(u, v)
        err_x, err_y = x - at_x, y - at_y
        u = u + 0.9 * (cos * err_x + sin * err_y)
        v = v + 0.9 * (-sin * err_x + cos * err_y)
    return u, v


def curve(points: Points, *, wiggle_m: float = 0.0, phase: float = 0.0) -> Geom:
    """Return a smooth line through points of the board, on the map.

    `wiggle_m` lets the line sway that much to both sides on the way, fading at its ends.
    """
    at = np.asarray(points, dtype=float)
    chord = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(at, axis=0).T))])
    along = np.linspace(0.0, chord[-1], max(2, int(chord[-1] / STEP_M)))
    if len(at) > 2:
        u, v = CubicSpline(chord, at, bc_type="natural")(along).T
    else:
        u, v = (np.interp(along, chord, at[:, i]) for i in (0, 1))
    sway = wiggle_m * np.sin(along / 330.0 + phase) * np.sin(np.pi * along / chord[-1])
    du, dv = np.gradient(u), np.gradient(v)
    size = np.hypot(du, dv)
    x, y = place(u - sway * dv / size, v + sway * du / size)
    line = shapely.linestrings(np.column_stack([x, y]))
    return tidy(shapely.simplify(line, 0.4))


def polyline(points: Points) -> Geom:
    """Return a line with straight stretches through points of the board, on the map."""
    at = np.asarray(points, dtype=float)
    x, y = place(at[:, 0], at[:, 1])
    return tidy(shapely.linestrings(np.column_stack([x, y])))


def tidy(shape: Geom) -> Geom:
    """Return a shape, or an array of them, on the millimetre grid."""
    return shapely.set_precision(shape, GRID_M)


def noise(u: Floats, v: Floats, *, scale_m: float, phase: float) -> Floats:
    """Return a smooth field between about -1 and 1 that changes over `scale_m` metres."""
    a, b = np.asarray(u) / scale_m, np.asarray(v) / scale_m
    waves = (
        np.sin(2.1 * a + 1.3 * b + phase),
        np.sin(-1.7 * a + 2.4 * b + 2.0 * phase),
        np.sin(3.3 * a - 0.9 * b + 3.0 * phase),
    )
    return np.sum(waves, axis=0) / 2.2


def urbanity(u: Floats, v: Floats) -> Floats:
    """Return how urban a place of the board is, 0 to 1: one centre and two old towns."""
    centres = (
        (60.0, 150.0, 1150.0, 900.0, 1.0),
        (950.0, -1480.0, 620.0, 430.0, 0.8),
        (-3180.0, 560.0, 430.0, 620.0, 0.7),
    )
    u, v = np.asarray(u, dtype=float), np.asarray(v, dtype=float)
    peaks = [
        top * np.exp(-(((u - cu) / su) ** 2 + ((v - cv) / sv) ** 2) / 2.0)
        for cu, cv, su, sv, top in centres
    ]
    return np.minimum(1.0, np.max(peaks, axis=0))
