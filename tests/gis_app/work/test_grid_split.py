"""A management grid split by a line or evenly: one step, new codes, undone whole."""

import pytest

from gis_app.store import StaleVersion
from gis_app.work import draft_burden, drafts, grid_split
from gis_app.work.draft_orders import Order
from grids import GridsTooMany, UnknownGrid
from grids.parts import LineMissesGrid


@pytest.fixture
def planner(actor):
    return actor("planner")


@pytest.fixture
def whole(office, planner):
    """Return a draft whose western grid has three of the four cells."""
    draft_burden.weigh(office, planner, {"area_ha": 1.0})
    made = drafts.create(office, planner, "Whole")
    give = Order("give_cells", {"cells": ["330206002001002"], "to": "G01"})
    drafts.step(office, planner, made["id"], give, version=1)
    return made["id"]


def cells(step):
    return {row["code"]: row["cells"] for row in step["figures"]["grids"]}


def test_a_line_splits_a_grid_and_the_larger_part_keeps_its_name(office, planner, whole, lonlat):
    line = [lonlat(-10, 100), lonlat(210, 100)]
    order = Order("split_grid_line", {"grid": "G01", "line": line})
    step = drafts.step(office, planner, whole, order, version=2)

    assert cells(step) == {"G01": 2, "G02": 1, "G03": 1}
    assert {row["code"]: row["name"] for row in step["figures"]["grids"]}["G01"] == "Grid 1"
    undone = drafts.undo(office, planner, whole, version=3)
    assert cells(undone) == {"G01": 3, "G02": 1}


def test_a_line_beside_a_grid_is_refused(office, planner, whole, lonlat):
    order = Order("split_grid_line", {"grid": "G01", "line": [lonlat(0, 210), lonlat(200, 210)]})
    with pytest.raises(LineMissesGrid):
        drafts.step(office, planner, whole, order, version=2)


def test_even_parts_carry_the_same(office, planner, whole):
    step = grid_split.split_evenly(office, planner, whole, "G01", 3, version=2)

    assert cells(step) == {"G01": 1, "G02": 1, "G03": 1, "G04": 1}
    assert {row["deviation"] for row in step["figures"]["grids"]} == {0.0}


def test_what_cannot_be_split_leaves_the_draft_as_it_was(office, planner, whole):
    with pytest.raises(GridsTooMany):
        grid_split.split_evenly(office, planner, whole, "G01", 4, version=2)
    with pytest.raises(UnknownGrid):
        grid_split.split_evenly(office, planner, whole, "G99", 2, version=2)
    with pytest.raises(StaleVersion):
        grid_split.split_evenly(office, planner, whole, "G01", 2, version=1)

    assert drafts.head(office, planner, whole)["version"] == 2


@pytest.mark.parametrize("k", [1, 100, "2", None, True])
def test_a_number_of_parts_is_a_number(client, k):
    planner = client("planner")
    made = planner.post("/api/plans", json={"name": "Odd"}).json
    body = {"version": 1, "operation": {"kind": "split_grid_even", "grid": "G01", "k": k}}

    assert planner.post(f"/api/plans/{made['id']}/steps", json=body).status_code == 422
