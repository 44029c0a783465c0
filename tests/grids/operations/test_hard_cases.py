"""The shapes that broke other products, by name: operations on them do what a planner means."""

import numpy as np
import pytest
import shapely

from grids import Grid, GridError, ManagementGrid, Plan, applied, change_of, faults, unmet
from grids.cells import Cell
from grids.operations import (
    CutCell,
    GiveCells,
    InsertJoint,
    JointNeeded,
    MergeCells,
    MergeUnfit,
    MoveJoint,
    RemoveJoint,
    ReshapeSeam,
)
from grids.patch import SeamTorn, ShapeBroken

CRS = "EPSG:4550"
X, Y = 388_000, 3_309_000


def at(x, y):
    """Return a place of the sketch as a joint, in whole millimetres."""
    return round(1000 * (X + x)), round(1000 * (Y + y))


def shape(*rings):
    outer, *holes = [[(X + x, Y + y) for x, y in ring] for ring in rings]
    return shapely.Polygon(outer, holes)


def plan(**shapes):
    cells = [Cell(code, area, "C", "S", "G1") for code, area in shapes.items()]
    whole = shapely.union_all([cell.shape for cell in cells], grid_size=0.001)
    return Plan("hard", Grid.of(cells, CRS), (ManagementGrid("G1", "One"),), outline=whole)


def done(start, step):
    """Return the plan after a step, checked to be sound, of one outline, and undone to the byte."""
    change = change_of(start, step)
    after = applied(start, change)
    assert faults(after.grid, sliver_m=0.0, assigned=False, district=start.outline) == []
    whole = shapely.union_all(after.grid.shapes, grid_size=0.001)
    assert whole.symmetric_difference(start.outline).area < 1e-3
    back = applied(after, change.inverse)
    for cell in start.grid:
        assert shapely.to_wkb(back.grid[cell.code].shape) == shapely.to_wkb(cell.shape)
    return after


def joints_of(after, code):
    return {at(x - X, y - Y) for x, y in shapely.get_coordinates(after.grid[code].shape)}


SQUARE = [(0, 0), (100, 0), (100, 100), (0, 100)]


def shifted(ring, dx, dy):
    return [(x + dx, y + dy) for x, y in ring]


def four(a=SQUARE):
    return plan(
        A=shape(a),
        B=shape(shifted(SQUARE, 100, 0)),
        C=shape(shifted(SQUARE, 0, 100)),
        D=shape(shifted(SQUARE, 100, 100)),
    )


# ---- corners


def test_a_four_way_corner_moves_with_all_four_cells():
    after = done(four(), MoveJoint(at(100, 100), at(110, 95)))

    assert all(at(110, 95) in joints_of(after, code) for code in "ABCD")


def test_a_four_way_corner_is_not_taken_out():
    with pytest.raises(JointNeeded):
        change_of(four(), RemoveJoint(at(100, 100)))


def test_three_cells_at_one_node_move_together():
    wheel = plan(
        A=shape([(0, 0), (200, 0), (100, 80)]),
        B=shape([(200, 0), (100, 200), (100, 80)]),
        C=shape([(0, 0), (100, 80), (100, 200)]),
    )
    after = done(wheel, MoveJoint(at(100, 80), at(95, 60)))

    assert all(at(95, 60) in joints_of(after, code) for code in "ABC")


def tee():
    """A lies below B and C; the seam between these ends on A's upper edge, in a joint of A."""
    return plan(
        A=shape([(0, 0), (200, 0), (200, 100), (100, 100), (0, 100)]),
        B=shape(shifted(SQUARE, 0, 100)),
        C=shape(shifted(SQUARE, 100, 100)),
    )


def test_a_t_junction_moves_along_its_bar_and_bends_it():
    along = done(tee(), MoveJoint(at(100, 100), at(130, 100)))
    assert joints_of(along, "A") >= {at(130, 100)}
    assert along.grid["B"].shape.area == pytest.approx(11_500)

    bent = done(tee(), MoveJoint(at(100, 100), at(100, 80)))
    assert bent.grid["A"].shape.area == pytest.approx(18_000)


def test_a_t_junction_is_not_taken_out_and_stays_when_a_neighbour_is_cut():
    with pytest.raises(JointNeeded):
        change_of(tee(), RemoveJoint(at(100, 100)))
    after = done(tee(), CutCell("B", (at(50, 90), at(50, 210)), ("B1", "B2")))

    assert at(50, 100) in joints_of(after, "A")  # the bar got the joint of the new stem
    assert at(100, 100) in joints_of(after, "A")


# ---- near misses


@pytest.mark.parametrize("far_m", [1e-9, 1e-10, 1e-12, 1e-14, 1e-16])
def test_joints_that_all_but_meet_are_one_joint(far_m):
    near = [(0, 0), (100 - far_m, far_m), (100 + far_m, 100 - far_m), (far_m, 100)]
    after = done(four(near), MoveJoint(at(100, 100), at(104, 103)))

    assert all(at(104, 103) in joints_of(after, code) for code in "ABCD")


@pytest.mark.parametrize("far_m", [1e-9, 1e-6, 1e-4, 4e-4])
def test_a_place_that_hardly_misses_a_joint_means_it(far_m):
    after = done(four(), MoveJoint(at(100 + far_m, 100 - far_m), at(96, 100)))

    assert all(at(96, 100) in joints_of(after, code) for code in "ABCD")


def test_a_joint_dropped_a_millimetre_beside_another_keeps_both():
    bent = done(four(), InsertJoint(at(0, 100), at(100, 100), at(50, 100)))
    after = done(bent, MoveJoint(at(50, 100), at(99.999, 100)))

    assert {at(99.999, 100), at(100, 100)} <= joints_of(after, "A") & joints_of(after, "C")


# ---- how a ring is written


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
@pytest.mark.parametrize("backwards", [False, True])
def test_where_a_ring_starts_and_which_way_it_runs_make_no_difference(turn, backwards):
    ring = [*SQUARE[turn:], *SQUARE[:turn]]  # once it starts on the seam to B
    start = four(ring[::-1] if backwards else ring)
    steps = [
        InsertJoint(at(100, 0), at(100, 100), at(100, 50)),
        MoveJoint(at(100, 50), at(112, 47)),
        ReshapeSeam("A", "C", (at(20, 100), at(50, 120), at(80, 100))),
        CutCell("A", (at(-10, 40), at(210, 45)), ("A1", "A2")),
        MergeCells(("A1", "A2"), "A3"),
        RemoveJoint(at(112, 47)),
    ]
    for step in steps[:3]:
        start = done(start, step)
    assert start.grid["A"].shape.area == pytest.approx(10_000 + 600 + 600)
    for step in steps[3:5]:
        start = done(start, step)
    assert start.grid["A3"].shape.area == pytest.approx(11_200, abs=0.1)
    straight = done(start, steps[5])
    assert at(112, 47) not in joints_of(straight, "A3") | joints_of(straight, "B")


# ---- holes


def island():
    """B lies within A; a lake, which is no cell, lies in A as well."""
    hole, lake = [(40, 40), (60, 40), (60, 60), (40, 60)], [(70, 70), (80, 70), (80, 80), (70, 80)]
    return plan(A=shape(SQUARE, hole, lake), B=shape(hole), C=shape(shifted(SQUARE, 100, 0)))


def test_a_joint_of_an_island_moves_the_hole_around_it():
    after = done(island(), MoveJoint(at(60, 60), at(65, 66)))

    assert at(65, 66) in joints_of(after, "A") & joints_of(after, "B")
    assert len(after.grid["A"].shape.interiors) == 2


def test_a_hole_is_not_swallowed_when_its_cell_is_merged():
    after = done(island(), MergeCells(("A", "C"), "E"))

    assert len(after.grid["E"].shape.interiors) == 2
    assert after.grid["E"].shape.area == pytest.approx(20_000 - 400 - 100)


def test_an_island_merged_with_what_is_around_it_leaves_the_lake():
    after = done(island(), MergeCells(("A", "B"), "E"))

    (lake,) = after.grid["E"].shape.interiors
    assert shapely.Polygon(lake).area == pytest.approx(100)


def test_a_cut_past_a_hole_leaves_it_whole_in_one_part():
    after = done(island(), CutCell("A", (at(-5, 20), at(105, 25)), ("A1", "A2")))

    assert sorted(len(after.grid[code].shape.interiors) for code in ("A1", "A2")) == [0, 2]


def test_a_cut_that_ends_in_a_hole_parts_nothing_and_is_refused():
    with pytest.raises(GridError):
        change_of(island(), CutCell("A", (at(-5, 50), at(50, 50)), ("A1", "A2")))


def test_a_seam_around_an_island_is_reshaped_where_the_line_runs():
    line = (at(40, 45), at(30, 50), at(40, 55))
    after = done(island(), ReshapeSeam("A", "B", line))

    assert after.grid["B"].shape.area == pytest.approx(400 + 50)


def test_two_cells_that_meet_in_a_corner_only_are_not_one():
    with pytest.raises(MergeUnfit):
        change_of(four(), MergeCells(("A", "D"), "E"))


# ---- cells in several parts


def apart():
    both = shapely.MultiPolygon([shape(SQUARE), shape(shifted(SQUARE, 300, 0))])
    return plan(A=both, B=shape(shifted(SQUARE, 100, 0)), C=shape(shifted(SQUARE, 200, 0)))


def test_a_cell_in_parts_is_given_away_whole():
    start = apart()
    after = applied(start, change_of(start, GiveCells((("A", None),))))

    assert after.grid["A"].grid is None
    assert shapely.to_wkb(after.grid["A"].shape) == shapely.to_wkb(start.grid["A"].shape)


@pytest.mark.parametrize(
    "step",
    [
        MoveJoint(at(100, 100), at(90, 100)),
        CutCell("A", (at(50, -5), at(50, 105)), ("A1", "A2")),
        MergeCells(("A", "B"), "E"),
    ],
)
def test_the_shape_of_a_cell_in_parts_is_not_changed_but_refused(step):
    with pytest.raises((ShapeBroken, SeamTorn, GridError)):
        change_of(apart(), step)


def test_a_cell_in_parts_does_not_stand_in_the_way_of_others():
    start = apart()
    step = InsertJoint(at(200, 0), at(200, 100), at(205, 50))
    after = applied(start, change_of(start, step))

    assert at(205, 50) in joints_of(after, "B") & joints_of(after, "C")


# ---- contiguity


def test_a_grid_painted_in_two_is_told_and_not_published():
    row = plan(**{code: shape(shifted(SQUARE, 100 * i, 0)) for i, code in enumerate("ABC")})
    named = (ManagementGrid("G1", "One"), ManagementGrid("G2", "Two"))
    start = Plan("row", row.grid, named, outline=row.outline)
    middle = applied(start, change_of(start, GiveCells((("B", "G2"),))))
    edge = applied(start, change_of(start, GiveCells((("C", "G2"),))))

    assert [fault.kind for fault in unmet(middle)] == ["grid_in_pieces"]
    assert unmet(edge) == []


def test_grids_that_meet_in_a_corner_only_are_in_two_pieces():
    start = four()
    named = (ManagementGrid("G1", "One"), ManagementGrid("G2", "Two"))
    start = Plan("four", start.grid, named, outline=start.outline)
    after = applied(start, change_of(start, GiveCells((("A", "G2"), ("D", "G2")))))

    assert [fault.codes for fault in unmet(after) if fault.kind == "grid_in_pieces"] == [
        ("G1",),
        ("G2",),
    ]


def test_a_step_that_is_refused_leaves_the_plan_as_it_was():
    start = four()
    before = [shapely.to_wkb(cell.shape) for cell in start.grid]
    with pytest.raises(GridError):
        change_of(start, MoveJoint(at(100, 100), at(300, 300)))

    assert [shapely.to_wkb(cell.shape) for cell in start.grid] == before
    assert np.isfinite(start.grid.bounds).all()
