"""Features are found by place, in one order."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon, box

from layers.compass import Compass
from layers.owner import CodesAndShapesDiffer
from layers.query import LayerIndex

METRES = st.floats(-500, 500).map(lambda value: round(value, 3))
SPOTS = st.tuples(METRES, METRES)


@st.composite
def layers(draw):
    """Return codes and points, lines and boxes, some of them on the same spot."""
    spots = draw(st.lists(SPOTS, min_size=1, max_size=25))
    makers = [
        Point,
        lambda x, y: LineString([(x, y), (x + 30, y + 10)]),
        lambda x, y: box(x, y, x + 20, y + 20),
    ]
    shapes = [draw(st.sampled_from(makers))(x, y) for x, y in spots]
    codes = draw(st.permutations([f"H-{k:04d}" for k in range(len(shapes))]))
    return codes, shapes


def plainly(codes, shapes, x, y):
    place = Point(x, y)
    pairs = zip(codes, shapes, strict=True)
    return sorted((shape.distance(place), code) for code, shape in pairs)


@given(layers(), SPOTS, st.integers(1, 8), st.floats(0, 2000))
def test_the_nearest_are_those_a_plain_sort_finds(layer, spot, count, within_m):
    expected = [pair for pair in plainly(*layer, *spot) if pair[0] <= within_m][:count]

    hits = LayerIndex.of(*layer).nearest(*spot, count=count, within_m=within_m)

    assert [(hit.distance_m, hit.code) for hit in hits] == expected


@given(layers(), SPOTS, st.floats(0, 800))
def test_within_gives_every_feature_of_the_circle_in_order(layer, spot, radius_m):
    expected = [code for distance, code in plainly(*layer, *spot) if distance <= radius_m]

    assert [hit.code for hit in LayerIndex.of(*layer).within(*spot, radius_m)] == expected


@given(layers(), SPOTS, st.integers(0, 2**32 - 1))
def test_the_order_of_the_input_changes_no_answer(layer, spot, seed):
    codes, shapes = layer
    order = np.random.default_rng(seed).permutation(len(codes))
    mixed = LayerIndex.of([codes[k] for k in order], [shapes[k] for k in order])
    index = LayerIndex.of(codes, shapes)

    one, two = index.nearest(*spot, count=5), mixed.nearest(*spot, count=5)

    assert [hit.code for hit in one] == [hit.code for hit in two]
    assert [codes[hit.row] for hit in one] == [hit.code for hit in one]
    assert index.containing(*spot) == mixed.containing(*spot)


@given(layers(), SPOTS, st.floats(0, 400), st.floats(0, 400))
def test_a_box_finds_what_meets_it_and_nothing_else(layer, spot, width, height):
    codes, shapes = layer
    area = box(*spot, spot[0] + width, spot[1] + height)

    rows = LayerIndex.of(codes, shapes).in_box(area.bounds)

    expected = sorted(code for code, s in zip(codes, shapes, strict=True) if s.intersects(area))
    assert [codes[row] for row in rows] == expected


def test_a_hit_tells_distance_bearing_and_compass_point():
    index = LayerIndex.of(["east", "south-west"], [Point(100, 0), Point(-30, -30)])

    far, near = sorted(index.nearest(0, 0, count=2), key=lambda hit: hit.code)

    assert (far.distance_m, far.bearing_deg, far.compass) == (100, 90, Compass.E)
    assert near.bearing_deg == pytest.approx(225)
    assert near.compass is Compass.SW
    assert (near.compass.word("zh"), near.compass.word("en")) == ("西南", "south-west")


def test_a_place_that_touches_a_feature_has_distance_nought_and_no_bearing():
    index = LayerIndex.of(["park"], [box(0, 0, 10, 10)])

    for x, y in ((5, 5), (10, 10), (0, 3)):
        hit = index.nearest(x, y)[0]
        assert (hit.distance_m, hit.bearing_deg, hit.compass) == (0, None, None)
        assert index.containing(x, y) == ["park"]
    assert index.containing(10.001, 5) == []


def test_features_without_a_place_and_empty_layers_are_no_trouble():
    index = LayerIndex.of(["a", "b", "c"], [None, Polygon(), Point(1, 1)])

    assert [hit.row for hit in index.nearest(0, 0, count=3)] == [2]
    assert index.nearest(0, 0, count=0) == []
    assert index.nearest(math.nan, 0) == []
    assert LayerIndex.of([], []).nearest(0, 0) == []
    assert LayerIndex.of([], []).within(0, 0, 10) == []
    assert LayerIndex.of([], []).in_box((0, 0, 1, 1)).tolist() == []


def test_a_lone_feature_far_away_is_still_the_nearest():
    index = LayerIndex.of(["a"], [Point(400_000, 3_300_000)])

    assert index.nearest(0, 0)[0].code == "a"
    assert index.nearest(0, 0, within_m=1000) == []


def test_as_many_codes_as_shapes_are_needed():
    with pytest.raises(CodesAndShapesDiffer):
        LayerIndex.of(["a"], [])


def test_a_hundred_thousand_assets_are_asked_without_a_walk_through_all_of_them():
    rng = np.random.default_rng(3)
    points = shapely.points(rng.uniform(0, 6000, (100_000, 2)))
    index = LayerIndex.of([f"{k:06d}" for k in range(len(points))], points)

    hits = index.nearest(3000, 3000, count=3, within_m=300)

    assert len(hits) == 3
    assert hits[-1].distance_m < 60
