"""Honest density: a kernel in metres, values in cases per km², the same at every zoom."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from layers.analysis.columns import CaseColumns
from layers.analysis.filters import CaseFilter, mask
from layers.analysis.lattice import Lattice, Window, kernel_radius

#: Square metres in a square kilometre.
M2_PER_KM2: Final = 1_000_000.0


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """A surface of density and the cases it stands for.

    `values` are cases per km² within the stated period, shape (rows, columns), row 0 in the north.
    `cases` were drawn; `placeless` have no place and `outside` lie beyond the extent: whoever shows
    the picture shows these two numbers beside it. `period_s` is the asked period in epoch seconds,
    half-open, None for an open end.
    """

    values: NDArray[np.float32]
    window: Window
    bandwidth_m: float
    cases: int
    placeless: int
    outside: int
    period_s: tuple[int | None, int | None] = (None, None)

    @property
    def most(self) -> float:
        """The highest density, in cases per km²."""
        return float(self.values.max(initial=0.0))

    @property
    def integral(self) -> float:
        """Density times area over all tiles: the number of drawn cases, in the metric CRS."""
        tile_km2 = self.window.tile_m**2 / M2_PER_KM2
        return float(self.values.sum(dtype=np.float64)) * tile_km2


def density(
    lattice: Lattice,
    kept: NDArray[np.bool_] | None = None,
    *,
    period_s: tuple[int | None, int | None] = (None, None),
) -> Raster:
    """Spread each kept case over its surroundings with a gaussian kernel.

    1. A case counts at the middle of its tile (at most 0.71 tile sides away from its place).
    2. The kernel's standard deviation is the lattice's bandwidth; it is cut at four of them and
       scaled to sum to one, and the window is wide enough: the surface integrates to the cases.
    3. Nothing is corrected at the edge of the district: beyond it there are no cases, and the
       density falls off towards it.
    """
    window = lattice.window
    spots = lattice.spot if kept is None else lattice.spot[kept]
    counts = np.bincount(spots, minlength=window.tiles + 2)
    placeless, outside = (int(number) for number in counts[window.tiles :])
    tiles = counts[: window.tiles].reshape(window.rows, window.columns)  # 1
    per_km2 = tiles * (M2_PER_KM2 / window.tile_m**2)
    values = ndimage.gaussian_filter(  # 2
        per_km2.astype(np.float32),
        lattice.bandwidth_m / window.tile_m,
        mode="constant",
        radius=kernel_radius(lattice.bandwidth_m, window.tile_m),
    )
    return Raster(
        values=np.asarray(values, dtype=np.float32),
        window=window,
        bandwidth_m=lattice.bandwidth_m,
        cases=len(spots) - placeless - outside,
        placeless=placeless,
        outside=outside,
        period_s=period_s,
    )


def density_of(columns: CaseColumns, lattice: Lattice, wanted: CaseFilter) -> Raster:
    """Return the density of the cases that a filter asks for, whatever the view.

    The box of the filter is left out: cases just outside the view reach into it, and a surface that
    changed while panning would lie.
    """
    return density(lattice, mask(columns, wanted.unboxed()), period_s=(wanted.from_s, wanted.to_s))
