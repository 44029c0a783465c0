"""Dates and moments as files write them."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.intake.dates import DateOrder, DateUnclear, likely_order, read_date, read_moment

SHANGHAI = ZoneInfo("Asia/Shanghai")
YMD, MDY, DMY = DateOrder


@pytest.mark.parametrize(
    ("raw", "order", "found"),
    [
        ("2026-03-01", YMD, "2026-03-01"),
        ("2024/10/10", YMD, "2024-10-10"),
        ("2024.1.5", YMD, "2024-01-05"),
        ("2024年10月1日", YMD, "2024-10-01"),
        ("20241010", YMD, "2024-10-10"),
        ("2024/10/10 上午 08:55:04", YMD, "2024-10-10"),
        ("2016-07-09 00:00:00+00:00", YMD, "2016-07-09"),
        ("01/02/2015", MDY, "2015-01-02"),
        ("01/02/2015", DMY, "2015-02-01"),
        ("31.12.2015", DMY, "2015-12-31"),
        (date(2020, 2, 29), YMD, "2020-02-29"),
        (pd.Timestamp("2016-07-09", tz="UTC"), YMD, "2016-07-09"),
    ],
)
def test_a_date_is_read_as_it_is_written(raw, order, found):
    assert read_date(raw, order) == found


@pytest.mark.parametrize(
    ("raw", "order", "found"),
    [
        ("2024/10/10 上午 08:55:04", YMD, "2024-10-10T00:55:04.000Z"),
        ("2024/10/10 下午 08:55:04", YMD, "2024-10-10T12:55:04.000Z"),
        ("2024/10/10 上午 12:05:00", YMD, "2024-10-09T16:05:00.000Z"),
        ("2024/10/10 下午 12:05:00", YMD, "2024-10-10T04:05:00.000Z"),
        ("01/02/2015 09:08:42 PM", MDY, "2015-01-02T13:08:42.000Z"),
        ("01/01/2015 12:20:09 AM", MDY, "2014-12-31T16:20:09.000Z"),
        ("2016-08-03 20:47:11+00:00", YMD, "2016-08-03T20:47:11.000Z"),
        ("2016-08-03T20:47:11Z", YMD, "2016-08-03T20:47:11.000Z"),
        ("2016-08-03T20:47:11.123456-0530", YMD, "2016-08-04T02:17:11.123Z"),
        ("2016-08-03 20:47", YMD, "2016-08-03T12:47:00.000Z"),
        ("2016-08-03", YMD, "2016-08-02T16:00:00.000Z"),
        (date(2016, 8, 3), YMD, "2016-08-02T16:00:00.000Z"),
        (pd.Timestamp("2016-08-03 20:47:11", tz="UTC"), YMD, "2016-08-03T20:47:11.000Z"),
        (pd.Timestamp("2016-08-03 20:47:11"), YMD, "2016-08-03T12:47:11.000Z"),
    ],
)
def test_a_moment_is_read_into_utc(raw, order, found):
    assert read_moment(raw, order, SHANGHAI) == found


@pytest.mark.parametrize("raw", ["01/02/2015", "13/02/2015", "1-2-2015 10:00:00"])
def test_a_date_with_the_year_last_needs_a_stated_order(raw):
    with pytest.raises(DateUnclear):
        read_moment(raw, YMD, SHANGHAI)


@pytest.mark.parametrize(
    "raw",
    [
        "yesterday",
        "2026-02-30",
        "2026-13-01",
        "2026-03-01 24:00:00",
        "2026-03-01 上午 13:00:00",
        "2026-03-01 10:61:00",
        "2026",
        "12345",
        "0000-01-01",
        "=NOW()",
        "2026-03-01; DROP",
    ],
)
def test_what_is_no_date_is_refused(raw):
    with pytest.raises(ValueError):  # noqa: PT011 -- whatever the reason
        read_moment(raw, YMD, SHANGHAI)


def test_an_hour_that_comes_twice_is_the_first_of_the_two():
    found = read_moment("2015-11-01 01:30:00", YMD, ZoneInfo("America/New_York"))

    assert found == "2015-11-01T05:30:00.000Z"


MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1))  # noqa: DTZ001 -- bounds
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))


@given(MOMENTS, OFFSETS)
def test_iso_text_with_an_offset_is_that_moment(moment, offset):
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=offset)

    found = read_moment(moment.isoformat(), YMD, SHANGHAI)

    assert datetime.fromisoformat(found) == moment.astimezone(UTC)


@given(MOMENTS, st.sampled_from([MDY, DMY]))
def test_both_orders_read_what_was_written_in_them(moment, order):
    form = "%m/%d/%Y" if order is MDY else "%d/%m/%Y"
    written = moment.strftime(f"{form} %I:%M:%S %p")

    found = read_moment(written, order, UTC)

    assert found == moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def test_the_order_is_proposed_only_where_a_number_proves_it():
    assert likely_order(["01/02/2015", "01/16/2015 08:30:00 AM"]) is MDY
    assert likely_order(["16.01.2015"]) is DMY
    assert likely_order(["01/02/2015", None, "x"]) is None
    assert likely_order(["01/16/2015", "16/01/2015"]) is None
