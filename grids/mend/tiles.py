"""The faces that the edges of some cells make together, and which cells claim each.

Whatever is given to whom, a cell is then the union of faces, and a seam is one set of edges seen
from both sides: its joints are equal by construction.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from grids.adjacency import Adjacency
from grids.edges import GRID_SIZE_M, Bools, Shapes, edges_of, mean_width_m, rounded

#: A face up to this mean width (2 x area / perimeter) lies between two versions of one seam, in
#: metres: the check for torn seams reaches over 3 mm, and noding moves each side by 0.71 mm.
THIN_M = 0.004
#: What is cut off a cell goes to another one up to this mean width, in metres. Half a metre is the
#: accuracy of a place of class A: a strip narrower than that was not meant.
STRAY_M = 0.5

#: The positions of the cells that claim a face; none where nobody does.
Claim = frozenset[int]
#: Some faces, by mask or by position.
Rows = Bools | list[int]


@dataclass(frozen=True, eq=False)
class Faces:
    """Polygons on the millimetre grid that fit edge for edge, in a fixed order."""

    shapes: Shapes

    @cached_property
    def inner(self) -> Shapes:
        """A place inside each."""
        return np.asarray(shapely.point_on_surface(self.shapes), dtype=object)

    @cached_property
    def beside(self) -> csr_array:
        """Metres of common edge, symmetric."""
        return Adjacency.of(self.shapes).beside

    @cached_property
    def thin(self) -> Bools:
        """Which are too thin to be meant (`THIN_M`)."""
        return np.asarray(mean_width_m(self.shapes) <= THIN_M)

    def inside(self, region: BaseGeometry) -> Bools:
        """Return which have their inner place in a region."""
        shapely.prepare(region)
        return np.asarray(shapely.intersects(region, self.inner), dtype=bool)


@dataclass(frozen=True, slots=True, eq=False)
class Tiles:
    """Faces, and for each the positions of the cells that claim it."""

    faces: Faces
    claims: tuple[Claim, ...]

    @classmethod
    def of(
        cls,
        shapes: Shapes,
        *,
        lines: Iterable[BaseGeometry] = (),
        region: BaseGeometry | None = None,
    ) -> Self:
        """Return the faces of some polygons and of more lines.

        1. Edges are noded on the millimetre grid, which moves them by 0.71 mm at most.
        2. With a region, those that meet it are, and those without one polygon on each side, and
           what touches either. The others stay as they are: nothing crosses them.
        """
        edges = edges_of(shapes)
        once = np.unique(edges.key, return_index=True)[1]
        drawn = edges.take(once).lines()
        noding = np.ones(len(drawn), dtype=bool)
        if region is not None:  # 2
            shapely.prepare(region)
            noding = np.asarray(shapely.intersects(region, drawn)) | edges.one_sided()[once]
            tree = shapely.STRtree(drawn)
            noding[tree.query(drawn[noding], predicate="dwithin", distance=GRID_SIZE_M)[1]] = True
        rough = array_of([*drawn[noding], *lines])
        noded = shapely.get_parts(shapely.union_all(rough, grid_size=GRID_SIZE_M))  # 1
        found = shapely.polygonize(np.concatenate([noded, drawn[~noding]]))
        faces = Faces(rounded(np.asarray(shapely.get_parts(found), dtype=object)))
        return cls(faces, _claims(faces.inner, shapes))

    @property
    def odd(self) -> Bools:
        """Which faces do not belong to one cell alone."""
        return np.array([len(claim) != 1 for claim in self.claims], dtype=bool)

    @property
    def bare(self) -> Bools:
        """Which faces nobody claims."""
        return np.array([not claim for claim in self.claims], dtype=bool)

    def of_cell(self, at: int) -> Bools:
        """Return which faces a cell claims."""
        return np.array([at in claim for claim in self.claims], dtype=bool)

    def given(self, rows: Rows, to: int) -> "Tiles":
        """Return the same faces, some of them given to one cell alone."""
        return self.claimed(rows, lambda _: frozenset({to}))

    def taken(self, rows: Rows, by: int, to: int | None = None) -> "Tiles":
        """Return the same faces, some of them taken from one cell, and given to another."""
        more = frozenset() if to is None else frozenset({to})
        return self.claimed(rows, lambda claim: (claim - {by}) | more)

    def settled(self, rows: Bools) -> "Tiles":
        """Return the same faces, in which some have one owner.

        1. What is wide enough to be meant, and claimed by several cells, the first in order keeps.
        2. The rest goes to the cell beside it with the longest common edge, of equal ones to the
           first in order; to one of those that claim it, if any do.
        3. What has no such cell beside it waits until the faces between have an owner.
        """
        wide = rows & self.odd & ~self.bare & ~self.faces.thin
        tiles = self.claimed(wide, lambda claim: frozenset({min(claim)}))  # 1
        waiting = np.flatnonzero(rows & self.odd & ~wide).tolist()
        while waiting:  # 3
            heirs = {row: tiles.heir(row) for row in waiting}
            for row, heir in heirs.items():
                if heir is not None:
                    tiles = tiles.given([row], heir)
            left = [row for row, heir in heirs.items() if heir is None]
            waiting = left if len(left) < len(waiting) else []
        return tiles

    def heir(self, row: int) -> int | None:
        """Return the cell that gets a face (rule 2 of `settled`), None if none is beside it."""
        beside = self.ranked([row])
        return next(
            (at for at in beside if not self.claims[row] or at in self.claims[row]), None
        )  # 2

    def gathered(self, at: int, parts: int) -> "Tiles":
        """Return the same faces, in which a cell has no more parts than asked for.

        What else it has, up to `STRAY_M` wide, goes to the cell beside it with the longest edge.
        """
        tiles, mine = self, np.flatnonzero(self.of_cell(at))
        links = self.faces.beside[mine][:, mine]
        count, label = connected_components(links, directed=False)
        pieces = [mine[label == number].tolist() for number in range(count)]
        pieces.sort(key=lambda piece: -float(shapely.area(self.faces.shapes[piece]).sum()))
        for piece in pieces[parts:]:
            heirs = [other for other in tiles.ranked(piece) if other != at]
            width_m = mean_width_m(array_of([_union(self.faces.shapes[piece])]))[0]
            if heirs and width_m <= STRAY_M:
                tiles = tiles.taken(piece, at, heirs[0])
        return tiles

    def ranked(self, rows: Rows) -> list[int]:
        """Return the cells beside some faces, those with the longest common edge first.

        Only faces that belong to one cell alone count.
        """
        some = self._positions(rows)
        metres = np.asarray(self.faces.beside[some].sum(axis=0)).reshape(-1)
        metres[some] = 0
        found: dict[int, float] = {}
        for face in np.flatnonzero(metres > 0).tolist():
            for at in self.claims[face] if len(self.claims[face]) == 1 else ():
                found[at] = found.get(at, 0.0) + float(metres[face])
        return sorted(found, key=lambda at: (-found[at], at))

    def shapes(self, count: int) -> Shapes:
        """Return the places of so many cells; an empty polygon for one that claims nothing."""
        mine: list[list[int]] = [[] for _ in range(count)]
        for face, claim in enumerate(self.claims):
            for at in claim:
                mine[at].append(face)
        return rounded(array_of([_union(self.faces.shapes[rows]) for rows in mine]))

    def claimed(self, rows: Rows, claim: Callable[[Claim], Claim]) -> "Tiles":
        """Return the same faces, with the claim to each of some made anew of what it was."""
        claims = list(self.claims)
        for row in self._positions(rows):
            claims[row] = claim(claims[row])
        return Tiles(self.faces, tuple(claims))

    def _positions(self, rows: Rows) -> list[int]:
        return rows if isinstance(rows, list) else np.flatnonzero(rows).tolist()


def array_of(shapes: Iterable[BaseGeometry]) -> Shapes:
    """Return geometries as a one-dimensional array, also if there are none."""
    some = list(shapes)
    array = np.empty(len(some), dtype=object)
    array[:] = some
    return array


def _claims(inner: Shapes, shapes: Shapes) -> tuple[Claim, ...]:
    face, at = shapely.STRtree(shapes).query(inner, predicate="within")
    claims: list[set[int]] = [set() for _ in inner]
    for row, owner in zip(face.tolist(), at.tolist(), strict=True):
        claims[row].add(owner)
    return tuple(map(frozenset, claims))


def _union(faces: Shapes) -> BaseGeometry:
    if len(faces) == 0:
        return Polygon()
    union: BaseGeometry = faces[0] if len(faces) == 1 else shapely.coverage_union_all(faces)
    return union
