"""Working time: a straight line that never falls, across holidays, breaks and changed clocks."""

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_app.cases import BeyondCalendar, WorkingTime
from layers.district import Calendar

SHANGHAI, BERLIN, NEW_YORK = map(ZoneInfo, ("Asia/Shanghai", "Europe/Berlin", "America/New_York"))
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
PLAIN = Calendar()
NOON = Calendar(breaks=(("12:00", "13:30"),))
GOLDEN = Calendar(holidays=("2026-10-01", "2026-10-02", "2026-10-05"), makeup_days=("2026-10-10",))
#: Work through the night, over the hours at which clocks are changed.
NIGHT = Calendar(day_starts="00:00", day_ends="23:00", weekdays=(1, 2, 3, 4, 5, 6, 7))
CASES = [
    (PLAIN, SHANGHAI),
    (NOON, SHANGHAI),
    (GOLDEN, SHANGHAI),
    (NIGHT, BERLIN),
    (NIGHT, NEW_YORK),
]
LINES = [WorkingTime.of(calendar, zone, first=FIRST, last=LAST) for calendar, zone in CASES]
lines = st.sampled_from(LINES)
#: Any second of the year, half of them on the edge of a stretch or a second beside it.
YEAR = st.integers(1_767_300_000, 1_798_600_000)


@st.composite
def moments(draw, line):
    if draw(st.booleans()):
        return draw(YEAR)
    edge = draw(st.sampled_from(sorted({*line.starts_s.tolist(), *line.ends_s.tolist()})))
    return edge + draw(st.sampled_from([-1, 0, 1]))


def at(text, zone=SHANGHAI):
    return int(dt.datetime.fromisoformat(text).replace(tzinfo=zone).timestamp())


def by_the_minute(calendar, zone, start, end):
    """Count working minutes one by one; start and end are whole minutes."""
    stretches, count = calendar.stretches(), 0
    for moment in range(start, end, 60):
        local = dt.datetime.fromtimestamp(moment, zone)
        if calendar.is_working(local.date()):
            count += any(a <= local.time() < b for a, b in stretches)
    return count


@given(data=st.data(), line=lines)
def test_it_never_falls_and_never_runs_faster_than_time(data, line):
    one, other = sorted([data.draw(moments(line)), data.draw(moments(line))])
    worked = line.worked([one, other])

    assert 0 <= worked[1] - worked[0] <= other - one


@given(data=st.data(), line=lines)
def test_the_way_back_leads_to_the_earliest_moment_of_as_much_work(data, line):
    worked = line.worked(data.draw(moments(line)))
    back = line.moment(worked)

    assert line.worked(back) == worked
    assert worked == 0 or line.worked(back - 1) == worked - 1


@given(data=st.data(), case=st.sampled_from(list(zip(CASES, LINES, strict=True))))
def test_it_is_what_counting_minute_by_minute_gives(data, case):
    (calendar, zone), line = case
    changes = {BERLIN: "2026-03-29", NEW_YORK: "2026-11-01"}
    day = at(changes.get(zone, data.draw(st.sampled_from(["2026-10-09", "2026-06-05"]))), zone)
    start = day + 60 * data.draw(st.integers(-900, 2_000))
    end = start + 60 * data.draw(st.integers(0, 2_500))

    assert line.spent(start, end, "working_hour") == 60 * by_the_minute(calendar, zone, start, end)


@given(data=st.data(), line=lines, unit=st.sampled_from(["urgent_hour", "working_hour"]))
def test_what_is_spent_until_due_is_what_was_left(data, line, unit):
    start = data.draw(st.integers(1_767_300_000, 1_780_000_000))
    left = data.draw(st.integers(0, 400_000))
    due = line.due(start, left, unit)

    assert due >= start
    assert line.spent(start, due, unit) == left


@given(data=st.data(), line=lines, unit=st.sampled_from(["urgent_hour", "working_day"]))
def test_a_clock_that_stood_for_a_while_is_due_that_much_of_its_time_later(data, line, unit):
    start = data.draw(st.integers(1_767_300_000, 1_770_000_000))
    stop = start + data.draw(st.integers(0, 2_000_000))
    on = stop + data.draw(st.integers(0, 2_000_000))
    limit = line.spent(start, stop, unit) + data.draw(st.integers(1, 200_000))
    stood = line.spent(stop, on, unit)

    resumed = line.due(on, limit - line.spent(start, stop, unit), unit)

    assert line.spent(start, resumed, unit) == limit + stood


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        ("2026-06-05 16:00", 2, "working_hour", "2026-06-08 09:00"),  # over a weekend
        ("2026-06-05 16:00", 2, "urgent_hour", "2026-06-05 18:00"),
        ("2026-06-05 16:00", 1, "urgent_day", "2026-06-06 16:00"),
        ("2026-06-04 16:00", 1, "working_day", "2026-06-05 16:00"),  # the same hour of the day
        ("2026-06-05 20:00", 1, "working_day", "2026-06-08 17:30"),  # a whole day after the night
        (
            "2026-06-05 07:00",
            9,
            "working_hour",
            "2026-06-05 17:30",
        ),  # its end, not the next start
        ("2026-09-30 17:00", 1, "working_hour", "2026-10-06 09:00"),  # over holidays
        (
            "2026-10-09 17:00",
            1,
            "working_hour",
            "2026-10-10 09:00",
        ),  # a Saturday that is worked
        ("2026-10-09 10:00", 2, "working_day", "2026-10-12 10:00"),
    ],
)
def test_limits_of_the_trade(start, amount, unit, due):
    line = LINES[2]

    found = line.due(at(start), line.seconds(amount, unit), unit)

    assert found == at(due)


def test_a_break_is_no_working_time():
    line = LINES[1]

    assert line.seconds(1, "working_day") == 7.5 * 3_600
    assert line.due(at("2026-06-05 11:30"), 3_600, "working_hour") == at("2026-06-05 14:00")


def test_beyond_the_calendar_nothing_is_made_up():
    line = LINES[0]

    with pytest.raises(BeyondCalendar):
        line.worked(at("2031-01-01 09:00"))
    with pytest.raises(BeyondCalendar):
        line.due(at("2026-12-31 09:00"), line.seconds(5, "working_day"), "working_day")


def test_many_clocks_are_read_at_once():
    line = LINES[2]
    starts = at("2026-06-05 16:00") + 60 * np.arange(1_000)

    together = line.due(starts, np.full(1_000, 7_200), "working_hour")

    assert together.tolist() == [int(line.due(s, 7_200, "working_hour")) for s in starts]
