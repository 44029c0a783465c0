"""Kernels that spread a count over its surroundings, on a lattice of square tiles."""

import math
from collections.abc import Callable
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage

#: A gaussian is cut at this many standard deviations; its weights are scaled to sum to one.
GAUSSIAN_REACH: Final = 4.0

#: Radius of a quartic kernel by its standard deviation along an axis, which is radius / √8.
QUARTIC_REACH: Final = math.sqrt(8.0)


class Kernel(StrEnum):
    """How a case counts in its surroundings, by the distance d.

    Bandwidths are standard deviations along an axis, in metres, for both: switching the kernel at
    one bandwidth changes the detail of a surface, not how smooth it is.

    * gaussian: exp(-d² / 2σ²) / 2πσ², cut at 4σ. Smooth everywhere, never quite nothing.
    * quartic: 3 (1 - d²/r²)² / πr² up to its radius r = √8 σ, nothing beyond (Silverman 1986,
      eq. 4.5): a case has no say beyond a stated distance.
    """

    GAUSSIAN = "gaussian"
    QUARTIC = "quartic"

    def radius_m(self, bandwidth_m: float) -> float:
        """Return how far the kernel reaches, in metres."""
        return bandwidth_m * (GAUSSIAN_REACH if self is Kernel.GAUSSIAN else QUARTIC_REACH)

    def area_m2(self, bandwidth_m: float) -> float:
        """Return 1 / ∫K²: the area of the flat disc that would average as many cases, in m².

        A density times this area is the number of cases that an estimate rests on. It is 4πσ² for
        the gaussian and 5πr²/9 for the quartic.
        """
        if self is Kernel.GAUSSIAN:
            return 4.0 * math.pi * bandwidth_m**2
        return 5.0 * math.pi * self.radius_m(bandwidth_m) ** 2 / 9.0

    def smooth(
        self, tiles: NDArray[np.float32], bandwidth_m: float, tile_m: float
    ) -> NDArray[np.float32]:
        """Spread the values of tiles, shape (rows, columns); beyond the array there is nothing.

        The weights sum to one, so nothing is lost but what falls off the rim.
        """
        return _SMOOTHERS[self](tiles, bandwidth_m / tile_m)


def kernel_radius(bandwidth_m: float, tile_m: float) -> int:
    """Return how many tiles the widest kernel reaches to each side."""
    return math.ceil(GAUSSIAN_REACH * bandwidth_m / tile_m)


def _gaussian(tiles: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    return np.asarray(
        ndimage.gaussian_filter(
            tiles, sigma, mode="constant", radius=math.ceil(GAUSSIAN_REACH * sigma)
        ),
        dtype=np.float32,
    )


def _quartic(tiles: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    reach = QUARTIC_REACH * sigma
    steps = np.arange(-math.floor(reach), math.floor(reach) + 1, dtype=np.float64)
    left = 1.0 - (steps[:, None] ** 2 + steps[None, :] ** 2) / reach**2
    weights = np.clip(left, 0.0, None) ** 2
    weights = (weights / weights.sum()).astype(np.float32)
    wide = [fft.next_fast_len(side + len(steps) - 1, real=True) for side in tiles.shape]
    product = fft.rfft2(tiles, wide) * fft.rfft2(weights, wide)
    rim = len(steps) // 2
    rows, columns = (slice(rim, rim + side) for side in tiles.shape)
    # the transform leaves dust of rounding where nothing is: a density is never below nothing
    spread: NDArray[np.float32] = fft.irfft2(product, wide)[rows, columns]
    return np.maximum(spread, np.float32(0))


_SMOOTHERS: Final[dict[Kernel, Callable[[NDArray[np.float32], float], NDArray[np.float32]]]] = {
    Kernel.GAUSSIAN: _gaussian,
    Kernel.QUARTIC: _quartic,
}
