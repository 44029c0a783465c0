"""Redraw cells: what mending a fault, or an imported boundary, ends in."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from grids.cells import Cell
from grids.change import Change
from grids.codes_spent import check_fresh
from grids.errors import GridError
from grids.faults import faults
from grids.patch import near
from grids.plan import Descent, Plan

#: The faults that a drawing can have; the others speak of codes, sizes and assignment.
SHAPE_FAULTS = frozenset({"invalid", "multipart", "overlap", "torn_seam", "gap"})


class RedrawWorse(GridError):
    """New shapes would bring faults that were not there."""

    kind = "redraw_worse"
    template = "The new shapes of {cells} would bring {faults}; draw them so that they fit."


@dataclass(frozen=True, slots=True, eq=False)
class Redraw:
    """Put cells in the place of others; `out` names those that go or get a new shape."""

    kind: ClassVar[str] = "redraw"
    out: tuple[str, ...]
    into: tuple[Cell, ...]


def redraw(plan: Plan, step: Redraw) -> Change:
    """Return the change that puts cells in the place of others.

    1. A new code must never have been used; it descends from the cells that go, or else from those
       that are redrawn.
    2. The shapes may mend faults and must not bring any: of each kind there are at most as many
       around them as before.

    Raises
    ------
    UnknownCell, CodeSpent
        There is no such cell, or a new code was used before.
    RedrawWorse
        Rule 2 is broken.
    """
    out = tuple(plan.grid[code] for code in sorted(set(step.out)))
    old = {cell.code for cell in out}
    fresh = tuple(cell.code for cell in step.into if cell.code not in old)
    check_fresh(plan, fresh)  # 1
    after = plan.grid.swap([cell.code for cell in out], step.into)
    before_codes = {plan.grid.codes[at] for at in near(plan.grid, (*out, *step.into))}
    around = before_codes - old
    told = _counted([*out, *(plan.grid[code] for code in around)])
    tells = _counted([*step.into, *(after[code] for code in around)])
    worse = {kind: count for kind, count in tells.items() if count > told[kind]}  # 2
    if worse:
        names = ", ".join(f"{count} {kind}" for kind, count in sorted(worse.items()))
        raise RedrawWorse(cells=", ".join(sorted(c.code for c in step.into)), faults=names)
    gone = tuple(sorted(old - {cell.code for cell in step.into})) or tuple(sorted(old))
    lineage = tuple(Descent("cell", code, gone) for code in fresh)
    return Change(out, step.into, lineage_in=lineage)


def _counted(cells: Iterable[Cell]) -> Counter[str]:
    found = faults(cells, assigned=False)
    return Counter(fault.kind for fault in found if fault.kind in SHAPE_FAULTS)
