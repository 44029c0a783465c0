"""Square pictures of a raster for web maps, and its value at a place: one way of reading both."""

import math
from functools import lru_cache
from typing import Final

import numpy as np
import pyproj
from numpy.typing import NDArray
from scipy import ndimage

from layers.analysis.density import Raster
from layers.analysis.warp import MERCATOR, interpolated
from layers.errors import LayerError

#: Pixels on a side of a tile, as all web maps have them.
TILE_PX: Final = 256
#: The deepest zoom that is drawn: a pixel of 2 cm at the equator.
ZOOM_MOST: Final = 22
#: Half the side of the square that Web Mercator shows, in its metres.
_HALF_WORLD: Final = math.pi * 6_378_137.0
#: Places along a tile's side that are transformed exactly; between them lies a straight line. At
#: zoom 10 they are 2.4 km apart and the line errs by less than a metre.
_NODES: Final = 17


class NoSuchTile(LayerError):
    """Numbers of a tile that no map of the world has."""

    kind = "no_such_tile"
    template = (
        "There is no tile {x}, {y} at zoom {z}; zoom is 0 to {most}, x and y below 2 to its power."
    )


def tile_values(raster: Raster, z: int, x: int, y: int) -> NDArray[np.float32]:
    """Return the values at the pixels of an XYZ tile, shape (256, 256), 0 outside the raster.

    Each pixel reads the raster at its own middle, whatever tile it is on: neighbouring tiles meet
    as if they were one picture. Between tiles of the raster values are interpolated as in a `Warp`.

    Raises
    ------
    NoSuchTile
        The numbers are beyond the map of the world.
    """
    if not (0 <= z <= ZOOM_MOST and 0 <= x < 2**z and 0 <= y < 2**z):
        raise NoSuchTile(x=x, y=y, z=z, most=ZOOM_MOST)
    side = 2 * _HALF_WORLD / 2**z
    west, north = x * side - _HALF_WORLD, _HALF_WORLD - y * side
    steps = np.linspace(0.0, side, _NODES)
    node_x, node_y = np.meshgrid(west + steps, north - steps)
    back = _back(raster.window.crs)
    metric = np.array(back.transform(node_x, node_y))
    pixel = (np.arange(TILE_PX) + 0.5) * ((_NODES - 1) / TILE_PX)
    rows, columns = np.meshgrid(pixel, pixel, indexing="ij")
    east, up = (ndimage.map_coordinates(one, [rows, columns], order=1) for one in metric)
    return values_at(raster, east, up)


def values_at(
    raster: Raster, x: NDArray[np.float64], y: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Return the values of a raster at places in its CRS, 0 outside its window, NaN where it is."""
    window = raster.window
    column = (x - window.west) / window.tile_m - 0.5
    row = (window.north - y) / window.tile_m - 0.5
    inside = (column >= 0) & (column < window.columns - 1) & (row >= 0) & (row < window.rows - 1)
    column, row = np.where(inside, column, 0), np.where(inside, row, 0)
    left, top = np.floor(column), np.floor(row)
    corner = (top * window.columns + left).astype(np.intp)
    right, down = (column - left).astype(np.float32), (row - top).astype(np.float32)
    return np.where(inside, interpolated(raster.values, corner, right, down), np.float32(0))


@lru_cache(maxsize=8)
def _back(crs: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(MERCATOR, crs, always_xy=True)
