"""The difference of two arrangements of one district: cells, pieces of ground, and the balance."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import pandas as pd

from grids.cells import Cell, Grid
from grids.compare.changes import CellChange, ChangeKind, cell_changes
from grids.compare.pieces import Ground, Piece, exchanged
from grids.compare.same import require_one_crs
from grids.measures import ELSEWHERE

Measure = Literal["area_m2", "thin_m2", "cells_before", "cells_after"]


@dataclass(frozen=True, slots=True)
class Flow:
    """What goes from one management grid to another; None is no management grid, or no cell.

    `area_m2` is all of the ground, `thin_m2` the share of it that is in no piece. `cells_before`
    are the cells that give, `cells_after` those that get. From a management grid to itself goes
    ground that changes its cell only.
    """

    grid_before: str | None
    grid_after: str | None
    area_m2: float
    thin_m2: float
    cells_before: int
    cells_after: int

    def mirrored(self) -> "Flow":
        """Return what goes back."""
        return Flow(
            self.grid_after,
            self.grid_before,
            self.area_m2,
            self.thin_m2,
            self.cells_after,
            self.cells_before,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """What differs between two arrangements.

    Attributes
    ----------
    changes : tuple of CellChange
        The cells that differ, by code.
    pieces : tuple of Piece
        The ground that changes its cell or its management grid, by codes before and after.
    flows : tuple of Flow
        The same summed up, by management grid before and after.
    """

    changes: tuple[CellChange, ...]
    pieces: tuple[Piece, ...]
    flows: tuple[Flow, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not self.changes

    @property
    def thin_m2(self) -> float:
        """The ground that is too thin to be a piece, in all."""
        return sum(flow.thin_m2 for flow in self.flows)

    def of_kind(self, kind: ChangeKind) -> tuple[CellChange, ...]:
        """Return the changes of one kind, by code."""
        return tuple(change for change in self.changes if kind in change.kinds)

    def moved_m2(self) -> float:
        """Return the area that comes to another management grid."""
        return sum(f.area_m2 for f in self.flows if f.grid_before != f.grid_after)

    def gains_m2(self) -> Mapping[str | None, float]:
        """Return by how much each management grid grows (shrinks, below 0); None is outside."""
        sums: dict[str | None, float] = {}
        for flow in self.flows:
            sums[flow.grid_before] = sums.get(flow.grid_before, 0.0) - flow.area_m2
            sums[flow.grid_after] = sums.get(flow.grid_after, 0.0) + flow.area_m2
        return MappingProxyType({code: sums[code] for code in sorted(sums, key=_known)})

    def matrix(self, measure: Measure = "area_m2") -> pd.DataFrame:
        """Return a measure of what goes from each management grid (row) to each (column).

        `ELSEWHERE` stands for no management grid. Ground that stays with cell and all is in none.
        """
        rows = sorted({_known(flow.grid_before) for flow in self.flows})
        columns = sorted({_known(flow.grid_after) for flow in self.flows})
        table = pd.DataFrame(0.0, index=rows, columns=columns)
        for flow in self.flows:
            value = float(getattr(flow, measure))
            table.loc[_known(flow.grid_before), _known(flow.grid_after)] = value
        return table

    def mirrored(self) -> "Comparison":
        """Return what differs on the way back: rolling back tells it so."""
        changes = sorted((c.mirrored() for c in self.changes), key=_by_code)
        pieces = sorted((p.mirrored() for p in self.pieces), key=_by_cells)
        flows = sorted((f.mirrored() for f in self.flows), key=_by_grids)
        return Comparison(tuple(changes), tuple(pieces), tuple(flows))


def compare(before: Grid, after: Grid) -> Comparison:
    """Return what differs between two arrangements of one district.

    1. Cells equal in code and shape are told by their codes; only the others are laid over one
       another, so the work grows with what differs.
    2. Each piece of ground is told once, with its cell and management grid before and after.
    3. What is thinner than a seam (`fabric.THINNEST_M`) is no piece, but its area is counted: the
       area of each management grid after is that before, plus what comes, less what goes, to a
       square millimetre for each cell.
    4. Both arrangements should be without faults; where cells overlap, ground is told twice.
    5. Joints of a piece where an old edge crosses a new one lie off the millimetre grid.

    Raises
    ------
    CrsApart
        The arrangements lie in different reference systems.
    """
    require_one_crs(before, after)
    changes = cell_changes(before, after)  # 1
    grounds = list(exchanged(changes))
    pieces = [piece for ground in grounds if (piece := ground.piece())]  # 2
    flows = _flows(grounds)  # 3
    return Comparison(changes, tuple(sorted(pieces, key=_by_cells)), flows)


def _flows(grounds: Iterable[Ground]) -> tuple[Flow, ...]:
    groups: dict[tuple[str | None, str | None], list[Ground]] = {}
    for ground in grounds:
        groups.setdefault((_grid(ground.before), _grid(ground.after)), []).append(ground)
    flows = [_flow(*grids, mine) for grids, mine in groups.items()]
    return tuple(sorted(flows, key=_by_grids))


def _flow(grid_before: str | None, grid_after: str | None, grounds: list[Ground]) -> Flow:
    thin_m2 = sum(ground.thin_m2 for ground in grounds)
    area_m2 = sum(ground.area_m2 for ground in grounds) + thin_m2
    before = {ground.before.code for ground in grounds if ground.before}
    after = {ground.after.code for ground in grounds if ground.after}
    return Flow(grid_before, grid_after, area_m2, thin_m2, len(before), len(after))


def _grid(cell: Cell | None) -> str | None:
    return None if cell is None else cell.grid


def _known(code: str | None) -> str:
    return code or ELSEWHERE


def _by_code(change: CellChange) -> tuple[str, bool]:
    return change.code, change.before is None


def _by_cells(piece: Piece) -> tuple[str, str]:
    return piece.cell_before or "", piece.cell_after or ""


def _by_grids(flow: Flow) -> tuple[str, str]:
    return _known(flow.grid_before), _known(flow.grid_after)
