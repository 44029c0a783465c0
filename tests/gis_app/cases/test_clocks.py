"""The clocks of a case: what runs when, what a return does, and that none ever runs backwards."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_app.cases import ACTIONS, RUNS, STATES, Event, Limit, WorkingTime, read_clocks
from layers.codes import LimitUnit
from layers.district import Calendar

ZONE = ZoneInfo("Asia/Shanghai")
TIME = WorkingTime.of(
    Calendar(holidays=("2026-06-19",), makeup_days=("2026-06-06",)),
    ZONE,
    first=dt.date(2026, 1, 1),
    last=dt.date(2026, 12, 31),
)
TWO_HOURS = Limit(2, LimitUnit.WORKING_HOUR)
HOUR_S = 3_600


def at(text):
    return int(dt.datetime.fromisoformat(f"2026-06-{text}").replace(tzinfo=ZONE).timestamp())


def told(*rows):
    """Return events from (day and hour, state, unit) rows."""
    return [Event(at(when), state, *more) for when, state, *more in rows]


def handling(events, now, limit=TWO_HOURS):
    return read_clocks(events, at(now), TIME, handling=limit)["handle"]


def test_each_stage_has_its_clock_and_the_last_visit_is_read():
    events = told(
        ("08 09:00", "reported"),
        ("08 09:10", "to_verify"),
        ("08 09:30", "to_file"),
        ("08 09:35", "to_dispatch"),
        ("08 09:45", "to_handle", "U01"),
    )

    clocks = read_clocks(events, at("08 10:00"), TIME, handling=TWO_HOURS)

    spent = {stage: clock.spent_s // 60 for stage, clock in clocks.items()}
    assert spent == {"accept": 5, "verify": 20, "dispatch": 10, "handle": 15}
    assert [stage for stage, clock in clocks.items() if clock.running] == ["handle"]
    assert clocks["handle"].due_s == at("08 11:45")


def test_a_stage_is_one_visit_whatever_its_states():
    events = told(("08 09:00", "reported"), ("08 09:10", "to_file"))

    clock = read_clocks(events, at("08 09:20"), TIME, handling=None)["accept"]

    assert (clock.spent_s, clock.light, clock.due_s) == (20 * 60, "red", at("08 09:15"))


def test_the_stages_of_the_office_run_day_and_night():
    events = told(("06 23:50", "to_dispatch"))

    clock = read_clocks(events, at("07 00:04"), TIME, handling=None)["dispatch"]

    assert (clock.spent_s, clock.light) == (14 * 60, "yellow")


@pytest.mark.parametrize(
    ("spent_min", "light"),
    [(0, "green"), (96, "green"), (97, "yellow"), (120, "yellow"), (121, "red")],
)
def test_the_light_turns_at_80_and_at_100_per_cent(spent_min, light):
    events = told(("08 09:00", "handling", "U01"))

    clock = read_clocks(events, at("08 09:00") + 60 * spent_min, TIME, handling=TWO_HOURS)

    assert clock["handle"].light == light


def test_a_returned_case_resumes_with_the_same_unit():
    events = told(
        ("08 09:00", "to_handle", "U01"),
        ("08 10:00", "returned"),
        ("08 14:00", "to_handle", "U01"),
    )

    clock = handling(events, "08 14:30")

    assert (clock.spent_s, clock.due_s) == (1.5 * HOUR_S, at("08 15:00"))


def test_a_returned_case_begins_anew_with_another_unit():
    events = told(
        ("08 09:00", "to_handle", "U01"),
        ("08 10:00", "returned"),
        ("08 14:00", "to_handle", "U02"),
    )

    clock = handling(events, "08 14:30")

    assert (clock.spent_s, clock.due_s) == (HOUR_S / 2, at("08 16:00"))


def test_who_had_it_last_counts_when_it_was_returned_twice():
    events = told(
        ("08 09:00", "to_handle", "U01"),
        ("08 10:00", "returned"),
        ("08 10:10", "to_handle", "U02"),
        ("08 10:40", "returned"),
        ("08 11:00", "to_handle", "U01"),
    )

    assert handling(events, "08 11:15").spent_s == HOUR_S / 4


def test_a_case_that_is_handed_on_keeps_its_clock():
    events = told(("08 09:00", "to_handle", "U01"), ("08 10:00", "to_handle", "U02"))

    assert handling(events, "08 10:30").spent_s == 1.5 * HOUR_S


def test_the_clock_stands_on_hold_and_under_check_and_goes_on_in_rework():
    events = told(
        ("08 09:00", "handling", "U01"),
        ("08 09:30", "on_hold"),
        ("09 09:30", "handling"),
        ("09 10:00", "handled"),
        ("09 10:05", "to_check"),
        ("09 11:00", "rework"),
    )

    assert handling(events[:2], "08 16:00").due_s is None
    assert not handling(events[:5], "09 10:50").running
    assert handling(events, "09 11:30").spent_s == 1.5 * HOUR_S


def test_a_limit_exceeded_before_a_hold_says_when():
    events = told(("08 09:00", "handling", "U01"), ("08 12:00", "on_hold"))

    clock = handling(events, "08 15:00")

    assert (clock.light, clock.running, clock.due_s) == ("red", False, at("08 11:00"))


def test_an_extension_adds_to_the_limit():
    events = [
        *told(("08 09:00", "handling", "U01")),
        Event(at("08 10:00"), "handling", None, HOUR_S),
    ]

    clock = handling(events, "08 10:30")

    assert (clock.limit_s, clock.left_s, clock.due_s) == (3 * HOUR_S, 1.5 * HOUR_S, at("08 12:00"))


def test_working_time_leaps_over_the_night_and_a_holiday():
    events = told(("18 16:30", "to_handle", "U01"))

    assert handling(events, "18 17:00").due_s == at("22 09:30")  # the 19th is off, then a weekend


def test_a_case_of_a_class_without_limit_has_no_clock_of_handling():
    assert read_clocks(told(("08 09:00", "handling")), at("08 10:00"), TIME, handling=None) == {}


def test_an_event_dated_before_the_one_it_follows_takes_nothing_back():
    events = told(
        ("08 09:00", "handling", "U01"), ("08 08:00", "on_hold"), ("08 10:00", "handling")
    )

    assert handling(events, "08 10:30").spent_s == HOUR_S / 2


def test_every_state_in_which_the_office_or_a_unit_must_act_has_a_clock():
    waiting = set(STATES) - set(RUNS)

    assert waiting == {"draft", "rejected", "void", "on_hold", "handled", "to_close", "closed"}


# ---- laws

NEXT = {state: sorted({row.then for row in ACTIONS if row.state == state}) for state in STATES}
LIMITS = st.builds(Limit, st.integers(1, 20), st.sampled_from(list(LimitUnit)))


@st.composite
def lives(draw):
    """A case as the table lets it live, with gaps from nothing to three days."""
    state, when = "reported", at("08 09:00")
    events = [Event(when, state)]
    for _ in range(draw(st.integers(0, 12))):
        if not NEXT[state]:
            break
        state = draw(st.sampled_from(NEXT[state]))
        when += draw(st.one_of(st.just(0), st.integers(0, 3 * 86_400)))
        unit = draw(st.sampled_from(["U01", "U02"])) if state == "to_handle" else None
        events.append(Event(when, state, unit))
    return events


@given(events=lives(), limit=LIMITS, waits=st.tuples(*[st.integers(0, 10**6)] * 2))
def test_a_clock_never_runs_backwards(events, limit, waits):
    end = events[-1].at_s
    one, other = (read_clocks(events, end + wait, TIME, handling=limit) for wait in sorted(waits))

    assert one.keys() == other.keys()
    for stage, clock in one.items():
        assert 0 <= clock.spent_s <= other[stage].spent_s
        assert (clock.limit_s, clock.due_s) == (other[stage].limit_s, other[stage].due_s)


@given(events=lives(), limit=LIMITS, wait=st.integers(0, 10**6))
def test_the_lights_turn_at_the_moments_that_are_told(events, limit, wait):
    now = events[-1].at_s + wait
    for clock in read_clocks(events, now, TIME, handling=limit).values():
        if clock.running:
            assert clock.yellow_s <= clock.due_s
            turned = (now > clock.yellow_s) + (now > clock.due_s)
            assert clock.light == ("green", "yellow", "red")[turned]
            assert clock.light == "red" or clock.left_s >= 0
        else:
            assert (clock.due_s is not None) == (clock.light == "red")
            assert clock.left_s >= 0 or clock.light == "red"


def test_what_is_due_at_the_end_of_the_day_is_late_in_the_evening():
    events = told(("08 15:30", "handling", "U01"), ("08 19:00", "handled"))

    clock = handling(events, "09 08:00")

    assert (clock.due_s, clock.spent_s, clock.light) == (at("08 17:30"), 2 * HOUR_S, "red")


@given(
    limit=LIMITS,
    before=st.integers(0, 300_000),
    pause=st.integers(0, 2 * 10**6),
    stop=st.sampled_from(["on_hold", "handled", "returned"]),
)
def test_pausing_for_a_time_adds_that_time(limit, before, pause, stop):
    start = at("08 09:00")
    running = [Event(start, "handling", "U01")]
    back = "to_handle" if stop == "returned" else "handling"
    held, on = start + before, start + before + pause
    paused = [*running, Event(held, stop), Event(on, back, "U01")]

    plain = read_clocks(running, held, TIME, handling=limit)["handle"]
    clock = read_clocks(paused, on, TIME, handling=limit)["handle"]

    assert clock.spent_s == plain.spent_s
    if clock.light != "red":
        # from start to the new moment due there is the limit and the pause, in its kind of time
        stood = int(TIME.spent(held, on, limit.unit))
        assert int(TIME.spent(start, clock.due_s, limit.unit)) == clock.limit_s + stood


@given(events=lives(), limit=LIMITS, cut=st.integers(0, 12))
def test_cutting_a_stretch_in_two_changes_nothing(events, limit, cut):
    """An entry of history that moves nothing (urged, supervised) is no event for the clocks."""
    cut = min(cut, len(events) - 1)
    again = Event(events[cut].at_s, events[cut].state, None)
    doubled = [*events[: cut + 1], again, *events[cut + 1 :]]
    now = events[-1].at_s + 5_000

    assert read_clocks(doubled, now, TIME, handling=limit) == read_clocks(
        events, now, TIME, handling=limit
    )
