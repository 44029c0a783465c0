"""The addresses of coverage: parameters, versions, refusals."""

import pytest


def test_coverage_is_told_per_grid_with_its_rule(client):
    told = client("viewer").get("/api/coverage?layer=hydrants").json

    assert told["rule"]["source"] == "GB 50974-2014 §7.2"
    assert [area["code"] for area in told["areas"]] == ["G01", "G02"]


@pytest.mark.parametrize(
    "address",
    [
        "/api/coverage?layer=hydrants&radius_m=40",
        "/api/coverage/uncovered?layer=hydrants&radius_m=40",
        "/api/coverage/assets?layer=hydrants",
        "/api/coverage/spacing?layer=hydrants&limit_m=60",
        "/api/coverage/cells",
    ],
)
def test_answers_have_a_version(client, address):
    inspector = client("inspector")

    first = inspector.get(address)

    assert first.status_code == 200
    again = inspector.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_another_radius_is_another_version(client):
    viewer = client("viewer")

    tags = {
        viewer.get(f"/api/coverage?layer=hydrants&radius_m={radius}").headers["ETag"]
        for radius in (40, 50)
    }

    assert len(tags) == 2


@pytest.mark.parametrize(
    ("address", "status", "kind"),
    [
        ("/api/coverage", 404, "unknown_layer"),
        ("/api/coverage?layer=%22%3E%3Cscript%3E", 404, "unknown_layer"),
        ("/api/coverage?layer=bridges", 422, "no_points"),
        ("/api/coverage?layer=hydrants&radius_m=nan", 422, "bad_question"),
        ("/api/coverage?layer=hydrants&radius_m=1e300", 422, "bad_question"),
        ("/api/coverage?layer=hydrants&radius_m=5", 422, "radius_out_of_range"),
        ("/api/coverage/spacing?layer=hydrants&limit_m=1", 422, "limit_out_of_range"),
        ("/api/coverage/spacing?layer=cameras", 422, "no_spacing_rule"),
    ],
)
def test_what_cannot_be_answered_is_said(client, address, status, kind):
    answer = client("viewer").get(address)

    assert answer.status_code == status
    assert answer.json["error"]["kind"] == kind
