import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from grids.slivers import merge_slivers


def shapes_of(mesh):
    return np.array(list(mesh.shapes().values()), dtype=object)


@given(data=st.data())
def test_merging_keeps_the_cover_and_leaves_no_sliver_that_has_a_neighbour(data, lattices):
    shapes = shapes_of(data.draw(lattices()))
    least_m2 = data.draw(st.floats(0, 40_000))

    merged = merge_slivers(shapes, least_m2)

    assert shapely.coverage_is_valid(merged)
    assert shapely.area(merged).sum() == pytest.approx(shapely.area(shapes).sum())
    assert len(merged) == 1 or shapely.area(merged).min() >= least_m2


def test_a_sliver_joins_the_neighbour_it_shares_most_edge_with():
    large, sliver, long = (
        shapely.box(0, 0, 9, 9),
        shapely.box(9, 0, 10, 9),
        shapely.box(10, 0, 30, 9),
    )
    top = shapely.Polygon([(0, 9), (9, 9), (10, 9), (30, 9), (30, 30), (0, 30)])

    merged = merge_slivers(np.array([top, long, large, sliver]), 10.0)

    assert [shape.area for shape in merged] == pytest.approx([top.area, long.area + 9, large.area])


def test_a_cell_that_has_become_wide_enough_is_left_alone():
    square, strip = shapely.box(0, 0, 24, 24), shapely.box(0, 24, 24, 28)
    beside = shapely.Polygon([(24, 0), (60, 0), (60, 28), (24, 28), (24, 24)])

    merged = merge_slivers(np.array([square, strip, beside]), 0.0, thinnest_m=10.0)

    assert [shape.area for shape in merged] == [24 * 28, 36 * 28]


def test_a_ring_around_a_sliver_is_filled():
    inner = shapely.box(4, 4, 5, 5)
    ring = shapely.box(0, 0, 9, 9).difference(inner)

    (whole,) = merge_slivers(np.array([ring, inner]), 2.0)

    assert whole.equals(shapely.box(0, 0, 9, 9))


@pytest.mark.parametrize(("width_m", "left"), [(0.001, 2), (0.002, 2), (0.005, 3), (1.0, 3)])
def test_only_what_is_as_thin_as_a_wall_is_merged_over_it(width_m, left):
    walls = [shapely.LineString([(x, 0), (x, 30)]) for x in (10, 10 + width_m)]
    shapes = [
        shapely.box(0, 0, 10, 30),
        shapely.box(10, 0, 10 + width_m, 30),
        shapely.box(10 + width_m, 0, 20, 30),
    ]

    merged = merge_slivers(np.array(shapes), 31.0, thinnest_m=2.0, walls=walls)

    assert len(merged) == left
    assert shapely.coverage_is_valid(merged)


def test_two_cells_are_not_merged_over_a_wall_through_what_lay_in_it():
    wall = shapely.LineString([(10, 0), (10, 30)])
    sides = [shapely.box(9, 0, 10, 30), shapely.box(10.001, 0, 11, 30)]
    within = shapely.box(10, 0, 10.001, 30)

    merged = merge_slivers(np.array([*sides, within]), 100.0, walls=[wall])

    assert len(merged) == 2


def test_a_thin_sliver_stays_on_its_side_of_a_wall_where_it_can():
    wall = shapely.LineString([(10, 0), (10, 30)])
    sliver = shapely.box(10, 0, 10.002, 30)
    sides = [shapely.box(0, 0, 10, 30), shapely.box(10.002, 0, 20, 30)]

    merged = merge_slivers(np.array([*sides, sliver]), 1.0, walls=[wall])

    assert [shape.bounds[0] for shape in merged] == [0, 10]


def test_slivers_in_a_wall_that_have_joined_join_on():
    edges = [10, 10.001, 10.0025]
    walls = [shapely.LineString([(x, 0), (x, 30)]) for x in edges]
    rim, thinner = shapely.box(10.001, 0, 10.0025, 30), shapely.box(10, 0, 10.001, 30)

    (whole,) = merge_slivers(np.array([rim, shapely.box(0, 0, 10, 30), thinner]), 1.0, walls=walls)

    assert whole.equals(shapely.box(0, 0, 10.0025, 30))


def test_nothing_stays_nothing():
    assert len(merge_slivers(np.array([], dtype=object), 10.0)) == 0
