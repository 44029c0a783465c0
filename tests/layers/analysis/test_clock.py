import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layers.analysis import NO_TIME, CaseColumns, LocalClock

ZONES = (
    "Asia/Shanghai",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "America/Havana",
    "America/Asuncion",
    "UTC",
)
FIRST_S = int(dt.datetime(2015, 1, 1, tzinfo=dt.UTC).timestamp())
LAST_S = int(dt.datetime(2019, 1, 1, tzinfo=dt.UTC).timestamp())
zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.lists(st.integers(FIRST_S, LAST_S), max_size=25)


def clock_of(moments_s, zone):
    rows = len(moments_s)
    columns = CaseColumns.from_arrays(
        number=[str(i) for i in range(rows)],
        x=np.zeros(rows),
        y=np.zeros(rows),
        reported_at=np.array(moments_s, dtype=np.int64),
        coded={},
    )
    return LocalClock.of(columns, zone)


def local(moments_s, zone):
    return [dt.datetime.fromtimestamp(one, zone) for one in moments_s]


@given(moments_s=moments, zone=zones)
def test_hours_and_weekdays_are_those_of_the_wall_clock(moments_s, zone):
    hours, grid = np.zeros(24, dtype=int), np.zeros((7, 24), dtype=int)
    for one in local(moments_s, zone):
        hours[one.hour] += 1
        grid[one.weekday(), one.hour] += 1
    clock = clock_of(moments_s, zone)
    assert clock.by_hour().tolist() == hours.tolist()
    assert clock.by_weekday_hour().tolist() == grid.tolist()


@given(moments_s=moments, zone=zones)
def test_days_are_local_days(moments_s, zone):
    days, counts = clock_of(moments_s, zone).by_day()
    expected = pd.Series([one.date() for one in local(moments_s, zone)], dtype=object)
    found = {day.item(): count for day, count in zip(days, counts.tolist(), strict=True) if count}
    assert found == expected.value_counts().to_dict()


@given(
    moments_s=moments,
    zone=zones,
    step=st.sampled_from([None, "hour", "day", "week", "month"]),
    spans=st.tuples(st.integers(0, 400 * 86_400), st.integers(0, 400 * 86_400)),
    bounded=st.sampled_from([(False, False), (True, False), (False, True), (True, True)]),
)
@example([FIRST_S], ZoneInfo("America/Havana"), "day", (0, 0), (True, True))
def test_a_timeline_counts_every_case_between_its_edges(moments_s, zone, step, spans, bounded):
    if step == "hour":
        moments_s = [FIRST_S + one % (20 * 86_400) for one in moments_s]
        spans = tuple(span % (20 * 86_400) for span in spans)
    from_s = FIRST_S + spans[0] if bounded[0] else None
    to_s = FIRST_S + spans[0] + spans[1] if bounded[1] else None
    line = clock_of(moments_s, zone).timeline(from_s=from_s, to_s=to_s, step=step)
    asked = [
        one
        for one in moments_s
        if (from_s is None or one >= from_s) and (to_s is None or one < to_s)
    ]
    expected = [
        sum(low <= one < high for one in asked)
        for low, high in zip(line.edges_s[:-1].tolist(), line.edges_s[1:].tolist(), strict=True)
    ]
    assert line.counts.tolist() == expected
    assert line.counts.sum() == len(asked)
    if len(line.edges_s) and None not in (from_s, to_s):
        assert line.edges_s[0] <= from_s
        assert line.edges_s[-1] >= to_s


@pytest.mark.parametrize(
    ("day", "hours"), [("2016-03-13", 23), ("2016-11-06", 25), ("2016-06-01", 24)]
)
def test_the_day_on_which_clocks_change_has_23_or_25_hours(day, hours):
    zone = ZoneInfo("America/New_York")
    start = int(dt.datetime.fromisoformat(day).replace(tzinfo=zone).timestamp())
    clock = clock_of([start], zone)
    by_day = clock.timeline(from_s=start, to_s=start + 1, step="day")
    assert np.diff(by_day.edges_s).tolist() == [hours * 3_600]
    by_hour = clock.timeline(from_s=start, to_s=int(by_day.edges_s[-1]), step="hour")
    assert len(by_hour.counts) == hours


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (1, "hour"),
        (4, "hour"),
        (5, "day"),
        (400, "day"),
        (401, "week"),
        (2_200, "week"),
        (2_201, "month"),
    ],
)
def test_bars_fit_the_span(days, step):
    line = clock_of([], ZoneInfo("UTC")).timeline(from_s=FIRST_S, to_s=FIRST_S + days * 86_400)
    assert line.step == step
    assert len(line.counts) <= 401


def test_weeks_begin_on_monday_and_months_on_the_first():
    zone = ZoneInfo("Asia/Shanghai")
    clock = clock_of([FIRST_S, LAST_S], zone)
    for step, key in (
        ("week", lambda one: one.weekday() == 0),
        ("month", lambda one: one.day == 1),
    ):
        starts = local(clock.timeline(step=step).edges_s.tolist(), zone)
        assert all(key(one) and one.hour == 0 for one in starts)


def test_a_case_without_a_moment_is_in_no_hour_and_no_bar():
    clock = clock_of([NO_TIME, FIRST_S], ZoneInfo("Asia/Shanghai"))
    assert clock.by_hour().sum() == 1
    assert clock.by_weekday_hour().sum() == 1
    assert clock.by_day()[1].sum() == 1
    assert clock.timeline().counts.sum() == 1
    assert clock.timeline(to_s=LAST_S).counts.sum() == 1


def test_no_case_makes_an_empty_timeline():
    assert len(clock_of([], ZoneInfo("UTC")).timeline().counts) == 0


def test_a_mask_chooses_the_counted_cases(cases):
    clock = LocalClock.of(cases, ZoneInfo("Asia/Shanghai"))
    kept = cases.grid.is_any({"G01"})
    for counts in (clock.by_hour(kept), clock.by_weekday_hour(kept), clock.by_day(kept)[1]):
        assert counts.sum() == kept.sum()
    assert clock.timeline(kept).counts.sum() == kept.sum()


def test_washington_by_hour_equals_pandas(dc_cases):
    zone = "America/New_York"
    hours = pd.to_datetime(dc_cases.reported_at, unit="s", utc=True).tz_convert(zone).hour
    expected = pd.Series(hours).value_counts().reindex(range(24), fill_value=0).tolist()
    assert LocalClock.of(dc_cases, ZoneInfo(zone)).by_hour().tolist() == expected


def test_the_clock_changes_at_the_very_second():
    change = int(dt.datetime(2016, 3, 13, 7, tzinfo=dt.UTC).timestamp())
    clock = clock_of([FIRST_S, change - 1, change, LAST_S], ZoneInfo("America/New_York"))
    assert clock.hour.tolist()[1:3] == [1, 3]
