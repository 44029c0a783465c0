"""The sheet of a management grid: its edge in words, its cells in ranges, under any plan."""

import re

from gis_app.work import drafts, grid_sheet
from gis_app.work.draft_orders import Order


def sentences(answer):
    edge = answer.text.partition('class="edge"')[2].partition("</section>")[0]
    return re.findall(r"<li>(.*?)</li>", edge)


def test_the_edge_is_told_along_roads_beside_its_neighbours(client):
    answer = client("viewer").get("/print/plan/1/grid/G01")

    assert answer.status_code == 200
    assert sentences(answer) == [
        "East for 100 m, at the edge of all grids",
        "South along 黄山路 for 200 m, beside Grid 2",
        "West for 100 m, at the edge of all grids",
        "North for 200 m, at the edge of all grids",
    ]
    assert "330206002001</strong> 001, 003" in answer.text


def test_it_is_in_the_reader_s_language_and_on_the_sheet_asked_for(client):
    answer = client("viewer", language="zh").get("/print/plan/1/grid/G02?sheet=a3-landscape")

    assert "沿黄山路向北 200 m，邻Grid 1" in sentences(answer)
    assert "size: 420mm 297mm" in answer.text
    odd = client("viewer").get("/print/plan/1/grid/G02?sheet=../../etc")
    assert "size: 210mm 297mm" in odd.text


def test_a_draft_has_its_own_sheets(office, actor, client):
    planner = actor("planner")
    made = drafts.create(office, planner, "Summer")
    give = Order("give_cells", {"cells": ["330206002001002"], "to": "G01"})
    named = Order("edit_grid", {"grid": "G01", "name": "<script>alert(1)</script>"})
    step = drafts.step(office, planner, made["id"], give, version=1)
    drafts.step(office, planner, made["id"], named, version=step["version"])

    answer = client("planner").get(f"/print/plan/{made['id']}/grid/G01")
    assert "001-003" in answer.text
    assert "<script>alert" not in answer.text
    told = grid_sheet.sheet(office, planner, made["id"], "G01")
    assert sum(s["length_m"] for ring in told["rings"] for s in ring) == 800


def test_a_grid_without_cells_and_one_that_is_not(office, actor, client):
    planner = actor("planner")
    made = drafts.create(office, planner, "Empty")
    cells = ["330206002001002", "330206002001004"]
    give = Order("give_cells", {"cells": cells, "to": "G01"})
    drafts.step(office, planner, made["id"], give, version=1)

    empty = client("viewer").get(f"/print/plan/{made['id']}/grid/G02")
    assert empty.status_code == 200
    assert "This grid has no cell." in empty.text
    unknown = client("viewer").get("/print/plan/1/grid/G99")
    assert unknown.status_code == 422
    assert "There is no management grid G99 in this plan" in unknown.text
    assert client("viewer").get("/print/plan/99/grid/G01").status_code == 404
    assert client().get("/print/plan/1/grid/G01").status_code == 302
