"""The cells around a place, cut into faces that can be given from one to another."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self, cast

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from grids.cells import Cell, meeting
from grids.edges import Bools, Shapes, edges_of, rounded
from grids.mend.tiles import Tiles, array_of
from grids.operations.redraw import Redraw
from grids.patch import near
from grids.plan import Plan

#: Edges this close to a fault are noded, and thin faces this close are settled, in metres.
REACH_M = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Some cells, ascending by code, and their faces around a place.

    Attributes
    ----------
    cells : tuple of Cell
        Those within `REACH_M` of the place, and all that may touch them; tiles know them by
        position.
    place : geometry
        What is to be mended.
    """

    cells: tuple[Cell, ...]
    place: BaseGeometry
    tiles: Tiles

    @classmethod
    def around(
        cls, plan: Plan, place: BaseGeometry, *, outline: BaseGeometry | None = None
    ) -> Self:
        """Return the ground around a place; an outline cuts its faces, too."""
        cells = cells_around(plan, place)
        region = place.buffer(REACH_M)
        lines: list[BaseGeometry] = []
        if outline is not None:
            border = edges_of(rounded(array_of([outline]))).lines()
            lines = list(border[shapely.intersects(region, border)])
        return cls(cells, place, Tiles.of(_shapes(cells), lines=lines, region=region))

    def redrawn(self, cells: Iterable[Cell]) -> "Ground":
        """Return the ground with other shapes for the same cells."""
        drawn = tuple(cells)
        tiles = Tiles.of(_shapes(drawn), region=self.place.buffer(REACH_M))
        return Ground(drawn, self.place, tiles)

    def at(self, code: str) -> int:
        """Return the position of a cell."""
        return next(at for at, cell in enumerate(self.cells) if cell.code == code)

    def inside(self) -> Bools:
        """Return which faces lie in the place."""
        return self.tiles.faces.inside(self.place)

    def fit(self, tiles: Tiles) -> Tiles:
        """Return tiles without what a repainting leaves near the place and nobody asked for.

        1. A face too thin to be meant, between two versions of one seam, has one owner.
        2. A cell has no more parts than it had.
        """
        near_place = tiles.faces.inside(self.place.buffer(REACH_M))
        tiles = tiles.settled(tiles.odd & tiles.faces.thin & near_place)  # 1
        pairs = zip(self.tiles.claims, tiles.claims, strict=True)
        changed = frozenset().union(*(old ^ new for old, new in pairs))
        for at in sorted(changed):  # 2
            tiles = tiles.gathered(at, int(shapely.get_num_geometries(self.cells[at].shape)))
        return tiles

    def redraw(self, plan: Plan, tiles: Tiles) -> Redraw:
        """Return the operation that gives cells the faces they claim in some tiles.

        A cell without any face goes.
        """
        after = tiles.shapes(len(self.cells))
        before = _shapes([plan.grid[cell.code] for cell in self.cells])
        same = _normal(before) == _normal(after)
        pairs = [
            (cell, cast("Polygon", shape))
            for cell, shape, kept in zip(self.cells, after, same.tolist(), strict=True)
            if not kept
        ]
        into = tuple(replace(cell, shape=shape) for cell, shape in pairs if not shape.is_empty)
        return Redraw(tuple(cell.code for cell, _ in pairs), into)


def cells_around(plan: Plan, place: BaseGeometry) -> tuple[Cell, ...]:
    """Return the cells within `REACH_M` of a place and those whose bounds meet theirs."""
    box = np.array([place.buffer(REACH_M).bounds])
    some = [plan.grid.cells[at] for at in meeting(plan.grid.bounds, box)]
    close = [cell for cell in some if shapely.dwithin(cell.shape, place, REACH_M)]
    return tuple(plan.grid.cells[at] for at in near(plan.grid, close))


def _shapes(cells: Iterable[Cell]) -> Shapes:
    return array_of(cell.shape for cell in cells)


def _normal(shapes: Shapes) -> Shapes:
    return np.asarray(shapely.to_wkb(shapely.normalize(rounded(shapes))), dtype=object)
