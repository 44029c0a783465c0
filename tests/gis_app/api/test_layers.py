"""The catalog with its counts, and features in a box, each kept by its version."""

import json

import pytest

from layers.crs import points_to_lonlat

X, Y = 388_000.0, 3_309_000.0


def box_of(west, south, east, north):
    lon, lat = points_to_lonlat([X + west, X + east], [Y + south, Y + north], "EPSG:4550")
    return ",".join(f"{v:.7f}" for v in (lon[0], lat[0], lon[1], lat[1]))


def test_every_layer_tells_its_fields_and_how_many_there_are(client):
    layers = {row["name"]: row for row in client("viewer").get("/api/layers").json["layers"]}

    hydrants = layers["hydrants"]
    assert (hydrants["title"], hydrants["count"], hydrants["shape"]) == ("Hydrants", 3, "point")
    assert hydrants["coverage"]["source"] == "GB 50974-2014 §7.2"
    assert hydrants["changed_at"] == "2026-06-15T04:00:00.000Z"
    assert (layers["bridges"]["count"], layers["bridges"]["changed_at"]) == (0, None)
    state = next(field for field in hydrants["fields"] if field["name"] == "state")
    assert state["choices"][0] == {"value": "intact", "title": "Intact"}


def test_the_catalog_is_sent_again_only_when_something_changed(client):
    inspector = client("inspector")
    first = inspector.get("/api/layers")
    again = inspector.get("/api/layers", headers={"If-None-Match": first.headers["ETag"]})
    inspector.patch("/api/layers/hydrants/features/H-0001", json={"version": 1, "inspected": True})
    changed = inspector.get("/api/layers", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, changed.status_code) == (304, 200)


def test_a_box_holds_its_features_and_no_others(client):
    answer = client("viewer").get(f"/api/layers/hydrants/features?box={box_of(0, 0, 130, 200)}")

    told = json.loads(answer.text)
    assert answer.mimetype == "application/geo+json"
    assert [feature["id"] for feature in told["features"]] == ["H-0001", "H-0002"]
    assert told["features"][0]["properties"] == {
        "code": "H-0001",
        "name": "消火栓 1",
        "state": None,
    }
    lon, lat = points_to_lonlat([X + 60], [Y + 90], "EPSG:4550")
    assert told["features"][0]["geometry"]["coordinates"] == [lon[0], lat[0]]
    assert told["more"] is False


def test_what_is_left_out_is_told(client):
    told = json.loads(client("viewer").get("/api/layers/hydrants/features?limit=2").text)

    assert (len(told["features"]), told["more"]) == (2, True)


def test_a_box_elsewhere_is_empty(client):
    answer = client("viewer").get("/api/layers/hydrants/features?box=10,10,11,11")

    assert json.loads(answer.text) == {"type": "FeatureCollection", "more": False, "features": []}


@pytest.mark.parametrize(
    "question", ["limit=0", "limit=5001", "limit=x", "box=1,2,3", "box=a,b,c,d"]
)
def test_a_question_that_means_nothing_is_refused(client, question):
    assert client("viewer").get(f"/api/layers/hydrants/features?{question}").status_code == 422


def test_a_layer_that_there_is_not_is_not_found(client):
    answer = client("viewer").get("/api/layers/dragons/features")

    assert (answer.status_code, answer.json["error"]["kind"]) == (404, "unknown_layer")
