"""What a density of cases is divided by: roads and assets, bound to the tiles of a window."""

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.analysis.lattice import Window

#: Roads are laid on tiles in pieces of at most this length: a quarter of a usual tile.
_PIECE_M: Final = 5.0
_M_PER_KM: Final = 1_000.0


def road_km(window: Window, roads: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the kilometres of road on each tile, shape (rows, columns); lines in the window's CRS.

    Each segment is cut into equal pieces of 5 m or less, and a piece counts where its middle is:
    nothing is lost within the window, and a tile errs by at most a piece for each road through it.
    """
    lines = shapely.get_parts(roads)
    joints, line = shapely.get_coordinates(lines, return_index=True)
    along = line[1:] == line[:-1]
    start, step = joints[:-1][along], np.diff(joints, axis=0)[along]
    length_m = np.hypot(*step.T)
    pieces = np.maximum(np.ceil(length_m / _PIECE_M), 1).astype(np.intp)
    segment = np.repeat(np.arange(len(pieces)), pieces)
    turn = np.arange(len(segment)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    middle = start[segment] + step[segment] * ((turn + 0.5) / pieces[segment])[:, None]
    return _on_tiles(window, middle, (length_m / pieces / _M_PER_KM)[segment])


def assets(window: Window, shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the assets on each tile, shape (rows, columns), each at its centroid."""
    places = shapely.get_coordinates(shapely.centroid(shapes))
    return _on_tiles(window, places, np.ones(len(places)))


def _on_tiles(
    window: Window, places: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    column = np.floor((places[:, 0] - window.west) / window.tile_m)
    row = window.rows - 1 - np.floor((places[:, 1] - window.extent[1]) / window.tile_m)
    within = (column >= 0) & (column < window.columns) & (row >= 0) & (row < window.rows)
    flat = (row * window.columns + column)[within].astype(np.intp)
    sums: NDArray[np.float64] = np.bincount(
        flat, weights=weights[within], minlength=window.tiles
    ).astype(np.float64)
    return sums.reshape(window.rows, window.columns)
