import pytest

from gis_app.cases import ACTIONS, ActionRefused, FactMissing
from gis_app.store import StaleVersion, features
from gis_app.work import ROLES, NotAllowed, cases
from gis_app.work.case_new import CaseTextTooLong
from gis_app.work.case_steps import Step, act
from gis_app.work.units import UnknownUnit
from layers import Feature


def case_in(office, state, number="C-1"):
    values = {"state": state, "description": "水", "reporter": "王巡"}
    with office.store.write("test", office.clock()) as tx:
        features.add(tx, "cases", Feature(number, "井盖", None, values))
    return number


def stored(office, number="C-1"):
    with office.store.read() as tx:
        return features.get(tx, "cases", number)


def test_a_case_walks_from_report_to_close_and_history_tells_the_way(filled, actor):
    office, number = filled.office, case_in(filled.office, "reported")
    way = ["accept", "file", "dispatch", "start", "finish", "ask_check", "pass", "close"]

    for version, action in enumerate(way, start=1):
        card = act(office, actor("dispatcher"), number, Step(action, version, unit="U1"), "en")

    case = card["case"]
    assert (case["state"], case["unit"], case["version"]) == ("closed", "U1", 9)
    for stamp in ("filed_at", "dispatched_at", "handled_at", "closed_at"):
        assert case[stamp] == "2026-06-15T04:00:00.000Z"
    assert [entry["action"] for entry in card["history"]] == [*way[::-1], None]
    assert [entry["to"] for entry in card["history"]][:2] == ["closed", "to_close"]
    assert (case["name"], case["description"]) == ("井盖", "水")
    assert [action["name"] for action in card["actions"]] == ["reopen", "appeal"]


def test_a_case_that_was_moved_on_is_refused_with_both_sides(office, actor):
    number = case_in(office, "reported")
    act(office, actor("dispatcher"), number, Step("accept", 1), "en")

    with pytest.raises(StaleVersion) as refused:
        act(office, actor("dispatcher"), number, Step("reject", 1, note="重复"), "en")

    assert refused.value.theirs.values["state"] == "to_file"
    assert refused.value.mine["action"] == "reject"
    assert stored(office).version == 2


def test_a_stale_action_is_told_as_stale_even_where_the_table_would_refuse_it(office, actor):
    number = case_in(office, "to_close")
    act(office, actor("dispatcher"), number, Step("close", 1), "en")

    with pytest.raises(StaleVersion):
        act(office, actor("dispatcher"), number, Step("close", 1), "en")


@pytest.mark.parametrize(
    ("state", "step", "error"),
    [
        ("reported", Step("close", 1), ActionRefused),
        ("reported", Step("reject", 1), FactMissing),
        ("reported", Step("reject", 1, note="  "), FactMissing),
        ("to_dispatch", Step("dispatch", 1), FactMissing),
        ("to_dispatch", Step("dispatch", 1, unit="nobody"), UnknownUnit),
        ("reported", Step("reject", 1, note="长" * 401), CaseTextTooLong),
    ],
)
def test_what_the_table_does_not_allow_leaves_the_case_as_it_was(office, actor, state, step, error):
    number = case_in(office, state)

    with pytest.raises(error):
        act(office, actor("dispatcher"), number, step, "en")

    assert (stored(office).version, stored(office).values["state"]) == (1, state)


def test_a_case_that_there_is_not_is_told(office, actor):
    with pytest.raises(cases.UnknownCase):
        act(office, actor("dispatcher"), "C-9", Step("accept", 1), "en")


@pytest.mark.parametrize("role", [role for role in ROLES if role in ("viewer", "planner")])
def test_who_only_looks_may_not_act(office, actor, role):
    number = case_in(office, "reported")

    with pytest.raises(NotAllowed):
        act(office, actor(role), number, Step("accept", 1), "en")


@pytest.mark.parametrize("row", ACTIONS, ids=lambda row: f"{row.state}-{row.name}")
def test_an_inspector_may_do_exactly_what_the_table_says(filled, actor, row):
    office, number = filled.office, case_in(filled.office, row.state)
    step = Step(row.name, 1, note="说明", unit="U2")

    if "inspector" in row.roles:
        card = act(office, actor("inspector"), number, step, "en")
        assert card["case"]["state"] == row.then
        assert card["history"][0]["note"] == "说明"
    else:
        with pytest.raises(ActionRefused):
            act(office, actor("inspector"), number, step, "en")


def test_the_note_stands_in_history(office, actor):
    number = case_in(office, "reported")

    card = act(office, actor("dispatcher"), number, Step("reject", 1, note=" 重复上报 "), "zh")

    first = card["history"][0]
    assert (first["action"], first["note"], first["who"]) == ("reject", "重复上报", "dispatcher")
    assert (first["from"], first["to"]) == ("reported", "rejected")
