"""Drafts: steps that hold or leave nothing, undo over the journal, two planners, two processes."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from gis_app.store import PlanClosed, StaleVersion, open_store, plans
from gis_app.store import drafts as kept
from gis_app.work import Keep, Office, drafts
from gis_app.work.draft_orders import Order
from gis_app.work.plan_names import ColourWrong, GridNameWrong, PlanCodeWrong
from grids import CodeSpent, GridError, GridNameTaken, NothingToUndo, Plan, faults, same_cell

WEST, EAST = ("330206002001001", "330206002001003"), ("330206002001002", "330206002001004")
X, Y = 388_000.0, 3_309_000.0


@pytest.fixture
def planner(actor):
    return actor("planner")


@pytest.fixture
def draft(office, planner):
    return drafts.create(office, planner, "Summer")


def give(codes, to):
    return Order("give_cells", {"cells": list(codes), "to": to})


def stored_plan(office, plan_id):
    with office.store.read() as tx:
        grid, named = kept.load(tx, plan_id, office.district.crs)
    return Plan("", grid, named)


def codes_of(step):
    return [feature["properties"]["code"] for feature in step["cells"]["features"]]


def test_a_draft_begins_as_the_plan_in_force_and_belongs_to_its_author(office, planner, draft):
    found = drafts.head(office, planner, draft["id"])

    assert found["author"] == "planner"
    assert found["base"]["name"] == "首版网格方案 / First plan"
    assert (found["state"], found["steps"], found["may"]["publish"]) == ("draft", 0, False)
    assert len(json.loads(drafts.cells(office, planner, draft["id"]))["features"]) == 4


def test_a_joint_moves_with_all_four_cells_that_share_it(office, planner, draft, lonlat):
    order = Order("move_joint", {"at": lonlat(100, 100), "to": lonlat(112.5, 90)})

    step = drafts.step(office, planner, draft["id"], order, version=draft["version"])

    plan = stored_plan(office, draft["id"])
    assert sorted(codes_of(step)) == sorted((*WEST, *EAST))
    assert all((X + 112.5, Y + 90) in cell.shape.exterior.coords for cell in plan.grid)
    assert faults(plan.grid) == []


def test_a_joint_on_the_outline_stays_on_it(office, planner, draft, lonlat):
    order = Order("move_joint", {"at": lonlat(100, 0), "to": lonlat(110, -25)})

    drafts.step(office, planner, draft["id"], order, version=draft["version"])

    assert (X + 110, Y) in stored_plan(office, draft["id"]).grid[WEST[0]].shape.exterior.coords


def test_equal_joints_of_neighbours_are_equal_numbers(office, planner, draft, lonlat):
    order = Order("move_joint", {"at": lonlat(100, 100), "to": lonlat(112.347, 90.001)})
    drafts.step(office, planner, draft["id"], order, version=draft["version"])

    shown = json.loads(drafts.cells(office, planner, draft["id"]))["features"]

    joints = [{tuple(p) for p in cell["geometry"]["coordinates"][0]} for cell in shown]
    assert len(set.intersection(*joints)) == 1


def test_a_cut_draws_new_codes_that_no_plan_ever_used(office, planner, draft, lonlat):
    cut = Order("cut_cell", {"cell": WEST[0], "line": [lonlat(50, -5), lonlat(50, 105)]})

    step = drafts.step(office, planner, draft["id"], cut, version=draft["version"])
    merge = Order("merge_cells", {"cells": ["330206002001005", "330206002001006"]})
    again = drafts.step(office, planner, draft["id"], merge, version=step["version"])

    assert step["gone"] == [WEST[0]]
    assert codes_of(step)[:2] == ["330206002001003", "330206002001005"]
    assert "330206002001007" in codes_of(again)


def test_figures_follow_each_step(office, planner, draft):
    step = drafts.step(office, planner, draft["id"], give(EAST[:1], "G01"), version=1)

    west, east = step["figures"]["grids"]
    assert (west["cells"], west["pieces"], west["area_m2"]) == (3, 1, 30_000.0)
    assert (east["cells"], east["area_m2"]) == (1, 10_000.0)
    assert step["figures"] == drafts.figures(office, planner, draft["id"])
    assert [g["properties"]["cells"] for g in step["grids"]["features"]] == [3, 1]


def test_undo_reaches_over_a_restart_and_restores_the_bytes(office, planner, draft, lonlat):
    before = stored_plan(office, draft["id"])
    orders = (
        Order("move_joint", {"at": lonlat(100, 100), "to": lonlat(90, 104)}),
        Order("cut_cell", {"cell": WEST[0], "line": [lonlat(50, -5), lonlat(50, 120)]}),
        give(EAST, "G01"),
        Order("edit_grid", {"grid": "G02", "name": "Port", "collectors": 3}),
    )
    version = draft["version"]
    for order in orders:
        version = drafts.step(office, planner, draft["id"], order, version=version)["version"]
    after = stored_plan(office, draft["id"])
    fresh = replace(office, keep=Keep())

    for _ in orders:
        version = drafts.undo(fresh, planner, draft["id"], version=version)["version"]
    assert all(map(same_cell, stored_plan(office, draft["id"]).grid, before.grid))
    with pytest.raises(NothingToUndo):
        drafts.undo(fresh, planner, draft["id"], version=version)
    for _ in orders:
        version = drafts.redo(fresh, planner, draft["id"], version=version)["version"]
    assert all(map(same_cell, stored_plan(office, draft["id"]).grid, after.grid))
    assert stored_plan(office, draft["id"]).management_grids == after.management_grids


def test_the_later_of_two_planners_is_told_what_the_first_one_did(office, actor, draft):
    drafts.step(office, actor("planner"), draft["id"], give(EAST[:1], "G01"), version=1)

    with pytest.raises(StaleVersion) as caught:
        drafts.step(office, actor("admin"), draft["id"], give(EAST, None), version=1)

    assert caught.value.mine["cells"] == list(EAST)
    assert codes_of(caught.value.theirs) == [EAST[0]]
    assert stored_plan(office, draft["id"]).grid[EAST[1]].grid == "G02"


def test_another_process_sees_the_steps_of_the_first(office, planner, draft):
    store = open_store(office.store.path)
    other = Office(store, office.clock)
    drafts.figures(other, planner, draft["id"])

    drafts.step(office, planner, draft["id"], give(EAST[:1], "G01"), version=1)
    seen = drafts.since(other, planner, draft["id"], 1)

    assert codes_of(seen) == [EAST[0]]
    assert seen["figures"] == drafts.figures(office, planner, draft["id"])
    store.close()


def test_who_has_it_open_is_told_for_a_while(office, actor, draft):
    def at(seconds):
        return replace(office, clock=lambda: office.clock() + timedelta(seconds=seconds))

    drafts.since(at(0), actor("planner"), draft["id"], 1)

    assert drafts.since(at(5), actor("admin"), draft["id"], 1)["present"] == ["planner"]
    assert drafts.since(at(100), actor("admin"), draft["id"], 1)["present"] == []


@pytest.mark.parametrize(
    ("order", "error"),
    [
        (give(["nowhere"], "G01"), GridError),
        (give(WEST, "G99"), GridError),
        (Order("edit_grid", {"grid": "G02", "name": "Grid 1"}), GridNameTaken),
        (Order("edit_grid", {"grid": "G02", "name": " "}), GridNameWrong),
        (Order("edit_grid", {"grid": "G02", "colour": "red"}), ColourWrong),
        (Order("recode_cell", {"cell": WEST[0], "into": EAST[0]}), CodeSpent),
        (Order("recode_grid", {"grid": "G02", "into": "<b>"}), PlanCodeWrong),
        (Order("move_joint", {"at": (121.0, 29.0), "to": (121.0, 29.1)}), GridError),
        (Order("drop_grid", {"grid": "G01"}), GridError),
    ],
)
def test_what_cannot_be_done_leaves_nothing(office, planner, draft, order, error):
    with pytest.raises(error):
        drafts.step(office, planner, draft["id"], order, version=draft["version"])

    assert drafts.head(office, planner, draft["id"])["version"] == draft["version"]
    assert faults(stored_plan(office, draft["id"]).grid) == []


def test_a_step_that_changes_nothing_leaves_no_trace(office, planner, draft):
    step = drafts.step(office, planner, draft["id"], give(WEST, "G01"), version=1)

    assert (step["version"], step["can_undo"], step["cells"]["features"]) == (1, False, [])


def test_the_plan_in_force_takes_no_step(office, planner):
    with office.store.read() as tx:
        head = plans.in_layers(tx)

    with pytest.raises(PlanClosed):
        drafts.step(office, planner, head.id, give(WEST, "G02"), version=head.version)


def test_a_new_grid_takes_its_cells_and_the_next_code(office, planner, draft):
    order = Order("add_grid", {"cells": [EAST[1]], "name": "Quay"})

    step = drafts.step(office, planner, draft["id"], order, version=1)

    assert [row["code"] for row in step["figures"]["grids"]] == ["G01", "G02", "G03"]
    quay = step["figures"]["grids"][2]
    assert (quay["name"], quay["cells"]) == ("Quay", 1)
