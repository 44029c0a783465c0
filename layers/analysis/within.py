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

#: Below this many points the exact test alone is quicker than laying tiles.
FEW_POINTS: Final = 5_000


def points_within(
    x: NDArray[np.float64], y: NDArray[np.float64], polygon: BaseGeometry
) -> NDArray[np.bool_]:
    """Return which points lie in a polygon or on its border; a NaN place lies nowhere.

    1. Only points in the bounding box are looked at.
    2. A tile that the border does not come near is wholly in or wholly out: its centre tells.
    3. Points in the other tiles are tested one by one.
    """
    inside = np.zeros(len(x), dtype=bool)
    if polygon.is_empty:
        return inside
    west, south, east, north = polygon.bounds
    rows = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))  # 1
    shapely.prepare(polygon)
    if len(rows) <= FEW_POINTS:
        inside[rows] = shapely.intersects_xy(polygon, x[rows], y[rows])
        return inside
    side = max(east - west, north - south) / TILES
    column = ((x[rows] - west) / side).astype(np.int32) + 1
    row = ((y[rows] - south) / side).astype(np.int32) + 1
    whole, border = _tiles(polygon, side)
    inside[rows] = whole[row, column]  # 2
    near = rows[border[row, column]]
    inside[near] = shapely.intersects_xy(polygon, x[near], y[near])  # 3
    return inside


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
