"""Cells made ready for checking: ordered, rounded, repaired as far as checking needs it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from grids.cells import Cell
from grids.edges import Bools, Edges, Ints, Shapes, edges_of, mean_width_m, rounded

#: An overlap, a gap or an overhang whose mean width (2 x area / perimeter) is not above this is no
#: area but a seam whose joints differ, in metres. A joint two millimetres out of line makes a
#: triangle of this mean width.
THINNEST_M = 0.001


@dataclass(frozen=True, eq=False)
class Fabric:
    """The cells of one check.

    1. Cells are ordered by code; a code may stand twice.
    2. `rounded` has the shapes as given, rounded to the millimetre.
    3. `shapes` has the area of each that can be reckoned with: the shape itself if it is valid,
       else its area after repair. Nothing of it goes back to the user.
    """

    cells: tuple[Cell, ...]
    rounded: Shapes
    valid: Bools
    shapes: Shapes

    @classmethod
    def of(cls, cells: Iterable[Cell]) -> Self:
        """Return cells ready for checking, in whatever order they come."""
        ordered = tuple(sorted(cells, key=lambda cell: cell.code))  # 1
        shapes = np.empty(len(ordered), dtype=object)
        shapes[:] = [cell.shape for cell in ordered]
        shapes = rounded(shapes)  # 2
        valid = shapely.is_valid(shapes) & ~shapely.is_empty(shapes)
        usable = shapes
        if not valid.all():
            usable = shapes.copy()
            usable[~valid] = [_area_of(shape) for shape in shapes[~valid]]  # 3
        return cls(ordered, shapes, valid, usable)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes in order; they may repeat."""
        return tuple(cell.code for cell in self.cells)

    @cached_property
    def edges(self) -> Edges:
        """All edges of all cells."""
        return edges_of(self.shapes)

    @cached_property
    def rim(self) -> Edges:
        """The edges that do not have a cell on each side; torn seams are among them."""
        return self.edges.take(np.flatnonzero(self.edges.one_sided()))

    @cached_property
    def tree(self) -> shapely.STRtree:
        """An index of the shapes."""
        return shapely.STRtree(self.shapes)

    def named(self, positions: Ints) -> tuple[str, ...]:
        """Return the codes at some positions, each once, ascending."""
        return tuple(sorted({self.codes[int(at)] for at in positions}))


def areas_in(shapes: Shapes) -> Shapes:
    """Return the polygons among all parts that are wide enough to be areas (`THINNEST_M`)."""
    parts = shapely.get_parts(shapely.get_parts(shapes))
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return np.asarray(parts[mean_width_m(parts) > THINNEST_M], dtype=object)


def union_of(parts: Shapes) -> BaseGeometry:
    """Return the union of some polygons as one geometry."""
    return shapely.union_all(parts)


def _area_of(shape: BaseGeometry) -> BaseGeometry:
    return union_of(areas_in(np.array([shapely.make_valid(shape)], dtype=object)))
