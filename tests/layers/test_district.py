"""The district file: read once, refused with a reason, frozen."""

import dataclasses
import datetime as dt

import pytest

from layers.district import DistrictBroken, read_district

WHOLE = """
title = { zh = "示范区", en = "Sample district" }
adcode = "330206"
crs = "EPSG:4550"
centre = [121.85, 29.9]
"""


def test_a_short_file_makes_a_district_with_the_usual_settings():
    district = read_district(WHOLE)

    assert district.title.zh == "示范区"
    assert district.centre == (121.85, 29.9)
    assert district.scheme == "GB/T 47678.5-2026"
    assert district.tiles == ()
    assert district.calendar.day_starts == "08:30"
    assert not district.generated


def test_everything_that_can_be_set_is_read():
    district = read_district(
        WHOLE
        + """
        zoom = 15
        timezone = "America/New_York"
        generated = true
        languages = ["en"]
        cell_area_m2 = [1000, 90000]
        [[tiles]]
        name = "Base"
        url = "/tiles/{z}/{x}/{y}.png"
        attribution = "the city"
        frame = "GCJ-02"
        [calendar]
        day_ends = "18:00"
        holidays = ["2026-10-01"]
        """
    )

    assert (district.zoom, district.timezone, district.generated) == (15, "America/New_York", True)
    assert district.languages == ("en",)
    assert district.cell_area_m2 == (1000, 90000)
    assert district.tiles[0].frame == "GCJ-02"
    assert district.calendar.holidays == ("2026-10-01",)
    assert district.calendar.day_ends == "18:00"


@pytest.mark.parametrize("key", ["title", "adcode", "crs", "centre"])
def test_a_missing_key_is_named(key):
    text = "\n".join(line for line in WHOLE.splitlines() if not line.startswith(key))

    with pytest.raises(DistrictBroken, match=key):
        read_district(text)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:2272", "EPSG:999999", "nonsense"])
def test_a_crs_that_is_not_projected_in_metres_is_refused(crs):
    with pytest.raises(DistrictBroken, match=crs):
        read_district(WHOLE.replace("EPSG:4550", crs))


@pytest.mark.parametrize("centre", ["[29.9, 121.85]", "[368000.0, 3310000.0]"])
def test_a_centre_that_is_not_longitude_and_latitude_is_refused(centre):
    with pytest.raises(DistrictBroken, match="longitude, latitude"):
        read_district(WHOLE.replace("[121.85, 29.9]", centre))


def test_tiles_in_an_unknown_frame_are_refused():
    tiles = '[[tiles]]\nname = "x"\nurl = "x"\nattribution = "x"\nframe = "MARS"'

    with pytest.raises(DistrictBroken, match="MARS"):
        read_district(WHOLE + tiles)


def test_an_unknown_setting_of_the_calendar_is_refused():
    with pytest.raises(DistrictBroken, match="lunch"):
        read_district(WHOLE + '[calendar]\nlunch = "12:00"')


def test_text_that_is_no_toml_is_refused():
    with pytest.raises(DistrictBroken, match="not TOML"):
        read_district("title = ")


def test_a_district_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        read_district(WHOLE).zoom = 3


@pytest.mark.parametrize(
    ("calendar", "problem"),
    [
        ('day_starts = "18:00"', "do not follow"),
        ('breaks = [["12:00", "11:00"]]', "do not follow"),
        ('breaks = [["17:00", "18:00"]]', "do not follow"),
        ('breaks = ["12:00", "13:00"]', "cannot be read"),
        ('day_ends = "half past five"', "cannot be read"),
        ('holidays = ["1 October"]', "cannot be read"),
        ("weekdays = []", "among 1 to 7"),
        ("weekdays = [0, 1]", "among 1 to 7"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(calendar, problem):
    with pytest.raises(DistrictBroken, match=problem):
        read_district(f"{WHOLE}\n[calendar]\n{calendar}")


def test_breaks_and_make_up_days_shape_the_working_day():
    calendar = read_district(
        WHOLE
        + '[calendar]\nbreaks = [["12:00", "13:30"]]\nholidays = ["2026-10-10", "2026-10-12"]\n'
        'makeup_days = ["2026-10-10"]'
    ).calendar

    hours = [f"{start:%H:%M}-{end:%H:%M}" for start, end in calendar.stretches()]
    assert hours == ["08:30-12:00", "13:30-17:30"]
    assert calendar.is_working(dt.date(2026, 10, 10))
    assert not calendar.is_working(dt.date(2026, 10, 11))
    assert not calendar.is_working(dt.date(2026, 10, 12))
