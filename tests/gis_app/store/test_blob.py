"""Blobs: what goes in comes out, and the envelope is that of the shape."""

import struct

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from gis_app.store import blob

NUMBERS = st.floats(-1e7, 1e7, allow_nan=False).map(lambda value: round(value, 3))
PLACES = st.tuples(NUMBERS, NUMBERS)
SHAPES = st.one_of(
    PLACES.map(Point),
    st.lists(PLACES, min_size=2, max_size=6, unique=True).map(LineString),
    st.tuples(NUMBERS, NUMBERS, st.floats(1, 50), st.floats(1, 50)).map(
        lambda b: box(b[0], b[1], b[0] + b[2], b[1] + b[3])
    ),
    st.none(),
)


def held(*shapes):
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array


@given(st.lists(SHAPES, max_size=8))
def test_decoding_undoes_encoding(shapes):
    blobs = blob.encode(held(*shapes), 4550)

    back = blob.decode(blobs)

    assert all(
        (a is None and b is None) or a.equals_exact(b, 0) for a, b in zip(shapes, back, strict=True)
    )


@given(SHAPES.filter(lambda shape: shape is not None))
def test_the_envelope_is_the_bounds_of_the_shape(shape):
    west, south, east, north = shape.bounds

    found = blob.envelope(blob.encode(held(shape), 4550)[0])

    assert found == (west, east, south, north)


def test_the_header_names_the_crs():
    body = blob.encode(held(Point(1, 2)), 4550)[0]

    assert body[:2] == b"GP"
    assert struct.unpack_from("<i", body, 4) == (4550,)


@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("shape", [Point(3, 4), LineString([(0, 1), (5, 9)])])
def test_an_envelope_is_found_in_blobs_of_other_writers(order, shape):
    bare = struct.pack("<2sBBi", b"GP", 0, 1, 4550) + shapely.to_wkb(shape, byte_order=order)
    west, south, east, north = shape.bounds

    assert blob.envelope(bare) == (west, east, south, north)


@pytest.mark.parametrize("shape", [Point(), Polygon()])
def test_an_empty_shape_of_another_writer_has_no_envelope(shape):
    bare = struct.pack("<2sBBi", b"GP", 0, 1, 4550) + shapely.to_wkb(shape)
    flagged = struct.pack("<2sBBi", b"GP", 0, 0b10001, 4550) + shapely.to_wkb(shape)

    assert blob.envelope(bare) is None
    assert blob.envelope(flagged) is None
    assert blob.SQL_FUNCTIONS["ST_IsEmpty"](bare) == 1


def test_a_multi_shape_of_one_part_comes_back_as_the_part():
    one, two = MultiPolygon([box(0, 0, 1, 1)]), MultiPolygon([box(0, 0, 1, 1), box(5, 5, 6, 6)])

    back = blob.decode(blob.encode(held(one, two), 4550))

    assert [shape.geom_type for shape in back] == ["Polygon", "MultiPolygon"]


def test_places_of_points_are_read_without_making_shapes_and_from_other_writers_alike():
    own = blob.encode(held(Point(1.5, 2.5), None), 4550)
    other = struct.pack("<2sBBi", b"GP", 0, 1, 4550) + shapely.to_wkb(Point(7, 8), byte_order=0)

    np.testing.assert_array_equal(blob.point_places(own), [[1.5, 2.5], [np.nan, np.nan]])
    np.testing.assert_array_equal(
        blob.point_places([*own, other]), [[1.5, 2.5], [np.nan, np.nan], [7, 8]]
    )
