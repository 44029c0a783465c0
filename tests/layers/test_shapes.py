"""Laws of shapes at the door of a layer."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import (
    GeometryCollection,
    LinearRing,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
)

from layers import shapes
from layers.catalog import Shape

SQUARE = box(0, 0, 10, 10)
BOW_TIE = Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
TWICE = MultiPolygon([box(0, 0, 10, 10), box(5, 0, 15, 10)])
HOLE_STICKS_OUT = Polygon(SQUARE.exterior.coords, [[(5, 5), (15, 5), (15, 8), (5, 8)]])
WOUND_TWICE = Polygon([(0, 0), (10, 0), (10, 10), (0, 10), (0, 2), (8, 2), (8, 8), (2, 8), (2, 0)])
SPIKE = Polygon([(0, 0), (10, 0), (10, 10), (0, 10), (0, 0), (0, -5), (0, 0)])

# Few distinct values: rings that cross, touch, repeat and collapse are then the rule.
places = st.tuples(st.integers(0, 6), st.integers(0, 6))
rings = st.lists(places, min_size=3, max_size=9).map(Polygon)
anything = st.one_of(
    rings,
    places.map(Point),
    st.lists(places, min_size=2, max_size=5).map(LineString),
    st.lists(rings, min_size=1, max_size=3).map(MultiPolygon),
    st.lists(places, min_size=1, max_size=3).map(MultiPoint),
    st.sampled_from([None, Polygon(), Point(1, 2, 3), GeometryCollection([SQUARE, Point(0, 0)])]),
)
families = st.sampled_from(list(Shape))


@given(anything, families)
def test_what_is_stored_is_valid_of_the_family_on_the_grid_and_not_empty(shape, wanted):
    stored = shapes.repair(shape, wanted).shape

    if stored is not None:
        assert stored.is_valid
        assert not stored.is_empty
        assert not stored.has_z
        assert shapes.family(stored) is wanted
        corners = shapely.get_coordinates(stored)
        assert np.array_equal(corners, np.round(corners, 3))


@given(anything, families)
def test_a_repaired_shape_needs_no_second_repair(shape, wanted):
    once = shapes.repair(shape, wanted).shape

    if once is not None:
        again = shapes.repair(once, wanted)
        assert again.notes == ()
        assert again.shape.equals_exact(once, 0)


@given(anything, families)
def test_a_shape_is_never_changed_or_refused_in_silence(shape, wanted):
    mended = shapes.repair(shape, wanted)

    if not mended.notes:
        assert mended.shape is not None
        assert mended.shape.equals_exact(shape, 0)


@given(st.lists(anything, max_size=12), families)
def test_many_are_repaired_as_each_one_is(several, wanted):
    array = np.empty(len(several), dtype=object)
    array[:] = several

    found, told = shapes.repair_all(array, wanted)

    for place, shape in enumerate(several):
        one = shapes.repair(shape, wanted)
        assert told.get(place, ()) == one.notes
        assert shapely.equals_exact(found[place], one.shape, 0) or (
            found[place] is one.shape is None
        )


@given(rings)
def test_mending_keeps_the_area_of_one_of_its_readings(shape):
    mended = shapes.repair(shape, Shape.POLYGON).shape

    if mended is not None:
        assert mended.area == pytest.approx(shapely.make_valid(shape).area, abs=0.6)


@given(st.lists(st.tuples(st.floats(-1e7, 1e7), st.floats(-1e7, 1e7)), min_size=1, max_size=9))
def test_rounding_twice_is_rounding_once(corners):
    once = shapes.round_mm(shapely.points(corners))

    assert shapely.equals_exact(shapes.round_mm(once), once, 0).all()


@pytest.mark.parametrize(
    ("shape", "wanted", "notes"),
    [
        (None, Shape.POINT, ("empty",)),
        (Point(), Shape.POINT, ("empty",)),
        (Point(1, 2, 3), Shape.POINT, ("dropped_z",)),
        (LineString([(0, 0), (1, 1)]), Shape.POINT, ("wrong_family",)),
        (MultiPoint([(0, 0), (1, 1)]), Shape.POINT, ("gathered_from_collection", "wrong_family")),
        (MultiPoint([(0, 0)]), Shape.POINT, ("unwrapped_single_part",)),
        (LineString([(0, 0), (1, 0), (1, 1), (0, 0)]), Shape.POLYGON, ("wrong_family",)),
        (LinearRing([(0, 0), (1, 0), (1, 1)]), Shape.LINE, ()),
        (LineString([(1, 1), (1, 1)]), Shape.LINE, ("collapsed",)),
        (SQUARE, Shape.LINE, ("wrong_family",)),
        (BOW_TIE, Shape.POLYGON, ("made_valid",)),
        (SPIKE, Shape.POLYGON, ("made_valid", "dropped_slivers_of_lower_dimension")),
        (TWICE, Shape.POLYGON, ("made_valid",)),
        (WOUND_TWICE, Shape.POLYGON, ("ambiguous_outline",)),
        (HOLE_STICKS_OUT, Shape.POLYGON, ("ambiguous_outline",)),
        (Polygon([(0, 0), (1, 1), (2, 2)]), Shape.POLYGON, ("collapsed",)),
        (GeometryCollection([SQUARE, Point(0, 0)]), Shape.POLYGON, ("wrong_family",)),
        (GeometryCollection([SQUARE]), Shape.POLYGON, ("unwrapped_single_part",)),
        (
            GeometryCollection([SQUARE, box(20, 0, 30, 9)]),
            Shape.POLYGON,
            ("gathered_from_collection",),
        ),
        (LineString([(0, 0), (np.inf, 1)]), Shape.LINE, ("not_finite",)),
    ],
)
def test_each_oddity_has_its_note(shape, wanted, notes):
    assert shapes.repair(shape, wanted).notes == notes


def test_a_gathered_collection_keeps_all_its_parts():
    several = GeometryCollection(
        [LineString([(0, 0), (1, 1)]), MultiLineString([[(2, 2), (3, 3)]])]
    )

    assert shapes.repair(several, Shape.LINE).shape.length == pytest.approx(several.length)


def test_the_family_of_a_shape_is_that_of_its_parts():
    assert shapes.family(TWICE) is Shape.POLYGON
    assert shapes.family(GeometryCollection([Point(0, 0), SQUARE])) is None
    assert shapes.family(None) is None


def test_the_one_invalid_school_of_washington_is_mended(real_data):
    gpd = pytest.importorskip("geopandas")
    schools = gpd.read_file(real_data / "washington_dc/public-school-grounds.geojson")
    metric = schools.to_crs("EPSG:26985").geometry.to_numpy()

    _, told = shapes.repair_all(shapes.round_mm(metric), Shape.POLYGON)

    assert [notes[0] for notes in told.values()] == ["made_valid"]
