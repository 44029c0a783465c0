"""What a plan changed, in patches that stand for themselves: ground, or the facts of one cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import shapely

from grids.cells import Cell, Grid, ManagementGrid
from grids.compare.same import same_shapes

#: The cells and management grids of a plan.
Content = tuple[Grid, tuple[ManagementGrid, ...]]
Pairs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """Cells of the plan before, and the cells that lie on the same ground after.

    `is_ground` is False where one cell keeps its code and shape, and only the units it belongs to
    are other ones.
    """

    out: tuple[Cell, ...]
    into: tuple[Cell, ...]
    is_ground: bool

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the cells before, ascending."""
        return tuple(sorted(cell.code for cell in self.out))

    def survivor(self, code: str) -> Cell | None:
        """Return the cell after that bears a code, None where none does."""
        return next((cell for cell in self.into if cell.code == code), None)


def patches(before: Grid, after: Grid) -> tuple[Patch, ...]:
    """Return what differs between two plans, by the first code of each patch.

    1. Cells whose code or shape is another, before and after, that share an edge or ground belong
       to one patch, and so do those of one code; whatever shape they have, the border of a patch
       is the same before and after, joint for joint. So each patch can be put into any plan that
       has its cells as they were, and the cells around it fit.
    2. A cell that keeps code and shape and differs in other facts is a patch of its own.
    """
    out, into, relabelled = _differing(before, after)
    found = [Patch((one,), (other,), is_ground=False) for one, other in relabelled]  # 2
    for group in components(len(out) + len(into), _links(out, into)):  # 1
        mine = [out[at] for at in group if at < len(out)]
        come = [into[at - len(out)] for at in group if at >= len(out)]
        found.append(Patch(tuple(mine), tuple(come), is_ground=True))
    return tuple(sorted(found, key=lambda patch: (patch.codes or ("",), not patch.is_ground)))


def facts(cell: Cell) -> tuple[str | None, ...]:
    """Return what a cell belongs to, beside its code and shape: grid, name, community, street."""
    return cell.grid, cell.name, cell.community, cell.street


def components(count: int, links: Pairs) -> list[list[int]]:
    """Return the numbers from 0 in groups that hang together, each ascending."""
    root = list(range(count))

    def top(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    for one, other in links:
        root[top(one)] = top(other)
    groups: dict[int, list[int]] = {}
    for at in range(count):
        groups.setdefault(top(at), []).append(at)
    return list(groups.values())


def _differing(before: Grid, after: Grid) -> tuple[list[Cell], list[Cell], list[tuple[Cell, Cell]]]:
    """Return the cells of other ground, before and after, and pairs that differ in facts alone."""
    pairs = [(cell, after[cell.code]) for cell in before if cell.code in after]
    shapes = [np.empty(len(pairs), dtype=object) for _ in range(2)]
    for side, held in enumerate(shapes):
        held[:] = [pair[side].shape for pair in pairs]
    same = same_shapes(*shapes).tolist()
    moved = [pair for pair, alike in zip(pairs, same, strict=True) if not alike]
    relabelled = [
        pair
        for pair, alike in zip(pairs, same, strict=True)
        if alike and facts(pair[0]) != facts(pair[1])
    ]
    out = [one for one, _ in moved] + [cell for cell in before if cell.code not in after]
    into = [other for _, other in moved] + [cell for cell in after if cell.code not in before]
    return out, into, relabelled


def _links(out: Sequence[Cell], into: Sequence[Cell]) -> Pairs:
    """Return the pairs of cells, numbered through both, that share ground, an edge or a code."""
    cells = [*out, *into]
    if not cells:
        return []
    shapes = np.empty(len(cells), dtype=object)
    shapes[:] = [cell.shape for cell in cells]
    i, j = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    apart = i < j
    i, j = i[apart], j[apart]
    common = shapely.intersection(shapes[i], shapes[j])
    wide = shapely.length(common) > 0
    by_code: dict[str, int] = {}
    same = ((by_code.setdefault(cell.code, at), at) for at, cell in enumerate(cells))
    beside = zip(i[wide].tolist(), j[wide].tolist(), strict=True)
    return list(chain(beside, same))
