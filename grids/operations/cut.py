"""Cut a cell in two along a drawn line."""

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import shapely
from shapely import LineString, MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry

from grids.cells import Cell
from grids.change import Change
from grids.codes_spent import check_fresh
from grids.edges import MM
from grids.errors import GridError
from grids.operations.joints import edge_near, redrawn, with_joints
from grids.patch import check_patch
from grids.plan import Descent, Plan
from grids.rings import Joint, joint_at, metres, polygon_of, rings_of

#: How far the place where a line crosses an edge may lie beside it after rounding, in millimetres.
_ON_EDGE_MM = 1.5
#: What a cut makes.
_PARTS = 2


class CutMissed(GridError):
    """A cut does not part its cell in exactly two."""

    kind = "cut_missed"
    template = (
        "The line leaves the cell {cell} in {parts} part(s); draw it right through the cell, from "
        "edge to edge, so that it leaves two."
    )


@dataclass(frozen=True, slots=True)
class CutCell:
    """Cut a cell along a line; both parts get new codes, the western one the first.

    `line` is in whole millimetres and may reach beyond the cell.
    """

    kind: ClassVar[str] = "cut_cell"
    cell: str
    line: tuple[Joint, ...]
    into: tuple[str, str]


def cut_cell(plan: Plan, step: CutCell) -> Change:
    """Return the change that cuts a cell in two.

    1. Where the line crosses the outline of the cell it puts joints on it, and the neighbours get
       the same joints; without that the cells would look whole and fail `faults`.
    2. The parts are the faces of the outline and the line together.
    3. Both keep community, street and management grid; the code of the cell is retired.

    Raises
    ------
    UnknownCell, CodeSpent
        There is no such cell, or a new code was used before.
    CutMissed
        The line does not leave two parts.
    ShapeBroken, SeamTorn, OutlineLeft
        The cells would not fit; see `check_patch`.
    """
    whole = plan.grid[step.cell]
    check_fresh(plan, step.into)
    paths = _paths(whole, step.line)
    change, jointed = _with_ends(plan, step.cell, paths)  # 1
    whole = jointed.grid[step.cell]
    parts = _faces(whole, paths)  # 2
    if len(parts) != _PARTS:
        raise CutMissed(cell=step.cell, parts=len(parts))
    into = tuple(
        replace(whole, code=code, shape=part, name=None)  # 3
        for code, part in zip(step.into, parts, strict=True)
    )
    check_patch(jointed.grid, (whole,), into, outline=plan.outline)
    lineage = tuple(Descent("cell", code, (step.cell,)) for code in step.into)
    return change.then(Change((whole,), into, lineage_in=lineage))


def _paths(whole: Cell, line: tuple[Joint, ...]) -> list[list[Joint]]:
    """Return the stretches of a line inside a cell, from edge to edge, in whole millimetres."""
    drawn = [metres(joint) for joint in line]
    if len(set(drawn)) < 2:  # noqa: PLR2004 - one place is no line
        raise CutMissed(cell=whole.code, parts=1)
    inside = shapely.intersection(shapely.node(LineString(drawn)), whole.shape)
    merged = shapely.line_merge(_lines_only(inside))
    paths = []
    for part in shapely.get_parts(merged):
        joints = [joint_at(x, y) for x, y in shapely.get_coordinates(part).tolist()]
        path = [here for at, here in enumerate(joints) if at == 0 or joints[at - 1] != here]
        if len(path) > 1 and not _runs_along(part, whole):
            paths.append(path)
    return paths


def _lines_only(found: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(found)
    lines = parts[
        (shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING)
        & (shapely.length(parts) > 0)
    ]
    return MultiLineString(lines.tolist())


def _runs_along(part: BaseGeometry, whole: Cell) -> bool:
    """Return whether a stretch lies on the outline of the cell and so parts nothing."""
    return bool(shapely.covers(shapely.buffer(whole.shape.boundary, 1 / MM), part))


def _with_ends(plan: Plan, code: str, paths: list[list[Joint]]) -> tuple[Change, Plan]:
    """Return a plan whose cells have joints where the paths end, and the change to it."""
    change = Change()
    for end in dict.fromkeys(joint for path in paths for joint in (path[0], path[-1])):
        rings = rings_of(plan.grid[code].shape)
        if any(end in ring for ring in rings):
            continue
        a, b, distance_mm = edge_near(rings, end)
        if distance_mm > _ON_EDGE_MM:  # the line ends inside
            raise CutMissed(cell=code, parts=1)
        put = redrawn(plan, with_joints(plan.grid, (a, b), [end]))
        change = change.then(put)
        plan = replace(plan, grid=plan.grid.swap((), put.cells_in))
    return change, plan


def _faces(whole: Cell, paths: list[list[Joint]]) -> list[Polygon]:
    """Return the parts of a cell between paths, the western one first, then the northern."""
    rings = rings_of(whole.shape)
    lines = [LineString([metres(joint) for joint in (*ring, ring[0])]) for ring in rings]
    lines += [LineString([metres(joint) for joint in path]) for path in paths]
    noded = shapely.get_parts(shapely.node(MultiLineString(lines)))
    faces = shapely.get_parts(shapely.polygonize(noded))
    inner = shapely.point_on_surface(faces)
    inside = faces[shapely.contains_properly(whole.shape, inner)]
    exact = [polygon_of(rings_of(face)) for face in inside]
    middles = shapely.get_coordinates(shapely.centroid(np.array(exact, dtype=object)))
    order = np.lexsort((-middles[:, 1], middles[:, 0]))
    return [exact[int(at)] for at in order]
