"""Bearings and compass points; north is grid north of the district's metric CRS.

Grid north leaves true north by the meridian convergence, about half a degree within one degree of
longitude from the central meridian: far less than any compass point here.
"""

import math
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray


class Compass(StrEnum):
    """One of the eight compass points; `words` are what a person reads."""

    N = "N"
    NE = "NE"
    E = "E"
    SE = "SE"
    S = "S"
    SW = "SW"
    W = "W"
    NW = "NW"

    def word(self, language: str) -> str:
        """Return 东北 in `zh` and north-east in every other language."""
        zh, en = _WORDS[self.value]
        return zh if language == "zh" else en


_WORDS: Final = {
    "N": ("北", "north"),
    "NE": ("东北", "north-east"),
    "E": ("东", "east"),
    "SE": ("东南", "south-east"),
    "S": ("南", "south"),
    "SW": ("西南", "south-west"),
    "W": ("西", "west"),
    "NW": ("西北", "north-west"),
}

#: The eight points in order of bearing, and the four that name a side of a road.
EIGHT: Final = tuple(Compass)
FOUR: Final = (Compass.N, Compass.E, Compass.S, Compass.W)


def bearing_deg(dx_m: float, dy_m: float) -> float | None:
    """Return the bearing of a step in degrees clockwise from grid north, [0, 360); None if none."""
    if dx_m == 0 and dy_m == 0:
        return None
    return math.degrees(math.atan2(dx_m, dy_m)) % 360 % 360


def compass_point(bearing: float) -> Compass:
    """Return the nearest of the eight compass points to a bearing in degrees."""
    return EIGHT[round(bearing / 45) % 8]


def quarter(dx_m: float, dy_m: float) -> Compass | None:
    """Return N, E, S or W, the main part of a step; a tie is N or S, no step is None."""
    index = int(quarters(np.array([dx_m]), np.array([dy_m]))[0])
    return None if index < 0 else FOUR[index]


def quarters(dx_m: NDArray[np.float64], dy_m: NDArray[np.float64]) -> NDArray[np.int8]:
    """Return the place in `FOUR` of the main part of each step, shape (n,); -1 for no step."""
    upright = np.abs(dy_m) >= np.abs(dx_m)
    found = np.where(upright, np.where(dy_m > 0, 0, 2), np.where(dx_m > 0, 1, 3))
    return np.where((dx_m == 0) & (dy_m == 0), -1, found).astype(np.int8)
