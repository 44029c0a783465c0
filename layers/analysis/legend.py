"""The legend of a density: fixed breaks in cases per km² and the colours between them."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from layers.analysis.density import Raster
from layers.errors import LayerError

#: Red, green, blue and opacity of the classes, from low to high. Made for a pale grey map: each
#: step is darker and more opaque than the one before, so the order survives every kind of colour
#: blindness and a grey print; the hue runs from sand over orange and crimson to a dark violet.
RAMP: Final[tuple[tuple[int, int, int, int], ...]] = (
    (240, 196, 104, 120),
    (232, 150, 64, 160),
    (217, 104, 56, 185),
    (184, 58, 68, 205),
    (134, 28, 88, 220),
    (70, 12, 84, 235),
)

#: The unit of a density.
PER_KM2: Final = "cases/km²"

_NOTHING: Final = (0, 0, 0, 0)


class BreaksBroken(LayerError):
    """Breaks of a legend do not rise, or there are too many or too few."""

    kind = "legend_breaks_broken"
    template = (
        "The breaks {breaks} cannot make a legend; give 1 to {most} positive numbers that rise."
    )


@dataclass(frozen=True, slots=True)
class Legend:
    """Classes of density: class i runs from `breaks[i]` up to, not including, the next break.

    Below the first break nothing is drawn. A legend is a value of its own: keep it while the user
    pans, zooms or compares periods, and equal colours mean equal densities.
    """

    breaks: tuple[float, ...]
    colours: tuple[tuple[int, int, int, int], ...]
    unit: str = PER_KM2

    @classmethod
    def up_to(cls, most: float, unit: str = PER_KM2) -> Self:
        """Make the legend of a surface whose highest density is known.

        1. Breaks are of the series 1, 2, 5, 10, 20, 50… cases per km².
        2. The last break is the highest of the series that does not exceed `most`, so the darkest
           colour occurs; there are as many classes as the ramp has colours, each next one down.
        3. `most` is that of the whole period and extent asked for, never of the part in view.
        4. A surface without cases gets the legend of one case per km².
        """
        if not (math.isfinite(most) and most > 0):
            most = 1.0  # 4
        steps = len(RAMP)
        top = math.floor(math.log10(most)) + 1
        series = [  # 1
            float(f"{lead}e{power}") for power in range(top - steps, top + 1) for lead in (1, 2, 5)
        ]
        return cls.from_breaks([step for step in series if step <= most][-steps:], unit)  # 2

    @classmethod
    def from_breaks(cls, breaks: Sequence[float], unit: str = PER_KM2) -> Self:
        """Make a legend with given breaks; fewer classes than colours take the dark end evenly.

        Raises
        ------
        BreaksBroken
            There is no break, more than colours, or they do not rise from above zero.
        """
        rising = all(low < high for low, high in itertools.pairwise((0.0, *breaks)))
        if not 1 <= len(breaks) <= len(RAMP) or not rising or not math.isfinite(breaks[-1]):
            raise BreaksBroken(breaks=tuple(breaks), most=len(RAMP))
        places = np.linspace(len(RAMP) - 1, 0, len(breaks)).round().astype(int)[::-1]
        colours = tuple(RAMP[place] for place in places)
        return cls(tuple(map(float, breaks)), colours, unit)

    @property
    def palette(self) -> NDArray[np.uint8]:
        """Colours by pixel number: 0 is transparent, then one per class; shape (classes + 1, 4)."""
        return np.array((_NOTHING, *self.colours), dtype=np.uint8)

    def classes_of(self, values: NDArray[np.float32]) -> NDArray[np.uint8]:
        """Return the class number of each value, 0 below the first break and where none is."""
        found = np.digitize(values, np.asarray(self.breaks, dtype=np.float32)).astype(np.uint8)
        found[np.isnan(values)] = 0
        return found


#: More than before from pale to deep crimson, fewer from pale to deep blue: told apart by hue, and
#: by lightness alone how much. Both ways are as far apart for the colour-blind.
_MORE: Final = ((236, 170, 130, 165), (196, 78, 62, 200), (122, 16, 62, 225))
_FEWER: Final = ((158, 196, 222, 165), (74, 134, 184, 200), (18, 66, 118, 225))


@dataclass(frozen=True, slots=True)
class ChangeLegend:
    """Classes of a difference of two densities, the same above and below nothing.

    Class i above nothing runs from `breaks[i]` up to, not including, the next; below likewise. What
    differs by less than the first break is not drawn.
    """

    breaks: tuple[float, ...]
    unit: str = PER_KM2

    @classmethod
    def up_to(cls, most: float, unit: str = PER_KM2) -> Self:
        """Make the legend of a difference that is nowhere larger than `most`, by `Legend.up_to`."""
        return cls(Legend.up_to(most, unit).breaks[-len(_MORE) :], unit)

    @property
    def colours(self) -> tuple[tuple[int, int, int, int], ...]:
        """Colours of the classes: more, from the least, then fewer, from the least."""
        return _MORE[-len(self.breaks) :] + _FEWER[-len(self.breaks) :]

    @property
    def palette(self) -> NDArray[np.uint8]:
        """Colours by pixel number: 0 is transparent, then one per class."""
        return np.array((_NOTHING, *self.colours), dtype=np.uint8)

    def classes_of(self, values: NDArray[np.float32]) -> NDArray[np.uint8]:
        """Return the class number of each value, 0 where there is no change to draw."""
        size = np.digitize(np.abs(values), np.asarray(self.breaks, dtype=np.float32))
        found = np.where((values < 0) & (size > 0), size + len(self.breaks), size).astype(np.uint8)
        found[np.isnan(values)] = 0
        return found


def classify(raster: Raster, legend: Legend) -> NDArray[np.uint8]:
    """Return the class number of each tile, the pixels of a PNG."""
    return legend.classes_of(raster.values)


def colourise(raster: Raster, legend: Legend) -> NDArray[np.uint8]:
    """Return the picture as red, green, blue and opacity, shape (rows, columns, 4)."""
    return legend.palette[classify(raster, legend)]
