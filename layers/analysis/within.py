"""Which of very many points lie in one polygon: tiles first, exact tests only along the border."""

import itertools
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

#: Tiles along the longer side of the polygon: few enough to classify at once, many enough to leave
#: only some percent of the points to the exact test.
TILES: Final = 192

#: Half the side of the square marked around a sample of the border, in tiles: twice what is needed,
#: for rounding.
_MARGIN: Final = 1 / 8

#: Parts of width and height taken off each side of the bounding box, in search of a box inside.
_SHRUNK: Final = (0.001, 0.01, 0.03, 0.1, 0.2)

#: Below this many points the exact test alone is quicker than laying tiles.
FEW_POINTS: Final = 5_000


def points_within(
    x: NDArray[np.float64], y: NDArray[np.float64], polygon: BaseGeometry
) -> NDArray[np.bool_]:
    """Return which points lie in a polygon or on its border; a NaN place lies nowhere.

    1. Only points in the bounding box are looked at.
    2. Points in a box that the polygon contains are in: of a view of a map that is nearly all.
    3. A tile that the border does not come near is wholly in or wholly out: its centre tells.
    4. Points in the other tiles are tested one by one.
    """
    if polygon.is_empty:
        return np.zeros(len(x), dtype=bool)
    west, south, east, north = polygon.bounds
    shapely.prepare(polygon)
    inside = _in_box(x, y, _contained(polygon))  # 2
    rows = np.flatnonzero(_in_box(x, y, polygon.bounds) & ~inside)  # 1
    if len(rows) <= FEW_POINTS:
        inside[rows] = shapely.intersects_xy(polygon, x[rows], y[rows])
        return inside
    side = max(east - west, north - south) / TILES
    column = ((x[rows] - west) / side).astype(np.int32) + 1
    row = ((y[rows] - south) / side).astype(np.int32) + 1
    whole, border = _tiles(polygon, side)
    inside[rows] = whole[row, column]  # 3
    near = rows[border[row, column]]
    inside[near] = shapely.intersects_xy(polygon, x[near], y[near])  # 4
    return inside


def _in_box(
    x: NDArray[np.float64], y: NDArray[np.float64], box: tuple[float, float, float, float]
) -> NDArray[np.bool_]:
    west, south, east, north = box
    kept = x >= west
    for test in (x <= east, y >= south, y <= north):
        kept &= test
    return kept


def _contained(polygon: BaseGeometry) -> tuple[float, float, float, float]:
    """Return a box inside a polygon, near its bounds; one without points where none is found."""
    west, south, east, north = polygon.bounds
    for part in _SHRUNK:
        right, up = part * (east - west), part * (north - south)
        box = (west + right, south + up, east - right, north - up)
        if shapely.contains_properly(polygon, shapely.box(*box)):
            return box
    return (np.inf, np.inf, -np.inf, -np.inf)


def _tiles(polygon: BaseGeometry, side: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which tiles lie wholly inside and which the border may touch.

    The border is sampled at an eighth of a tile, so each of its places is within a sixteenth of a
    sample; the square of `_MARGIN` around the sample lies in at most four tiles, those of its
    corners. A rim of one tile round the bounding box takes what that moves beyond it.
    """
    west, south, east, north = polygon.bounds
    columns, rows = int((east - west) / side) + 3, int((north - south) / side) + 3
    samples = shapely.get_coordinates(shapely.segmentize(polygon.boundary, side / 8))
    border = np.zeros((rows, columns), dtype=bool)
    for right, up in itertools.product((-_MARGIN, _MARGIN), repeat=2):
        column = np.floor((samples[:, 0] - west) / side + right).astype(np.int32) + 1
        row = np.floor((samples[:, 1] - south) / side + up).astype(np.int32) + 1
        border[row, column] = True
    rest_row, rest_column = np.nonzero(~border)
    whole = np.zeros_like(border)
    whole[rest_row, rest_column] = shapely.intersects_xy(
        polygon, west + (rest_column - 0.5) * side, south + (rest_row - 0.5) * side
    )
    return whole, border
