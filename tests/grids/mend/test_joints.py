"""Near-miss joints brought together."""

import shapely

from grids import Cell
from grids.mend.joints import snapped

SEAM = shapely.LineString([(10, 0), (10, 10)])


def cells(*joints_of_a):
    """Return A beside B and C, which meet at (10, 5.002), and A with joints of its own."""
    a = shapely.Polygon([(0, 0), (10, 0), *((10, y) for y in joints_of_a), (10, 10), (0, 10)])
    return [
        Cell("A", a),
        Cell("B", shapely.box(10, 0, 20, 5.002)),
        Cell("C", shapely.box(10, 5.002, 20, 10)),
    ]


def joints(cell):
    return {(x, y) for x, y in shapely.get_coordinates(cell.shape).round(3).tolist()}


def test_they_meet_where_more_cells_have_a_joint():
    a, b, c = snapped(cells(5.0), ("A", "B"), SEAM, 0.01)

    assert (10, 5.002) in joints(a)
    assert (10, 5.0) not in joints(a)
    assert shapely.coverage_is_valid([a.shape, b.shape, c.shape])


def test_only_the_nearest_of_two_joints_goes_so_no_cell_loses_one():
    a, b, _ = snapped(cells(5.0, 5.005), ("A", "B"), SEAM, 0.01)

    assert {(10, 5.002), (10, 5.005)} <= joints(a)
    assert len(joints(b)) == 4


def test_joints_further_apart_than_the_tolerance_stay():
    before = cells(4.9)

    after = snapped(before, ("A", "B"), SEAM, 0.01)

    assert all(one is other for one, other in zip(before, after, strict=True))
