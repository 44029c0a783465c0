"""Reshape a seam: a drawn line takes the place of a stretch of it."""

from dataclasses import dataclass, replace
from typing import ClassVar

from shapely import Polygon

from grids.change import Change
from grids.edges import MM
from grids.errors import GridError
from grids.operations.joints import edge_near, redrawn, with_joints
from grids.plan import Plan
from grids.rings import Joint, Ring, rings_of
from grids.seams import Seam, seams_of

#: How far the ends of a drawn line may lie beside the seam, in millimetres: they were put on it
#: and rounded.
_ON_SEAM_MM = 1.5
#: The fewest joints of a line: its two ends.
_LEAST = 2


class LineBesideSeam(GridError):
    """A drawn line does not begin and end on one seam between two cells."""

    kind = "line_beside_seam"
    template = (
        "The line must begin and end on one seam between {left} and {right}, without another cell "
        "in between; draw it from the seam back to the seam."
    )


@dataclass(frozen=True, slots=True)
class ReshapeSeam:
    """Put a line in the place of the stretch of seam between its two ends.

    `left` and `right` are the cells on both sides, in either order.
    """

    kind: ClassVar[str] = "reshape_seam"
    left: str
    right: str
    line: tuple[Joint, ...]


def reshape_seam(plan: Plan, step: ReshapeSeam) -> Change:
    """Return the change that reshapes a seam.

    1. The ends of the line lie on one seam; where they are no joints yet, they become some.
    2. The stretch between them goes, the line comes, on both sides.
    3. Around an island there are two stretches between two places: the one goes that is nearer to
       the line, so that less ground changes hands.

    Raises
    ------
    UnknownCell
        There is no such cell.
    LineBesideSeam
        The ends lie on no seam of the two cells, or on two different ones.
    ShapeBroken, SeamTorn, OutlineLeft
        The cells would not fit; see `check_patch`.
    """
    line = _without_repeats(step.line)
    if len(line) < _LEAST or line[0] == line[-1]:
        raise LineBesideSeam(left=step.left, right=step.right)
    change, plan = _with_ends(plan, step, line)  # 1
    seam = _seam_through(plan, step, (line[0], line[-1]))
    cells = []
    for code in (step.left, step.right):
        cell = plan.grid[code]
        stretch = _stretch(seam, line)
        rings = [_replaced(ring, stretch, line) for ring in rings_of(cell.shape)]
        cells.append((cell, rings))
    return change.then(redrawn(plan, cells))  # 2


def _with_ends(plan: Plan, step: ReshapeSeam, line: list[Joint]) -> tuple[Change, Plan]:
    """Return a plan whose seam has the ends of the line as joints, and the change to it."""
    change = Change()
    for end in (line[0], line[-1]):
        rings = rings_of(plan.grid[step.left].shape)
        if any(end in ring for ring in rings):
            continue
        a, b, distance_mm = edge_near(rings, end)
        if distance_mm > _ON_SEAM_MM:
            raise LineBesideSeam(left=step.left, right=step.right)
        found = with_joints(plan.grid, (a, b), [end])
        if {cell.code for cell, _ in found} != {step.left, step.right}:
            raise LineBesideSeam(left=step.left, right=step.right)
        put = redrawn(plan, found)
        change = change.then(put)
        plan = replace(plan, grid=plan.grid.swap((), put.cells_in))
    return change, plan


def _seam_through(plan: Plan, step: ReshapeSeam, ends: tuple[Joint, Joint]) -> Seam:
    both = {step.left, step.right}
    for seam in seams_of(plan.grid, [step.left]):
        if {seam.left, seam.right} == both and set(ends) <= set(seam.joints):
            return seam
    raise LineBesideSeam(left=step.left, right=step.right)


def _stretch(seam: Seam, line: list[Joint]) -> list[Joint]:
    """Return the joints of the seam between the ends of a line, in the direction of the line."""
    joints = list(seam.joints)
    if not seam.is_ring:
        first, last = joints.index(line[0]), joints.index(line[-1])
        return joints[first : last + 1] if first < last else joints[last : first + 1][::-1]
    ring = joints[:-1]
    start = ring.index(line[0])
    turned = ring[start:] + ring[:start]
    end = turned.index(line[-1])
    one, other = turned[: end + 1], [turned[0], *turned[: end - 1 : -1]]
    return min((one, other), key=lambda way: _between_m2(way, line))  # 3


def _between_m2(stretch: list[Joint], line: list[Joint]) -> float:
    ring = [*stretch, *line[-2:0:-1]]
    if len(ring) < 3:  # noqa: PLR2004 - the line is the stretch
        return 0.0
    return float(Polygon([(x / MM, y / MM) for x, y in ring]).buffer(0).area)


def _replaced(ring: Ring, stretch: list[Joint], line: list[Joint]) -> Ring:
    """Return a ring in which a line has taken the place of a stretch, if the ring has that."""
    for old, new in ((stretch, line), (stretch[::-1], line[::-1])):
        if old[0] not in ring:
            continue
        start = ring.index(old[0])
        turned = ring[start:] + ring[:start]
        if turned[: len(old)] == old:
            return new + turned[len(old) :]
    return ring


def _without_repeats(line: tuple[Joint, ...]) -> list[Joint]:
    return [here for at, here in enumerate(line) if at == 0 or line[at - 1] != here]
