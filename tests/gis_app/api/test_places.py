"""The addresses of places: read, ask, answer; refusals say what to do."""

import pytest

from layers.crs import points_to_lonlat

X, Y = 388_000.0, 3_309_000.0


def degrees(x: float, y: float) -> dict[str, float]:
    lon, lat = points_to_lonlat([x], [y], "EPSG:4550")
    return {"lon": float(lon[0]), "lat": float(lat[0])}


def test_a_place_is_told_in_the_language_of_the_reader(client):
    chinese = client("viewer", language="zh").get("/api/locate", query_string=degrees(X + 60, Y))
    english = client("viewer", language="en").get("/api/locate", query_string=degrees(X + 60, Y))

    assert "侧" in chinese.json["description"]
    assert "side" in english.json["description"]
    assert {"cell", "grid_name", "crossing", "assets", "zones", "gcj02", "bd09", "x", "y"} <= set(
        english.json
    )


@pytest.mark.parametrize(
    "question",
    ["", "lon=121.85", "lon=x&lat=29.9", "lon=nan&lat=29.9", "lon=29.9&lat=121.85", "lon=0&lat=0",
     "lon=181&lat=0", "lon=1e400&lat=3"],
)  # fmt: skip
def test_a_place_that_is_none_is_refused_with_advice(client, question):
    answer = client("viewer").get(f"/api/locate?{question}")

    assert answer.status_code == 422
    assert answer.json["error"]["kind"] in ("bad_question", "place_out_of_reach")


def test_a_search_tells_what_each_meaning_is(client):
    found = client("viewer", language="zh").get("/api/find?q=gcj:121.854,29.897").json["found"]

    assert (found[0]["kind"], found[0]["detail"]) == ("coordinates", "GCJ-02 经纬度")
    assert set(found[0]) == {"kind", "title", "detail", "lon", "lat", "layer", "code"}


def test_an_empty_search_finds_nothing(client):
    assert client("viewer").get("/api/find?q=%20").json == {"found": []}


def test_nobody_is_told_anything_without_signing_in(client):
    for path in ("/api/locate?lon=121.85&lat=29.9", "/api/find?q=H", "/api/assets?near=121.85,29.9",
                 "/api/layers", "/api/layers/hydrants/features",
                 "/api/layers/hydrants/features/H-0001", "/api/photos/1"):  # fmt: skip
        assert client().get(path).status_code == 401
