"""The addresses of drafts: forms, versions, refusals, languages, roles."""

import pytest

CELL = "330206002001001"


@pytest.fixture
def planner(client):
    return client("planner")


@pytest.fixture
def draft(planner):
    return planner.post("/api/plans", json={"name": "Summer"}).json


def give(to, version, cells=(CELL,)):
    operation = {"kind": "give_cells", "cells": list(cells), "to": to}
    return {"version": version, "operation": operation}


def test_a_draft_is_made_changed_and_changed_back(planner, draft):
    address = f"/api/plans/{draft['id']}"
    step = planner.post(f"{address}/steps", json=give("G02", draft["version"]))
    undone = planner.post(f"{address}/undo", json={"version": step.json["version"]})
    redone = planner.post(f"{address}/redo", json={"version": undone.json["version"]})

    assert (step.status_code, step.json["said"]) == (200, "Gave cells to another grid")
    assert [f["properties"]["grid"] for f in step.json["cells"]["features"]] == ["G02"]
    assert undone.json["cells"]["features"][0]["properties"]["grid"] == "G01"
    assert (redone.json["can_undo"], redone.json["can_redo"]) == (True, False)
    assert redone.json["figures"]["grids"][1]["cells"] == 3


def test_cells_and_grids_of_a_draft_have_its_version(planner, draft):
    address = f"/api/plans/{draft['id']}"
    before = planner.get(f"{address}/cells")
    planner.post(f"{address}/steps", json=give("G02", draft["version"]))
    after = planner.get(f"{address}/cells")
    again = planner.get(f"{address}/cells", headers={"If-None-Match": after.headers["ETag"]})

    assert len(before.json["features"]) == 4
    assert before.headers["ETag"] != after.headers["ETag"]
    assert again.status_code == 304
    assert len(planner.get(f"{address}/grids").json["features"]) == 2


def test_the_later_of_two_is_shown_both_sides(client, planner, draft):
    address = f"/api/plans/{draft['id']}/steps"
    planner.post(address, json=give("G02", 1))

    answer = client("admin").post(address, json=give(None, 1))

    error = answer.json["error"]
    assert (answer.status_code, error["kind"]) == (409, "stale_version")
    assert error["facts"]["mine"] == {"kind": "give_cells", "cells": [CELL], "to": None}
    assert error["facts"]["theirs"]["version"] == 2
    (cell,) = error["facts"]["theirs"]["cells"]["features"]
    assert cell["properties"]["grid"] == "G02"


@pytest.mark.parametrize(
    ("operation", "status", "kind"),
    [
        (None, 422, "bad_question"),
        ({"kind": "explode"}, 422, "bad_question"),
        ({"kind": "give_cells"}, 422, "bad_question"),
        ({"kind": "give_cells", "cells": [], "to": "G01"}, 422, "bad_question"),
        ({"kind": "give_cells", "cells": [7], "to": "G01"}, 422, "bad_question"),
        ({"kind": "give_cells", "cells": [CELL], "to": "G01", "x": 1}, 422, "bad_question"),
        ({"kind": "give_cells", "cells": [CELL], "to": "G77"}, 422, "unknown_grid"),
        ({"kind": "give_cells", "cells": ["none"], "to": "G01"}, 422, "unknown_cell"),
        ({"kind": "move_joint", "at": [200, 1], "to": [1, 1]}, 422, "bad_question"),
        ({"kind": "move_joint", "at": "here", "to": [1, 1]}, 422, "bad_question"),
        ({"kind": "move_joint", "at": [-60, -60], "to": [-60, 60]}, 422, None),
        ({"kind": "cut_cell", "cell": CELL, "line": [[121, 29]]}, 422, "bad_question"),
        ({"kind": "cut_cell", "cell": CELL, "line": [[121, 29], [121, 28]]}, 422, "cut_missed"),
        ({"kind": "split_grid", "grid": "G01", "parts": [{"cells": [CELL]}]}, 422, "bad_question"),
        ({"kind": "edit_grid", "grid": "G01", "collectors": -1}, 422, "bad_question"),
        ({"kind": "edit_grid", "grid": "G01", "name": "x" * 81}, 422, "bad_question"),
        ({"kind": "merge_cells", "cells": [CELL]}, 422, None),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_nothing(planner, draft, operation, status, kind):
    address = f"/api/plans/{draft['id']}"

    answer = planner.post(f"{address}/steps", json={"version": 1, "operation": operation})

    assert answer.status_code == status
    assert kind in (None, answer.json["error"]["kind"])
    assert planner.get(address).json["version"] == 1


@pytest.mark.parametrize("version", [None, True, "1"])
def test_a_version_is_a_number(planner, draft, version):
    body = give("G02", version)

    assert planner.post(f"/api/plans/{draft['id']}/steps", json=body).status_code == 422


def test_a_draft_goes_its_way_over_these_addresses(client, planner, draft):
    address = f"/api/plans/{draft['id']}"
    step = planner.post(f"{address}/steps", json=give("G02", 1)).json
    sent = planner.post(f"{address}/submit", json={"version": step["version"]}).json
    own = planner.post(f"{address}/publish", json={"version": sent["version"]})
    head = client("admin").post(f"{address}/publish", json={"version": sent["version"]}).json
    shown = planner.get("/api/plan/cells").json["features"]
    back = planner.post(f"{address}/roll_back", json={"version": head["version"]})

    assert own.json["error"]["kind"] == "review_own"
    assert (head["in_force"], head["reviewer"]) == (True, "admin")
    assert {c["properties"]["code"]: c["properties"]["grid"] for c in shown}[CELL] == "G02"
    assert back.json["in_force"]
    assert [p["in_force"] for p in planner.get("/api/plans").json["plans"]] == [True, False, False]


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01"])
def test_a_day_is_a_day(client, planner, draft, day):
    address = f"/api/plans/{draft['id']}"
    sent = planner.post(f"{address}/submit", json={"version": 1}).json
    body = {"version": sent["version"], "valid_from": day}

    assert client("admin").post(f"{address}/publish", json=body).json["error"]["kind"] == (
        "bad_question"
    )


def test_faults_of_a_draft_speak_the_readers_language(client, planner, draft):
    address = f"/api/plans/{draft['id']}"
    planner.post(f"{address}/steps", json=give(None, 1))

    english = planner.get(f"{address}/faults").json
    chinese = client("planner", language="zh").get(f"{address}/faults").json

    assert (english["blocking"], english["rows"][0]["blocks"]) == (1, True)
    assert english["rows"][0]["text"] == f"The cell {CELL} belongs to no management grid."
    assert "责任网格" in chinese["rows"][0]["text"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "", {"name": "x"}),
        ("PATCH", "/{id}", {"version": 1, "name": "x"}),
        ("POST", "/{id}/steps", give("G02", 1)),
        ("POST", "/{id}/undo", {"version": 1}),
        ("POST", "/{id}/submit", {"version": 1}),
        ("POST", "/{id}/publish", {"version": 1}),
        ("POST", "/{id}/roll_back", {"version": 1}),
        ("POST", "/{id}/comments", {"text": "x"}),
    ],
)
def test_who_only_reads_changes_nothing(client, draft, method, path, body):
    viewer = client("viewer")

    answer = viewer.open(f"/api/plans{path.format(id=draft['id'])}", method=method, json=body)

    assert answer.status_code == 403
    assert viewer.get(f"/api/plans/{draft['id']}").json["version"] == 1


def test_comments_are_said_and_ticked(client, planner, draft):
    address = f"/api/plans/{draft['id']}/comments"
    made = client("dispatcher").post(address, json={"text": "Too long", "place": [121.85, 29.9]})
    done = planner.patch(f"{address}/{made.json['id']}", json={"done": True})

    assert made.status_code == 201
    assert done.json["done"] is True
    assert planner.get(address).json["comments"] == [done.json]
    assert planner.post(address, json={"text": ""}).json["error"]["kind"] == "comment_wrong"
    assert planner.patch(f"{address}/99", json={"done": True}).status_code == 404


def test_an_unknown_plan_is_not_found(planner):
    assert planner.get("/api/plans/99").status_code == 404
    assert planner.get("/api/plans/99/cells").status_code == 404
    assert planner.get("/plan?draft=99").status_code == 404


def test_names_are_checked_and_markup_stays_text(planner):
    name = "<img src=x onerror=alert(1)>"

    assert planner.post("/api/plans", json={"name": name}).json["name"] == name
    assert planner.post("/api/plans", json={"name": "  "}).json["error"]["kind"] == (
        "plan_name_wrong"
    )
