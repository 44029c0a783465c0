"""A proposed fix for a fault: an operation on the plan, and one sentence that says what it does."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from grids.fault import Fault
from grids.mend.ground import Ground
from grids.mend.joints import snapped
from grids.mend.proof import mends
from grids.neighbours import pieces
from grids.operations import DropGrid, GiveCells, Operation
from grids.plan import Plan

#: Joints of a torn seam this close are meant to be one, in metres.
SNAP_M: Final = 0.01
#: How many cells are tried, the one with the longest common edge first.
_TRIED: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class Fix:
    """What mends a fault.

    Attributes
    ----------
    step : Operation
        Does it, when performed on the plan it was asked for.
    template, facts : str, mapping
        One English sentence with facts in braces; the template is the key of its translation.
    """

    step: Operation
    template: str
    facts: Mapping[str, object]

    @property
    def message(self) -> str:
        """Return the English sentence with its facts."""
        return self.template.format(**self.facts)


def fix_of(plan: Plan, fault: Fault) -> Fix | None:
    """Return what would mend a fault of a plan, or None.

    1. A gap, and a part of the district without a cell, go to the cell with the longest common
       edge; what lies outside the district is cut off.
    2. An overlap stays with the lowest code, as a place on a seam does; a cell that lies wholly in
       others goes.
    3. The sides of a torn seam get the joints they lack; joints closer than `SNAP_M` become one.
    4. A sliver becomes part of the cell of its community with the longest common edge.
    5. All pieces of a management grid but the largest, and a cell without one, go to the management
       grid with the longest common edge; one without cells is removed.
    6. Whatever is proposed was tried: the fault is gone after it, and no other has come (`mends`).
       Where the first choice of a rule does not do, the second and the third are tried.
    """
    ways = _WAYS.get(fault.kind)
    found = () if ways is None else ways(plan, fault)
    return next((fix for fix in found if mends(plan, fault, fix.step)), None)  # 6


def _filled(plan: Plan, fault: Fault) -> Iterator[Fix]:  # 1
    outline = plan.outline if fault.kind == "uncovered" else None
    ground = Ground.around(plan, fault.place, outline=outline)
    empty = ground.inside() & ground.tiles.bare
    for at in ground.tiles.ranked(empty)[:_TRIED]:
        step = ground.redraw(plan, ground.fit(ground.tiles.given(empty, at)))
        facts = {"cell": ground.cells[at].code, "area_m2": fault.size}
        yield Fix(step, "Give the {area_m2:.3f} m² to {cell}.", facts)


def _clipped(plan: Plan, fault: Fault) -> Iterator[Fix]:  # 1
    ground = Ground.around(plan, fault.place, outline=plan.outline)
    step = ground.redraw(plan, ground.tiles.taken(ground.inside(), ground.at(fault.codes[0])))
    facts = {"cell": fault.codes[0], "area_m2": fault.size}
    yield Fix(step, "Cut the {area_m2:.3f} m² outside the district off {cell}.", facts)


def _parted(plan: Plan, fault: Fault) -> Iterator[Fix]:  # 2
    ground = Ground.around(plan, fault.place)
    both = [ground.at(code) for code in fault.codes]
    common = ground.inside() & ground.tiles.of_cell(both[0]) & ground.tiles.of_cell(both[1])
    for keeps, loses in (both, both[::-1]):
        tiles = ground.fit(ground.tiles.taken(common, loses))
        facts = {"cell": ground.cells[keeps].code, "other": ground.cells[loses].code}
        template = "Give the overlap to {cell}."
        if not tiles.of_cell(loses).any():
            template = "Remove {other}, which lies wholly in other cells."
        yield Fix(ground.redraw(plan, tiles), template, facts)


def _sewn(plan: Plan, fault: Fault) -> Iterator[Fix]:  # 3
    ground = Ground.around(plan, fault.place)
    facts = {"cells": ", ".join(fault.codes)}
    if len(fault.codes) > 1:
        moved = ground.redrawn(snapped(ground.cells, fault.codes, fault.place, SNAP_M))
        if any(a is not b for a, b in zip(moved.cells, ground.cells, strict=True)):
            step = moved.redraw(plan, moved.fit(moved.tiles))
            yield Fix(step, "Snap the joints between {cells}.", facts)
    step = ground.redraw(plan, ground.fit(ground.tiles))
    yield Fix(step, "Insert the missing joints between {cells}.", facts)


def _merged(plan: Plan, fault: Fault) -> Iterator[Fix]:  # 4
    ground = Ground.around(plan, fault.place)
    sliver = ground.at(fault.codes[0])
    mine = ground.tiles.of_cell(sliver)
    home = (ground.cells[sliver].community, ground.cells[sliver].street)
    beside = [
        at
        for at in ground.tiles.ranked(mine)
        if at != sliver and (ground.cells[at].community, ground.cells[at].street) == home
    ]
    for at in beside[:_TRIED]:
        step = ground.redraw(plan, ground.fit(ground.tiles.taken(mine, sliver, at)))
        facts = {"cell": ground.cells[at].code, "sliver": fault.codes[0]}
        yield Fix(step, "Merge the sliver {sliver} into {cell}.", facts)


def _united(plan: Plan, fault: Fault) -> Iterator[Fix]:  # 5
    mine = [cell.code for cell in plan.grid if cell.grid == fault.codes[0]]
    loose = pieces(plan.grid, mine)[1:]
    heirs = [next(iter(_grids_beside(plan, part)), None) for part in loose]
    if None not in heirs:
        moves = [(code, to) for part, to in zip(loose, heirs, strict=True) for code in part]
        names = ", ".join(sorted({to for to in heirs if to is not None}))
        facts = {"grid": names, "cells": len(moves)}
        yield Fix(GiveCells(tuple(moves)), "Give the loose part ({cells} cells) to {grid}.", facts)


def _assigned(plan: Plan, fault: Fault) -> Iterator[Fix]:  # 5
    for grid in _grids_beside(plan, fault.codes)[:_TRIED]:
        facts = {"cell": fault.codes[0], "grid": grid}
        yield Fix(GiveCells(((fault.codes[0], grid),)), "Give {cell} to {grid}.", facts)


def _dropped(_plan: Plan, fault: Fault) -> Iterator[Fix]:  # 5
    step = DropGrid(fault.codes[0])
    yield Fix(step, "Remove the management grid {grid}.", {"grid": fault.codes[0]})


def _grids_beside(plan: Plan, codes: tuple[str, ...]) -> list[str]:
    """Return the management grids beside some cells, the longest common edge first."""
    own = {plan.grid[code].grid for code in codes}
    metres: dict[str, float] = {}
    for at in map(plan.grid.position, codes):
        for other in plan.grid.adjacency.neighbours(at).tolist():
            grid = plan.grid.cells[other].grid
            if grid is not None and grid not in own:
                metres[grid] = metres.get(grid, 0.0) + plan.grid.adjacency.shared_m(at, other)
    return sorted(metres, key=lambda grid: (-metres[grid], grid))


#: The kinds of fault that can be mended, and what is tried.
_WAYS: Final[Mapping[str, Callable[[Plan, Fault], Iterator[Fix]]]] = MappingProxyType(
    {
        "gap": _filled,
        "uncovered": _filled,
        "outside": _clipped,
        "overlap": _parted,
        "torn_seam": _sewn,
        "sliver": _merged,
        "grid_in_pieces": _united,
        "unassigned": _assigned,
        "grid_empty": _dropped,
    }
)
