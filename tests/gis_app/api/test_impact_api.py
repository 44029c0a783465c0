"""The impact of a draft over its addresses, and as a workbook that is opened again."""

import io

import geopandas as gpd
import openpyxl
import pyproj
import pytest
import shapely

from gis_app.store import features

TO_DEGREES = pyproj.Transformer.from_crs(4550, 4326, always_xy=True)
CELL = "330206002001002"
EVIL = '=HYPERLINK("http://x","y")'


@pytest.fixture
def case(office):
    """Store an open case in the cell that changes hands, overdue since March."""
    values = {
        "code": ["C1"],
        "name": [None],
        "state": ["handling"],
        "scheme": ["GB/T 47678.5-2026"],
        "kind": ["matter"],
        "class_code": ["09001"],
        "unit": ["U1"],
        "reported_at": ["2026-03-15T04:00:00.000Z"],
        "due_at": ["2026-03-16T04:00:00.000Z"],
        "cell": [CELL],
        "grid": ["G02"],
    }
    place = shapely.Point(388_150.0, 3_309_050.0)
    with office.store.write("somebody", office.clock()) as tx:
        features.add_many(tx, "cases", gpd.GeoDataFrame(values, geometry=[place], crs="EPSG:4550"))


@pytest.fixture
def draft(client, case):
    planner = client("planner")
    made = planner.post("/api/plans", json={"name": EVIL}).json
    operation = {"kind": "give_cells", "cells": [CELL], "to": "G01"}
    body = {"version": made["version"], "operation": operation}
    assert planner.post(f"/api/plans/{made['id']}/steps", json=body).status_code == 200
    return made["id"]


def rows(answer, name):
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    return [[cell.value for cell in row] for row in book[name].iter_rows()], book


def test_cases_are_told_with_their_class_state_place_and_deadline(client, draft):
    found = client("viewer").get(f"/api/plans/{draft}/impact").json

    (told,) = found["open_cases"]
    assert (told["code"], told["from"], told["to"]) == ("C1", "G02", "G01")
    assert (told["title"], told["state_title"], told["overdue"]) == (
        "无照经营游商",
        "Handling",
        True,
    )
    assert told["place"] == pytest.approx(TO_DEGREES.transform(388_150.0, 3_309_050.0), abs=1e-6)
    assert found["totals"]["overdue"] == 1
    assert found["units"] == [{"code": "U1", "name": "U1", "cases": 1}]
    assert set(found["layers"]) == {one["layer"] for one in found["assets"]}


def test_the_workbook_has_a_sheet_for_each_table_with_the_same_numbers(client, draft):
    told = client("viewer").get(f"/api/plans/{draft}/impact").json
    answer = client("viewer").get(f"/api/plans/{draft}/impact.xlsx")

    cases, book = rows(answer, "Open cases")
    grids, _ = rows(answer, "Management grids")
    assert book.sheetnames == [
        "Summary", "Management grids", "Open cases", "Assets", "Cells", "Units",
    ]  # fmt: skip
    assert [row[0] for row in cases[1:]] == ["C1"]
    assert [row[0] for row in grids[1:]] == [row["code"] for row in told["grids"]]
    at = grids[0].index("Cells, change")
    assert [row[at] for row in grids[1:]] == [1, -1]
    assert len(rows(answer, "Assets")[0]) == 1 + told["totals"]["assets"]


def test_what_people_typed_is_text_in_the_workbook(client, draft):
    answer = client("viewer").get(f"/api/plans/{draft}/impact.xlsx")

    cell = rows(answer, "Summary")[1]["Summary"]["B1"]
    assert (cell.value, cell.data_type) == (EVIL, "s")
    assert f"impact-{draft}.xlsx" in answer.headers["Content-Disposition"]
    assert "\n" not in answer.headers["Content-Disposition"]


def test_the_workbook_speaks_the_readers_language(client, draft):
    answer = client("viewer", language="zh").get(f"/api/plans/{draft}/impact.xlsx")

    assert rows(answer, "未结案件")[0][1][2] == "处置中"


def test_the_impact_of_no_plan_is_not_found(client):
    for address in ("/api/plans/99/impact", "/api/plans/99/impact.xlsx"):
        assert client("viewer").get(address).status_code == 404
