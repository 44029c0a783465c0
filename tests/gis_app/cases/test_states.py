"""The table of a case's actions: every row works, every missing row is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_app.cases import (
    ACTIONS,
    OPEN_STATES,
    RUNS,
    STATES,
    ActionRefused,
    FactMissing,
    FactUnfit,
    actions_for,
    take,
)

NOW = "2026-03-01T08:30:00.000Z"
#: States in which nobody is waited for by the clock.
STANDS = {"draft", "rejected", "void", "on_hold", "handled", "to_close", "closed"}
ROLES = ("dispatcher", "planner", "inspector", "viewer", "admin")
NAMES = sorted({row.name for row in ACTIONS})
FACTS = {"note": "because", "unit": "U01", "amount": "2", "condition": "missing"}


@pytest.mark.parametrize("row", ACTIONS, ids=lambda row: f"{row.state}-{row.name}")
def test_each_row_moves_the_case_and_stamps_it(row):
    role = min(row.roles)

    moved = take(row.state, row.name, role=role, facts=FACTS, at=NOW)

    assert moved.state == row.then
    assert all(moved.changes[field] == NOW for field in row.stamps)


@pytest.mark.parametrize(
    "row", [r for r in ACTIONS if r.needs], ids=lambda r: f"{r.state}-{r.name}"
)
def test_a_row_that_needs_a_fact_refuses_a_blank_one(row):
    with pytest.raises(FactMissing):
        take(row.state, row.name, role="admin", facts={"note": "  ", "unit": ""}, at=NOW)


@given(st.sampled_from(STATES), st.sampled_from(NAMES), st.sampled_from(ROLES))
def test_what_has_no_row_is_refused(state, action, role):
    offered = {row.name for row in actions_for(state, role)}

    if action in offered:
        assert take(state, action, role=role, facts=FACTS, at=NOW).state in STATES
    else:
        with pytest.raises(ActionRefused):
            take(state, action, role=role, facts=FACTS, at=NOW)


def test_viewers_and_planners_move_nothing():
    assert [s for s in STATES for role in ("viewer", "planner") if actions_for(s, role)] == []


def test_every_open_state_has_a_way_on_and_can_reach_closed():
    steps = {state: {row.then for row in ACTIONS if row.state == state} for state in STATES}
    for state in OPEN_STATES:
        reached, fresh = set(), {state}
        while fresh:
            reached |= fresh
            fresh = set().union(*(steps[s] for s in fresh)) - reached
        assert "closed" in reached, state


def test_no_state_has_two_rows_for_one_action():
    keys = [(row.state, row.name) for row in ACTIONS]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("amount", ["0", "-1", "nan", "inf", "two", "366", "1e9"])
def test_an_extension_by_nothing_or_by_everything_is_refused(amount):
    facts = {"note": "because", "amount": amount}

    with pytest.raises(FactUnfit):
        take("handling", "extend", role="dispatcher", facts=facts, at=NOW)


def test_a_condition_is_kept_where_the_action_takes_one():
    dispatched = take("to_dispatch", "dispatch", role="admin", facts=FACTS, at=NOW)
    started = take("to_handle", "start", role="admin", facts=FACTS, at=NOW)

    assert dispatched.changes["condition"] == "missing"
    assert "condition" not in started.changes


@pytest.mark.parametrize("row", ACTIONS, ids=lambda row: f"{row.state}-{row.name}")
def test_every_row_stops_one_clock_and_starts_another_or_lets_it_run(row):
    """Two states of one stage share a clock; where somebody must act there is one."""
    before, after = RUNS.get(row.state), RUNS.get(row.then)

    assert after is not None or row.then in STANDS
    assert before == after or row.state != row.then
