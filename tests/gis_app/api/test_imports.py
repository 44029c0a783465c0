"""The four steps over HTTP: who may, what is told, in which language."""

import io
import json

import pytest

from gis_app.store import features

GOOD = "编号,名称,x,y\nA,甲,388010,3309020\nB,<img src=x onerror=alert(1)>,388020,3309020\n"
BAD = GOOD + ",没有编号,388030,3309020\n"


def send(client, text, name="hydrants.csv", code=201):
    data = {"file": (io.BytesIO(text.encode()), name)}
    answer = client.post("/api/imports", data=data, content_type="multipart/form-data")
    assert answer.status_code == code, answer.text
    return idle(client, answer.json) if code == 201 else answer.json


def idle(client, state):
    """Ask until the server is at rest; each answer waits a little by itself."""
    for _ in range(100):
        if state["job"]["state"] != "running":
            return state
        state = client.get(f"/api/imports/{state['id']}").json
    raise AssertionError(state["job"])


def checked(client, text, **said):
    state = send(client, text)
    address = f"/api/imports/{state['id']}"
    told = {"layer": "hydrants", "frame": "EPSG:4550", **said}
    answer = client.put(f"{address}/mapping", json=told)
    assert answer.status_code == 200, answer.text
    return address, idle(client, client.post(f"{address}/check").json)


def test_a_file_is_looked_at_and_told(client):
    state = send(client("planner"), GOOD)

    assert (state["file"], state["step"]) == ("hydrants.csv", "mapping")
    source = state["source"]
    assert (source["driver"], source["count"], source["geometry"]) == ("CSV", 2, "Point")
    assert source["places"] == {"x": "x", "y": "y", "wkt": None}
    assert source["sample"][1][1] == "<img src=x onerror=alert(1)>"
    assert source["placing"]["verdict"]["message"]
    assert source["targets"][0] == "hydrants"
    names = [field["name"] for field in state["target"]["fields"]]
    assert names[:2] == ["code", "name"]


def test_a_preview_of_places_is_in_longitude_and_latitude(client):
    browser = client("planner")
    state = send(browser, GOOD)

    moved = browser.put(f"/api/imports/{state['id']}/mapping", json={"frame": "EPSG:4550"}).json

    assert len(moved["source"]["preview"]) == 2
    lon, lat = moved["source"]["preview"][0]
    assert (lon, lat) == (pytest.approx(121.84, abs=0.01), pytest.approx(29.9, abs=0.02))


def test_the_four_steps_bring_a_file_in(client, office):
    browser = client("planner")
    address, state = checked(browser, GOOD)
    assert (state["step"], state["report"]["rows"]["added"], state["report"]["whole"]) == (
        "check", 2, True,
    )  # fmt: skip

    done = idle(browser, browser.post(f"{address}/apply", json={"good_rows_only": False}).json)

    assert (done["step"], done["outcome"]["added"]) == ("result", 2)
    with office.store.read() as tx:
        assert features.get(tx, "hydrants", "B").name == "<img src=x onerror=alert(1)>"
    assert browser.delete(address).status_code == 204
    assert browser.get(address).status_code == 404


def test_problems_are_told_a_page_at_a_time_by_kind_and_as_a_safe_table(client):
    browser = client("planner", language="zh")
    address, state = checked(browser, BAD + "=1+1,x,388030,\n")

    kinds = {one["kind"]: one["count"] for one in state["report"]["kinds"]}
    assert kinds["missing_code"] == 1
    page = browser.get(f"{address}/problems?kind=missing_code&limit=1").json
    assert page["total"] == 1
    assert page["rows"][0]["row"] == 3
    assert page["rows"][0]["message"] == "此行没有编号；请补上，或让系统编号。"
    sheet = browser.get(f"{address}/problems.csv")
    assert sheet.data.startswith("\ufeffrow,column".encode())
    assert "此行没有编号" in sheet.text


def test_bad_rows_refuse_the_whole_until_the_good_ones_are_asked_for(client, office):
    browser = client("planner")
    address, state = checked(browser, BAD)
    assert not state["report"]["whole"]

    refused = idle(browser, browser.post(f"{address}/apply", json={"good_rows_only": False}).json)
    assert refused["job"]["state"] == "failed"
    assert refused["job"]["error"]["kind"] == "rows_rejected"
    assert "1 of 3 rows" in refused["job"]["error"]["message"]
    with office.store.read() as tx:
        assert features.count(tx, "hydrants") == 3

    done = idle(browser, browser.post(f"{address}/apply", json={"good_rows_only": True}).json)
    assert (done["outcome"]["added"], done["outcome"]["rejected"]) == (2, 1)


def test_a_mapping_may_be_corrected_and_a_wrong_one_is_refused(client):
    browser = client("planner")
    state = send(browser, GOOD)
    address = f"/api/imports/{state['id']}"
    mapping = {"columns": {"code": "编号", "note": "名称"}, "constants": {"owner": "水务"}}

    answer = browser.put(f"{address}/mapping", json={"layer": "hydrants", "mapping": mapping})
    assert answer.json["target"]["mapping"]["constants"] == {"owner": "水务"}

    bad = browser.put(f"{address}/mapping", json={"mapping": {"columns": {"code": "nothing"}}})
    assert (bad.status_code, bad.json["error"]["kind"]) == (422, "mapping_broken")
    odd = browser.put(f"{address}/mapping", json={"path": "/etc/passwd"})
    assert (odd.status_code, odd.json["error"]["kind"]) == (422, "bad_question")
    none = browser.put(f"{address}/mapping", json={"layer": "nowhere"})
    assert none.status_code == 404


def test_the_values_of_a_column_are_told_with_their_counts(client):
    browser = client("planner")
    state = send(browser, "编号,状态,x,y\nA,好,1,2\nB,好,1,2\nC,坏,1,2\n")

    told = browser.get(f"/api/imports/{state['id']}/values?column=状态").json

    assert told["values"] == [{"value": "好", "count": 2}, {"value": "坏", "count": 1}]


def test_steps_out_of_order_are_refused(client):
    browser = client("planner")
    address = f"/api/imports/{send(browser, GOOD)['id']}"

    early = browser.post(f"{address}/apply", json={"good_rows_only": True})
    assert (early.status_code, early.json["error"]["kind"]) == (422, "import_unchecked")
    assert browser.get(f"{address}/problems").status_code == 422
    odd = browser.post(f"{address}/apply", json={"good_rows_only": "yes"})
    assert odd.status_code == 422


@pytest.mark.parametrize("role", ["dispatcher", "inspector", "viewer"])
def test_other_roles_may_not_import(client, role):
    answer = send(client(role), GOOD, code=403)

    assert answer["error"]["kind"] == "not_allowed"
    assert client(role).get("/import").status_code == 403


def test_nobody_sees_the_import_of_another(client):
    state = send(client("planner"), GOOD)

    assert client("admin").get(f"/api/imports/{state['id']}").status_code == 200
    assert client().get(f"/api/imports/{state['id']}").status_code == 401


def test_a_file_that_cannot_be_read_is_told_by_its_own_name(client):
    state = send(client("planner"), "\x00\x01", name="../../<b>.bin")

    error = state["job"]["error"]
    assert (error["kind"], error["facts"]["file"]) == ("unknown_format", "<b>.bin")
    assert state["source"] is None


def test_a_request_without_a_file_is_refused(client):
    assert client("planner").post("/api/imports", data={}).status_code == 422


def test_a_layer_is_downloaded_by_its_address(client):
    browser = client("viewer")

    answer = browser.get("/export/hydrants.geojson?frame=GCJ-02")

    assert answer.status_code == 200
    assert "hydrants-GCJ-02.geojson" in answer.headers["Content-Disposition"]
    assert len(json.loads(answer.data)["features"]) == 3
    assert browser.get("/export/nowhere.csv").status_code == 404
    assert browser.get("/export/hydrants.exe").status_code == 422
    assert browser.get("/export/hydrants.gpkg?frame=GCJ-02").status_code == 422
    assert browser.get("/export").status_code == 200
    answer.close()


def test_only_an_administrator_downloads_the_database(client):
    assert client("planner").get("/backup.gpkg").status_code == 403
    answer = client("admin").get("/backup.gpkg")
    assert answer.data.startswith(b"SQLite format 3")
    answer.close()


def test_the_pages_are_whole_in_both_languages(client):
    for language, title in (("zh", "导入"), ("en", "Import")):
        page = client("planner", language=language).get("/import").text
        assert f"<h1>{title}" in page
        page = client("admin", language=language).get("/export").text
        assert "backup.gpkg" in page
    assert "backup.gpkg" not in client("viewer").get("/export").text
