"""Honest density: a kernel in metres, values in cases per km², the same at every zoom."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.analysis.columns import CaseColumns
from layers.analysis.edge import Edge
from layers.analysis.filters import CaseFilter, mask
from layers.analysis.kernels import Kernel
from layers.analysis.lattice import Lattice, Window

#: Square metres in a square kilometre.
M2_PER_KM2: Final = 1_000_000.0


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """A surface of density and the cases it stands for.

    `values` are cases per km² within the stated period, shape (rows, columns), row 0 in the north;
    those of a `ratio` are NaN where its base is too small to divide by.
    `cases` were drawn; `placeless` have no place and `outside` lie beyond the extent or the edge:
    whoever shows the picture shows these two numbers beside it. `period_s` is the asked period in
    epoch seconds, half-open, None for an open end.
    """

    values: NDArray[np.float32]
    window: Window
    bandwidth_m: float
    cases: int
    placeless: int
    outside: int
    period_s: tuple[int | None, int | None] = (None, None)
    kernel: Kernel = Kernel.GAUSSIAN

    @property
    def most(self) -> float:
        """The highest density, in cases per km²."""
        return float(np.nanmax(self.values, initial=0.0))

    @property
    def integral(self) -> float:
        """Density times area over all tiles: the number of drawn cases, in the metric CRS."""
        tile_km2 = self.window.tile_m**2 / M2_PER_KM2
        return float(self.values.sum(dtype=np.float64)) * tile_km2


def density(
    lattice: Lattice,
    kept: NDArray[np.bool_] | None = None,
    *,
    kernel: Kernel = Kernel.GAUSSIAN,
    edge: Edge | None = None,
    period_s: tuple[int | None, int | None] = (None, None),
) -> Raster:
    """Spread each kept case over its surroundings with a kernel.

    1. A case counts at the middle of its tile (at most 0.71 tile sides away from its place).
    2. The kernel's standard deviation is the lattice's bandwidth; its weights sum to one, and the
       window is wide enough: the surface integrates to the cases.
    3. Without an edge nothing is corrected: beyond the district there are no cases, and the density
       falls off towards its border. With an edge see `spread`; cases on tiles beyond it are counted
       as outside.
    """
    window = lattice.window
    spots = lattice.spot if kept is None else lattice.spot.compress(kept)
    counts = np.bincount(spots, minlength=window.tiles + 2)
    placeless, outside = (int(number) for number in counts[window.tiles :])
    tiles = counts[: window.tiles].reshape(window.rows, window.columns)  # 1
    if edge is not None:
        outside += int(tiles[~edge.inside].sum())  # 3
    return Raster(
        values=spread(tiles, window, kernel=kernel, bandwidth_m=lattice.bandwidth_m, edge=edge),
        window=window,
        bandwidth_m=lattice.bandwidth_m,
        cases=len(spots) - placeless - outside,
        placeless=placeless,
        outside=outside,
        period_s=period_s,
        kernel=kernel,
    )


def spread(
    tiles: NDArray[np.int64] | NDArray[np.float64],
    window: Window,
    *,
    kernel: Kernel = Kernel.GAUSSIAN,
    bandwidth_m: float,
    edge: Edge | None = None,
) -> NDArray[np.float32]:
    """Return the density per km² of what lies on the tiles of a window, shape (rows, columns).

    With an edge the kernel stays inside it (see `Edge`): nothing lies outside, the surface
    integrates to what lies inside, and an even density is even up to the border.
    """
    per_km2 = (tiles * (M2_PER_KM2 / window.tile_m**2)).astype(np.float32)
    if edge is None:
        return kernel.smooth(per_km2, bandwidth_m, window.tile_m)  # 2
    return edge.weight * kernel.smooth(per_km2 * edge.weight, bandwidth_m, window.tile_m)


def ratio(cases: Raster, base: NDArray[np.float32], *, least: float, times: float = 1) -> Raster:
    """Divide a density by that of a base on the same window: cases per kilometre of road, say.

    Parameters
    ----------
    base
        Density of the base per km², spread with the same kernel and edge.
    least
        The small-number guard, in units of the base: where the kernel rests on less (the density
        times `Kernel.area_m2`), the ratio is NaN, not a wild number.
    times
        What to multiply by: 100 for cases per hundred of the base, or a share in percent.
    """
    rests_on = base * np.float32(cases.kernel.area_m2(cases.bandwidth_m) / M2_PER_KM2)
    values = np.full(base.shape, np.nan, dtype=np.float32)
    np.divide(cases.values * np.float32(times), base, out=values, where=rests_on >= least)
    return replace(cases, values=values)


def density_of(columns: CaseColumns, lattice: Lattice, wanted: CaseFilter) -> Raster:
    """Return the density of the cases that a filter asks for, whatever the view.

    The box of the filter is left out: cases just outside the view reach into it, and a surface that
    changed while panning would lie.
    """
    return density(lattice, mask(columns, wanted.unboxed()), period_s=(wanted.from_s, wanted.to_s))
