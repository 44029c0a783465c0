"""The edge of an area in words: roads it follows, headings, neighbours, crossings left out."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from grids.describe import HEADINGS, SHORT_M, describe_edge

SQUARE = shapely.box(0, 0, 400, 300)


def beyond(x, y):
    """Tell of grids around the square: N and E are known, the rest is outside."""
    return ["North" if b > 300 else "East" if a > 400 else None for a, b in zip(x, y, strict=True)]


def described(area=SQUARE, roads=()):
    lines = np.array([line for line, _ in roads], dtype=object)
    return describe_edge(area, lines, [name for _, name in roads], beyond)


def told(stretches):
    return [(s.heading, s.road, s.beyond, round(s.length_m)) for s in stretches]


def test_a_square_without_roads_is_told_by_its_neighbours():
    (ring,) = described()

    assert told(ring) == [
        ("E", None, "North", 400),
        ("S", None, "East", 300),
        ("W", None, None, 400),
        ("N", None, None, 300),
    ]


def test_roads_beside_the_edge_are_followed_from_the_north_west_clockwise():
    roads = [
        (shapely.LineString([(-50, 310), (450, 305)]), "泰山路"),
        (shapely.LineString([(412, -90), (409, 350)]), "太河路"),
        (shapely.LineString([(-20, -29), (480, -25)]), "Ming Road"),
        (shapely.LineString([(-4, -90), (-2, 350)]), None),
    ]
    (ring,) = described(roads=roads)

    assert told(ring) == [
        ("E", "泰山路", "North", 400),
        ("S", "太河路", "East", 300),
        ("W", "Ming Road", None, 400),
        ("N", None, None, 300),
    ]


def test_a_road_that_crosses_or_is_far_is_not_followed():
    roads = [
        (shapely.LineString([(200, -90), (200, 400)]), "across"),
        (shapely.LineString([(0, 331), (400, 331)]), "far"),
    ]
    (ring,) = described(roads=roads)

    assert {s.road for s in ring} == {None}


def test_the_nearest_of_two_roads_is_followed():
    roads = [
        (shapely.LineString([(0, 325), (400, 325)]), "second"),
        (shapely.LineString([(0, 303), (400, 303)]), "first"),
    ]
    (ring,) = described(roads=roads)

    assert ring[0].road == "first"


def test_a_short_turn_belongs_to_the_stretch_before_it():
    notch = shapely.Polygon([(0, 0), (400, 0), (400, 300), (210, 300), (210, 320), (0, 320)])
    (ring,) = described(notch)

    assert min(s.length_m for s in ring) >= SHORT_M
    assert sum(s.length_m for s in ring) == pytest.approx(notch.length)


def test_holes_and_parts_are_rings_of_their_own():
    holed = SQUARE.difference(shapely.box(100, 100, 200, 200))
    apart = shapely.box(900, 0, 950, 50)
    rings = described(shapely.MultiPolygon([apart, holed]))

    assert [round(sum(s.length_m for s in ring)) for ring in rings] == [1400, 200, 400]


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_the_stretches_are_the_ring_end_to_end(data):
    count = data.draw(st.integers(3, 12))
    turns = sorted(
        data.draw(st.lists(st.floats(0, 6.2), min_size=count, max_size=count, unique=True))
    )
    reach = data.draw(st.lists(st.floats(60, 900), min_size=count, max_size=count))
    area = shapely.Polygon(
        [(r * np.cos(t), r * np.sin(t)) for t, r in zip(turns, reach, strict=True)]
    )
    if not area.is_valid or area.area < 1:
        return
    ends = st.tuples(st.floats(-900, 900), st.floats(-900, 900))
    roads = [
        (shapely.LineString([data.draw(ends), data.draw(ends)]), name)
        for name in data.draw(st.lists(st.sampled_from(["a", "b", None]), max_size=4))
    ]
    roads = [(line, name) for line, name in roads if line.length > 0]
    (ring,) = described(area, roads)

    assert sum(s.length_m for s in ring) == pytest.approx(area.exterior.length, rel=1e-6)
    for one, other in zip(ring, [*ring[1:], ring[0]], strict=True):
        assert one.line.coords[-1] == pytest.approx(other.line.coords[0])
    assert {s.heading for s in ring} <= set(HEADINGS)
