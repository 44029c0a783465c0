"""The proof that a step mends a fault and brings no other, by trying it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

import shapely
from shapely.geometry.base import BaseGeometry

from grids.cells import Cell
from grids.change import Change, applied
from grids.errors import GridError
from grids.fabric import Fabric, areas_in
from grids.fault import Fault
from grids.faults import faults
from grids.mend.tiles import array_of
from grids.neighbours import pieces
from grids.operations import Operation, change_of
from grids.patch import near
from grids.plan import Plan

_Told = Counter[tuple[str, tuple[str, ...]]]
#: Faults of management grids are counted in the whole plan, not among the cells around.
_OF_GRIDS = frozenset({"grid_in_pieces", "unassigned", "grid_empty"})


def mends(plan: Plan, fault: Fault, step: Operation) -> bool:
    """Return whether a step can be done, the fault is gone after it, and no other has come.

    1. Among the cells that change and those around, no kind of fault concerns cells it did not.
    2. No ground inside the outline is given up, and none outside is taken; without an outline, none
       at all is given up.
    3. No management grid falls into more pieces, or loses its last cell.
    4. The fault itself is no more.

    Only the cells around are looked at, but for 3; so it costs little in a large district.
    """
    try:
        change = change_of(plan, step)
        after = applied(plan, change)
    except GridError:
        return False
    if not _keeps_grids(plan, after, change):  # 3
        return False
    if fault.kind in _OF_GRIDS:
        return _holds(after, fault)  # 4
    around = _around(plan, change)
    stay = [cell for cell in around if cell.code not in change.gone]
    drawn = {cell.code: after.grid[cell.code] for cell in (*stay, *change.cells_in)}
    return _keeps_ground(plan, around, drawn.values()) and _is_gone(fault, around, drawn)


def _around(plan: Plan, change: Change) -> list[Cell]:
    """Return the cells before a change that lie where it changes something."""
    return [plan.grid.cells[at] for at in near(plan.grid, (*change.cells_out, *change.cells_in))]


def _is_gone(fault: Fault, before: Collection[Cell], after: Mapping[str, Cell]) -> bool:  # 1, 4
    was, tells = _told(before, after), _told(after.values(), after)
    if tells - was:  # 1
        return False
    if fault.kind == "uncovered":
        return not _left(fault.place, _union(after.values()))
    if fault.kind == "outside":
        return not _common(fault.place, after[fault.codes[0]].shape)
    key = _key(fault, after)
    return tells[key] < was[key] if key[1] else bool(before)


def _told(cells: Iterable[Cell], codes: Collection[str]) -> _Told:
    """Return how often each kind of fault concerns the same cells, of those that stay."""
    found = faults(cells, assigned=False)
    keys = (_key(fault, codes) for fault in found if fault.kind not in _OF_GRIDS)
    return Counter(key for key in keys if key[1])


def _key(fault: Fault, codes: Collection[str]) -> tuple[str, tuple[str, ...]]:
    return fault.kind, tuple(code for code in fault.codes if code in codes)


def _keeps_ground(plan: Plan, before: Iterable[Cell], after: Iterable[Cell]) -> bool:  # 2
    old, new = _union(before), _union(after)
    if plan.outline is None:
        return not _left(old, new)
    given_up = shapely.intersection(shapely.difference(old, new), plan.outline)
    taken = shapely.difference(shapely.difference(new, old), plan.outline)
    return not len(areas_in(array_of([given_up, taken])))


def _keeps_grids(plan: Plan, after: Plan, change: Change) -> bool:  # 3
    grids = {cell.grid for cell in (*change.cells_out, *change.cells_in)} - {None}
    for grid in grids:
        was, is_now = len(_pieces(plan, grid)), len(_pieces(after, grid))
        if is_now > max(was, 1) or (was and not is_now):
            return False
    return True


def _holds(plan: Plan, fault: Fault) -> bool:
    """Return whether a fault of management grids is no more."""
    code = fault.codes[0]
    if fault.kind == "unassigned":
        return plan.grid[code].grid is not None
    return code not in plan.named or len(_pieces(plan, code)) == 1


def _pieces(plan: Plan, grid: str | None) -> list[tuple[str, ...]]:
    return pieces(plan.grid, [cell.code for cell in plan.grid if cell.grid == grid])


def _union(cells: Iterable[Cell]) -> BaseGeometry:
    """Return the ground of cells, whatever is wrong with their shapes."""
    return shapely.union_all(Fabric.of(cells).shapes)


def _left(place: BaseGeometry, ground: BaseGeometry) -> bool:
    return bool(len(areas_in(array_of([shapely.difference(place, ground)]))))


def _common(place: BaseGeometry, ground: BaseGeometry) -> bool:
    return bool(len(areas_in(array_of([shapely.intersection(place, ground)]))))
