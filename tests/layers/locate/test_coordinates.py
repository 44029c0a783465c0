"""Coordinates are read as people type them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.locate.coordinates import readings

METRIC = "EPSG:4550"


def read(text):
    return [(r.frame, r.x, r.y) for r in readings(text, metric=METRIC)]


@pytest.mark.parametrize(
    "text",
    [
        "121.85, 29.9",
        "121.85 29.9",
        "（121.85，29.9）",
        "29.9/121.85",
        "29.9N 121.85E",
        "N29.9, E121.85",
        "lat 29.9, lon 121.85",
        "lng=121.85 lat=29.9",
        "东经121.85 北纬29.9",
        "北纬29度54分 东经121度51分",
        "29°54′00″N 121°51′00″E",
        "N29°54'0\" E121°51'0\"",
        "121°51'E, 29°54'N",
        "经度：121.85，纬度：29.9",
        "wgs84: 121.85, 29.9",
        "EPSG:4326 121.85 29.9",
    ],
)
def test_one_place_is_typed_in_many_ways(text):
    found = read(text)

    assert ("EPSG:4326", pytest.approx(121.85), pytest.approx(29.9)) in found
    assert len(found) == 1


def test_two_numbers_that_both_fit_either_axis_are_read_both_ways():
    assert read("38.9, -77.03") == [("EPSG:4326", 38.9, -77.03), ("EPSG:4326", -77.03, 38.9)]


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("gcj:121.854,29.897", "GCJ-02"),
        ("GCJ-02 121.854,29.897", "GCJ-02"),
        ("高德：121.854，29.897", "GCJ-02"),
        ("bd: 121.854 29.897", "BD-09"),
        ("BD09:29.897,121.854", "BD-09"),
        ("百度 121.854,29.897", "BD-09"),
        ("epsg:4490 121.854,29.897", "EPSG:4490"),
    ],
)
def test_a_frame_in_front_is_believed(text, frame):
    assert read(text) == [(frame, 121.854, 29.897)]


def test_metres_are_read_in_both_orders_and_zone_numbers_name_their_zone():
    assert read("389000 3309000") == [(METRIC, 389_000, 3_309_000), (METRIC, 3_309_000, 389_000)]
    assert read("41389000.5, 3309000") == [
        ("EPSG:4529", 41_389_000.5, 3_309_000),
        (METRIC, 3_309_000, 41_389_000.5),
    ]
    assert read("21389000 3309000")[0][0] == "EPSG:4499"
    assert read("x=3309000 y=389000")[1] == (METRIC, 389_000, 3_309_000)
    assert read("epsg:4549 389000 3309000")[0] == ("EPSG:4549", 389_000, 3_309_000)


def test_the_western_and_southern_halves_are_negative():
    assert read("77.03W 38.9N") == [("EPSG:4326", -77.03, 38.9)]
    assert read("南纬10度30分 西经20度") == [("EPSG:4326", -20, -10.5)]
    assert read("-10.5 -20") == [("EPSG:4326", -10.5, -20), ("EPSG:4326", -20, -10.5)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "黄山路 1200",
        "H-0231",
        "121.85",
        "12,13,14",
        "E121.85 E29.9",
        "epsg:999999 1 2",
        "gcj: 384000 3309000",
        "120 130",
        "1e400 2",
        f"{'9' * 400} 2",
        "'; drop table",
    ],
)
def test_what_is_no_pair_of_coordinates_has_no_reading(text):
    assert read(text) == []


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text):
    found = readings(text, metric=METRIC)

    assert all(math.isfinite(one.x) and math.isfinite(one.y) for one in found)


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_every_place_on_earth_can_be_typed(lon, lat):
    text = f"{abs(lat):.9f}{'N' if lat >= 0 else 'S'} {abs(lon):.9f}{'E' if lon >= 0 else 'W'}"

    ((frame, x, y),) = read(text)

    assert frame == "EPSG:4326"
    assert (x, y) == pytest.approx((lon, lat), abs=1e-8)
