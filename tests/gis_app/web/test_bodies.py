"""Bodies and addresses that a browser never sends: refused in words, never a failure of ours."""

import pytest

BODIES = [
    '{"lon": NaN, "lat": 1}',
    '{"version": Infinity, "action": "accept"}',
    '{"lon": 1e400, "lat": 1}',
    '{"lon": 1' + "0" * 400 + "}",
    '{"name": "\\ud800", "version": 1}',
    '{"\\udfff": 1}',
    "[" * 100_000,
    '{"a":' * 3_000 + "1" + "}" * 3_000,
    "[]",
    "null",
    "",
    "not json",
]
MUTATIONS = [
    ("POST", "/api/cases"),
    ("POST", "/api/cases/20260101-0001/actions"),
    ("PATCH", "/api/layers/hydrants/features/H-0001"),
    ("POST", "/api/plans"),
    ("PATCH", "/api/plans/1"),
    ("POST", "/api/plans/1/steps"),
    ("POST", "/api/plans/1/publish"),
    ("POST", "/api/plans/1/comments"),
]


@pytest.mark.parametrize(("method", "url"), MUTATIONS)
def test_a_body_that_means_nothing_is_refused(client, method, url):
    signed = client("admin")

    codes = [
        signed.open(url, method=method, data=body, content_type="application/json").status_code
        for body in BODIES
    ]

    assert [code for code in codes if not 400 <= code < 500] == []


@pytest.mark.parametrize(
    "url",
    [
        "/api/photos/99999999999999999999999",
        "/api/cases?offset=" + "0" * 13 + "9" * 5_000,
        "/api/cases?limit=-1",
        "/sign-in?next=http://[",
        "/api/locate?lon=nan&lat=1",
        "/api/locate?lon=1e400&lat=1",
        "/api/layers/nothing/features?box=1,2,3",
        "/print/dispatch?from=9999-12-31T23:59:59Z",
    ],
)
def test_an_address_that_means_nothing_is_answered(client, url):
    assert client("admin").get(url).status_code < 500


@pytest.mark.parametrize(
    "address", ["//[x", "/\r\nX-A: b", "/\n//evil.com", "/..//evil.com", "//evil.com", "/a//b"]
)
def test_no_odd_address_is_led_to(client, address):
    answer = client().post("/language", data={"language": "en", "next": address})

    assert answer.location == "/"


@pytest.fixture
def edit(client):
    """Return a function that edits the grid G01 in a new draft."""
    planner = client("planner")
    plan_id = planner.post("/api/plans", json={"name": "Draft"}).json["id"]

    def send(**values):
        operation = {"kind": "edit_grid", "grid": "G01", **values}
        body = {"version": 1, "operation": operation}
        return planner.post(f"/api/plans/{plan_id}/steps", json=body)

    return send


def test_two_grids_never_share_a_name(edit):
    answer = edit(name="Grid 2")

    assert answer.status_code == 422
    assert answer.json["error"]["kind"] == "grid_name_doubled"


def test_a_name_keeps_only_what_can_be_seen(edit):
    answer = edit(name="\u202e\u0000abc")

    assert answer.json["figures"]["grids"][0]["name"] == "abc"
