"""A draft that another plan overtook: what clashes, and both as one, ready to be published."""

import pytest

from gis_app.store import StaleVersion, plans
from gis_app.store import drafts as kept
from gis_app.work import Office, draft_rebase, draft_review, drafts
from gis_app.work.draft_orders import Order
from gis_app.work.draft_rebase import NotOutdated, PlanMovedOn
from gis_app.work.draft_review import PlanOutdated
from grids import ChoicesMissing, ConflictUnknown, NothingToUndo

WEST, EAST = ("330206002001001", "330206002001003"), ("330206002001002", "330206002001004")


@pytest.fixture
def planner(actor):
    return actor("planner")


@pytest.fixture
def reviewer(actor):
    return actor("admin")


def give(office, planner, plan_id, cells, to):
    version = drafts.head(office, planner, plan_id)["version"]
    order = Order("give_cells", {"cells": list(cells), "to": to})
    return drafts.step(office, planner, plan_id, order, version=version)


def renamed(office, planner, plan_id, code, name):
    version = drafts.head(office, planner, plan_id)["version"]
    order = Order("edit_grid", {"grid": code, "name": name})
    return drafts.step(office, planner, plan_id, order, version=version)


def publish(office, planner, reviewer, plan_id):
    version = drafts.head(office, planner, plan_id)["version"]
    head = draft_review.submit(office, planner, plan_id, version=version)
    return draft_review.publish(office, reviewer, plan_id, version=head["version"])


def settle(office, planner, plan_id, **choices):
    found = draft_rebase.conflicts(office, planner, plan_id)
    return draft_rebase.settle(
        office,
        planner,
        plan_id,
        version=found["version"],
        onto=found["onto"]["id"],
        choices={key.replace("__", ":"): side for key, side in choices.items()},
    )


def owners(office, plan_id):
    with office.store.read() as tx:
        grid, _ = kept.content(tx, plans.get(tx, plan_id))
    return {cell.code[-1]: cell.grid for cell in grid}


@pytest.fixture
def mine(office, planner):
    """Return the number of a draft that gives the south-eastern cell to the west."""
    made = drafts.create(office, planner, "Mine")["id"]
    give(office, planner, made, EAST[:1], "G01")
    return made


@pytest.fixture
def overtaken(office, planner, reviewer, mine):
    """Publish another plan that gives the north-western cell to the east; return the first."""
    other = drafts.create(office, planner, "Theirs")["id"]
    give(office, planner, other, WEST[1:], "G02")
    publish(office, planner, reviewer, other)
    return mine


def test_a_draft_that_was_overtaken_is_not_published_until_it_is_brought_up_to_date(
    office, planner, reviewer, overtaken
):
    version = drafts.head(office, planner, overtaken)["version"]
    head = draft_review.submit(office, planner, overtaken, version=version)
    assert head["outdated"]
    with pytest.raises(PlanOutdated):
        draft_review.publish(office, reviewer, overtaken, version=head["version"])
    draft_review.reopen(office, planner, overtaken, version=head["version"])

    found = draft_rebase.conflicts(office, planner, overtaken)
    step = settle(office, planner, overtaken)

    assert (found["mine"], found["theirs"], found["conflicts"]) == (1, 1, [])
    assert [c["properties"]["code"] for c in step["cells"]["features"]] == [WEST[1]]
    assert owners(office, overtaken) == {"1": "G01", "2": "G01", "3": "G02", "4": "G02"}
    head = drafts.head(office, planner, overtaken)
    assert (head["outdated"], head["base"]["name"], head["can_undo"]) == (False, "Theirs", False)
    assert publish(office, planner, reviewer, overtaken)["in_force"]


def test_what_clashes_is_decided_and_nothing_else_is_taken(office, planner, overtaken):
    give(office, planner, overtaken, WEST[1:], None)
    found = draft_rebase.conflicts(office, planner, overtaken)

    (conflict,) = found["conflicts"]
    assert (conflict["key"], conflict["codes"]) == (f"owner:{WEST[1]}", [WEST[1]])
    sides = [conflict[side]["features"][0]["properties"]["grid"] for side in ("mine", "theirs")]
    assert sides == [None, "G02"]
    with pytest.raises(ChoicesMissing):
        settle(office, planner, overtaken)
    with pytest.raises(ConflictUnknown):
        settle(office, planner, overtaken, **{conflict["key"]: "mine", "ground__1": "mine"})

    before = owners(office, overtaken)
    settle(office, planner, overtaken, **{conflict["key"]: "mine"})
    assert owners(office, overtaken) == before


def test_their_side_is_taken_where_it_was_chosen(office, planner, overtaken):
    give(office, planner, overtaken, WEST[1:], None)

    settle(office, planner, overtaken, **{f"owner:{WEST[1]}": "theirs"})

    assert owners(office, overtaken) == {"1": "G01", "2": "G01", "3": "G02", "4": "G02"}


def test_work_goes_on_and_is_undone_up_to_there(office, planner, overtaken):
    settle(office, planner, overtaken)
    version = drafts.head(office, planner, overtaken)["version"]
    with pytest.raises(NothingToUndo):
        drafts.undo(office, planner, overtaken, version=version)

    merged = owners(office, overtaken)
    step = give(office, planner, overtaken, EAST[1:], None)
    drafts.undo(office, planner, overtaken, version=step["version"])
    assert owners(office, overtaken) == merged


def test_another_process_sees_the_same_and_can_go_on(office, planner, overtaken):
    watching = Office(office.store, office.clock)
    before = drafts.head(watching, planner, overtaken)["version"]
    settle(office, planner, overtaken)
    fresh = Office(office.store, office.clock)

    seen = drafts.since(watching, planner, overtaken, before)
    assert [c["properties"]["grid"] for c in seen["cells"]["features"]] == ["G02"]
    for other in (watching, fresh):
        figures = drafts.figures(other, planner, overtaken)
        assert figures == drafts.figures(office, planner, overtaken)
        assert not drafts.head(other, planner, overtaken)["can_undo"]


def test_facts_of_a_grid_are_merged_and_a_second_time_goes_on_from_there(
    office, planner, reviewer, overtaken
):
    renamed(office, planner, overtaken, "G01", "Market")
    settle(office, planner, overtaken)
    third = drafts.create(office, planner, "Third")["id"]
    renamed(office, planner, third, "G02", "Harbour")
    publish(office, planner, reviewer, third)

    settle(office, planner, overtaken)

    with office.store.read() as tx:
        _, named = kept.content(tx, plans.get(tx, overtaken))
    assert [item.name for item in named] == ["Market", "Harbour"]


def test_lineage_stays_as_far_as_its_codes_do(office, planner, overtaken, lonlat):
    version = drafts.head(office, planner, overtaken)["version"]
    line = [lonlat(50, -5), lonlat(50, 105)]
    cut = Order("cut_cell", {"cell": WEST[0], "line": line})
    drafts.step(office, planner, overtaken, cut, version=version)
    settle(office, planner, overtaken)

    with office.store.read() as tx:
        grid, _ = kept.content(tx, plans.get(tx, overtaken))
        last = kept.journal(tx, overtaken)[-1]
    fresh = sorted(set(grid.codes) - {*WEST, *EAST})
    assert last.deed == "rebase"
    assert sorted(d.code for d in last.change.lineage_in) == fresh
    assert {d.parents for d in last.change.lineage_in} == {(WEST[0],)}


def test_what_is_up_to_date_or_was_overtaken_again_is_refused(office, planner, reviewer, mine):
    with pytest.raises(NotOutdated):
        draft_rebase.conflicts(office, planner, mine)
    other = drafts.create(office, planner, "Theirs")["id"]
    give(office, planner, other, WEST[1:], "G02")
    publish(office, planner, reviewer, other)
    found = draft_rebase.conflicts(office, planner, mine)

    with pytest.raises(PlanMovedOn):
        draft_rebase.settle(office, planner, mine, version=found["version"], onto=1, choices={})
    with pytest.raises(StaleVersion):
        draft_rebase.settle(office, planner, mine, version=1, onto=found["onto"]["id"], choices={})
    assert owners(office, mine) == {"1": "G01", "2": "G01", "3": "G01", "4": "G02"}
