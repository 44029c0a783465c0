"""Who owned a place before, and who owns it after: asked only where something has changed."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from grids.cells import Cell, Grid
from grids.compare.changes import cell_changes, shapes_of
from grids.compare.same import require_one_crs
from grids.edges import Bools, Floats, Ints
from layers.owner import NOBODY, Ownership

Codes = NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class MovedPoints:
    """Which of n places have another cell or management grid after than before.

    Attributes
    ----------
    mask : (n,) bool
        The places that change hands.
    cell_before, cell_after, grid_before, grid_after : (m,) object
        The codes for those m places only, in their order; None where there is none.
    """

    mask: Bools
    cell_before: Codes
    cell_after: Codes
    grid_before: Codes
    grid_after: Codes

    @property
    def rows(self) -> Ints:
        """The positions of the places that change hands, ascending, shape (m,)."""
        return np.flatnonzero(self.mask).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class _Owners:
    """The cells that may own a place at which something changed."""

    owners: Ownership
    grids: Codes

    @classmethod
    def of(cls, grid: Grid, changed: list[Cell]) -> Self:
        near = np.unique(shapely.STRtree(grid.shapes).query(shapes_of(changed))[1])
        cells = [grid.cells[at] for at in near.tolist()]
        owners = Ownership.of([cell.code for cell in cells], shapes_of(cells))
        # One more for nobody, at -1. The cells are in order of code, and so are the owners.
        return cls(owners, np.array([*(cell.grid for cell in cells), None], dtype=object))

    def ask(self, x: Floats, y: Floats) -> tuple[Codes, Codes]:
        """Return the cell and the management grid of each place; None for none."""
        at = self.owners.owners(x, y)
        codes = np.array([*self.owners.codes, None], dtype=object)
        return codes[at], self.grids[at]


@dataclass(frozen=True, slots=True, eq=False)
class Handover:
    """Who owns places before and after; made once, asked for cases, assets and the rest.

    1. The owner of a place is the lowest code that contains or touches it (`layers.owner`).
    2. Where no changed cell contains or touches a place, before or after, its owner is the same.
    3. At the other places all cells that can touch them are asked: those whose bounds meet the
       bounds of a changed cell. So the answer is that of both ownerships, for every place.
    """

    _changed: Ownership | None
    _before: _Owners | None
    _after: _Owners | None

    @classmethod
    def of(cls, before: Grid, after: Grid) -> Self:
        """Return the handover between two arrangements of one district.

        Raises
        ------
        CrsApart
            They lie in different reference systems.
        """
        require_one_crs(before, after)
        changes = [change for change in cell_changes(before, after) if change.concerns_owner]
        if not changes:
            return cls(None, None, None)
        sides = [(change.before, change.after) for change in changes]
        changed = [cell for pair in sides for cell in pair if cell is not None]
        touched = Ownership.of([cell.code for cell in changed], shapes_of(changed))
        return cls(touched, _Owners.of(before, changed), _Owners.of(after, changed))

    def moved(self, x: Floats, y: Floats) -> MovedPoints:
        """Return which places change hands, and from whom to whom.

        `x` and `y` are metres in the CRS of the grids, each of shape (n,); a place that is no
        number has no owner.
        """
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        mask = np.zeros(len(x), dtype=bool)
        if self._changed is None or self._before is None or self._after is None:
            none = np.empty(0, dtype=object)
            return MovedPoints(mask, none, none, none, none)
        asked = np.flatnonzero(self._changed.owners(x, y) != NOBODY)  # 2
        cell_before, grid_before = self._before.ask(x[asked], y[asked])  # 3
        cell_after, grid_after = self._after.ask(x[asked], y[asked])
        moved = (cell_before != cell_after) | (grid_before != grid_after)
        mask[asked[moved]] = True
        codes = (cell_before, cell_after, grid_before, grid_after)
        return MovedPoints(mask, *(column[moved] for column in codes))


def moved_points(before: Grid, after: Grid, x: Floats, y: Floats) -> MovedPoints:
    """Return which places change hands between two arrangements, and from whom to whom.

    To ask for several sets of places, make one `Handover` and ask that.

    Raises
    ------
    CrsApart
        The arrangements lie in different reference systems.
    """
    return Handover.of(before, after).moved(x, y)
