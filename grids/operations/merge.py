"""Merge cells into one."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar, cast

import shapely
from shapely import Polygon

from grids.cells import Cell
from grids.change import Change
from grids.codes_spent import check_fresh
from grids.errors import GridError
from grids.neighbours import pieces
from grids.patch import check_patch
from grids.plan import Descent, Plan
from grids.rings import polygon_of, rings_of

#: The fewest cells that can be merged.
_LEAST = 2


class MergeUnfit(GridError):
    """Cells may not be merged."""

    kind = "merge_unfit"
    template = "The cells {cells} cannot be one: {problem}."


@dataclass(frozen=True, slots=True)
class MergeCells:
    """Merge cells into one under a new code; theirs are retired."""

    kind: ClassVar[str] = "merge_cells"
    cells: tuple[str, ...]
    into: str


def merge_cells(plan: Plan, step: MergeCells) -> Change:
    """Return the change that merges cells.

    1. The new cell is the union of the old ones along their equal edges; holes stay.
    2. It belongs to the management grid that has the largest part of it; of equal parts, to that of
       the cell with the lowest code.
    3. Joints of the neighbours stay where they are.

    Raises
    ------
    UnknownCell, CodeSpent
        There is no such cell, or the new code was used before.
    MergeUnfit
        See `may_merge`.
    ShapeBroken, SeamTorn
        The union is no sound polygon: the cells meet in corners, too.
    """
    codes = sorted(set(step.cells))
    cells = [plan.grid[code] for code in codes]
    check_fresh(plan, (step.into,))
    reasons = may_merge(plan, codes)
    if reasons:
        raise MergeUnfit(cells=", ".join(codes), problem="; ".join(reasons))
    union = shapely.coverage_union_all([cell.shape for cell in cells])  # 1
    if union.geom_type != "Polygon":
        raise MergeUnfit(cells=", ".join(codes), problem="they meet in corners only")
    first = cells[0]
    shape = polygon_of(rings_of(cast("Polygon", union)))
    merged = Cell(step.into, shape, first.community, first.street, _grid_of(cells))
    check_patch(plan.grid, cells, (merged,), outline=plan.outline)  # 3
    return Change(tuple(cells), (merged,), lineage_in=(Descent("cell", step.into, tuple(codes)),))


def may_merge(plan: Plan, codes: Collection[str]) -> list[str]:
    """Return why these cells may not be merged; empty means they may.

    1. There are two or more of them.
    2. Together they are in one piece.
    3. They lie in one community, and so in one street.

    Raises
    ------
    UnknownCell
        There is no such cell.
    """
    cells = [plan.grid[code] for code in codes]
    reasons = []
    if len(set(codes)) < _LEAST:  # 1
        reasons.append("it takes two cells or more")
    if len(pieces(plan.grid, codes)) > 1:  # 2
        reasons.append("they are not beside one another")
    if len({(cell.community, cell.street) for cell in cells}) > 1:  # 3
        reasons.append("they lie in different communities")
    return reasons


def _grid_of(cells: list[Cell]) -> str | None:  # 2
    area_m2: dict[str | None, float] = {}
    for cell in cells:
        area_m2[cell.grid] = area_m2.get(cell.grid, 0.0) + float(cell.shape.area)
    return max(area_m2, key=lambda grid: area_m2[grid])
