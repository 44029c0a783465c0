"""The addresses of assets and photos: cards, changes, 409 with both sides, uploads."""

import io

import pytest
from PIL import Image

CARD = "/api/layers/hydrants/features/H-0001"


def jpeg(size=(64, 48)) -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", size, "green").save(packed, "JPEG")
    return packed.getvalue()


def upload(client, content, *, path=CARD, name="photo.jpg"):
    form = {"photo": (io.BytesIO(content), name)}
    return client.post(f"{path}/photos", data=form, content_type="multipart/form-data")


def test_the_nearest_come_with_distance_and_bearing(client):
    near = client("viewer").get("/api/locate?lon=121.84&lat=29.9").json
    question = f"near={near['lon']},{near['lat']}&layer=hydrants&limit=2"

    found = client("viewer").get(f"/api/assets?{question}").json["assets"]

    assert len(found) == 2
    assert found[0]["distance_m"] <= found[1]["distance_m"]
    assert {"layer", "code", "bearing_deg", "direction", "lon", "lat", "state_title"} <= set(
        found[0]
    )


@pytest.mark.parametrize("question", ["", "near=121.85", "near=a,b", "near=121.85,29.9&limit=0"])
def test_nearest_to_nowhere_is_refused(client, question):
    assert client("viewer").get(f"/api/assets?{question}").status_code == 422


def test_a_card_is_answered_and_a_missing_one_is_not_found(client):
    found = client("viewer").get(CARD)
    missing = client("viewer").get("/api/layers/hydrants/features/H-9999")

    assert found.json["feature"]["code"] == "H-0001"
    assert (missing.status_code, missing.json["error"]["kind"]) == (404, "unknown_feature")


def test_a_change_answers_with_the_new_card(client):
    body = {"version": 1, "values": {"state": "damaged"}, "note": "Cap gone"}

    answer = client("inspector").patch(CARD, json=body)

    assert answer.status_code == 200
    assert answer.json["feature"]["version"] == 2
    assert answer.json["feature"]["state_title"] == "Damaged"


def test_a_change_over_a_newer_one_is_a_conflict_that_shows_both_sides(client):
    inspector = client("inspector")
    inspector.patch(CARD, json={"version": 1, "values": {"state": "damaged"}, "note": "Broken"})

    late = inspector.patch(CARD, json={"version": 1, "values": {"state": "lost"}, "note": "Gone"})

    assert (late.status_code, late.json["error"]["kind"]) == (409, "stale_version")
    facts = late.json["error"]["facts"]
    assert (facts["mine"]["state"], facts["theirs"]["state"]) == ("lost", "damaged")
    assert facts["theirs"]["version"] == 2


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"version": 1, "values": {"state": "damaged"}}, "note_needed"),
        ({"version": 1, "values": {"state": "shiny"}, "note": "x"}, "choice_unknown"),
        ({"version": 1, "values": {"dragon": 1}, "note": "x"}, "unknown_field"),
        ({"version": 1, "values": {"bore_mm": "x"}, "note": "x"}, "value_unfit"),
        ({"version": 1, "values": {"note": "x" * 401}}, "text_too_long"),
        ({"values": {}}, "bad_question"),
        ({"version": True}, "bad_question"),
        ({"version": 1, "values": []}, "bad_question"),
        ({"version": 1, "values": {"note": {"a": 1}}}, "bad_question"),
    ],
)
def test_a_change_that_does_not_hold_is_refused_with_its_reason(client, body, kind):
    answer = client("inspector").patch(CARD, json=body)

    assert (answer.status_code, answer.json["error"]["kind"]) == (422, kind)


def test_a_viewer_may_change_nothing(client):
    viewer = client("viewer")

    assert viewer.patch(CARD, json={"version": 1, "inspected": True}).status_code == 403
    assert upload(viewer, jpeg()).status_code == 403


def test_a_photo_is_stored_listed_and_served_for_good(client):
    inspector = client("inspector")

    stored = upload(inspector, jpeg())
    listed = inspector.get(CARD).json["photos"]
    whole = inspector.get(listed[0]["url"])
    small = inspector.get(listed[0]["thumb"])

    assert stored.status_code == 201
    assert stored.json["offer"] == {
        "taken_at": None,
        "lon": None,
        "lat": None,
        "distance_m": None,
    }
    assert stored.json["photo"]["url"] == listed[0]["url"]
    for answer in (whole, small):
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_page_named_photo_is_no_photo(client):
    inspector = client("inspector")

    answer = upload(inspector, b"<html><script>alert(1)</script>", name="photo.jpg")

    assert (answer.status_code, answer.json["error"]["kind"]) == (422, "picture_unreadable")
    assert inspector.get(CARD).json["photos"] == []


def test_a_form_without_a_photo_is_refused(client):
    answer = client("inspector").post(f"{CARD}/photos", data={}, content_type="multipart/form-data")

    assert (answer.status_code, answer.json["error"]["kind"]) == (422, "bad_question")


def test_a_case_takes_photos_too(client):
    inspector = client("inspector")
    new = {"kind": "matter", "class_code": "09001", "source": "collector", "description": "Blocked"}
    new |= {"asset_layer": "hydrants", "asset_code": "H-0001"}
    number = inspector.post("/api/cases", json=new).json["case"]["number"]

    stored = upload(inspector, jpeg(), path=f"/api/layers/cases/features/{number}")

    assert stored.status_code == 201
    assert len(inspector.get(f"/api/cases/{number}").json["photos"]) == 1
    assert [case["number"] for case in inspector.get(CARD).json["cases"]] == [number]
