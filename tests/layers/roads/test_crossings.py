"""Roads of different names cross where they meet."""

import numpy as np
import pytest
from shapely.geometry import LineString

from layers.roads.chainage import chain
from layers.roads.crossings import find_crossings


def crossings(*rows):
    names, lines = zip(*rows, strict=True)
    segments = np.array([LineString(line) for line in lines])
    return find_crossings(segments, chain(list(names), segments))


def test_a_cross_a_tee_and_a_meeting_end_to_end_are_crossings():
    found = crossings(
        ("a", [(0, 0), (100, 0)]),
        ("b", [(50, -50), (50, 50)]),
        ("c", [(100, 0), (200, 0)]),
        ("d", [(150, 0), (150, 90)]),
    )

    assert [(c.names, c.x, c.y) for c in found] == [
        (("a", "b"), 50, 0),
        (("a", "c"), 100, 0),
        (("c", "d"), 150, 0),
    ]
    assert found[0].other(found[0].roads[0]) == "b"
    assert found[0].other(found[0].roads[1]) == "a"


def test_two_carriageways_crossing_two_others_make_one_crossing():
    found = crossings(
        ("a", [(0, 0), (200, 0)]),
        ("a", [(0, 20), (200, 20)]),
        ("b", [(100, -80), (100, 80)]),
        ("b", [(118, -80), (118, 80)]),
    )

    assert [(c.x, c.y) for c in found] == [(109, 10)]


def test_roads_that_meet_twice_have_two_crossings():
    found = crossings(("a", [(0, 0), (300, 0)]), ("b", [(0, -9), (150, 40), (300, -9)]))

    assert len(found) == 2


def test_a_gap_left_by_rounding_is_still_a_crossing():
    assert len(crossings(("a", [(0, 0), (100, 0)]), ("b", [(50, 0.4), (50, 90)]))) == 1
    assert crossings(("a", [(0, 0), (100, 0)]), ("b", [(50, 0.6), (50, 90)])) == ()


def test_neither_a_nameless_road_nor_one_of_the_same_name_crosses():
    assert crossings((None, [(0, 0), (100, 0)]), ("b", [(50, -9), (50, 90)])) == ()
    assert crossings(("b", [(0, 0), (100, 0)]), ("b", [(50, -9), (50, 90)])) == ()


def test_roads_drawn_over_one_another_cross_in_the_middle_of_the_shared_way():
    (found,) = crossings(("a", [(0, 0), (100, 0)]), ("b", [(40, 0), (60, 0), (60, 50)]))

    assert (found.x, found.y) == pytest.approx((50, 0))
