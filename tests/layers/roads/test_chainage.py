"""Roads are put together from segments, and every place on them has a chainage."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString

from layers.compass import Compass
from layers.roads.chainage import chain
from layers.roads.clusters import clusters, in_order_of_appearance


@st.composite
def cut_lines(draw):
    """Return a wandering west-east line, its segments turned and mixed, and their order."""
    steps = draw(
        st.lists(st.tuples(st.integers(60, 200), st.integers(-50, 50)), min_size=1, max_size=8)
    )
    places = np.cumsum([(384_000, 3_309_000), *steps], axis=0)
    segments = [LineString(places[k : k + 2]) for k in range(len(steps))]
    turned = [s.reverse() if draw(st.booleans()) else s for s in segments]
    order = draw(st.permutations(range(len(segments))))
    return LineString(places), np.array([turned[k] for k in order])


@given(cut_lines())
def test_a_road_measures_as_the_line_it_was_cut_from(cut):
    whole, segments = cut
    chains = chain(["江南公路"] * len(segments), segments)

    (road,) = chains.roads

    assert road.length_m == pytest.approx(whole.length)
    assert road.starts is Compass.W
    for share in (0, 0.3, 0.5, 1):
        index = np.arange(len(segments), dtype=np.int32)
        position = share * shapely.length(segments)
        points = shapely.line_interpolate_point(segments, position)
        expected = shapely.line_locate_point(whole, points)
        assert chains.chainage_m(index, position) == pytest.approx(expected, abs=1e-6)


@given(cut_lines(), st.floats(0, 1))
def test_a_chainage_leads_to_the_place_it_was_taken_at(cut, share):
    whole, segments = cut
    chains = chain(["江南公路"] * len(segments), segments)
    (road,) = chains.roads

    segment, position = chains.positions(road, share * whole.length)[0]

    found = shapely.line_interpolate_point(segments[segment], position)
    expected = shapely.line_interpolate_point(whole, share * whole.length)
    assert shapely.distance(found, expected) == pytest.approx(0, abs=1e-6)


def test_no_place_lies_beyond_the_end_of_a_road():
    chains = chain(["a"], np.array([LineString([(0, 0), (100, 0)])]))

    assert chains.positions(chains.roads[0], 101) == []
    assert chains.positions(chains.roads[0], -1) == []


@pytest.mark.parametrize(
    ("places", "starts", "from_m"),
    [
        ([(0, 0), (10, 0)], Compass.W, 0),
        ([(10, 0), (0, 0)], Compass.W, 10),
        ([(0, 0), (0, 10)], Compass.N, 10),
        ([(0, 10), (0, 0)], Compass.N, 0),
        ([(0, 0), (10, 10)], Compass.W, 0),
    ],
)
def test_a_road_starts_in_the_west_or_in_the_north(places, starts, from_m):
    chains = chain(["a"], np.array([LineString(places)]))

    assert chains.roads[0].starts is starts
    assert chains.from_m[0] == from_m


def test_both_carriageways_are_measured_from_the_same_end():
    lines = np.array(
        [
            LineString([(0, 0), (400, 0)]),
            LineString([(400, 0), (800, 0)]),
            LineString([(810, 30), (5, 30)]),
            LineString([(400, 0), (400, 30)]),
        ]
    )

    apart = chain(["环山路"] * 3, lines[:3])
    linked = chain(["环山路"] * 5, np.array([*lines[:2], *_cut(lines[2]), lines[3]]))

    assert len(apart.roads) == len(linked.roads) == 1
    assert apart.chainage_m(np.array([2]), np.array([410.0]))[0] == pytest.approx(400, abs=10)
    assert linked.chainage_m(np.array([3]), np.array([200.0]))[0] == pytest.approx(200, abs=10)


def _cut(line):
    middle = (400, 30)
    return [
        LineString([line.coords[0], middle]),
        LineString([middle, line.coords[-1]]),
    ]


def test_a_road_goes_on_beyond_a_gap():
    lines = np.array([LineString([(200, 0), (300, 0)]), LineString([(0, 0), (100, 0)])])

    chains = chain(["通途路", "通途路"], lines)

    assert chains.roads[0].length_m == 300
    assert chains.from_m.tolist() == [200, 0]


def test_the_same_name_far_away_is_another_road():
    lines = np.array([LineString([(0, 0), (100, 0)]), LineString([(500, 0), (600, 0)])])

    chains = chain(["一号路", "一号路"], lines)

    assert [road.segments for road in chains.roads] == [(0,), (1,)]
    assert chains.from_m.tolist() == [0, 0]


def test_segments_without_a_name_stay_alone():
    lines = np.array([LineString([(0, 0), (100, 0)]), LineString([(100, 0), (200, 0)])])

    assert len(chain([None, None], lines).roads) == 2


def test_a_fork_is_measured_along_both_arms():
    stem, left, right = (
        LineString([(0, 0), (100, 0)]),
        LineString([(100, 0), (200, 80)]),
        LineString([(180, -60), (100, 0)]),
    )

    chains = chain(["a"] * 3, np.array([stem, left, right]))

    assert chains.from_m.tolist() == [0, 100, 200]
    assert chains.roads[0].length_m == pytest.approx(100 + left.length)


def test_a_ring_is_measured_both_ways_from_its_west():
    ring = LineString([(100, 0), (0, 0), (0, 100), (100, 100), (100, 0)])
    halves = np.array([LineString(ring.coords[:3]), LineString(ring.coords[2:])])

    chains = chain(["环路"] * 2, halves)
    alone = chain(["环路"], np.array([ring]))

    assert chains.roads[0].length_m == 200
    assert alone.roads[0].length_m == 200
    assert len(chains.positions(chains.roads[0], 50)) == 2


def test_ends_within_half_a_metre_are_one_node():
    lines = np.array([LineString([(0, 0), (100, 0)]), LineString([(100.4, 0), (200, 0)])])

    assert chain(["a", "a"], lines).from_m.tolist() == [0, 100]


def test_clusters_join_over_steps_but_not_over_kinds():
    places = np.array([(0.0, 0.0), (50, 0), (9, 0), (18, 0), (18, 0)])

    assert clusters(places, 10).tolist() == [0, 1, 0, 0, 0]
    assert clusters(places, 10, kind=np.array([0, 0, 0, 0, 1])).tolist() == [0, 1, 0, 0, 2]
    assert clusters(np.zeros((0, 2)), 10).tolist() == []
    assert in_order_of_appearance(np.array([7, 3, 7, 9])).tolist() == [0, 1, 0, 2]
