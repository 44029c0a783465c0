"""Laws of coordinate frames: there and back, always x before y, to the millimetre."""

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, Polygon

from layers import crs

BEILUN = "EPSG:4550"
FRAMES = ["EPSG:4326", "EPSG:4490", "EPSG:4529", "EPSG:3857", "GCJ-02", "BD-09", BEILUN]

# Half of the places sit on round numbers, where rounding has to decide.
metres_x = st.one_of(st.floats(360_000, 440_000), st.integers(360_000, 440_000).map(float))
metres_y = st.one_of(st.floats(3_280_000, 3_330_000), st.integers(3_280_000, 3_330_000).map(float))
corners = st.tuples(metres_x, metres_y)


def _array(*shapes):
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return found


@given(st.lists(corners, min_size=1, max_size=10), st.sampled_from(FRAMES))
def test_a_place_comes_back_to_the_same_millimetre(places, frame):
    start = _array(*(Point(np.round(place, 3)) for place in places))

    back = crs.to_metric(crs.to_frame(start, BEILUN, frame), frame, BEILUN)

    assert shapely.equals_exact(back, start, tolerance=0).all()


@given(st.lists(corners, min_size=3, max_size=8), st.sampled_from(FRAMES))
def test_rings_stay_closed_and_invalid_shapes_do_not_raise(places, frame):
    crossing = _array(Polygon([*places, *places[::-1]]))

    moved = crs.to_metric(crs.to_frame(crossing, BEILUN, frame), frame, BEILUN)

    assert shapely.get_num_coordinates(moved[0]) == shapely.get_num_coordinates(crossing[0])
    assert moved[0].exterior.is_closed


@given(st.lists(corners, min_size=1, max_size=10), st.sampled_from(FRAMES))
def test_points_move_as_shapes_do(places, frame):
    x, y = np.array(places).T
    there = crs.change_frame(x, y, BEILUN, frame)

    by_points = np.column_stack(crs.points_to_metric(*there, frame, BEILUN))
    by_shapes = crs.to_metric(shapely.points(*there), frame, BEILUN)

    assert np.array_equal(by_points, shapely.get_coordinates(by_shapes))


@given(st.lists(corners, min_size=1, max_size=10))
def test_coordinates_have_no_more_than_three_decimals(places):
    lonlat = crs.to_frame(shapely.points(places), BEILUN, "EPSG:4326")

    found = shapely.get_coordinates(crs.to_metric(lonlat, "EPSG:4326", BEILUN))

    assert np.array_equal(found, np.round(found, 3))


def test_longitude_stands_before_latitude_and_easting_before_northing():
    beilun = crs.to_metric(_array(Point(121.85, 29.9)), "EPSG:4490", BEILUN)[0]

    assert beilun.x == pytest.approx(388_920, abs=200)
    assert beilun.y == pytest.approx(3_309_600, abs=100)


def test_the_zone_number_stands_before_the_easting():
    plain = crs.to_metric(_array(Point(121.85, 29.9)), "EPSG:4326", BEILUN)[0]
    numbered = crs.to_frame(_array(plain), BEILUN, "EPSG:4529")[0]

    assert numbered.x - plain.x == pytest.approx(41_000_000, abs=1e-3)


def test_gcj_02_lies_486_metres_off_at_beilun():
    as_wgs = crs.to_metric(_array(Point(121.85, 29.9)), "EPSG:4326", BEILUN)[0]
    as_gcj = crs.to_metric(_array(Point(121.85, 29.9)), "GCJ-02", BEILUN)[0]

    assert as_wgs.distance(as_gcj) == pytest.approx(486, abs=3)


def test_none_and_empty_stay_and_the_third_dimension_goes():
    shapes = _array(None, Polygon(), Point(121.85, 29.9, 7.0), GeometryCollection())

    moved = crs.to_metric(shapes, "EPSG:4326", BEILUN)

    assert moved[0] is None
    assert moved[1].is_empty
    assert moved[3].is_empty
    assert not moved[2].has_z
    assert shapes[2].has_z


def test_holes_and_parts_are_kept():
    box, hole = shapely.box(0, 0, 9, 9), shapely.box(2, 2, 3, 3)
    shape = MultiPolygon([box - hole, shapely.box(20, 0, 29, 9)])
    start = _array(shapely.transform(shape, lambda at: at * 10 + [390_000, 3_309_000]))

    back = crs.to_metric(crs.to_lonlat(start, BEILUN, digits=9), "EPSG:4326", BEILUN)

    assert shapely.equals_exact(back, start, tolerance=0).all()


def test_screen_coordinates_have_seven_decimals():
    lonlat = crs.to_lonlat(_array(Point(388_920.123, 3_309_000.456)), BEILUN)[0]

    assert (lonlat.x, lonlat.y) == (round(lonlat.x, 7), round(lonlat.y, 7))


@pytest.mark.parametrize(
    "name", ["EPSG:999999", "WGS84", "", "+proj=utm", "EPSG:4326\n+init", "/etc"]
)
def test_an_unknown_frame_is_refused_by_name(name):
    with pytest.raises(crs.UnknownFrame) as refused:
        crs.to_metric(_array(Point(0, 0)), name, BEILUN)

    assert refused.value.kind == "unknown_frame"


def test_a_frame_has_one_spelling():
    assert crs.check_frame(" epsg:4326 ") == "EPSG:4326"
    assert crs.check_frame("gcj-02") == "GCJ-02"


def test_coordinates_without_a_place_are_counted():
    shapes = _array(LineString([(0, 0), (np.inf, 1)]), Point(121.85, 29.9))

    with pytest.raises(crs.CoordinatesOutOfReach) as refused:
        crs.to_metric(shapes, "EPSG:4326", BEILUN)

    assert refused.value.facts == {
        "count": 1, "total": 3, "source": "EPSG:4326", "target": BEILUN,
    }  # fmt: skip


def test_a_row_without_a_place_stays_without_one():
    x, y = crs.points_to_metric([121.85, np.nan], [29.9, 30.0], "EPSG:4326", BEILUN)

    assert np.isfinite([x[0], y[0]]).all()
    assert np.isnan([x[1], y[1]]).all()


def test_an_infinite_place_is_refused():
    with pytest.raises(crs.CoordinatesOutOfReach):
        crs.points_to_metric([np.inf], [0.0], "EPSG:4326", BEILUN)


def test_degrees_are_told_from_metres():
    assert [crs.is_lonlat(frame) for frame in FRAMES] == [
        True,
        True,
        False,
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("strip", range(25, 46))
def test_the_strips_have_the_codes_that_proj_gives_them(strip):
    plain, numbered = (
        pyproj.CRS.from_user_input(name).coordinate_operation.to_json_dict()["parameters"]
        for name in (crs.plain_strip(strip), crs.zone_numbered(strip))
    )

    for parameters in (plain, numbered):
        values = {one["name"]: one["value"] for one in parameters}
        assert values["Longitude of natural origin"] == strip * 3
    assert values["False easting"] == strip * 1_000_000 + 500_000


@pytest.mark.parametrize(
    ("lon", "lat", "name"),
    [
        (121.85, 29.9, "EPSG:4550"),
        (121.49, 31.2, "EPSG:4549"),
        (121.50, 31.2, "EPSG:4550"),
        (113.65, 34.76, "EPSG:4547"),
        (-77.03, 38.9, "EPSG:32618"),
        (126.83, 37.28, "EPSG:32652"),
        (151.2, -33.9, "EPSG:32756"),
        (180.0, 0.0, "EPSG:32660"),
        (-180.0, 0.0, "EPSG:32601"),
    ],
)
def test_a_metric_crs_is_suggested_for_a_place(lon, lat, name):
    assert crs.local_metric_crs(lon, lat) == name


def test_no_metric_crs_is_suggested_at_the_pole():
    with pytest.raises(crs.NoMetricFrame):
        crs.local_metric_crs(0, 89)


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=1, max_size=20))
def test_the_steps_that_proj_found_lead_to_the_very_place_of_its_own_search(offsets):
    """A transformer made of the steps is cheap in each thread; it must not differ in one bit."""
    away = np.array(offsets)
    for name, lon, lat in (("EPSG:4550", 121.8, 29.9), ("EPSG:26985", -77.0, 38.9)):
        whole = pyproj.Transformer.from_crs("EPSG:4326", name, always_xy=True)
        expected = whole.transform(lon + away[:, 0], lat + away[:, 1])
        found = crs.change_frame(lon + away[:, 0], lat + away[:, 1], crs.WGS84, name)
        assert np.array_equal(found, expected)


def test_where_proj_chooses_by_the_place_it_still_does():
    """Beijing 1954 has several ways to WGS 84: Ningbo and Harbin take different ones."""
    searched = pyproj.Transformer.from_crs("EPSG:2437", "EPSG:4326", always_xy=True)
    for x, y in ((500_000.0, 3_300_000.0), (500_000.0, 5_000_000.0)):
        assert crs.change_frame([x], [y], "EPSG:2437", crs.WGS84) == searched.transform([x], [y])
