"""Other codes: for a cell, and for a management grid with all its cells."""

from dataclasses import dataclass, replace
from typing import ClassVar

from grids.change import Change
from grids.codes_spent import check_fresh, check_fresh_grids
from grids.plan import Descent, Plan


@dataclass(frozen=True, slots=True)
class RecodeCell:
    """Give a cell a new code; the old one is retired."""

    kind: ClassVar[str] = "recode_cell"
    cell: str
    into: str


@dataclass(frozen=True, slots=True)
class RecodeGrid:
    """Give a management grid a new code; the old one is retired."""

    kind: ClassVar[str] = "recode_grid"
    grid: str
    into: str


def recode_cell(plan: Plan, step: RecodeCell) -> Change:
    """Return the change that gives a cell a new code.

    Raises
    ------
    UnknownCell, CodeSpent
        There is no such cell, or the code was used before.
    """
    cell = plan.grid[step.cell]
    check_fresh(plan, (step.into,))
    lineage = (Descent("cell", step.into, (step.cell,)),)
    return Change((cell,), (replace(cell, code=step.into),), lineage_in=lineage)


def recode_grid(plan: Plan, step: RecodeGrid) -> Change:
    """Return the change that gives a management grid a new code.

    Raises
    ------
    UnknownGrid, CodeSpent
        There is no such management grid, or the code was used before.
    """
    old = plan.management_grid(step.grid)
    new = replace(old, code=step.into)
    check_fresh_grids(plan, [new], ())
    out = tuple(cell for cell in plan.grid if cell.grid == step.grid)
    into = tuple(replace(cell, grid=step.into) for cell in out)
    lineage = (Descent("grid", step.into, (step.grid,)),)
    return Change(out, into, (old,), (new,), lineage_in=lineage)
