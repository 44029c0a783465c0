"""Many cases at once: a lasso, the loads of the units, one change for all, its taking back."""

import datetime as dt

import pytest
import shapely

from gis_app.cases import FactMissing
from gis_app.store import features, history
from gis_app.work import Office, case_bulk
from gis_app.work.case_bulk import CasesMovedOn, Choice, Seen, TooManyCases
from gis_app.work.case_question import CaseQuestion
from gis_app.work.case_steps import Step
from gis_app.work.cases import UnknownCase
from gis_app.work.units import UnknownUnit
from layers import Feature
from layers.crs import points_to_lonlat

X, Y = 388_000.0, 3_309_000.0


@pytest.fixture
def desk(filled):
    """Store ten cases to dispatch in a row, 10 m apart."""
    with filled.office.store.write("test", filled.office.clock()) as tx:
        for at in range(10):
            values = {
                "state": "to_dispatch", "kind": "matter", "class_code": "09001",
                "scheme": "GB/T 47678.5-2026", "street": "330206002",
                "reported_at": "2026-05-01T00:00:00.000Z", "filed_at": "2026-05-01T00:05:00.000Z",
            }  # fmt: skip
            shape = shapely.Point(X + 20 + 10 * at, Y + 50)
            features.add(tx, "cases", Feature(f"B-{at}", "", shape, values))
    return filled.office


def ring(*corners):
    x, y = zip(*corners, strict=True)
    lon, lat = points_to_lonlat([X + one for one in x], [Y + one for one in y], "EPSG:4550")
    return tuple(zip(lon.tolist(), lat.tolist(), strict=True))


SQUARE = ((15, 45), (64, 45), (64, 55), (15, 55))


def looked(office, actor, corners=SQUARE, numbers=(), **asked):
    choice = Choice(CaseQuestion(**asked), ring(*corners) if corners else None, tuple(numbers))
    return case_bulk.look(office, actor("dispatcher"), choice, "en")


def seen(found):
    return [Seen(row["number"], row["version"]) for row in found["cases"]]


def states(office, numbers):
    with office.store.read() as tx:
        return [features.get(tx, "cases", number).values["state"] for number in numbers]


FIVE = [f"B-{at}" for at in range(5)]


def test_a_ring_holds_the_cases_of_the_filter_inside_it(desk, actor):
    found = looked(desk, actor, states=frozenset({"to_dispatch"}))
    other = looked(desk, actor, states=frozenset({"closed"}))

    assert sorted(row["number"] for row in found["cases"]) == FIVE
    assert not any(row["number"].startswith("B-") for row in other["cases"])


def test_a_ring_that_crosses_itself_holds_both_its_halves(desk, actor):
    bow = ((15, 45), (64, 55), (64, 45), (15, 55))
    found = looked(desk, actor, bow, states=frozenset({"to_dispatch"}))

    # it narrows to nothing in the middle, at 39.5: every case but one lies in a half
    assert {"B-0", "B-1", "B-3", "B-4"} <= {row["number"] for row in found["cases"]}


def test_cases_named_by_number_join_those_of_the_ring(desk, actor):
    found = looked(desk, actor, numbers=["B-9", "B-1"], states=frozenset({"to_dispatch"}))

    assert sorted(row["number"] for row in found["cases"]) == [*FIVE, "B-9"]
    with pytest.raises(UnknownCase, match="Z-1"):
        looked(desk, actor, None, ["Z-1"])


def test_each_action_names_the_cases_that_can_take_it_and_where_they_would_go(desk, actor):
    found = looked(desk, actor, states=frozenset({"to_dispatch"}))
    actions = {row["name"]: row for row in found["actions"]}

    assert set(actions) == {"dispatch", "void"}
    assert sorted(actions["dispatch"]["numbers"]) == FIVE
    # both teams have class 09; the one with most cases of the street, by `responsible`
    assert {row["proposed"] for row in found["cases"]} <= {"U2", "U3"}
    assert None not in {row["proposed"] for row in found["cases"]}


def test_loads_are_the_open_cases_that_units_have_in_hand(filled, actor):
    found = looked(filled.office, actor, None, [filled.rows[0]["code"]])

    inside = [row for row in filled.rows if row["state"] in ("to_handle", "handling")]
    counted = {load["unit"]: load["open"] for load in found["loads"]}
    assert counted == {
        unit: sum(row["unit"] == unit for row in inside) for unit in ("U1", "U2", "U3")
    }


def test_all_go_in_one_change_each_to_its_unit_and_keep_their_histories(desk, actor):
    found = looked(desk, actor, states=frozenset({"to_dispatch"}))
    cases = [
        Seen(row["number"], row["version"], unit)
        for row, unit in zip(found["cases"], ["U1", "U2", "U1", "U2", "U1"], strict=True)
    ]

    done = case_bulk.act_all(desk, actor("dispatcher"), cases, Step("dispatch", 0), "en")

    assert [row["version"] for row in done] == [one.version + 1 for one in cases]
    assert states(desk, FIVE) == ["to_handle"] * 5
    with desk.store.read() as tx:
        assert [features.get(tx, "cases", one.number).values["unit"] for one in cases] == [
            one.unit for one in cases
        ]
        last = [history.of(tx, "cases", number, size=1)[0] for number in FIVE]
    assert {(entry.what, entry.who) for entry in last} == {("dispatch", "dispatcher")}
    assert len({entry.at for entry in last}) == 1


def test_one_that_moved_on_keeps_all_as_they_were_and_is_named(desk, actor):
    cases = seen(looked(desk, actor, states=frozenset({"to_dispatch"})))
    with desk.store.write("another", desk.clock()) as tx:
        case = features.get(tx, "cases", "B-2")
        features.update(tx, "cases", Feature("B-2", "", case.shape, {"address": "x"}), version=1)

    with pytest.raises(CasesMovedOn, match="1 of 5 cases") as caught:
        case_bulk.act_all(desk, actor("dispatcher"), cases, Step("dispatch", 0, unit="U1"), "en")

    assert caught.value.facts["numbers"] == ["B-2"]
    assert states(desk, FIVE) == ["to_dispatch"] * 5


def test_what_is_missing_or_unknown_is_refused_before_anything_is_written(desk, actor):
    cases = seen(looked(desk, actor, states=frozenset({"to_dispatch"})))

    with pytest.raises(FactMissing):
        case_bulk.act_all(desk, actor("dispatcher"), cases, Step("dispatch", 0), "en")
    with pytest.raises(UnknownUnit):
        case_bulk.act_all(desk, actor("dispatcher"), cases, Step("dispatch", 0, unit="U9"), "en")
    assert states(desk, FIVE) == ["to_dispatch"] * 5


def test_all_are_taken_back_within_a_minute_and_not_after(desk, actor):
    cases = seen(looked(desk, actor, states=frozenset({"to_dispatch"})))
    before = looked(desk, actor, None, FIVE)["cases"]
    step = Step("dispatch", 0, unit="U1")
    done = case_bulk.act_all(desk, actor("dispatcher"), cases, step, "en")
    now = [Seen(row["number"], row["version"]) for row in done]

    later = Office(desk.store, lambda: desk.clock() + dt.timedelta(seconds=61))
    with pytest.raises(CasesMovedOn, match="5 of 5"):
        case_bulk.undo_all(later, actor("dispatcher"), now)
    with pytest.raises(CasesMovedOn):
        case_bulk.undo_all(desk, actor("admin"), now)

    case_bulk.undo_all(desk, actor("dispatcher"), now)

    after = looked(desk, actor, None, FIVE)["cases"]
    kept = [{k: v for k, v in row.items() if k != "version"} for row in after]
    assert kept == [{k: v for k, v in row.items() if k != "version"} for row in before]


def test_more_than_are_handled_at_once_is_refused(desk, actor, monkeypatch):
    monkeypatch.setattr(case_bulk, "MOST", 4)
    cases = [Seen(number, 1) for number in FIVE]

    with pytest.raises(TooManyCases, match="choose at most 4"):
        looked(desk, actor, states=frozenset({"to_dispatch"}))
    with pytest.raises(TooManyCases):
        case_bulk.act_all(desk, actor("dispatcher"), cases, Step("void", 0, note="x"), "en")
