"""From the district's metric CRS to Web Mercator, in which web maps place pictures.

A Gauss-Kruger raster laid on a web map by two corners alone would be turned by the convergence of
its meridians and stretched: hundreds of metres off away from the centre. So it is resampled.
"""

from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np
import pyproj
from numpy.typing import NDArray

from layers.analysis.density import Raster
from layers.analysis.lattice import Window

MERCATOR: Final = "EPSG:3857"
LONLAT: Final = "EPSG:4326"

#: Places tried along each side of a window to find how far it reaches in another CRS.
_SIDE_SAMPLES: Final = 65


@dataclass(frozen=True, slots=True, eq=False)
class Warp:
    """The way from one metric window to Web Mercator, worked out once and used for every filter.

    `corner` is the flat number of the upper left of the four source tiles around each target tile;
    `right` and `down` are the shares of the way to the next ones. Targets whose centre lies outside
    the source point to tile 0 and have `inside` False.
    """

    source: Window
    target: Window
    corner: NDArray[np.intp]
    right: NDArray[np.float32]
    down: NDArray[np.float32]
    inside: NDArray[np.bool_]

    @classmethod
    def of(cls, source: Window) -> Self:
        """Work out the target window and where each of its tiles lies in the source.

        1. Target tiles have the ground size of source tiles at the middle of the window.
        2. Each target centre is transformed exactly; values are interpolated between the four
           source centres around it, so a shape moves by far less than a tile.
        """
        target = _target(source)
        x, y = np.meshgrid(*target.centres())
        back = pyproj.Transformer.from_crs(MERCATOR, source.crs, always_xy=True)
        metric_x, metric_y = back.transform(x, y)  # 2
        column = (np.asarray(metric_x) - source.west) / source.tile_m - 0.5
        row = (source.north - np.asarray(metric_y)) / source.tile_m - 0.5
        inside = (column >= 0) & (column < source.columns - 1) & (row >= 0)
        inside &= row < source.rows - 1
        left, top = np.floor(column), np.floor(row)
        corner = np.where(inside, top * source.columns + left, 0).astype(np.intp)
        return cls(
            source=source,
            target=target,
            corner=corner,
            right=(column - left).astype(np.float32),
            down=(row - top).astype(np.float32),
            inside=inside,
        )

    def __call__(self, raster: Raster) -> Raster:
        """Return the raster in Web Mercator; values stay cases per km² on the ground."""
        values = interpolated(raster.values, self.corner, self.right, self.down)
        values = np.where(self.inside, values, np.float32(0))
        return replace(raster, values=values, window=self.target)


def interpolated(
    values: NDArray[np.float32],
    corner: NDArray[np.intp],
    right: NDArray[np.float32],
    down: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Return values between four tiles: `corner` is the flat number of the upper left of them.

    `right` and `down` are the shares of the way to the next ones, 0 to 1.
    """
    flat, below = values.ravel(), corner + values.shape[1]
    upper = _between(flat[corner], flat[corner + 1], right)
    return _between(upper, _between(flat[below], flat[below + 1], right), down)


def to_mercator(raster: Raster, warp: Warp | None = None) -> Raster:
    """Return a metric raster in EPSG:3857; hand in the `Warp` of its window when it is at hand."""
    return (warp or Warp.of(raster.window))(raster)


def lonlat_bounds(window: Window) -> tuple[float, float, float, float]:
    """Return west, south, east, north in degrees (WGS 84) that hold a whole window.

    For a Web Mercator window these are its very corners: give them to the map with the picture.
    """
    bounds = pyproj.Transformer.from_crs(window.crs, LONLAT, always_xy=True).transform_bounds(
        *window.extent, densify_pts=_SIDE_SAMPLES
    )
    west, south, east, north = (float(bound) for bound in bounds)
    return west, south, east, north


def _target(source: Window) -> Window:
    forth = pyproj.Transformer.from_crs(source.crs, MERCATOR, always_xy=True)
    west, south, east, north = forth.transform_bounds(*source.extent, densify_pts=_SIDE_SAMPLES)
    left, low, right, high = source.extent
    middle_x, middle_y = (left + right) / 2, (low + high) / 2
    ends = forth.transform([middle_x, middle_x + source.tile_m], [middle_y, middle_y])
    tile_m = float(np.hypot(*(np.diff(end)[0] for end in ends)))  # 1
    columns, rows = int(np.ceil((east - west) / tile_m)), int(np.ceil((north - south) / tile_m))
    return Window(float(west), float(north), tile_m, max(rows, 1), max(columns, 1), MERCATOR)


def _between(
    near: NDArray[np.float32], far: NDArray[np.float32], share: NDArray[np.float32]
) -> NDArray[np.float32]:
    return near + (far - near) * share
