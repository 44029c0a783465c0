"""Management grids: split, merge, add, drop, retitle one."""

from dataclasses import dataclass, replace
from typing import ClassVar

from grids.cells import Cell, ManagementGrid
from grids.change import Change
from grids.codes_spent import check_fresh_grids
from grids.errors import GridError
from grids.plan import Descent, Plan

#: The fewest management grids that can be merged.
_LEAST = 2


class SplitUnfit(GridError):
    """The parts of a management grid do not make it up."""

    kind = "split_unfit"
    template = "The management grid {grid} cannot be split so: {problem}."


class GridNameTaken(GridError):
    """Two management grids would be called the same."""

    kind = "grid_name_doubled"
    template = "Another management grid of this plan is called {name}; choose a name of its own."


class GridInUse(GridError):
    """A management grid with cells is dropped."""

    kind = "grid_in_use"
    template = "The management grid {grid} has {cells} cells; give them to other grids first."


@dataclass(frozen=True, slots=True)
class Share:
    """A management grid and the cells it gets."""

    grid: ManagementGrid
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SplitGrid:
    """Split a management grid in parts; one of them may keep its code."""

    kind: ClassVar[str] = "split_grid"
    grid: str
    parts: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class MergeGrids:
    """Merge management grids into one, under the code of one of them or a new one."""

    kind: ClassVar[str] = "merge_grids"
    grids: tuple[str, ...]
    into: ManagementGrid


@dataclass(frozen=True, slots=True)
class AddGrid:
    """Add a management grid, with the cells it begins with."""

    kind: ClassVar[str] = "add_grid"
    grid: ManagementGrid
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DropGrid:
    """Take a management grid without cells out of the plan."""

    kind: ClassVar[str] = "drop_grid"
    grid: str


@dataclass(frozen=True, slots=True)
class EditGrid:
    """Rename or recolour a management grid, or set its street or number of collectors."""

    kind: ClassVar[str] = "edit_grid"
    grid: ManagementGrid


def split_grid(plan: Plan, step: SplitGrid) -> Change:
    """Return the change that splits a management grid.

    1. There are two parts or more, none empty, and together they are its cells, each once.
    2. The code of the grid stays with the part that bears it; else it is retired.

    Raises
    ------
    UnknownGrid, UnknownCell
        There is no such management grid or cell.
    SplitUnfit, CodeSpent, GridNameTaken
        The parts do not make it up, or a code or a name is taken.
    """
    old = plan.management_grid(step.grid)
    mine = {cell.code for cell in plan.grid if cell.grid == step.grid}
    given = [code for part in step.parts for code in part.cells]
    problem = _misfit(step, mine, given)  # 1
    if problem:
        raise SplitUnfit(grid=step.grid, problem=problem)
    items = [part.grid for part in step.parts]
    _check_names(plan, items, [step.grid])
    check_fresh_grids(plan, items, [step.grid])
    to = {code: part.grid.code for part in step.parts for code in part.cells}
    out, into = _moved(plan, to)
    lineage = [Descent("grid", item.code, (step.grid,)) for item in items if item != old]
    fresh = tuple(one for one in lineage if one.code != step.grid)  # 2
    return Change(out, into, (old,), _by_code(items), lineage_in=fresh)


def merge_grids(plan: Plan, step: MergeGrids) -> Change:
    """Return the change that merges management grids; the codes that are not kept are retired.

    Raises
    ------
    UnknownGrid
        There is no such management grid.
    SplitUnfit, CodeSpent, GridNameTaken
        It takes two or more, or the code or the name is taken.
    """
    codes = sorted(set(step.grids))
    if len(codes) < _LEAST:
        problem = "to merge, it takes two management grids or more"
        raise SplitUnfit(grid=", ".join(codes), problem=problem)
    old = tuple(plan.management_grid(code) for code in codes)
    _check_names(plan, [step.into], codes)
    check_fresh_grids(plan, [step.into], codes)
    to = {cell.code: step.into.code for cell in plan.grid if cell.grid in codes}
    out, into = _moved(plan, to)
    parents = tuple(code for code in codes if code != step.into.code)
    lineage = (Descent("grid", step.into.code, parents),)
    return Change(out, into, old, (step.into,), lineage_in=lineage)


def add_grid(plan: Plan, step: AddGrid) -> Change:
    """Return the change that adds a management grid.

    Raises
    ------
    UnknownCell, CodeSpent, GridNameTaken
        There is no such cell, or the code or the name is taken.
    """
    _check_names(plan, [step.grid], ())
    check_fresh_grids(plan, [step.grid], ())
    out, into = _moved(plan, dict.fromkeys(step.cells, step.grid.code))
    return Change(out, into, (), (step.grid,))


def drop_grid(plan: Plan, step: DropGrid) -> Change:
    """Return the change that takes an empty management grid out.

    Raises
    ------
    UnknownGrid, GridInUse
        There is no such management grid, or it has cells.
    """
    old = plan.management_grid(step.grid)
    cells = sum(cell.grid == step.grid for cell in plan.grid)
    if cells:
        raise GridInUse(grid=step.grid, cells=cells)
    return Change((), (), (old,), ())


def edit_grid(plan: Plan, step: EditGrid) -> Change:
    """Return the change that gives a management grid another name, colour, street or number.

    Raises
    ------
    UnknownGrid, GridNameTaken
        There is no such management grid, or another one has the name.
    """
    old = plan.management_grid(step.grid.code)
    if old == step.grid:
        return Change()
    _check_names(plan, [step.grid], [old.code])
    return Change((), (), (old,), (step.grid,))


def _misfit(step: SplitGrid, mine: set[str], given: list[str]) -> str | None:
    if len(step.parts) < _LEAST:
        return "it takes two parts or more"
    if any(not part.cells for part in step.parts):
        return "a part has no cell"
    if len(given) != len(set(given)):
        return "a cell stands in two parts"
    if set(given) != mine:
        return f"the parts have {len(given)} cells, the grid has {len(mine)}, and not the same"
    return None


def _check_names(plan: Plan, items: list[ManagementGrid], old: list[str] | tuple[()]) -> None:
    names = {item.name for item in plan.management_grids if item.code not in old and item.name}
    for item in items:
        if item.name in names:
            raise GridNameTaken(name=item.name)
        if item.name:
            names.add(item.name)


def _moved(plan: Plan, to: dict[str, str]) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    out = tuple(cell for code in sorted(to) if (cell := plan.grid[code]).grid != to[code])
    return out, tuple(replace(cell, grid=to[cell.code]) for cell in out)


def _by_code(items: list[ManagementGrid]) -> tuple[ManagementGrid, ...]:
    return tuple(sorted(items, key=lambda item: item.code))
