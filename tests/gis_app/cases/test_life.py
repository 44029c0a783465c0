"""The life of a case from its row and its history, and whose turn it is."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from gis_app.cases import (
    Change,
    Event,
    Limit,
    Turn,
    WorkingTime,
    first_turn,
    life,
    own_limit,
    read_clocks,
    seconds_of,
    turn,
)
from layers.codes import LimitUnit
from layers.district import Calendar

ZONE = ZoneInfo("Asia/Shanghai")
TIME = WorkingTime.of(Calendar(), ZONE, first=dt.date(2026, 1, 1), last=dt.date(2026, 12, 31))
DAY = "2026-06-08T0"


def moment(text):
    return f"{DAY}{text}:00.000Z"


def at(text):
    return seconds_of(moment(text))


def test_a_moment_is_read_to_the_second_and_nothing_is_none():
    assert seconds_of("1970-01-02T00:00:01.900Z") == 86_401
    assert seconds_of(None) is seconds_of("") is None


def test_a_row_tells_what_was_before_history():
    first = {
        "state": "handling",
        "unit": "U01",
        "reported_at": moment("1:00"),
        "filed_at": moment("1:10"),
        "dispatched_at": moment("1:20"),
    }

    assert life(first, []) == [
        Event(at("1:00"), "reported"),
        Event(at("1:10"), "to_dispatch"),
        Event(at("1:20"), "to_handle", "U01"),
        Event(at("1:20"), "handling", "U01"),
    ]


def test_a_row_without_moments_tells_nothing():
    assert life({"state": "handling"}, []) == []
    assert first_turn({"state": "handling"}, TIME, Limit(1, LimitUnit.URGENT_HOUR)) == Turn()


def test_changes_of_state_unit_and_extension_are_events_and_no_others():
    first = {"state": "to_handle", "unit": "U01"}
    changes = [
        Change(moment("2:00"), first, first | {"description": "corrected"}),
        Change(moment("3:00"), first, first | {"unit": "U02"}),
        Change(moment("4:00"), first | {"unit": "U02"}, {"state": "handling", "unit": "U02"}),
        Change(
            moment("5:00"),
            {"state": "handling", "unit": "U02", "extended": 1.0},
            {"state": "handling", "unit": "U02", "extended": 3.0},
        ),
    ]

    assert life(first, changes, each_s=3_600) == [
        Event(at("3:00"), "to_handle", "U02"),
        Event(at("4:00"), "handling", "U02"),
        Event(at("5:00"), "handling", "U02", 7_200),
    ]


@pytest.mark.parametrize(
    ("given", "hours"),
    [
        ({"dispatched_at": "4:00", "reported_at": "1:00"}, 5),
        ({"filed_at": "3:00", "reported_at": "1:00"}, 6),
        ({"reported_at": "1:00"}, 8),
    ],
)
def test_a_deadline_that_came_with_a_case_is_its_limit(given, hours):
    first = {name: moment(text) for name, text in given.items()} | {"due_at": moment("9:00")}

    assert own_limit(first) == Limit(hours, LimitUnit.URGENT_HOUR)


def test_a_deadline_before_the_report_is_none():
    assert own_limit({"reported_at": moment("2:00"), "due_at": moment("1:00")}) is None
    assert (
        own_limit({"due_at": moment("1:00")}) is own_limit({"reported_at": moment("1:00")}) is None
    )


def test_an_imported_case_is_due_exactly_when_its_own_system_says():
    first = {
        "state": "handling",
        "reported_at": moment("1:00"),
        "dispatched_at": moment("2:00"),
        "due_at": moment("7:00"),
    }

    now = first_turn(first, TIME, own_limit(first))

    assert now == Turn("handle", at("6:00"), at("7:00"))


def test_the_turn_is_of_the_clock_that_runs():
    events = life({"state": "to_file", "reported_at": moment("1:00")}, [])

    assert turn(read_clocks(events, at("1:00"), TIME, handling=None)) == Turn(
        "accept", at("1:00") + 12 * 60, at("1:00") + 15 * 60
    )
    closed = life(
        {"state": "closed", "reported_at": moment("1:00"), "closed_at": moment("2:00")}, []
    )
    assert turn(read_clocks(closed, at("3:00"), TIME, handling=None)) == Turn()
