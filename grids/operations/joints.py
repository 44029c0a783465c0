"""Joints: move one with all cells that share it, put one into an edge, take one out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import shapely

from grids.cells import Cell, Grid
from grids.change import Change
from grids.edges import MM
from grids.errors import GridError
from grids.patch import ShapeBroken, check_patch
from grids.plan import Plan
from grids.rings import Joint, Ring, inserted, polygon_of, rings_of, ways


class UnknownJoint(GridError):
    """There is no joint, or no edge, at a place."""

    kind = "unknown_joint"
    template = "There is no {what} at {place} (millimetres) in this plan; load its seams again."


class JointTaken(GridError):
    """A joint would come to lie on another joint of the same cell."""

    kind = "joint_taken"
    template = (
        "The cell {cell} has a joint at that place already; move the joint elsewhere, or take one "
        "of the two out."
    )


class JointNeeded(GridError):
    """A joint is taken out at which three cells or more meet."""

    kind = "joint_needed"
    template = (
        "At this joint {cells} cells end together; move it instead, or merge two of the cells."
    )


@dataclass(frozen=True, slots=True)
class MoveJoint:
    """Move a joint, with all cells that share it; places in whole millimetres."""

    kind: ClassVar[str] = "move_joint"
    at: Joint
    to: Joint


@dataclass(frozen=True, slots=True)
class InsertJoint:
    """Put a joint between the neighbouring joints `a` and `b`, on both sides of their seam.

    `at` may lie beside the edge: then the seam bends.
    """

    kind: ClassVar[str] = "insert_joint"
    a: Joint
    b: Joint
    at: Joint


@dataclass(frozen=True, slots=True)
class RemoveJoint:
    """Take a joint out on both sides of its seam, which runs straight from then on."""

    kind: ClassVar[str] = "remove_joint"
    at: Joint


def move_joint(plan: Plan, step: MoveJoint) -> Change:
    """Return the change that moves a joint.

    Raises
    ------
    UnknownJoint
        No cell has a joint there.
    JointTaken
        A cell that is moved has a joint at the new place.
    ShapeBroken, SeamTorn, OutlineLeft
        The cells would not fit; see `check_patch`.
    """
    if step.at == step.to:
        return Change()
    held = holders(plan.grid, step.at)
    for cell, rings in held:
        if any(step.to in ring for ring in rings):
            raise JointTaken(cell=cell.code)

    def moved(ring: Ring) -> Ring:
        return [step.to if joint == step.at else joint for joint in ring]

    return redrawn(plan, [(cell, [moved(ring) for ring in rings]) for cell, rings in held])


def insert_joint(plan: Plan, step: InsertJoint) -> Change:
    """Return the change that puts a joint into an edge.

    Raises
    ------
    UnknownJoint
        No cell has the edge.
    JointTaken, ShapeBroken, SeamTorn, OutlineLeft
        As for `move_joint`.
    """
    found = with_joints(plan.grid, (step.a, step.b), [step.at])
    return redrawn(plan, found)


def remove_joint(plan: Plan, step: RemoveJoint) -> Change:
    """Return the change that takes a joint out.

    Raises
    ------
    UnknownJoint
        No cell has a joint there.
    JointNeeded
        More than two cells meet in it, or the two do not share both of its edges.
    ShapeBroken, SeamTorn, OutlineLeft
        As for `move_joint`.
    """
    held = holders(plan.grid, step.at)
    beside = {
        frozenset((ring[at - 1], ring[(at + 1) % len(ring)]))
        for _, rings in held
        for ring in rings
        for at, joint in enumerate(ring)
        if joint == step.at
    }
    if len(beside) != 1:
        raise JointNeeded(cells=len(held))
    return redrawn(plan, [(cell, _each(rings, _without(step.at))) for cell, rings in held])


def holders(grid: Grid, joint: Joint) -> list[tuple[Cell, list[Ring]]]:
    """Return the cells that have a joint at a place, ascending by code, with their rings.

    Raises
    ------
    UnknownJoint
        There is none.
    """
    around = [(cell, rings_of(cell.shape)) for cell in _around(grid, joint)]
    found = [(cell, rings) for cell, rings in around if any(joint in ring for ring in rings)]
    if not found:
        raise UnknownJoint(what="joint", place=f"{joint[0]}, {joint[1]}")
    return found


def with_joints(
    grid: Grid, edge: tuple[Joint, Joint], joints: list[Joint]
) -> list[tuple[Cell, list[Ring]]]:
    """Return the cells that have an edge, with the rings they get when joints are put into it.

    Raises
    ------
    UnknownJoint
        No cell has the edge.
    JointTaken
        A cell has one of the joints already.
    """
    found = []
    for cell in _around(grid, edge[0]):
        rings = rings_of(cell.shape)
        fresh = [inserted(ring, edge, joints) or ring for ring in rings]
        if fresh == rings:
            continue
        if any(joint in ring for ring in rings for joint in joints):
            raise JointTaken(cell=cell.code)
        found.append((cell, fresh))
    if not found:
        (ax, ay), (bx, by) = edge
        raise UnknownJoint(what="edge", place=f"{ax}, {ay} – {bx}, {by}")
    return found


def edge_near(rings: list[Ring], joint: Joint) -> tuple[Joint, Joint, float]:
    """Return the edge of some rings that is nearest to a place, and its distance in millimetres."""
    edges = [way for ring in rings for way in ways(ring)]
    ends = np.array(edges, dtype=np.float64)
    start, axis = ends[:, 0], ends[:, 1] - ends[:, 0]
    away = np.array(joint, dtype=np.float64) - start
    share = np.clip((away * axis).sum(axis=1) / (axis**2).sum(axis=1), 0.0, 1.0)
    distance = np.hypot(*(away - axis * share[:, None]).T)
    nearest = int(np.argmin(distance))
    return *edges[nearest], float(distance[nearest])


def redrawn(plan: Plan, cells: list[tuple[Cell, list[Ring]]]) -> Change:
    """Return the change that gives cells new rings, after the proof that they fit."""
    out = tuple(cell for cell, _ in cells)
    for cell in out:
        if shapely.get_num_geometries(cell.shape) > 1:
            raise ShapeBroken(cell=cell.code, problem="it has several parts; mend that first")
    into = tuple(replace(cell, shape=polygon_of(rings)) for cell, rings in cells)
    check_patch(plan.grid, out, into, outline=plan.outline)
    return Change(out, into)


def _around(grid: Grid, joint: Joint) -> list[Cell]:
    place = (joint[0] / MM, joint[1] / MM)
    low, high = grid.bounds[:, :2], grid.bounds[:, 2:]
    slack_m = 0.5 / MM  # a stored coordinate may be off its millimetre by the error of a float
    inside = ((low - slack_m <= place) & (high + slack_m >= place)).all(axis=1)
    return [grid.cells[at] for at in np.flatnonzero(inside)]


def _without(gone: Joint) -> Callable[[Ring], Ring]:
    return lambda ring: [joint for joint in ring if joint != gone]


def _each(rings: list[Ring], change: Callable[[Ring], Ring]) -> list[Ring]:
    return [change(ring) for ring in rings]
