"""Places on which very many cases pile up: a default place, not a hot spot."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.analysis.columns import CaseColumns

#: A single place with more than this share of all placed cases is a default, not a coincidence.
PILE_SHARE: Final = 0.02
#: Fewer cases than this on one place are never called a pile.
PILE_LEAST: Final = 100
#: Places are compared by the millimetre, to which all geometry is rounded.
_PER_METRE: Final = 1_000
#: Half a millimetre and a little for the rounding of large coordinates, in millimetres.
_HALF_MM: Final = 0.501


@dataclass(frozen=True, slots=True)
class Pile:
    """One place in metres (metric CRS) and the cases that stand exactly on it."""

    x: float
    y: float
    count: int


def piles(
    columns: CaseColumns, *, share: float = PILE_SHARE, least: int = PILE_LEAST
) -> tuple[Pile, ...]:
    """Return the places that hold suspiciously many cases, the largest first.

    Address matchers put what they cannot find on one default place. A density with it shows a hot
    spot that is none: tell the user, and offer to leave the rows of `on_piles` out.
    """
    return piles_at(columns.x[columns.placed], columns.y[columns.placed], share=share, least=least)


def piles_at(
    x_m: NDArray[np.float64],
    y_m: NDArray[np.float64],
    *,
    share: float = PILE_SHARE,
    least: int = PILE_LEAST,
) -> tuple[Pile, ...]:
    """Return the piles among places in a metric CRS, the largest first; all are finite.

    A place is a pile with more than `share` of all places and at least `least` of them.
    """
    x, y = _millimetres(x_m), _millimetres(y_m)
    if not len(x):
        return ()
    order = np.lexsort((y, x))
    x, y = x[order], y[order]
    first = np.flatnonzero(np.diff(x, prepend=x[0] - 1) | np.diff(y, prepend=y[0]))
    count = np.diff(first, append=len(x))
    large = np.flatnonzero((count >= least) & (count > share * len(x)))
    return tuple(
        Pile(float(x[first[at]] / _PER_METRE), float(y[first[at]] / _PER_METRE), int(count[at]))
        for at in large[np.argsort(-count[large], kind="stable")].tolist()
    )


def on_piles(columns: CaseColumns, found: tuple[Pile, ...]) -> NDArray[np.bool_]:
    """Return which cases stand on one of the piles, to the millimetre."""
    rows = np.zeros(len(columns), dtype=bool)
    for pile in found:
        far = np.maximum(np.abs(columns.x - pile.x), np.abs(columns.y - pile.y))
        rows |= far * _PER_METRE <= _HALF_MM
    return rows


def _millimetres(metres: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(metres * _PER_METRE).astype(np.int64)
