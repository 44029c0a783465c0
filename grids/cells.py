"""Unit cells, the grid they make, the management grids they are given to, and the plan of both."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Self, cast

import geopandas as gpd
import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from grids.adjacency import Adjacency
from grids.edges import Edges, Floats, Ints, Shapes, edges_of
from grids.errors import GridError
from layers.owner import Ownership

#: The columns of the cells layer beside its geometry; each may be absent but `code`.
_COLUMNS = ("code", "name", "community", "street", "grid")


class UnknownCell(GridError):
    """A code names no cell of this grid."""

    kind = "unknown_cell"
    template = "There is no cell {code} in this grid; choose one of its {cells} cells."


class DuplicateCell(GridError):
    """A code stands for two cells."""

    kind = "duplicate_cell"
    template = "The code {code} stands for {times} cells; give each cell a code of its own."


class CellsUnreadable(GridError):
    """A frame cannot be read as cells."""

    kind = "cells_unreadable"
    template = "The frame cannot be read as cells: {problem}. Give polygons with codes and a CRS."


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One unit cell: its code, its shape in metres, and the units it belongs to.

    `grid` is the code of the management grid it is assigned to, None while it has none.
    """

    code: str
    shape: Polygon | MultiPolygon
    community: str | None = None
    street: str | None = None
    grid: str | None = None
    name: str | None = None


@dataclass(frozen=True, eq=False)
class Grid:
    """A set of cells with different codes, ordered by code; change it by making a new one.

    Whether the cells fit together is not asked here: `faults` tells.

    Attributes
    ----------
    cells : tuple of Cell
        Ascending by code.
    crs : str
        The metric CRS of all shapes, for example "EPSG:4550".
    """

    cells: tuple[Cell, ...]
    crs: str

    @classmethod
    def of(cls, cells: Iterable[Cell], crs: str) -> Self:
        """Return the grid of some cells, in whatever order they come.

        Raises
        ------
        DuplicateCell
            Two cells have the same code.
        """
        ordered = tuple(sorted(cells, key=lambda cell: cell.code))
        for one, other in pairwise(ordered):
            if one.code == other.code:
                times = sum(cell.code == one.code for cell in ordered)
                raise DuplicateCell(code=one.code, times=times)
        return cls(ordered, crs)

    @classmethod
    def from_frame(cls, frame: gpd.GeoDataFrame) -> Self:
        """Return the grid of a frame of the cells layer.

        Raises
        ------
        CellsUnreadable
            The frame has no CRS, no codes, or a shape that is no polygon.
        DuplicateCell
            Two rows have the same code; `cells_from_frame` with `faults` tells all of them.
        """
        if frame.crs is None:
            raise CellsUnreadable(problem="it has no CRS; set the one its coordinates are in")
        return cls.of(cells_from_frame(frame), frame.crs.to_string())

    def to_frame(self) -> gpd.GeoDataFrame:
        """Return the cells layer: code, name, community, street, grid, geometry."""
        data: dict[str, list[Any]] = {
            column: [getattr(cell, column) for cell in self.cells] for column in _COLUMNS
        }
        return gpd.GeoDataFrame(data, geometry=list(self.shapes), crs=self.crs)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes, ascending."""
        return tuple(cell.code for cell in self.cells)

    @cached_property
    def shapes(self) -> Shapes:
        """The shapes in the order of the codes; do not write to it."""
        shapes = np.empty(len(self.cells), dtype=object)
        shapes[:] = [cell.shape for cell in self.cells]
        shapes.setflags(write=False)
        return shapes

    @cached_property
    def bounds(self) -> Floats:
        """West, south, east, north of each cell in metres, (n, 4); do not write to it."""
        bounds = shapely.bounds(self.shapes).reshape(-1, 4)
        bounds.setflags(write=False)
        return np.asarray(bounds, dtype=np.float64)

    @cached_property
    def edges(self) -> Edges:
        """All edges of all cells; owners are positions."""
        return edges_of(self.shapes)

    @cached_property
    def adjacency(self) -> Adjacency:
        """Who is beside whom, by position; worked out on the first call."""
        return Adjacency.of_edges(self.edges, len(self))

    @cached_property
    def ownership(self) -> Ownership:
        """The owner of every place; worked out on the first call."""
        return Ownership.of(self.codes, self.shapes)

    @cached_property
    def _at(self) -> dict[str, int]:
        return {code: position for position, code in enumerate(self.codes)}

    def __len__(self) -> int:
        return len(self.cells)

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells)

    def __contains__(self, code: object) -> bool:
        return code in self._at

    def __getitem__(self, code: str) -> Cell:
        return self.cells[self.position(code)]

    def position(self, code: str) -> int:
        """Return where a code stands in `codes`; raise `UnknownCell` if it does not."""
        at = self._at.get(code)
        if at is None:
            raise UnknownCell(code=code, cells=len(self))
        return at

    def neighbours(self, code: str) -> tuple[Cell, ...]:
        """Return the cells that share an edge with one, ascending by code."""
        return tuple(self.cells[i] for i in self.adjacency.neighbours(self.position(code)))

    def area_m2(self) -> float:
        """Return the sum of the areas of all cells, in square metres."""
        return float(shapely.area(self.shapes).sum())

    def swap(self, out: Collection[str], into: Iterable[Cell]) -> Self:
        """Return a grid in which some cells have gone and others have come.

        A cell that comes under the code of one that stays takes its place.

        Raises
        ------
        UnknownCell
            A cell that is to go is not there.
        DuplicateCell
            Two cells that come have the same code.
        """
        come = list(into)
        gone = {self.codes[self.position(code)] for code in out} | {cell.code for cell in come}
        after = type(self).of([cell for cell in self if cell.code not in gone] + come, self.crs)
        if "adjacency" in self.__dict__:  # it costs a hundred times what keeping it up does
            after.__dict__["adjacency"] = self._adjacency_after(after, come)
        return after

    def _adjacency_after(self, after: Self, come: Sequence[Cell]) -> Adjacency:
        """Return who is beside whom after a swap; a cell whose shape is the very same stays."""
        stays = np.array([after._at.get(code, -1) for code in self.codes], dtype=np.int64)
        redrawn = [cell for cell in come if not self._has_shape(cell)]
        for cell in redrawn:
            if (at := self._at.get(cell.code)) is not None:
                stays[at] = -1
        if not redrawn and len(after) == len(self):
            return self.adjacency
        fresh = np.array([after.position(cell.code) for cell in redrawn], dtype=np.int64)
        around = meeting(after.bounds, after.bounds[fresh])
        return self.adjacency.patched(after.shapes, stays, fresh, around)

    def _has_shape(self, cell: Cell) -> bool:
        at = self._at.get(cell.code)
        return at is not None and self.cells[at].shape is cell.shape


@dataclass(frozen=True, slots=True)
class ManagementGrid:
    """A management grid: what collectors patrol. Its place is the sum of its cells."""

    code: str
    name: str | None = None
    colour: str | None = None
    street: str | None = None
    collectors: int | None = 1


def meeting(bounds: Floats, boxes: Floats) -> Ints:
    """Return the rows of bounds (n, 4) that meet one of some boxes (k, 4), ascending."""
    found = np.zeros(len(bounds), dtype=bool)
    for west, south, east, north in boxes:
        found |= (
            (bounds[:, 0] <= east)
            & (bounds[:, 2] >= west)
            & (bounds[:, 1] <= north)
            & (bounds[:, 3] >= south)
        )
    return np.flatnonzero(found).astype(np.int64)


def cells_from_frame(frame: gpd.GeoDataFrame) -> list[Cell]:
    """Return the cells of a frame, row by row, doubled codes and all.

    Raises
    ------
    CellsUnreadable
        There is no column `code`, or a shape is empty or no polygon.
    """
    if "code" not in frame.columns:
        raise CellsUnreadable(problem="it has no column code")
    shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
    polygons = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes)
    if not polygons.all():
        row = int(np.flatnonzero(~polygons)[0])
        raise CellsUnreadable(problem=f"the shape of row {row} is no polygon")
    columns = {name: _texts(frame, name) for name in _COLUMNS}
    rows = zip(*columns.values(), shapes, strict=True)
    return [
        Cell(code or "", cast("Polygon | MultiPolygon", shape), community, street, grid, name)
        for code, name, community, street, grid, shape in rows
    ]


def _texts(frame: gpd.GeoDataFrame, column: str) -> list[str | None]:
    if column not in frame.columns:
        return [None] * len(frame)
    values = frame[column]
    return [None if gone else str(v) for v, gone in zip(values, values.isna(), strict=True)]
