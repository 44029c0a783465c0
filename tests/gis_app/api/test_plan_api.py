"""The addresses of the plan: forms, versions, refusals, languages."""

from dataclasses import replace

import pytest

from gis_app.store import features

CELL = "330206002001001"


def test_cells_and_grids_are_geojson_with_a_version(client):
    viewer = client("viewer")

    for address, count in (("/api/plan/cells", 4), ("/api/plan/grids", 2)):
        first = viewer.get(address)
        again = viewer.get(address, headers={"If-None-Match": first.headers["ETag"]})

        assert first.mimetype == "application/geo+json"
        assert len(first.json["features"]) == count
        assert again.status_code == 304


def test_an_unknown_cell_is_said(client):
    answer = client("planner").get("/api/plan/cells/none")

    assert (answer.status_code, answer.json["error"]["kind"]) == (404, "unknown_feature")


@pytest.mark.parametrize(
    ("method", "address"),
    [("PATCH", "/api/plan/grids/G01"), ("POST", f"/api/plan/cells/{CELL}/reassign")],
)
def test_the_plan_in_force_has_no_address_that_changes_it(client, method, address):
    answer = client("admin").open(address, method=method, json={"name": "x", "version": 1})

    assert answer.status_code in (404, 405)


def test_measures_tell_each_grid_and_the_whole(client):
    told = client("viewer").get("/api/plan/measures").json

    assert [row["code"] for row in told["grids"]] == ["G01", "G02"]
    assert told["total"]["cells"] == 4


def test_a_sound_plan_says_so(client):
    assert client("viewer").get("/api/plan/faults").json == {"total": 0, "kinds": [], "rows": []}


def test_faults_speak_the_readers_language(client, office):
    with office.store.write("somebody", office.clock()) as tx:
        cell = features.get(tx, "cells", CELL)
        features.update(tx, "cells", replace(cell, values={"grid": None}), version=cell.version)

    english = client("viewer").get("/api/plan/faults")
    chinese = client("viewer", language="zh").get("/api/plan/faults")

    assert english.json["kinds"] == [
        {"kind": "unassigned", "title": "No management grid", "count": 1}
    ]
    assert english.json["rows"][0]["text"] == f"The cell {CELL} belongs to no management grid."
    assert "责任网格" in chinese.json["rows"][0]["text"]
    assert CELL in chinese.json["rows"][0]["text"]
    assert english.headers["ETag"] != chinese.headers["ETag"]
