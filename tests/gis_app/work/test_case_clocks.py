"""Clocks of stored cases: kept with each action, standing on hold, undone with what is undone."""

from datetime import UTC, datetime, timedelta

import geopandas as gpd
import pytest
import shapely

from gis_app.cases import FactUnfit
from gis_app.store import Unit, accounts, classes, features, moment_text
from gis_app.work import Office, cases
from gis_app.work.case_clocks import with_turns
from gis_app.work.case_new import NewCase, report
from gis_app.work.case_steps import Step, TooLateToUndo, UnknownCondition, act, undo
from layers.codes import ClassKind, LimitUnit, TimeLimit
from layers.crs import points_to_lonlat

SCHEME = "GB/T 47678.5-2026"
#: A Monday, 12:00 in Shanghai.
NOON = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)


LON, LAT = points_to_lonlat([388_050.0], [3_309_050.0], "EPSG:4550")
PLACE = (float(LON[0]), float(LAT[0]))


class Wall:
    """A clock on the wall that a test winds on."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> str:
        self.now += timedelta(**time)
        return moment_text(self.now)


@pytest.fixture
def wall():
    return Wall()


@pytest.fixture
def city(office, wall):
    """Return the trial office by a clock that moves, with units and limits."""
    with office.store.write("test", NOON) as tx:
        for code in ("U1", "U2"):
            accounts.add_unit(tx, Unit(code, code, code))
        rows = [("missing", 2, LimitUnit.URGENT_HOUR), ("sunken", 5, LimitUnit.WORKING_DAY)]
        classes.put_limits(
            tx, [TimeLimit(SCHEME, ClassKind.COMPONENT, "01013", "x", *row) for row in rows]
        )
    return Office(office.store, wall)


@pytest.fixture
def desk(city, actor):
    """Return a function that takes an action on the one case, in the version it has."""
    made = report(
        city,
        actor("dispatcher"),
        NewCase("component", "01013", "collector", PLACE),
        "en",
    )
    number = made["case"]["number"]

    def take(action, **facts):
        version = stored(city, number).version
        return act(city, actor("dispatcher"), number, Step(action, version, **facts), "en")["case"]

    take.number = number
    take.case = made["case"]
    return take


def stored(office, number):
    with office.store.read() as tx:
        return features.get(tx, "cases", number)


def hours(case, name):
    """Return how many hours after noon a moment of a case is."""
    value = case[name]
    return None if value is None else (datetime.fromisoformat(value) - NOON) / timedelta(hours=1)


def to_unit(desk, wall, **facts):
    """Lead the case to a unit, an hour after noon."""
    for action in ("accept", "file"):
        desk(action)
    wall.pass_by(hours=1)
    return desk("dispatch", unit="U1", **facts)


def test_a_report_has_a_quarter_of_an_hour_to_be_taken_up(desk):
    assert hours(desk.case, "yellow_at") == 0.2
    assert hours(desk.case, "red_at") == 0.25
    assert desk.case["due_at"] is None


def test_the_unit_has_the_limit_of_the_condition(desk, wall):
    case = to_unit(desk, wall, condition="missing")

    assert (hours(case, "red_at"), hours(case, "due_at")) == (3, 3)
    assert hours(case, "yellow_at") == pytest.approx(2.6)
    assert case["condition"] == "missing"


def test_working_days_leap_over_the_weekend(desk, wall):
    case = to_unit(desk, wall, condition="sunken")

    assert hours(case, "due_at") == 7 * 24 + 1


def test_without_a_condition_the_shortest_limit_counts_and_an_unknown_one_is_refused(desk, wall):
    for action in ("accept", "file"):
        desk(action)
    with pytest.raises(UnknownCondition, match="missing; sunken"):
        desk("dispatch", unit="U1", condition="stolen")

    assert hours(desk("dispatch", unit="U1"), "due_at") == 2


def test_on_hold_nothing_is_due_and_afterwards_that_much_later(desk, wall):
    to_unit(desk, wall, condition="missing")
    desk("start")
    wall.pass_by(minutes=30)
    held = desk("hold", note="rain")
    wall.pass_by(hours=10)
    resumed = desk("resume")

    assert (held["red_at"], held["due_at"]) == (None, None)
    assert hours(resumed, "due_at") == 13


@pytest.mark.parametrize(("unit", "due"), [("U1", 4.5), ("U2", 5)])
def test_a_returned_case_resumes_with_the_same_unit_and_begins_anew_with_another(
    desk, wall, unit, due
):
    to_unit(desk, wall, condition="missing")
    wall.pass_by(minutes=30)
    back = desk("return", note="not ours")
    wall.pass_by(minutes=90)
    again = desk("dispatch", unit=unit)

    assert hours(back, "red_at") == 1.75  # the dispatcher has a quarter of an hour
    assert back["due_at"] is None
    assert hours(again, "due_at") == due


def test_an_extension_counts_units_of_the_limit(desk, wall):
    to_unit(desk, wall, condition="missing")
    once = desk("extend", note="parts", amount="1.5")
    twice = desk("extend", note="more parts", amount="1")

    assert (once["extended"], hours(once, "due_at")) == (1.5, 4.5)
    assert (twice["extended"], hours(twice, "due_at")) == (2.5, 5.5)
    with pytest.raises(FactUnfit):
        desk("extend", note="for ever", amount="-1")


def test_the_deadline_stays_once_the_work_is_handed_in(desk, wall):
    to_unit(desk, wall, condition="missing")
    desk("start")
    done = desk("finish")
    check = desk("ask_check")
    desk("pass")
    closed = desk("close")

    assert (done["red_at"], hours(done, "due_at")) == (None, 3)
    assert hours(check, "red_at") == 1.5
    assert (closed["red_at"], hours(closed, "due_at")) == (None, 3)


def test_the_card_tells_every_clock(city, actor, desk, wall):
    to_unit(desk, wall, condition="missing")
    wall.pass_by(minutes=100)

    card = cases.card(city, actor("dispatcher"), desk.number, "en")

    clocks = {clock["stage"]: clock for clock in card["clocks"]}
    assert {stage: clock["light"] for stage, clock in clocks.items()} == {
        "accept": "green",
        "dispatch": "red",
        "handle": "yellow",
    }
    assert (clocks["handle"]["spent_s"], clocks["handle"]["limit_s"]) == (6_000, 7_200)
    assert [row["condition"] for row in card["limits"]] == ["missing", "sunken"]


# ---- taking back


def test_an_action_is_taken_back_within_a_minute_as_if_it_had_not_been(city, actor, desk, wall):
    for action in ("accept", "file"):
        desk(action)
    before = stored(city, desk.number)
    wall.pass_by(seconds=30)
    desk("dispatch", unit="U2")
    wall.pass_by(seconds=60)
    card = undo(city, actor("dispatcher"), desk.number, version=before.version + 1, language="en")
    after = stored(city, desk.number)

    assert after.values == before.values
    assert after.version == before.version + 2
    assert [entry["action"] for entry in card["history"]][:2] == ["undo", "dispatch"]
    wall.pass_by(minutes=1)
    clocks = cases.card(city, actor("dispatcher"), desk.number, "en")["clocks"]
    dispatch = next(clock for clock in clocks if clock["stage"] == "dispatch")
    assert dispatch["spent_s"] == 150  # it ran on all the while
    assert not any(clock["stage"] == "handle" for clock in clocks)


@pytest.mark.parametrize(("who", "seconds"), [("dispatcher", 61), ("admin", 1)])
def test_too_late_or_by_another_nothing_is_taken_back(city, actor, desk, wall, who, seconds):
    desk("accept")
    wall.pass_by(seconds=seconds)
    kept = stored(city, desk.number)

    with pytest.raises(TooLateToUndo):
        undo(city, actor(who), desk.number, version=kept.version, language="en")

    assert (stored(city, desk.number).values, stored(city, desk.number).version) == (
        kept.values,
        kept.version,
    )


def test_what_was_taken_back_is_not_taken_back_again(city, actor, desk):
    desk("accept")
    undo(city, actor("dispatcher"), desk.number, version=2, language="en")

    with pytest.raises(TooLateToUndo):
        undo(city, actor("dispatcher"), desk.number, version=3, language="en")
    assert desk("accept")["state"] == "to_file"


# ---- from elsewhere


def test_imported_cases_keep_their_own_deadline_and_get_lights(city):
    moment = {name: moment_text(NOON + timedelta(hours=h)) for name, h in
              (("reported_at", 0), ("dispatched_at", 1), ("due_at", 11))}  # fmt: skip
    key = {"scheme": SCHEME, "kind": "component", "class_code": "01013"}
    rows = [
        {"code": "A", "state": "handling", **moment},
        {"code": "B", "state": "handling", **moment, **key, "due_at": None},
        {"code": "C", "state": "closed", **moment},
        {"code": "D", "state": "handling", "scheme": "Elsewhere", **moment, "due_at": None},
        {"code": "E", "state": "to_check", "reported_at": None},
    ]
    frame = gpd.GeoDataFrame(rows, geometry=[shapely.Point(0, 0)] * 5, crs="EPSG:4550")
    with city.store.read() as tx:
        found = with_turns(city, tx, frame).set_index("code")

    told = {code: (hours(row, "yellow_at"), hours(row, "red_at")) for code, row in found.iterrows()}
    assert told == {
        "A": (9, 11), "B": (pytest.approx(2.6), 3), "C": (None, None), "D": (None, None),
        "E": (None, None),
    }  # fmt: skip
    assert hours(found.loc["B"], "due_at") == 3
