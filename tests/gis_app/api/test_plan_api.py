"""The addresses of the plan: forms, versions, refusals, languages."""

import pytest

CELL = "330206002001001"


def test_cells_and_grids_are_geojson_with_a_version(client):
    viewer = client("viewer")

    for address, count in (("/api/plan/cells", 4), ("/api/plan/grids", 2)):
        first = viewer.get(address)
        again = viewer.get(address, headers={"If-None-Match": first.headers["ETag"]})

        assert first.mimetype == "application/geo+json"
        assert len(first.json["features"]) == count
        assert again.status_code == 304


def test_a_change_gives_cells_a_new_version(client):
    planner = client("planner")
    before = planner.get("/api/plan/cells").headers["ETag"]

    answer = planner.post(f"/api/plan/cells/{CELL}/reassign", json={"grid": "G02", "version": 1})

    assert answer.status_code == 200
    assert answer.json["undo"] == {"grid": "G01", "version": 2}
    assert planner.get("/api/plan/cells").headers["ETag"] != before


def test_a_stale_change_shows_both_sides(client):
    planner = client("planner")
    planner.patch("/api/plan/grids/G01", json={"name": "Hers", "version": 1})

    answer = planner.patch("/api/plan/grids/G01", json={"name": "His", "version": 1})

    assert answer.status_code == 409
    assert answer.json["error"]["kind"] == "stale_version"
    assert answer.json["error"]["facts"]["theirs"]["name"] == "Hers"
    assert answer.json["error"]["facts"]["mine"]["name"] == "His"


@pytest.mark.parametrize(
    ("method", "address", "body", "status", "kind"),
    [
        ("PATCH", "/api/plan/grids/G99", {"name": "x", "version": 0}, 404, "unknown_feature"),
        ("PATCH", "/api/plan/grids/G01", {"name": 7, "version": 1}, 422, "bad_question"),
        ("PATCH", "/api/plan/grids/G01", {"name": "x"}, 422, "bad_question"),
        ("PATCH", "/api/plan/grids/G01", {"colour": "red", "version": 1}, 422, "colour_wrong"),
        ("PATCH", "/api/plan/grids/G01", [], 422, "bad_question"),
        ("POST", "/api/plan/cells/none/reassign", {"grid": "G02", "version": 1}, 404,
         "unknown_feature"),
        ("POST", f"/api/plan/cells/{CELL}/reassign", {"grid": "G99", "version": 1}, 422,
         "grid_unknown"),
        ("POST", f"/api/plan/cells/{CELL}/reassign", {"grid": "G02", "version": True}, 422,
         "bad_question"),
        ("GET", "/api/plan/cells/none", None, 404, "unknown_feature"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(client, method, address, body, status, kind):
    answer = client("planner").open(address, method=method, json=body)

    assert answer.status_code == status
    assert answer.json["error"]["kind"] == kind


def test_others_than_planners_may_look_but_not_change(client):
    viewer = client("viewer")

    change = viewer.post(f"/api/plan/cells/{CELL}/reassign", json={"grid": "G02", "version": 1})

    assert change.status_code == 403
    assert viewer.get(f"/api/plan/cells/{CELL}").json["grid"] == "G01"
    assert viewer.get(f"/api/plan/cells/{CELL}/preview?grid=G02").json["warnings"] == []


def test_measures_tell_each_grid_and_the_whole(client):
    told = client("viewer").get("/api/plan/measures").json

    assert [row["code"] for row in told["grids"]] == ["G01", "G02"]
    assert told["total"]["cells"] == 4


def test_a_sound_plan_says_so(client):
    assert client("viewer").get("/api/plan/faults").json == {"total": 0, "kinds": [], "rows": []}


def test_faults_speak_the_readers_language(client):
    client("planner").post(f"/api/plan/cells/{CELL}/reassign", json={"grid": None, "version": 1})

    english = client("viewer").get("/api/plan/faults")
    chinese = client("viewer", language="zh").get("/api/plan/faults")

    assert english.json["kinds"] == [
        {"kind": "unassigned", "title": "No management grid", "count": 1}
    ]
    assert english.json["rows"][0]["text"] == f"The cell {CELL} belongs to no management grid."
    assert "责任网格" in chinese.json["rows"][0]["text"]
    assert CELL in chinese.json["rows"][0]["text"]
    assert english.headers["ETag"] != chinese.headers["ETag"]


def test_markup_in_a_name_stays_text(client):
    planner = client("planner")
    text = "<img src=x onerror=alert(1)>"

    planner.patch("/api/plan/grids/G01", json={"name": text, "version": 1})
    found = planner.get("/api/plan/grids").json["features"][0]["properties"]

    assert found["name"] == text
