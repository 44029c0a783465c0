"""What makes one division better than another: two sums, one for the search, one for the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from grids.balance.board import Board
from grids.balance.standing import Standing
from grids.edges import Floats

#: In a search, an edge of a cell is worth moving a cell between grids that differ by so much of
#: the mean load: at least, and more where compactness counts as much as balance.
_EDGE_LEAST: Final = 0.001
_EDGE_EVEN: Final = 0.02
#: The same for a cell that is moved away from where it was, where grids are mended.
_MOVE: Final = 0.005
#: In an answer, the deviation that doubling all borders is worth where compactness counts as much.
_SEAM_EVEN: Final = 0.25
#: In an answer, the deviation that moving every cell is worth.
_MOVED: Final = 0.05
#: In an answer, the part of the mean deviation beside the largest.
_SPREAD: Final = 0.1
#: Perimeter of a hexagon over the root of its area: what borders of compact grids come to.
_HEXAGON: Final = 3.722
#: The weight of compactness from which on it changes nothing any more; at 1 balance is nothing.
_WEIGHT_MOST: Final = 0.97


@dataclass(frozen=True, slots=True)
class Judge:
    """The prices of a search and of an answer. Both grow with w / (1 - w), w the compactness.

    1. A search goes down the sum of squares of load / mean - 1, plus a price for each metre of
       border and each moved cell. A square tells at once which of two grids should give.
    2. An answer is judged by its largest deviation, a tenth of the root of the mean square, the
       length of its borders over that of as many hexagons, and the share of cells moved.

    Attributes
    ----------
    mean : float
        The mean load of all management grids, the locked ones among them.
    edge, metre, move : float
        In the units of 1: what an edge of mean length, a metre of border, a moved cell cost.
    seam_metre, seam_move : float
        In the units of 2: what a metre of border and a moved cell cost.
    moves_most : float
        The most cells that may be moved; infinite where there is no limit.
    """

    mean: float
    edge: float
    metre: float
    move: float
    seam_metre: float
    seam_move: float
    moves_most: float

    @classmethod
    def of(
        cls,
        board: Board,
        mean: float,
        grids: int,
        area_m2: float,
        *,
        compactness: float,
        moves_most: float | None,
        mends: bool,
    ) -> Self:
        """Return the judge of so many grids in play on a board of so many square metres."""
        weight = min(compactness, _WEIGHT_MOST)
        odds = weight / (1 - weight)
        cells = max(1, sum(len(part) for part in board.parts))
        step = 2 * max(1, grids) / cells
        edge = step * (_EDGE_LEAST + _EDGE_EVEN * odds)
        borders_m = _HEXAGON * (max(1, grids) * area_m2) ** 0.5 / 2
        return cls(
            mean=mean,
            edge=edge,
            metre=edge / board.edge_m,
            move=step * _MOVE * mends,
            seam_metre=_SEAM_EVEN * odds / borders_m if borders_m > 0 else 0.0,
            seam_move=_MOVED * mends / cells,
            moves_most=float("inf") if moves_most is None else moves_most,
        )

    def energy(self, standing: Standing) -> float:  # 1
        """Return what a search goes down."""
        spread = float((self._away(standing.load) ** 2).sum())
        return spread + self.metre * standing.seam_m + self.move * standing.moved

    def score(self, standing: Standing) -> float:  # 2
        """Return what an answer is judged by; less is better."""
        away = self._away(standing.load)
        uneven = float(np.abs(away).max(initial=0.0))
        uneven += _SPREAD * float((away**2).mean()) ** 0.5 if len(away) else 0.0
        return uneven + self.seam_metre * standing.seam_m + self.seam_move * standing.moved

    def deviation(self, standing: Standing) -> float:
        """Return the largest |load / mean - 1| of the grids in play."""
        return float(np.abs(self._away(standing.load)).max(initial=0.0))

    def _away(self, load: Sequence[float]) -> Floats:
        return np.array(load) / self.mean - 1.0
