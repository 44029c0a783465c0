"""What one step does to a plan: which cells and management grids go, and which come."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import shapely

from grids.cells import Cell, Grid, ManagementGrid
from grids.errors import GridError
from grids.plan import Descent, Plan

_Item = TypeVar("_Item", Cell, ManagementGrid)


class ChangeUnfit(GridError):
    """A change is applied to a plan it was not made for."""

    kind = "change_unfit"
    template = (
        "The change takes {what} {code} away, which the plan does not hold as it was; load the "
        "plan again."
    )


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """Cells, management grids and lineage that leave a plan, and those that take their place.

    1. A cell or management grid that is altered stands on both sides.
    2. `out` is what the plan held, to the byte: so a change has an inverse, which restores it.
    3. Lineage is only ever added at the end, and taken from the end again.
    """

    cells_out: tuple[Cell, ...] = ()
    cells_in: tuple[Cell, ...] = ()
    grids_out: tuple[ManagementGrid, ...] = ()
    grids_in: tuple[ManagementGrid, ...] = ()
    lineage_out: tuple[Descent, ...] = ()
    lineage_in: tuple[Descent, ...] = ()

    @property
    def inverse(self) -> "Change":
        """The change that takes this one back."""  # 2
        return Change(
            self.cells_in,
            self.cells_out,
            self.grids_in,
            self.grids_out,
            self.lineage_in,
            self.lineage_out,
        )

    @property
    def gone(self) -> tuple[str, ...]:
        """The codes of cells that are no more, ascending."""
        return tuple(sorted(_codes(self.cells_out) - _codes(self.cells_in)))

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return not (self.cells_out or self.cells_in or self.grids_out or self.grids_in)

    def then(self, later: "Change") -> "Change":
        """Return the two changes, one after the other, as one."""
        cells_out, cells_in = _joined(
            self.cells_out, self.cells_in, later.cells_out, later.cells_in
        )
        grids_out, grids_in = _joined(
            self.grids_out, self.grids_in, later.grids_out, later.grids_in
        )
        return Change(
            cells_out,
            cells_in,
            grids_out,
            grids_in,
            (*self.lineage_out, *later.lineage_out),
            (*self.lineage_in, *later.lineage_in),
        )


def applied(plan: Plan, change: Change) -> Plan:
    """Return a plan after a change.

    Raises
    ------
    ChangeUnfit
        The plan does not hold what the change takes away.
    """
    for cell in change.cells_out:
        if cell.code not in plan.grid or not same_cell(plan.grid[cell.code], cell):
            raise ChangeUnfit(what="the cell", code=cell.code)
    for item in change.grids_out:
        if plan.named.get(item.code) != item:
            raise ChangeUnfit(what="the management grid", code=item.code)
    grid = plan.grid
    if change.cells_out or change.cells_in:
        grid = grid.swap(change.gone, change.cells_in)
    return replace(
        plan,
        grid=grid,
        management_grids=_swapped(plan, change),
        lineage=_descended(plan, change),
    )


def between(
    before: tuple[Grid, Iterable[ManagementGrid]],
    after: tuple[Grid, Iterable[ManagementGrid]],
    *,
    lineage: tuple[Descent, ...] = (),
) -> Change:
    """Return the change from the cells and management grids of one plan to those of another.

    `lineage` is what becomes of codes on the way.
    """
    (old, old_named), (new, new_named) = before, after
    was = {item.code: item for item in old_named}
    now = {item.code: item for item in new_named}
    return Change(
        tuple(c for c in old if c.code not in new or not same_cell(new[c.code], c)),
        tuple(c for c in new if c.code not in old or not same_cell(old[c.code], c)),
        tuple(item for code, item in was.items() if now.get(code) != item),
        tuple(item for code, item in now.items() if was.get(code) != item),
        lineage_in=lineage,
    )


def same_cell(one: Cell, other: Cell) -> bool:
    """Return whether two cells are equal to the byte, shape and all."""
    if one is other:
        return True
    same_shape = bool(shapely.equals_identical(one.shape, other.shape))
    return same_shape and _facts(one) == _facts(other)


def to_record(change: Change) -> dict[str, Any]:
    """Return a change as a plain record; shapes are WKB as hexadecimal text."""
    return {
        "cells": [[_cell_record(c) for c in side] for side in (change.cells_out, change.cells_in)],
        "grids": [[_grid_record(g) for g in side] for side in (change.grids_out, change.grids_in)],
        "lineage": [
            [[d.of, d.code, list(d.parents)] for d in side]
            for side in (change.lineage_out, change.lineage_in)
        ],
    }


def from_record(record: dict[str, Any]) -> Change:
    """Return the change that a record holds."""
    cells_out, cells_in = (tuple(_cell(row) for row in side) for side in record["cells"])
    grids_out, grids_in = (tuple(ManagementGrid(**row) for row in side) for side in record["grids"])
    lineage_out, lineage_in = (
        tuple(Descent(of, code, tuple(parents)) for of, code, parents in side)
        for side in record["lineage"]
    )
    return Change(cells_out, cells_in, grids_out, grids_in, lineage_out, lineage_in)


def _codes(cells: Iterable[Cell]) -> set[str]:
    return {cell.code for cell in cells}


def _facts(cell: Cell) -> tuple[str | None, ...]:
    return cell.code, cell.community, cell.street, cell.grid, cell.name


def _joined(
    out: Iterable[_Item],
    into: Iterable[_Item],
    later_out: Iterable[_Item],
    later_in: Iterable[_Item],
) -> tuple[tuple[_Item, ...], tuple[_Item, ...]]:
    """Return what two changes take away and bring together; what came and went again is no part."""
    went = {item.code: item for item in out}
    came = {item.code: item for item in into}
    for item in later_out:
        if came.pop(item.code, None) is None:
            went[item.code] = item
    came |= {item.code: item for item in later_in}
    return (
        tuple(went[code] for code in sorted(went)),
        tuple(came[code] for code in sorted(came)),
    )


def _swapped(plan: Plan, change: Change) -> tuple[ManagementGrid, ...]:
    if not (change.grids_out or change.grids_in):
        return plan.management_grids
    named = dict(plan.named)
    for item in change.grids_out:
        del named[item.code]
    named |= {item.code: item for item in change.grids_in}
    return tuple(named[code] for code in sorted(named))


def _descended(plan: Plan, change: Change) -> tuple[Descent, ...]:  # 3
    kept = plan.lineage
    if change.lineage_out:
        kept = kept[: len(kept) - len(change.lineage_out)]
    return (*kept, *change.lineage_in)


def _cell_record(cell: Cell) -> dict[str, Any]:
    code, community, street, grid, name = _facts(cell)
    shape = shapely.to_wkb(cell.shape, hex=True)
    record = {"code": code, "community": community, "street": street, "grid": grid, "name": name}
    return {**{key: value for key, value in record.items() if value is not None}, "shape": shape}


def _cell(record: dict[str, Any]) -> Cell:
    return Cell(**{**record, "shape": shapely.from_wkb(record["shape"])})


def _grid_record(item: ManagementGrid) -> dict[str, Any]:
    names = ("code", "name", "colour", "street", "collectors")
    return {name: getattr(item, name) for name in names}
