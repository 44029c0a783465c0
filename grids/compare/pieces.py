"""The ground that changes hands, piece by piece."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from grids.cells import Cell
from grids.compare.changes import CellChange, shapes_of
from grids.edges import Floats, Ints, Shapes, mean_width_m
from grids.fabric import THINNEST_M

#: Ground of less than this is rounding, in m²: a square millimetre.
_NOTHING_M2: Final = 1e-6

Area = Polygon | MultiPolygon
Hands = tuple[Cell | None, Cell | None]


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Ground that had one cell and management grid before and has others after.

    A code is None where there is no cell, or the cell has no management grid. The shape has several
    parts where the same two cells meet in several places.
    """

    shape: Area
    area_m2: float
    cell_before: str | None
    cell_after: str | None
    grid_before: str | None
    grid_after: str | None

    def mirrored(self) -> "Piece":
        """Return the piece on its way back."""
        return Piece(
            self.shape,
            self.area_m2,
            self.cell_after,
            self.cell_before,
            self.grid_after,
            self.grid_before,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """All ground that two cells exchange: what is wide enough to see, and how much is not."""

    before: Cell | None
    after: Cell | None
    shape: Area | None
    area_m2: float
    thin_m2: float

    def piece(self) -> Piece | None:
        """Return the piece, None where all of it is too thin."""
        if self.shape is None:
            return None
        codes = [None if cell is None else cell.code for cell in (self.before, self.after)]
        grids = [None if cell is None else cell.grid for cell in (self.before, self.after)]
        return Piece(self.shape, self.area_m2, *codes, *grids)


def exchanged(changes: Iterable[CellChange]) -> Iterator[Ground]:
    """Yield the ground that changes hands, each place once if both arrangements are sound.

    1. A cell that kept its shape hands on all of it, if its code or its management grid is another.
    2. Cells that did not are laid over one another. Ground that keeps code and management grid is
       not told; ground that only one arrangement covers has no cell on the other side.
    3. A part whose mean width is not above `fabric.THINNEST_M` is no ground but a seam: it is told
       as `thin_m2` and not as a shape.
    """
    old: list[Cell] = []
    new: list[Cell] = []
    for change in changes:
        if not change.is_same_ground:
            old += [change.before] if change.before else []
            new += [change.after] if change.after else []
        elif change.before and change.concerns_owner:  # 1
            shape = change.before.shape
            yield Ground(change.before, change.after, shape, shape.area, 0.0)
    rows, shapes = _overlaid(old, new)  # 2
    for hands, parts in zip(rows, _grouped(shapes, len(rows)), strict=True):
        ground = _ground(hands, parts)
        if ground.area_m2 + ground.thin_m2 > _NOTHING_M2:
            yield ground


def _overlaid(old: list[Cell], new: list[Cell]) -> tuple[list[Hands], Shapes]:
    """Return who hands ground to whom, and that ground as it comes out of the overlay."""
    before, after = shapes_of(old), shapes_of(new)
    i, j = shapely.STRtree(after).query(before, predicate="intersects")
    common = np.asarray(shapely.intersection(before[i], after[j]), dtype=object)
    area_m2 = shapely.area(common)
    rows: list[Hands] = [(old[a], new[b]) for a, b in zip(i.tolist(), j.tolist(), strict=True)]
    apart = [one is None or other is None or _differ(one, other) for one, other in rows]
    kept = np.array(apart, dtype=bool) & (area_m2 > 0)
    rows = [row for row, keep in zip(rows, kept, strict=True) if keep]
    lost_at, lost = _uncovered(before, after, (i, j), area_m2)
    won_at, won = _uncovered(after, before, (j, i), area_m2)
    rows += [(old[at], None) for at in lost_at] + [(None, new[at]) for at in won_at]
    return rows, np.concatenate([common[kept], lost, won])


def _differ(one: Cell, other: Cell) -> bool:
    return (one.code, one.grid) != (other.code, other.grid)


def _uncovered(
    mine: Shapes, others: Shapes, pairs: tuple[Ints, Ints], area_m2: Floats
) -> tuple[list[int], Shapes]:
    """Return which shapes are not wholly covered by the others, and what is left of each."""
    i, j = pairs
    left_m2 = shapely.area(mine) - np.bincount(i, weights=area_m2, minlength=len(mine))
    at = np.flatnonzero(np.abs(left_m2) > _NOTHING_M2)
    cover = np.empty(len(at), dtype=object)
    cover[:] = [shapely.union_all(others[j[i == one]]) for one in at]
    return at.tolist(), np.asarray(shapely.difference(mine[at], cover), dtype=object)


def _grouped(shapes: Shapes, count: int) -> list[Shapes]:
    """Return the polygons in each of `count` geometries of any kind."""
    parts, row = shapely.get_parts(shapes, return_index=True)
    parts, inner = shapely.get_parts(parts, return_index=True)
    polygon = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    parts, row = parts[polygon], row[inner][polygon]
    return np.split(parts, np.searchsorted(row, np.arange(1, count))) if count else []


def _ground(hands: Hands, parts: Shapes) -> Ground:
    wide = mean_width_m(parts) > THINNEST_M  # 3
    seen = parts[wide]
    shape: Area | None = None
    if len(seen):
        shape = seen[0] if len(seen) == 1 else MultiPolygon(seen.tolist())
    areas = shapely.area(parts)
    return Ground(*hands, shape, float(areas[wide].sum()), float(areas[~wide].sum()))
