"""Searches for even grids: begun, watched, stopped, taken as one step, refused when stale."""

import pytest

from gis_app.store import StaleVersion
from gis_app.work import draft_balance, draft_burden, drafts
from gis_app.work.draft_balance import NoBalance
from gis_app.work.draft_orders import Order
from grids import GridsTooMany, Wish, WorkloadWrong

WEST = ("330206002001001", "330206002001003")


@pytest.fixture
def planner(actor):
    return actor("planner")


@pytest.fixture
def uneven(office, planner):
    """Return a draft whose western grid has three of four cells, weighed by area alone."""
    draft_burden.weigh(office, planner, {"area_ha": 1.0})
    made = drafts.create(office, planner, "Even")
    give = Order("give_cells", {"cells": ["330206002001002"], "to": "G01"})
    drafts.step(office, planner, made["id"], give, version=1)
    return made["id"]


def searched(office, planner, plan_id, wish):
    draft_balance.begin(office, planner, plan_id, wish, seconds=5)
    search = draft_balance._search(office, plan_id)
    assert search.job.wait(20)
    return draft_balance.state(office, planner, plan_id)


def test_a_search_finds_even_grids_and_its_answer_is_one_step(office, planner, uneven):
    found = searched(office, planner, uneven, Wish())
    step = draft_balance.take(office, planner, uneven, version=2)

    assert (found["state"], found["deviation"], found["bound"]) == ("done", 0.0, 0.0)
    assert (found["deviation_before"], found["moved"]) == (0.5, 1)
    assert [row["cells"] for row in step["figures"]["grids"]] == [2, 2]
    assert step["version"] == 3
    undone = drafts.undo(office, planner, uneven, version=3)
    assert [row["cells"] for row in undone["figures"]["grids"]] == [3, 1]


def test_new_grids_are_added_under_fresh_codes(office, planner, uneven):
    searched(office, planner, uneven, Wish(k=4))
    step = draft_balance.take(office, planner, uneven, version=2)

    rows = step["figures"]["grids"]
    assert [row["code"] for row in rows] == ["G01", "G02", "G03", "G04"]
    assert [row["cells"] for row in rows] == [1, 1, 1, 1]


def test_grids_that_are_not_needed_go(office, planner, uneven):
    searched(office, planner, uneven, Wish(k=1))
    step = draft_balance.take(office, planner, uneven, version=2)

    (row,) = step["figures"]["grids"]
    assert row["cells"] == 4
    assert len(step["gone_grids"]) == 1


def test_an_answer_for_an_older_draft_is_refused(office, planner, uneven):
    searched(office, planner, uneven, Wish())
    give = Order("give_cells", {"cells": list(WEST), "to": None})
    drafts.step(office, planner, uneven, give, version=2)

    with pytest.raises(StaleVersion):
        draft_balance.take(office, planner, uneven, version=3)


def test_what_cannot_be_found_says_why(office, planner, uneven):
    found = searched(office, planner, uneven, Wish(k=5))

    assert found["state"] == "failed"
    assert isinstance(found["error"], GridsTooMany)
    with pytest.raises(NoBalance):
        draft_balance.take(office, planner, uneven, version=2)


def test_without_a_search_there_is_nothing_to_see_stop_or_take(office, planner, uneven):
    assert draft_balance.state(office, planner, uneven) == {"state": "none"}
    with pytest.raises(NoBalance):
        draft_balance.stop(office, planner, uneven)
    with pytest.raises(NoBalance):
        draft_balance.take(office, planner, uneven, version=2)


def test_an_answer_shows_its_grids_and_their_loads_before_it_is_taken(office, planner, uneven):
    found = searched(office, planner, uneven, Wish(k=3))

    drawn = {f["properties"]["key"]: f for f in found["grids"]["features"]}
    assert sorted(drawn) == ["G01", "G02", "new:0"]
    assert drawn["new:0"]["properties"]["number"] == 1
    rows = {row["key"]: (row["before"], row["after"]) for row in found["rows"]}
    assert rows["new:0"][0] is None
    assert sum(after for _, after in rows.values()) == pytest.approx(
        sum(before or 0 for before, _ in rows.values()), abs=0.02
    )
    assert set(found["cells"].values()) <= {"G01", "G02", "new:0"}
    assert found["wish"]["k"] == 3


def test_a_grid_that_would_go_has_no_load_afterwards(office, planner, uneven):
    found = searched(office, planner, uneven, Wish(k=1))

    assert sorted(row["after"] is None for row in found["rows"]) == [False, True]
    assert len(found["grids"]["features"]) == 1


def test_an_answer_that_was_taken_or_thrown_away_is_gone(office, planner, uneven):
    searched(office, planner, uneven, Wish())
    draft_balance.forget(office, planner, uneven)
    assert draft_balance.state(office, planner, uneven) == {"state": "none"}

    searched(office, planner, uneven, Wish())
    draft_balance.take(office, planner, uneven, version=2)
    assert draft_balance.state(office, planner, uneven) == {"state": "none"}


@pytest.mark.parametrize("weights", [{"nothing": 1}, {"area_ha": -1}, {"area_ha": "1"}])
def test_a_weight_is_for_a_figure_and_a_number(office, planner, weights):
    with pytest.raises(WorkloadWrong):
        draft_burden.weigh(office, planner, weights)
