"""A lattice of square tiles over a district, and where on it each case lies."""

import math
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from layers.analysis.columns import CaseColumns
from layers.analysis.filters import Box
from layers.analysis.kernels import kernel_radius
from layers.errors import LayerError

#: Side of a tile of the lattice in metres: well below any bandwidth that says something of streets.
TILE_M: Final = 20.0

#: Standard deviation of the kernel in metres: about a block and a half.
BANDWIDTH_M: Final = 150.0

#: A lattice beyond this is a stray coordinate or a wrong extent, not a district.
MOST_TILES: Final = 16_000_000


class LatticeTooLarge(LayerError):
    """An extent is too large (or not a place at all) for its tile size."""

    kind = "lattice_too_large"
    template = (
        "The extent {extent} with tiles of {tile_m} m would need {tiles} tiles, more than {most}; "
        "give the outline of the district or larger tiles."
    )


class BandwidthTooSmall(LayerError):
    """A kernel is narrower than the tiles it is drawn on."""

    kind = "bandwidth_too_small"
    template = (
        "A bandwidth of {bandwidth_m} m is too small for tiles of {tile_m} m; "
        "make it at least one tile."
    )


@dataclass(frozen=True, slots=True)
class Window:
    """Where a raster lies: its upper left corner, its square tiles and its CRS.

    Row 0 is the northernmost, as in a picture. Units are metres of the CRS.
    """

    west: float
    north: float
    tile_m: float
    rows: int
    columns: int
    crs: str

    @property
    def extent(self) -> Box:
        """The outer edges: west, south, east, north."""
        east = self.west + self.columns * self.tile_m
        return self.west, self.north - self.rows * self.tile_m, east, self.north

    @property
    def tiles(self) -> int:
        """The number of tiles."""
        return self.rows * self.columns

    def centres(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return x of the columns and y of the rows, at the middle of the tiles."""
        x = np.arange(self.columns, dtype=np.float64) + 0.5
        y = np.arange(self.rows, dtype=np.float64) + 0.5
        return self.west + x * self.tile_m, self.north - y * self.tile_m


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """Cases bound to tiles once, so that the count under any filter is one `bincount`.

    `spot[row]` is the flat tile number of a case; `window.tiles` stands for a case without a place
    and `window.tiles + 1` for one outside the extent. The window is wider than the extent by the
    reach of the kernel on each side, so that no kernel is cut off.
    """

    window: Window
    bandwidth_m: float
    spot: NDArray[np.intp]

    @classmethod
    def over(
        cls,
        columns: CaseColumns,
        *,
        crs: str,
        extent: Box | None = None,
        tile_m: float = TILE_M,
        bandwidth_m: float = BANDWIDTH_M,
    ) -> Self:
        """Lay tiles over an extent and find the tile of each case.

        1. The extent is that of the district; without it, that of the cases that have a place.
        2. Tiles start at multiples of the tile side, so lattices of one CRS fit each other.
        3. The window reaches beyond the extent by the kernel's reach.
        4. A case outside the extent is counted as outside, not moved to the edge.
        5. A case on the seam of two tiles belongs to the eastern, the northern one.

        Raises
        ------
        BandwidthTooSmall
            The bandwidth is less than one tile.
        LatticeTooLarge
            The window would need more tiles than `MOST_TILES`.
        """
        if not bandwidth_m >= tile_m > 0:
            raise BandwidthTooSmall(bandwidth_m=bandwidth_m, tile_m=tile_m)
        bounds = _bounds(columns) if extent is None else extent  # 1
        window = _window(bounds, crs=crs, tile_m=tile_m, rim=kernel_radius(bandwidth_m, tile_m))
        spot = _spots(columns, bounds, window)
        spot.setflags(write=False)
        return cls(window, bandwidth_m, spot)


def _bounds(columns: CaseColumns) -> Box:
    if not columns.placed.any():
        return 0.0, 0.0, 0.0, 0.0
    x, y = columns.x, columns.y
    return float(np.nanmin(x)), float(np.nanmin(y)), float(np.nanmax(x)), float(np.nanmax(y))


def _window(bounds: Box, *, crs: str, tile_m: float, rim: int) -> Window:
    west, south, east, north = bounds
    if not all(map(math.isfinite, bounds)):
        raise LatticeTooLarge(extent=bounds, tile_m=tile_m, tiles=math.inf, most=MOST_TILES)
    first, last = math.floor(west / tile_m) - rim, math.floor(east / tile_m) + rim + 1
    low, high = math.floor(south / tile_m) - rim, math.floor(north / tile_m) + rim + 1
    tiles = (last - first) * (high - low)
    if tiles > MOST_TILES:
        raise LatticeTooLarge(extent=bounds, tile_m=tile_m, tiles=tiles, most=MOST_TILES)
    return Window(first * tile_m, high * tile_m, tile_m, high - low, last - first, crs)  # 2, 3


def _spots(columns: CaseColumns, bounds: Box, window: Window) -> NDArray[np.intp]:
    west, south, east, north = bounds
    x, y = columns.x, columns.y
    spot = np.full(len(columns), window.tiles, dtype=np.intp)
    inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    spot[columns.placed & ~inside] = window.tiles + 1  # 4
    left, low = window.extent[:2]
    column = ((x[inside] - left) / window.tile_m).astype(np.intp)  # 5
    row = window.rows - 1 - ((y[inside] - low) / window.tile_m).astype(np.intp)
    spot[inside] = row * window.columns + column
    return spot
