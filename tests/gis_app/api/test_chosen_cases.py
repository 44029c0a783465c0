"""Many cases at once over HTTP: what is sent is checked, what is refused is named."""

import pytest

from layers.crs import points_to_lonlat

RING = [[121.0, 29.0], [122.5, 29.0], [122.5, 30.5], [121.0, 30.5]]


@pytest.fixture
def desk(client):
    return client("dispatcher")


@pytest.fixture
def three(desk):
    """Report three cases; return number and version of each."""
    lon, lat = points_to_lonlat([388_030.0], [3_309_040.0], "EPSG:4550")
    place = {"lon": float(lon[0]), "lat": float(lat[0])}
    case = {"kind": "matter", "class_code": "09001", "source": "hotline", **place}
    made = [desk.post("/api/cases", json=case).json["case"] for _ in range(3)]
    return [{"number": case["number"], "version": case["version"]} for case in made]


def test_a_lasso_an_action_on_all_and_back(desk, three):
    found = desk.post("/api/chosen-cases?state=reported", json={"ring": RING, "numbers": []})
    assert {row["number"] for row in found.json["cases"]} == {one["number"] for one in three}

    done = desk.post("/api/chosen-cases/actions", json={"action": "accept", "cases": three})
    assert done.status_code == 200, done.text
    assert desk.get("/api/cases?state=to_file").json["total"] == 3

    back = desk.post("/api/chosen-cases/undo", json={"cases": done.json["cases"]})
    assert back.status_code == 200, back.text
    assert desk.get("/api/cases?state=reported").json["total"] == 3


def test_what_moved_on_is_a_409_that_names_the_cases(desk, three):
    path = f"/api/cases/{three[1]['number']}/actions"
    desk.post(path, json={"action": "accept", "version": three[1]["version"]})

    answer = desk.post("/api/chosen-cases/actions", json={"action": "accept", "cases": three})

    assert answer.status_code == 409
    error = answer.json["error"]
    assert (error["kind"], error["facts"]["numbers"]) == ("cases_moved_on", [three[1]["number"]])
    assert desk.get("/api/cases?state=reported").json["total"] == 2


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("", {"ring": [[0, 0], [1, 1]]}),
        ("", {"ring": [[0, 0], [1, 1], [2, "3"]]}),
        ("", {"ring": [[0, 0], [1, 1], [2, 91]]}),
        ("", {"ring": "all"}),
        ("", {"numbers": [1]}),
        ("", {"numbers": ["x" * 61]}),
        ("/actions", {"action": "accept", "cases": []}),
        ("/actions", {"action": "accept", "cases": [{"number": "A"}]}),
        ("/actions", {"action": "accept", "cases": [{"number": "A", "version": True}]}),
        ("/actions", {"action": "accept", "cases": [{"number": "A", "version": 1, "unit": 7}]}),
        ("/undo", {"cases": "all"}),
    ],
)
def test_a_body_that_makes_no_sense_is_a_422(desk, path, sent):
    answer = desk.post(f"/api/chosen-cases{path}", json=sent)

    assert answer.status_code == 422, answer.text
    assert answer.json["error"]["message"]


@pytest.mark.parametrize("role", ["viewer", "planner"])
def test_who_only_looks_may_not_choose(client, three, role):
    reader = client(role)

    asked = [
        reader.post("/api/chosen-cases", json={"numbers": [three[0]["number"]]}),
        reader.post("/api/chosen-cases/actions", json={"action": "accept", "cases": three}),
        reader.post("/api/chosen-cases/undo", json={"cases": three}),
    ]

    assert [answer.status_code for answer in asked] == [403] * 3
