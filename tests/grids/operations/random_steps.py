"""Random operations on a plan, most of them on corners, T-junctions, holes and near misses."""

from dataclasses import replace
from itertools import pairwise

import shapely

from grids import ManagementGrid
from grids.operations import (
    AddGrid,
    CutCell,
    EditGrid,
    GiveCells,
    InsertJoint,
    MergeCells,
    MergeGrids,
    MoveJoint,
    RecodeCell,
    RecodeGrid,
    RemoveJoint,
    ReshapeSeam,
    Series,
    Share,
    SplitGrid,
)
from grids.rings import joint_at, rings_of, ways
from grids.seams import seams_of

#: How near a place is to a joint or an edge where it misses it, in metres.
NEAR_MISSES_M = (1e-9, 1e-6, 1e-4, 5e-4, 1e-3)


def random_step(plan, rng, number):
    """Return an operation; many cannot be done, and none may do harm."""
    makers = (
        move, move, insert, insert, remove, reshape, cut, cut, merge, give, give,
        split, merge_grids, add, edit, recode, recode_grid, two,
    )  # fmt: skip
    return rng.choice(makers)(plan, rng, number)


def any_cell(plan, rng):
    return plan.grid.cells[rng.randrange(len(plan.grid))]


def any_joint(plan, rng):
    return rng.choice(rng.choice(rings_of(any_cell(plan, rng).shape)))


def any_edge(plan, rng):
    return rng.choice(list(ways(rng.choice(rings_of(any_cell(plan, rng).shape)))))


def missed(joint, rng):
    """Return a place that is hardly beside a joint."""
    off = rng.choice(NEAR_MISSES_M)
    return joint_at(joint[0] / 1000 + off * rng.choice((-1, 1)), joint[1] / 1000 + off)


def along(a, b, share):
    return round(a[0] + (b[0] - a[0]) * share), round(a[1] + (b[1] - a[1]) * share)


def move(plan, rng, _):
    at = any_joint(plan, rng)
    far = rng.choice((2, 1_000, 5_000, 20_000))
    to = rng.choice(
        (
            *[near(at, rng, far)] * 5,
            along(*any_edge(plan, rng), rng.random()),
            any_joint(plan, rng),
            missed(at, rng),
            missed(any_joint(plan, rng), rng),
            slide(plan, at, rng),
        )
    )
    return MoveJoint(at, to)


def slide(plan, at, rng):
    """Return a place on the outline near a joint."""
    outline = plan.outline.exterior
    here = outline.project(shapely.Point(at[0] / 1000, at[1] / 1000))
    place = (
        outline.interpolate(here + rng.uniform(-30, 30))
        if outline.geom_type == "LineString"
        else None
    )
    return at if place is None else joint_at(place.x, place.y)


def insert(plan, rng, _):
    a, b = any_edge(plan, rng)
    at = along(a, b, rng.choice((0.0, 1e-6, 0.3, 0.5, rng.random())))
    if rng.random() < 0.3:
        at = near(at, rng, 5_000)
    return InsertJoint(a, b, at)


def remove(plan, rng, _):
    return RemoveJoint(any_joint(plan, rng))


def reshape(plan, rng, _):
    seams = [s for s in seams_of(plan.grid, [any_cell(plan, rng).code]) if s.right is not None]
    if not seams:
        return remove(plan, rng, _)
    seam = rng.choice(seams)
    edges = list(pairwise(seam.joints))
    start = along(*rng.choice(edges), rng.choice((0, 0.25, rng.random())))
    end = along(*rng.choice(edges), rng.choice((1, 0.75, rng.random())))
    inner = [near(along(start, end, share), rng, 15_000) for share in (0.3, 0.7)]
    return ReshapeSeam(seam.left, seam.right, (start, *inner[: rng.randint(0, 2)], end))


def near(joint, rng, far_mm):
    return joint[0] + rng.randint(-far_mm, far_mm), joint[1] + rng.randint(-far_mm, far_mm)


def cut(plan, rng, number):
    cell = any_cell(plan, rng)
    ring = rng.choice(rings_of(cell.shape))
    edges = list(ways(ring))
    one, other = rng.choice(edges), rng.choice(edges)
    start = along(*one, rng.choice((0, 0.5, rng.random())))
    end = along(*other, rng.choice((0, 0.5, rng.random())))
    middle = joint_at(*cell.shape.representative_point().coords[0])
    line = rng.choice(
        ((start, end), (start, middle, end), (beyond(middle, start), beyond(middle, end)))
    )
    return CutCell(cell.code, line, (f"N{number}a", f"N{number}b"))


def beyond(middle, joint):
    return along(middle, joint, 1.5)


def merge(plan, rng, number):
    cell = any_cell(plan, rng)
    others = [other.code for other in plan.grid.neighbours(cell.code)]
    some = rng.sample(others, min(len(others), rng.randint(1, 2)))
    return MergeCells((cell.code, *some), f"M{number}")


def any_grid(plan, rng):
    return rng.choice(plan.management_grids)


def give(plan, rng, _):
    to = [rng.choice((any_grid(plan, rng).code, any_grid(plan, rng).code, None)) for _ in range(3)]
    return GiveCells(tuple((any_cell(plan, rng).code, one) for one in to))


def split(plan, rng, number):
    item = any_grid(plan, rng)
    mine = [cell.code for cell in plan.grid if cell.grid == item.code]
    at = rng.randint(0, len(mine))
    first = ManagementGrid(f"S{number}", f"Split {number}")
    return SplitGrid(item.code, (Share(first, tuple(mine[:at])), Share(item, tuple(mine[at:]))))


def merge_grids(plan, rng, number):
    if len(plan.management_grids) < 4:
        return add(plan, rng, number)
    one, other = any_grid(plan, rng), any_grid(plan, rng)
    into = rng.choice((one, ManagementGrid(f"U{number}", f"Union {number}")))
    return MergeGrids((one.code, other.code), into)


def add(plan, rng, number):
    return AddGrid(ManagementGrid(f"A{number}", f"Added {number}"), (any_cell(plan, rng).code,))


def edit(plan, rng, number):
    return EditGrid(replace(any_grid(plan, rng), name=f"Named {number}", colour="#5b8c85"))


def recode(plan, rng, number):
    return RecodeCell(any_cell(plan, rng).code, f"R{number}")


def recode_grid(plan, rng, number):
    return RecodeGrid(any_grid(plan, rng).code, f"Q{number}")


def two(plan, rng, number):
    return Series((insert(plan, rng, number), give(plan, rng, number)))
