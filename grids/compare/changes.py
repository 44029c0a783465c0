"""Which cells of two arrangements differ, and in what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely

from grids.cells import Cell, Grid
from grids.compare.same import same_shapes
from grids.edges import Shapes

Pair = tuple[Cell, Cell]


class ChangeKind(StrEnum):
    """What became of a cell."""

    NEW = "new"
    GONE = "gone"
    REDRAWN = "redrawn"
    RECODED = "recoded"
    REASSIGNED = "reassigned"
    RELABELLED = "relabelled"


@dataclass(frozen=True, slots=True, eq=False)
class CellChange:
    """One cell before and after; one of the two is None where it is new or gone.

    `kinds` holds all that changed: a cell may be redrawn and reassigned at once.
    """

    before: Cell | None
    after: Cell | None
    kinds: tuple[ChangeKind, ...]

    @property
    def code(self) -> str:
        """The code after, or before where the cell is gone."""
        cell = self.after or self.before
        return cell.code if cell else ""

    @property
    def is_same_ground(self) -> bool:
        """Whether the cell has kept its shape."""
        return not {ChangeKind.NEW, ChangeKind.GONE, ChangeKind.REDRAWN} & set(self.kinds)

    @property
    def concerns_owner(self) -> bool:
        """Whether the owner of some place, or the management grid of one, may be another."""
        return self.kinds != (ChangeKind.RELABELLED,)

    def mirrored(self) -> "CellChange":
        """Return the change back."""
        swap = {ChangeKind.NEW: ChangeKind.GONE, ChangeKind.GONE: ChangeKind.NEW}
        return CellChange(self.after, self.before, tuple(swap.get(k, k) for k in self.kinds))


def cell_changes(before: Grid, after: Grid) -> tuple[CellChange, ...]:
    """Return the cells that differ, in order of code (the code before, where it is gone).

    1. Cells of one code and shape are the same cell. It is reassigned if its management grid is
       another, relabelled if its name, community or street is.
    2. Of the others, those of one shape are the same cell, recoded.
    3. Of those that are left, two of one code are the same cell, redrawn; a joint more is enough.
    4. The rest is new or gone.
    """
    kept, old, new = _by_code(before, after)
    found = [_change(pair, ()) for pair in kept]  # 1
    recoded, old, new = _by_shape(old, new)  # 2
    found += [_change(pair, (ChangeKind.RECODED,)) for pair in recoded]
    at = {cell.code: cell for cell in new}
    redrawn = [(cell, at[cell.code]) for cell in old if cell.code in at]  # 3
    found += [_change(pair, (ChangeKind.REDRAWN,)) for pair in redrawn]
    done = {cell.code for cell, _ in redrawn}
    found += [CellChange(c, None, (ChangeKind.GONE,)) for c in old if c.code not in done]  # 4
    found += [CellChange(None, c, (ChangeKind.NEW,)) for c in new if c.code not in done]
    changed = (change for change in found if change.kinds)
    return tuple(sorted(changed, key=lambda change: (change.code, change.before is None)))


def _by_code(before: Grid, after: Grid) -> tuple[list[Pair], list[Cell], list[Cell]]:
    """Return the pairs of one code and shape that may differ in words, and what has no partner."""
    pairs = [pair for pair in _pairs(before, after) if pair[0] is not pair[1]]
    same = same_shapes(shapes_of(one for one, _ in pairs), shapes_of(other for _, other in pairs))
    kept = [pair for pair, alike in zip(pairs, same, strict=True) if alike]
    apart = [pair for pair, alike in zip(pairs, same, strict=True) if not alike]
    old = [one for one, _ in apart] + [cell for cell in before if cell.code not in after]
    new = [other for _, other in apart] + [cell for cell in after if cell.code not in before]
    return kept, old, new


def _pairs(before: Grid, after: Grid) -> Iterator[Pair]:
    if before.codes == after.codes:
        return zip(before.cells, after.cells, strict=True)
    return ((cell, after[cell.code]) for cell in before if cell.code in after)


def _by_shape(old: list[Cell], new: list[Cell]) -> tuple[list[Pair], list[Cell], list[Cell]]:
    """Return the pairs of one shape, and what has no partner."""
    waiting = dict(zip(_prints(old), old, strict=True))
    pairs: list[Pair] = []
    alone: list[Cell] = []
    for mark, cell in zip(_prints(new), new, strict=True):
        partner = waiting.pop(mark, None)
        if partner is None:
            alone.append(cell)
        else:
            pairs.append((partner, cell))
    gone = {one.code for one, _ in pairs}
    return pairs, [cell for cell in old if cell.code not in gone], alone


def _prints(cells: list[Cell]) -> list[bytes]:
    """Return bytes that are the same for the same shape."""
    return [bytes(wkb) for wkb in shapely.to_wkb(shapely.normalize(shapes_of(cells)))]


def _labels(cell: Cell) -> tuple[str | None, ...]:
    return cell.name, cell.community, cell.street


def _change(pair: Pair, kinds: tuple[ChangeKind, ...]) -> CellChange:
    before, after = pair
    if before.grid != after.grid:
        kinds = (*kinds, ChangeKind.REASSIGNED)
    if _labels(before) != _labels(after):
        kinds = (*kinds, ChangeKind.RELABELLED)
    return CellChange(before, after, kinds)


def shapes_of(cells: Iterable[Cell]) -> Shapes:
    """Return the shapes of some cells as an array."""
    listed = [cell.shape for cell in cells]
    shapes = np.empty(len(listed), dtype=object)
    shapes[:] = listed
    return shapes
