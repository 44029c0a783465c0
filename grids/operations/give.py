"""Give cells to management grids: what painting, balancing and a lasso end in."""

from dataclasses import dataclass, replace
from typing import ClassVar

from grids.change import Change
from grids.plan import Plan


@dataclass(frozen=True, slots=True)
class GiveCells:
    """Give each of some cells to a management grid, or to none."""

    kind: ClassVar[str] = "give_cells"
    moves: tuple[tuple[str, str | None], ...]


def give_cells(plan: Plan, step: GiveCells) -> Change:
    """Return the change that gives cells away; a cell that stays where it is does not change.

    A grid may become empty or fall to pieces by it: a planner paints on, and the check before
    publishing tells.

    Raises
    ------
    UnknownCell, UnknownGrid
        There is no such cell or management grid.
    """
    moves = dict(step.moves)
    for to in {to for to in moves.values() if to is not None}:
        plan.management_grid(to)
    cells = [plan.grid[code] for code in sorted(moves)]
    out = tuple(cell for cell in cells if cell.grid != moves[cell.code])
    return Change(out, tuple(replace(cell, grid=moves[cell.code]) for cell in out))
