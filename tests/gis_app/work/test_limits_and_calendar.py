"""Limits and calendar that a city changes: open cases follow, closed ones stay, lists agree."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis_app.cases import STAGE_MINUTES
from gis_app.store import Unit, accounts, classes, features, history
from gis_app.work import Office, calendar_book, cases, limit_book
from gis_app.work.calendars import days_of, kept_calendar, spans
from gis_app.work.case_clocks import with_turns
from gis_app.work.case_new import NewCase, report
from gis_app.work.case_steps import Step, act
from gis_app.work.clock_renewal import RENEW
from gis_app.work.limit_book import LimitUnfit, TypedLimit
from gis_app.work.settings_mark import SettingsMovedOn
from layers.codes import ClassKind, LimitUnit, TableBroken, TimeLimit
from layers.crs import points_to_lonlat
from layers.district import Calendar, CalendarUnfit

SCHEME = "GB/T 47678.5-2026"
KEY = (SCHEME, "component", "01013")
#: A Monday, 12:00 in Shanghai.
NOON = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
LON, LAT = points_to_lonlat([388_050.0], [3_309_050.0], "EPSG:4550")
#: Two working days after Monday noon, by the usual hours: Wednesday 12:00 in Shanghai.
TWO_DAYS = "2026-06-17T04:00:00.000Z"


@pytest.fixture
def city(office):
    """Return the trial office at noon with a unit and one limit of two working days."""
    with office.store.write("test", NOON) as tx:
        accounts.add_unit(tx, Unit("U1", "U1", "U1"))
        limit = TimeLimit(SCHEME, ClassKind.COMPONENT, "01013", "x", "", 2, LimitUnit.WORKING_DAY)
        classes.put_limits(tx, [limit])
    return Office(office.store, lambda: NOON)


def handed_over(city, actor, *steps):
    """Report a case, take it to a unit and on, and return its number."""
    new = NewCase("component", "01013", "collector", (float(LON[0]), float(LAT[0])))
    number = report(city, actor("dispatcher"), new, "en")["case"]["number"]
    for name in ("accept", "file", "dispatch", *steps):
        version = stored(city, number).version
        step = Step(name, version, unit="U1", note="done")
        act(city, actor("dispatcher"), number, step, "en")
    return number


def stored(city, number):
    with city.store.read() as tx:
        return features.get(tx, "cases", number)


def lights_agree(city, actor, number):
    """Whether the kept moments of a case say what its card reads from history."""
    card = cases.card(city, actor("viewer"), number, "en")
    (running,) = (clock for clock in card["clocks"] if clock["running"])
    kept = stored(city, number).values
    return (kept["yellow_at"], kept["red_at"]) == (running["yellow_at"], running["due_at"])


def mark_of(city, actor):
    return limit_book.listed(city, actor("admin"))["mark"]


def test_open_cases_follow_a_new_limit_and_closed_ones_keep_their_deadline(city, actor):
    opened = handed_over(city, actor, "start")
    closed = handed_over(city, actor, "start", "finish", "ask_check", "pass", "close")
    assert stored(city, opened).values["due_at"] == TWO_DAYS

    typed = [TypedLimit("", "4", "urgent_hour")]
    moved = limit_book.set_class(city, actor("admin"), KEY, typed, mark=mark_of(city, actor))

    assert moved == 1
    assert stored(city, opened).values["due_at"] == "2026-06-15T08:00:00.000Z"
    assert stored(city, closed).values["due_at"] == TWO_DAYS
    assert lights_agree(city, actor, opened)
    with city.store.read() as tx:
        assert history.of(tx, "cases", opened)[0].what == RENEW
        assert history.of(tx, "cases", closed)[0].what != RENEW


def imported(city, actor):
    """Import a case of each state that came with a deadline; return the numbers by state."""
    states = ("reported", "to_dispatch", "to_handle", "handling", "on_hold", "returned", "closed")
    frame = gpd.GeoDataFrame(
        {
            "code": [f"I-{at}" for at in range(len(states))], "name": None, "state": states,
            "scheme": SCHEME, "kind": "component", "class_code": "01013",
            "reported_at": "2026-06-15T01:00:00.000Z", "filed_at": "2026-06-15T01:05:00.000Z",
            "dispatched_at": "2026-06-15T01:10:00.000Z", "due_at": "2026-06-20T01:00:00.000Z",
        },
        geometry=[shapely.Point(388_050, 3_309_050)] * len(states), crs="EPSG:4550",
    )  # fmt: skip
    with city.store.write("import", NOON) as tx:
        features.add_many(tx, "cases", with_turns(city, tx, frame))
    return dict(zip(states, frame["code"], strict=True))


def test_what_was_imported_with_a_deadline_keeps_it_and_a_save_of_the_same_changes_nothing(
    city, actor
):
    numbers = imported(city, actor)
    handed_over(city, actor, "start")
    handed_over(city, actor, "start", "hold")
    before = {number: stored(city, number).values for number in numbers.values()}
    shown = calendar_book.shown(city, actor("admin"))

    same = calendar_book.set_calendar(
        city, actor("admin"), Calendar(), STAGE_MINUTES, mark=shown["mark"]
    )
    typed = [TypedLimit("", "4", "urgent_hour")]
    moved = limit_book.set_class(city, actor("admin"), KEY, typed, mark=mark_of(city, actor))

    assert (same, moved) == (0, 1)
    assert {number: stored(city, number).values for number in numbers.values()} == before


def test_a_condition_that_looks_like_a_formula_comes_back_as_it_was(city, actor):
    admin = actor("admin")
    typed = [TypedLimit("=1+1", "2", "working_day"), TypedLimit("'-x", "3", "urgent_hour")]
    limit_book.set_class(city, admin, KEY, typed, mark=mark_of(city, actor))
    table = limit_book.as_csv(city, admin)
    assert ",'=1+1," in table

    limit_book.take_in(city, admin, table)

    kept = limit_book.of_class(city, admin, KEY)["limits"]
    assert [row["condition"] for row in kept] == ["=1+1", "'-x"]
    for amount in ("1001", "0", "9" * 5_000, "²"):
        line = f"{SCHEME},component,01013,x,,{amount},working_day\r\n"
        with pytest.raises(TableBroken, match="from 1 to 1000"):
            limit_book.take_in(city, admin, table + line)


def test_a_class_without_limits_has_no_clock_of_handling(city, actor):
    number = handed_over(city, actor, "start")
    limit_book.set_class(city, actor("admin"), KEY, [], mark=mark_of(city, actor))
    values = stored(city, number).values
    # a component of 2026 without limits has those of 2013 with the same number
    assert limit_book.of_class(city, actor("admin"), KEY)["own"] is False
    assert values.get("red_at") != TWO_DAYS


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (TypedLimit("x", "0", "working_day"), "whole number"),
        (TypedLimit("x", "2.5", "working_day"), "whole number"),
        (TypedLimit("x", "²", "working_day"), "whole number"),
        (TypedLimit("x", "9" * 5_000, "working_day"), "whole number"),
        (TypedLimit("x", "2", "fortnight"), "unit"),
    ],
)
def test_a_limit_that_cannot_be_changes_nothing(city, actor, typed, problem):
    before = limit_book.as_csv(city, actor("admin"))
    good = TypedLimit("y", "2", "working_day")
    with pytest.raises(LimitUnfit, match=problem) as refused:
        limit_book.set_class(city, actor("admin"), KEY, [good, typed], mark=mark_of(city, actor))
    assert refused.value.facts["place"] == 2
    with pytest.raises(LimitUnfit, match="twice"):
        limit_book.set_class(city, actor("admin"), KEY, [good, good], mark=mark_of(city, actor))
    assert limit_book.as_csv(city, actor("admin")) == before


def test_who_saves_over_unseen_limits_or_an_unseen_calendar_is_told(city, actor):
    mark = mark_of(city, actor)
    shown = calendar_book.shown(city, actor("admin"))
    typed = [TypedLimit("", "4", "urgent_hour")]
    limit_book.set_class(city, actor("admin"), KEY, typed, mark=mark)
    calendar_book.set_calendar(city, actor("admin"), Calendar(), STAGE_MINUTES, mark=shown["mark"])
    with pytest.raises(SettingsMovedOn):
        limit_book.set_class(city, actor("admin"), KEY, [], mark=mark)
    with pytest.raises(SettingsMovedOn):
        calendar_book.set_calendar(
            city, actor("admin"), Calendar(), STAGE_MINUTES, mark=shown["mark"]
        )


def test_the_table_goes_out_and_comes_in_and_a_broken_line_leaves_all_as_it_was(city, actor):
    admin = actor("admin")
    table = limit_book.as_csv(city, admin)
    assert limit_book.take_in(city, admin, table) == (len(table.splitlines()) - 1, 0)
    assert limit_book.as_csv(city, admin) == table

    number = handed_over(city, actor, "start")
    longer = "\r\n".join(
        line.replace(",2,working_day", ",3,working_day") if ",01013," in line else line
        for line in table.splitlines()
    )
    with pytest.raises(TableBroken):
        limit_book.take_in(
            city, admin, longer + f"\r\n{SCHEME},component,01013,x,,soon,working_day"
        )
    assert limit_book.as_csv(city, admin) == table
    assert limit_book.take_in(city, admin, longer)[1] == 1
    assert stored(city, number).values["due_at"] == "2026-06-18T04:00:00.000Z"


def test_a_new_holiday_and_other_hours_move_what_is_open(city, actor):
    number = handed_over(city, actor, "start")
    fresh = replace(Calendar(), holidays=("2026-06-16",), breaks=(("12:00", "13:00"),))

    moved = calendar_book.set_calendar(
        city, actor("admin"), fresh, STAGE_MINUTES,
        mark=calendar_book.shown(city, actor("admin"))["mark"],
    )  # fmt: skip

    assert moved == 1
    assert kept_calendar(city) == fresh
    assert stored(city, number).values["due_at"] > TWO_DAYS
    assert lights_agree(city, actor, number)
    told = calendar_book.shown(city, actor("planner"))
    assert (told["holidays"], told["breaks"]) == ("2026-06-16", "12:00-13:00")


def test_minutes_of_the_stages_are_the_citys(city, actor):
    new = NewCase("component", "01013", "collector", (float(LON[0]), float(LAT[0])))
    number = report(city, actor("dispatcher"), new, "en")["case"]["number"]
    assert stored(city, number).values["red_at"] == "2026-06-15T04:15:00.000Z"
    minutes = dict(STAGE_MINUTES) | {"accept": 60}

    shown = calendar_book.shown(city, actor("admin"))
    calendar_book.set_calendar(city, actor("admin"), Calendar(), minutes, mark=shown["mark"])

    assert stored(city, number).values["red_at"] == "2026-06-15T05:00:00.000Z"
    assert lights_agree(city, actor, number)
    for bad in ({"accept": 0}, {"accept": 1_441}, {"handle": 5}):
        with pytest.raises(CalendarUnfit):
            calendar_book.set_calendar(
                city, actor("admin"), Calendar(), minutes | bad, mark=shown["mark"]
            )


@given(st.sets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=40))
def test_days_come_back_from_their_spans(days):
    texts = tuple(sorted(day.isoformat() for day in days))
    assert days_of(" ".join(spans(texts))) == texts
    assert days_of("，".join(spans(texts))) == texts


@pytest.mark.parametrize("text", ["2026-13-01", "tomorrow", "2026-06-02..2026-06-01", "2026..2027"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(CalendarUnfit):
        days_of(text)
    assert days_of("2026-06-01..2026-06-02")[1] == str(date(2026, 6, 1) + timedelta(days=1))
