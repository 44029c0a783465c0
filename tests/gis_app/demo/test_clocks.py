"""Working time and the drawing board: small laws."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gis_app.demo import demo_district
from gis_app.demo.clocks import WorkingTime
from gis_app.demo.frame import place, unplace

CLOCK = WorkingTime(demo_district().calendar)
seconds = st.integers(0, 300 * 86_400)
minutes = st.integers(1, 3_000)


def moment(second: int) -> np.ndarray:
    return np.array([np.datetime64("2026-01-01T00:00:00") + np.timedelta64(second, "s")])


def after(text: str, amount: float) -> str:
    return str(CLOCK.after(np.array([text], dtype="datetime64[s]"), np.array([amount]))[0])


@given(seconds, minutes, minutes)
def test_waiting_twice_is_waiting_for_both(second, one, two):
    start = moment(second)

    both = CLOCK.after(start, np.array([float(one + two)]))
    twice = CLOCK.after(CLOCK.after(start, np.array([float(one)])), np.array([float(two)]))

    assert both == twice


@given(seconds, minutes)
def test_working_time_never_ends_before_it_began_nor_at_night(second, amount):
    start = moment(second)

    end = CLOCK.after(start, np.array([float(amount)]))
    of_day = (end - end.astype("datetime64[D]")).astype("timedelta64[m]").astype(int)

    assert end > start
    assert 8 * 60 + 30 <= of_day <= 17 * 60 + 30


def test_a_weekend_does_not_count():
    assert after("2026-03-06T17:00:00", 60) == "2026-03-09T09:00:00"


def test_spring_festival_does_not_count_and_its_makeup_saturday_does():
    assert after("2026-02-13T17:30:00", 30) == "2026-02-14T09:00:00"
    assert after("2026-02-14T17:00:00", 60) == "2026-02-24T09:00:00"


@given(st.floats(-4_200, 4_200), st.floats(-3_000, 2_800))
def test_a_place_of_the_board_is_found_again(u, v):
    again = unplace(*place(np.array([u]), np.array([v])))

    assert abs(again[0][0] - u) < 1.0
    assert abs(again[1][0] - v) < 1.0
