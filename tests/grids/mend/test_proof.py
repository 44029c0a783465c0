"""A step is proposed only if it was tried and did no harm."""

from dataclasses import replace

import pytest
import shapely

from grids import Cell, GiveCells, ManagementGrid, Redraw, unmet
from grids.mend import fix_of, mends
from tests.grids.mend.messes import plan_of


def box(code, *bounds, grid="G1"):
    return Cell(code, shapely.box(*bounds), grid=grid)


@pytest.fixture
def gap():
    """Return a plan of three cells with a gap between A and B, and the fault."""
    left = shapely.Polygon([(0, 0), (10, 0), (10, 4), (9, 4), (9, 6), (10, 6), (10, 10), (0, 10)])
    right = shapely.Polygon([(10, 0), (20, 0), (20, 10), (10, 10), (10, 6), (10, 4)])
    cells = [Cell("A", left, grid="G1"), Cell("B", right, grid="G1"), box("D", 20, 0, 30, 10)]
    plan = plan_of(cells, shapely.box(0, 0, 30, 10))
    (fault,) = unmet(plan)
    return plan, fault


def redraw(plan, **shapes):
    return Redraw(tuple(shapes), tuple(replace(plan.grid[c], shape=s) for c, s in shapes.items()))


def test_what_fills_the_gap_mends_it(gap):
    plan, fault = gap

    assert mends(plan, fault, redraw(plan, A=with_gap(plan)))


def with_gap(plan):
    return shapely.box(0, 0, 10, 10).union(plan.grid["A"].shape)


def test_what_changes_nothing_mends_nothing(gap):
    plan, fault = gap

    assert not mends(plan, fault, Redraw((), ()))
    assert not mends(plan, fault, GiveCells((("A", "G1"),)))


def test_what_changes_something_else_mends_nothing(gap):
    plan, fault = gap
    other = shapely.Polygon([(20, 0), (25, 0), (30, 0), (30, 10), (20, 10)])

    assert not mends(plan, fault, redraw(plan, D=other))


def test_what_cannot_be_done_mends_nothing(gap):
    plan, fault = gap

    assert not mends(plan, fault, Redraw(("Z",), ()))


def test_what_gives_up_ground_of_the_district_mends_nothing(gap):
    plan, fault = gap
    step = redraw(plan, A=with_gap(plan), D=shapely.box(20, 0, 29, 10))

    assert not mends(plan, fault, step)
    assert not mends(replace(plan, outline=None), fault, step)


def test_what_takes_ground_outside_mends_nothing(gap):
    plan, fault = gap
    step = redraw(plan, A=with_gap(plan), D=shapely.box(20, 0, 31, 10))

    assert not mends(plan, fault, step)


def test_what_fills_only_a_part_of_an_uncovered_place_mends_nothing():
    cells = [box("A", 0, 0, 10, 10), box("B", 10, 0, 19, 10)]
    plan = plan_of(cells, shapely.box(0, 0, 20, 10))
    (fault,) = unmet(plan)

    assert not mends(plan, fault, redraw(plan, B=shapely.box(10, 0, 19.5, 10)))
    assert mends(plan, fault, redraw(plan, B=shapely.box(10, 0, 20, 10)))


def test_what_cuts_off_only_a_part_of_what_lies_outside_mends_nothing():
    plan = plan_of([box("A", 0, 0, 10, 10), box("B", 10, 0, 21, 10)], shapely.box(0, 0, 20, 10))
    (fault,) = unmet(plan)

    assert not mends(plan, fault, redraw(plan, B=shapely.box(10, 0, 20.5, 10)))
    assert mends(plan, fault, redraw(plan, B=shapely.box(10, 0, 20, 10)))


def test_the_last_cell_of_a_grid_is_not_merged_away():
    cells = [box("A", 0, 0, 10, 10), box("S", 10, 0, 10.5, 10, grid="G2")]
    plan = plan_of(cells, shapely.box(0, 0, 10.5, 10), grids=("G1", "G2"))
    (fault,) = unmet(plan)

    assert (fault.kind, fix_of(plan, fault)) == ("sliver", None)


def test_the_link_of_a_grid_is_not_merged_away():
    """G2 lies to both sides of a sliver of its own, above the only cell of G1."""
    under = shapely.Polygon([(9, 0), (12, 0), (12, 9), (10.5, 9), (10, 9), (9, 9)])
    left = shapely.Polygon([(0, 0), (9, 0), (9, 9), (10, 9), (10, 10), (0, 10)])
    right = shapely.Polygon([(12, 0), (20, 0), (20, 10), (10.5, 10), (10.5, 9), (12, 9)])
    link = shapely.Polygon([(10, 9), (10.5, 9), (10.5, 10), (10, 10)])
    cells = [Cell("L", left, "C2", grid="G2"), Cell("R", right, "C2", grid="G2")]
    cells += [Cell("S", link, "C1", grid="G2"), Cell("U", under, "C1", grid="G1")]
    items = ("G1", "G2")
    plan = plan_of(cells, shapely.box(0, 0, 20, 10), grids=items)
    (fault,) = unmet(plan)

    assert (fault.kind, fault.codes) == ("sliver", ("S",))
    assert fix_of(plan, fault) is None
    assert plan.management_grids == tuple(ManagementGrid(code, f"Grid {code}") for code in items)
