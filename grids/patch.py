"""The proof that cells which take the place of others fit into the hole those leave.

A point is covered as often as the directed border of the cells around it winds about it. So where
every new cell is a valid polygon, and the borders of all new cells together are those of the old
ones, edge for edge, each point is covered as often as before: no gap, no overlap, and every joint
of a seam on both its sides. That is arithmetic on whole numbers, exact, and it looks at nothing but
the cells that change.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from shapely import MultiLineString
from shapely.geometry.base import BaseGeometry

from grids.cells import Cell, Grid, meeting
from grids.edges import Ints
from grids.errors import GridError
from grids.rings import Way, metres, net_ways, rings_of
from grids.unsound import IN_PARTS, NO_AREA, problem_of

#: How far the rim of the cells may lie beside the outline of the district, in metres: a joint put
#: on a slanting line is rounded to the millimetre and lies up to 0.71 mm beside it.
ON_OUTLINE_M = 0.001


class ShapeBroken(GridError):
    """A cell would no longer be one sound polygon."""

    kind = "shape_broken"
    template = (
        "The cell {cell} would not be one sound polygon: {problem}. Draw so that its edge does not "
        "cross itself."
    )


class SeamTorn(GridError):
    """Cells would no longer fit together."""

    kind = "seam_would_tear"
    template = (
        "The cells {cells} would not fit to their neighbours any more; change the seam where both "
        "sides have their joints."
    )


class OutlineLeft(GridError):
    """The rim of the cells would leave the outline of the district."""

    kind = "outline_left"
    template = (
        "The edge of the cell {cell} lies on the outline of the district and must stay there; move "
        "it along the outline, or an edge inside."
    )


def check_patch(
    grid: Grid,
    out: Sequence[Cell],
    into: Sequence[Cell],
    *,
    outline: BaseGeometry | None = None,
) -> None:
    """Raise unless some cells fit, to the millimetre, where others were.

    1. Each new cell is one valid polygon with an area.
    2. Their directed edges leave the same net border as those of the old cells.
    3. Where that differs, it does along the rim of all cells only: the new edges lie within a
       millimetre of the old ones, or of the outline where the old ones do, and none is lost.
    4. No joint lies inside the edge of a cell that lacks it: cells that only touch fit as well.

    Parameters
    ----------
    grid : Grid
        All cells before, among them `out`.
    outline : geometry, optional
        The outline of the district; without it the rim that `out` has is the outline.

    Raises
    ------
    ShapeBroken, SeamTorn, OutlineLeft
        A rule is broken.
    """
    _check_shapes(into)  # 1
    before = net_ways(ring for cell in out for ring in rings_of(cell.shape))
    after = net_ways(ring for cell in into for ring in rings_of(cell.shape))
    if before != after:  # 2
        _check_rim(grid, out, into, before - after, after - before, outline)
    _check_touching(grid, out, into)


def near(grid: Grid, cells: Iterable[Cell]) -> Ints:
    """Return the positions of the cells whose bounds meet those of some cells, ascending."""
    boxes = shapely.bounds(np.array([cell.shape for cell in cells], dtype=object)).reshape(-1, 4)
    return meeting(grid.bounds, boxes)


def _check_shapes(into: Sequence[Cell]) -> None:
    for cell in into:
        if cell.shape.is_empty:
            raise ShapeBroken(cell=cell.code, problem=NO_AREA)
        if cell.shape.geom_type != "Polygon":
            raise ShapeBroken(cell=cell.code, problem=IN_PARTS)
        if not cell.shape.is_valid:
            raise ShapeBroken(cell=cell.code, problem=problem_of(cell.shape))


def _check_rim(
    grid: Grid,
    out: Sequence[Cell],
    into: Sequence[Cell],
    lost: Counter[Way],
    come: Counter[Way],
    outline: BaseGeometry | None,
) -> None:
    names = ", ".join(sorted({cell.code for cell in (*out, *into)}))
    if not _is_rim(grid, out, lost):
        raise SeamTorn(cells=names)
    lines = _lines(lost)
    if outline is not None and all(_lies_on(way, outline.boundary) for way in lost):
        lines = outline.boundary  # 3
    for way in come:
        if not _lies_on(way, lines):
            raise OutlineLeft(cell=_owner(way, into))
    new_lines = _lines(come)
    for way in lost:
        if not _lies_on(way, new_lines):
            raise OutlineLeft(cell=_owner(way, out))


def _is_rim(grid: Grid, out: Sequence[Cell], lost: Counter[Way]) -> bool:
    """Return whether no cell but those that go has one of the edges on its other side."""
    codes = {cell.code for cell in out}
    others = (grid.cells[at] for at in near(grid, out))
    reverse = {(b, a) for a, b in lost}
    return not any(
        cell.code not in codes and not reverse.isdisjoint(net_ways(rings_of(cell.shape)))
        for cell in others
    )


def _lines(ways: Counter[Way]) -> BaseGeometry:
    return MultiLineString([[metres(a), metres(b)] for a, b in ways])


def _lies_on(way: Way, lines: BaseGeometry) -> bool:
    (ax, ay), (bx, by) = metres(way[0]), metres(way[1])
    edge = shapely.linestrings([(ax, ay), (bx, by)])
    return bool(shapely.covers(shapely.buffer(lines, ON_OUTLINE_M), edge))


def _owner(way: Way, cells: Sequence[Cell]) -> str:
    """Return the code of the first cell with an edge; the first cell if none has it."""
    return next((c.code for c in cells if way in net_ways(rings_of(c.shape))), cells[0].code)


def _check_touching(grid: Grid, out: Sequence[Cell], into: Sequence[Cell]) -> None:  # 4
    gone = {cell.code for cell in out}
    around = [grid.cells[at].shape for at in near(grid, out) if grid.cells[at].code not in gone]
    shapes = np.array([*around, *(cell.shape for cell in into)], dtype=object)
    if shapely.coverage_is_valid(shapes):
        return
    before = np.array([*around, *(cell.shape for cell in out)], dtype=object)
    if shapely.coverage_is_valid(before):
        raise SeamTorn(cells=", ".join(sorted(cell.code for cell in into)))
