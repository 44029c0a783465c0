"""The quarter tree finds the line that a plain search over all lines finds."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString

from layers.roads.nearest import NearestLines, Pieces

SPOT = st.tuples(st.integers(-400, 400), st.integers(-400, 400))


@st.composite
def tangles(draw):
    """Return lines of two to five places, some sharing joints, some with a doubled place."""
    lines = []
    for _ in range(draw(st.integers(1, 14))):
        spots = draw(st.lists(SPOT, min_size=2, max_size=5))
        if len(set(spots)) > 1:
            lines.append(LineString([(384_000 + x, 3_309_000 + y) for x, y in spots]))
    return np.array(lines or [LineString([(384_000, 3_309_000), (384_100, 3_309_000)])])


def places_around(lines, seed):
    rng = np.random.default_rng(seed)
    corners = shapely.get_coordinates(lines)
    on_lines = shapely.get_coordinates(
        shapely.line_interpolate_point(rng.choice(lines, 30), rng.random(30), normalized=True)
    )
    low, high = corners.min(axis=0), corners.max(axis=0)
    return np.vstack(
        [
            corners,
            on_lines,
            rng.uniform(low - 50, high + 50, (60, 2)),
            rng.uniform(low - 5e3, high + 5e3, (10, 2)),
        ]
    )


@given(tangles(), st.integers(0, 2**32 - 1))
def test_the_distance_is_the_least_there_is(lines, seed):
    places = places_around(lines, seed)
    points = shapely.points(places)

    feet = NearestLines.of(lines).feet(*places.T)

    every = shapely.distance(points[:, None], lines[None, :])
    assert feet.distance_m == pytest.approx(every.min(axis=1), abs=1e-6)
    assert shapely.distance(points, lines[feet.line]) == pytest.approx(feet.distance_m, abs=1e-6)


@given(tangles(), st.integers(0, 2**32 - 1))
def test_the_foot_lies_on_the_line_at_the_position_told(lines, seed):
    places = places_around(lines, seed)

    feet = NearestLines.of(lines).feet(*places.T)

    there = shapely.points(np.column_stack([feet.x, feet.y]))
    assert shapely.distance(there, lines[feet.line]) == pytest.approx(0, abs=1e-6)
    told = shapely.line_interpolate_point(lines[feet.line], feet.position_m)
    assert shapely.distance(there, told) == pytest.approx(0, abs=1e-6)


@given(tangles(), st.integers(0, 2**32 - 1))
def test_one_place_alone_gets_the_answer_it_gets_among_many(lines, seed):
    places = places_around(lines, seed)
    tree = NearestLines.of(lines)

    many = tree.feet(*places.T)

    for k, (x, y) in enumerate(places):
        one = tree.feet(np.array([x]), np.array([y]))
        assert [column[0] for column in one] == [column[k] for column in many]


def test_at_a_joint_the_first_line_wins():
    meeting = (384_000.3, 3_309_000.7)
    away = [(384_090.1, 3_309_033.3), (383_911.9, 3_309_001.1), (384_000.9, 3_308_877.7)]
    lines = np.array([LineString([end, meeting]) for end in away])

    feet = NearestLines.of(lines).feet(np.array([meeting[0]]), np.array([meeting[1]]))
    turned = NearestLines.of(lines[::-1].copy()).feet(
        np.array([meeting[0]]), np.array([meeting[1]])
    )

    assert (feet.line[0], turned.line[0]) == (0, 0)
    assert feet.distance_m[0] == 0


def test_a_joint_ties_exactly_although_adding_the_whole_step_would_miss_it():
    start, joint = (-59_459.931, 0.0), (94.68, 0.0)
    assert start[0] + (joint[0] - start[0]) != joint[0]
    lines = np.array([LineString([start, joint]), LineString([joint, (200, 10)])])

    feet = NearestLines.of(lines).feet(np.array([94.68]), np.array([0.0]))

    assert (feet.line[0], feet.x[0], feet.distance_m[0]) == (0, 94.68, 0)


def test_many_short_pieces_on_a_circle_are_told_apart():
    angles = np.linspace(0, 2 * np.pi, 721)
    ring = LineString(np.column_stack([200 * np.cos(angles), 200 * np.sin(angles)]))
    rng = np.random.default_rng(8)
    places = rng.uniform(-260, 260, (2000, 2))

    feet = NearestLines.of(np.array([ring])).feet(*places.T)

    points = shapely.points(places)
    assert feet.distance_m == pytest.approx(shapely.distance(points, ring), abs=1e-9)


def test_no_lines_and_no_numbers_give_no_answer():
    nothing = NearestLines.of(np.array([], dtype=object)).feet(np.array([1.0]), np.array([2.0]))
    something = NearestLines.of(np.array([LineString([(0, 0), (9, 0)])]))

    lost = something.feet(np.array([np.nan, np.inf, 1]), np.array([0, 0, 3.0]))

    assert nothing.line.tolist() == [-1]
    assert np.isnan(nothing.distance_m).all()
    assert lost.line.tolist() == [-1, -1, 0]
    assert np.isnan(lost.position_m[:2]).all()
    assert (lost.position_m[2], lost.distance_m[2]) == (1, 3)


def test_pieces_know_their_line_and_start_and_skip_doubled_places():
    lines = np.array([LineString([(0, 0), (0, 0), (3, 4), (3, 10)]), LineString([(5, 5), (6, 5)])])

    pieces = Pieces.of(lines)

    assert pieces.line.tolist() == [0, 0, 1]
    assert pieces.start_m.tolist() == [0, 5, 0]
    assert pieces.ends[2].tolist() == [5, 5, 6, 5]
