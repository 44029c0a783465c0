"""Cells imported where plans are in use: a plan of its own, and no draft undoes it unawares."""

import datetime as dt

import geopandas as gpd
import pytest
import shapely

from gis_app.store import PlanOverlap, features, plans
from gis_app.store import drafts as kept
from gis_app.work import draft_rebase, draft_review, drafts, imports
from gis_app.work.draft_orders import Order
from gis_app.work.draft_review import PlanOutdated
from gis_app.work.import_settings import Settings
from grids import PlanState
from layers.crs import to_lonlat

FIRST, SECOND, THIRD, FOURTH = (f"33020600200100{n}" for n in (1, 2, 3, 4))


@pytest.fixture
def planner(actor):
    return actor("planner")


@pytest.fixture
def bring(office, planner, tmp_path):
    """Return a function that imports some cells with other management grids."""

    def brought(owners):
        with office.store.read() as tx:
            cells = features.read_frame(tx, "cells", columns=("code", "grid")).set_index("code")
        cells = cells.loc[list(owners)].assign(grid=list(owners.values())).reset_index()
        shapes = to_lonlat(cells.geometry.to_numpy(), office.district.crs, digits=9)
        path = tmp_path / "survey.geojson"
        path.write_text(gpd.GeoDataFrame(cells.drop(columns="geometry"), geometry=shapes,
                                         crs="EPSG:4326").to_json(), encoding="utf-8")  # fmt: skip
        settings = Settings(layer="cells", frame="EPSG:4326")
        return imports.apply_file(
            office, planner, imports.check_file(office, planner, path, settings), good_rows=False
        )

    return brought


def heads(office):
    with office.store.read() as tx:
        return sorted(plans.every(tx), key=lambda head: head.id)


def owners(office, head):
    with office.store.read() as tx:
        grid, _ = kept.content(tx, head)
    return {cell.code: cell.grid for cell in grid}


def layer(office, name):
    with office.store.read() as tx:
        return features.read_frame(tx, name).set_index("code")


def begin(office, planner, cell, to):
    made = drafts.create(office, planner, "Mine")["id"]
    drafts.step(office, planner, made, Order("give_cells", {"cells": [cell], "to": to}), version=1)
    return made


def test_while_a_district_is_set_up_the_one_plan_is_put_right(office, bring):
    outcome = bring({FIRST: "G02"})

    [plan] = heads(office)
    assert outcome.followed["plans"] == 0
    assert owners(office, plan)[FIRST] == "G02"
    areas = {code: shape.area for code, shape in layer(office, "grids").geometry.items()}
    assert areas == pytest.approx({"G01": 10_000, "G02": 30_000})


def test_where_plans_are_in_use_an_import_is_a_plan_of_its_own(office, planner, bring):
    begin(office, planner, SECOND, "G01")

    outcome = bring({THIRD: "G02"})

    first, _, fresh = heads(office)
    assert outcome.followed["plans"] == 1
    assert (fresh.name, fresh.valid_from) == ("survey.geojson", "2026-06-15")
    assert (fresh.in_layers, first.state, first.valid_to) == (True, PlanState.RETIRED, "2026-06-15")
    assert (owners(office, first)[THIRD], owners(office, fresh)[THIRD]) == ("G01", "G02")
    grids = layer(office, "grids")
    assert grids.geometry["G01"].equals(layer(office, "cells").geometry[FIRST])


def test_a_draft_begun_before_the_import_must_be_brought_up_to_date(office, planner, actor, bring):
    mine = begin(office, planner, SECOND, "G01")
    bring({THIRD: "G02"})
    version = drafts.head(office, planner, mine)["version"]

    sent = draft_review.submit(office, planner, mine, version=version)
    with pytest.raises(PlanOutdated):
        draft_review.publish(office, actor("admin"), mine, version=sent["version"])
    draft_review.reopen(office, planner, mine, version=sent["version"])
    found = draft_rebase.conflicts(office, planner, mine)
    draft_rebase.settle(office, planner, mine, version=found["version"],
                        onto=found["onto"]["id"], choices={})  # fmt: skip

    both = owners(office, heads(office)[1])
    assert (both[SECOND], both[THIRD]) == ("G01", "G02")


def test_cells_as_they_are_make_no_plan(office, planner, bring):
    begin(office, planner, SECOND, "G01")

    assert bring({FIRST: "G01"}).followed.get("plans", 0) == 0
    assert len(heads(office)) == 2


def test_an_import_is_refused_while_another_plan_is_due(office, planner, actor, bring):
    mine = begin(office, planner, SECOND, "G01")
    sent = draft_review.submit(office, planner, mine, version=2)
    draft_review.publish(office, actor("admin"), mine, version=sent["version"],
                         valid_from=dt.date(2026, 7, 1))  # fmt: skip

    with pytest.raises(PlanOverlap):
        bring({THIRD: "G02"})

    assert layer(office, "cells").loc[THIRD, "grid"] == "G01"
    assert len(heads(office)) == 2


def test_what_lies_in_imported_cells_gets_its_new_owner(office, planner, bring):
    case = {
        "code": "C-1",
        "name": "Litter",
        "state": "handling",
        "kind": "matter",
        "cell": FIRST,
        "grid": "G01",
        "reported_at": "2026-06-01T00:00:00.000Z",
    }
    spot = shapely.Point(388_020, 3_309_020)
    with office.store.write("test", office.clock()) as tx:
        features.add_many(
            tx, "cases", gpd.GeoDataFrame([case], geometry=[spot], crs=office.district.crs)
        )
    begin(office, planner, SECOND, "G01")

    bring({FIRST: "G02"})

    assert layer(office, "cases").loc["C-1", "grid"] == "G02"
