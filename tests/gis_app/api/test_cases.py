import csv
import io
from urllib.parse import quote

import openpyxl
import pytest
from PIL import Image

from gis_app.store import Unit, accounts, features
from layers.crs import points_to_lonlat
from layers.formats import restored

MARKUP = "<img src=x onerror=alert(1)></script>"


def place(dx=30, dy=40):
    lon, lat = points_to_lonlat([388_000.0 + dx], [3_309_000.0 + dy], "EPSG:4550")
    return {"lon": float(lon[0]), "lat": float(lat[0])}


def body(**changes):
    given = {"kind": "matter", "class_code": "09001", "source": "hotline", **place()}
    return given | changes


@pytest.fixture
def desk(client):
    return client("dispatcher")


def made(desk, **changes):
    answer = desk.post("/api/cases", json=body(**changes))
    assert answer.status_code == 201, answer.text
    return answer.json["case"]


def test_a_case_is_reported_listed_shown_and_moved_on(desk):
    case = made(desk, description="占道经营")

    listed = desk.get("/api/cases").json
    shown = desk.get(f"/api/cases/{case['number']}").json
    moved = desk.post(
        f"/api/cases/{case['number']}/actions", json={"action": "accept", "version": 1}
    )

    assert (listed["total"], listed["rows"][0]["number"]) == (1, case["number"])
    assert {
        "number", "state", "kind", "class_code", "class_name", "source", "reported_at",
        "closed_at", "grid", "grid_name", "road", "unit", "unit_name", "address",
        "description", "lon", "lat", "version",
    } <= set(listed["rows"][0])  # fmt: skip
    assert shown["case"] == case
    assert {"name": "accept", "needs": [], "takes": [], "then": "to_file"} in shown["actions"]
    assert shown["photos"] == []
    assert (moved.status_code, moved.json["case"]["state"]) == (200, "to_file")


def test_every_view_tells_of_the_new_case(desk):
    made(desk)
    made(desk, lon=None, lat=None, address="somewhere")

    summary = desk.get("/api/cases/summary").json
    bars = desk.get("/api/cases/timeline").json
    marks = desk.get("/api/cases/places?zoom=17").json
    legend = desk.get("/api/cases/density?bandwidth=100").json
    picture = desk.get(legend["url"])

    assert (summary["total"], summary["placeless"], summary["open"]) == (2, 1, 2)
    assert sum(row["count"] for row in bars["bins"]) == 2
    assert (marks["mode"], len(marks["cases"]), marks["placeless"]) == ("cases", 1, 1)
    assert (legend["placed"], legend["placeless"], legend["bandwidth_m"]) == (1, 1, 100)
    assert picture.content_type == "image/png"
    assert picture.data.startswith(b"\x89PNG")


def test_a_case_without_a_place_says_so_in_the_language_of_the_user(client):
    answer = client("dispatcher", language="zh").post(
        "/api/cases", json=body(lon=None, lat=None, address="某处")
    )

    assert answer.json["placed"] == "none"
    assert "没有找到该地址" in answer.json["told"]


def test_a_stale_action_is_a_409_with_both_sides(desk):
    number = made(desk)["number"]
    address = f"/api/cases/{number}/actions"
    desk.post(address, json={"action": "accept", "version": 1})

    answer = desk.post(address, json={"action": "reject", "version": 1, "note": "重复"})

    error = answer.json["error"]
    assert (answer.status_code, error["kind"]) == (409, "stale_version")
    assert error["facts"]["mine"]["action"] == "reject"
    assert error["facts"]["theirs"]["state"] == "to_file"
    assert error["facts"]["theirs"]["version"] == 2


@pytest.mark.parametrize(
    ("changes", "status", "kind"),
    [
        ({"lon": 0.0, "lat": 0.0}, 422, "outside_district"),
        ({"lon": None}, 422, "bad_question"),
        ({"lon": "121.85"}, 422, "bad_question"),
        ({"lon": True}, 422, "bad_question"),
        ({"lat": 1e308}, 422, "bad_question"),
        ({"source": ""}, 422, "case_incomplete"),
        ({"source": 7}, 422, "bad_question"),
        ({"class_code": "1"}, 422, "unknown_class"),
        ({"unit": "U9"}, 422, "unit_unknown"),
        ({"asset_layer": "users", "asset_code": "admin"}, 422, "case_asset_unknown"),
        ({"description": "x" * 2001}, 422, "case_text_too_long"),
    ],
)
def test_a_case_that_does_not_hold_is_refused_with_a_sentence(desk, changes, status, kind):
    answer = desk.post("/api/cases", json=body(**changes))

    assert (answer.status_code, answer.json["error"]["kind"]) == (status, kind)
    assert answer.json["error"]["message"].endswith(".")
    assert desk.get("/api/cases").json["total"] == 0


@pytest.mark.parametrize("sent", ["[]", '"x"', "{", "", "null"])
def test_a_body_that_is_no_object_is_refused(desk, sent):
    answer = desk.post("/api/cases", data=sent, content_type="application/json")

    assert answer.status_code in (400, 422)


def test_an_action_without_a_version_is_refused(desk):
    number = made(desk)["number"]

    answer = desk.post(f"/api/cases/{number}/actions", json={"action": "accept"})

    assert answer.json["error"]["facts"]["name"] == "version"


@pytest.mark.parametrize(
    "address",
    [
        "/api/cases?limit=9999", "/api/cases?sort=unit", "/api/cases?from=never",
        "/api/cases/summary?state=clozed", "/api/cases/timeline?box=1,2",
        "/api/cases/places?zoom=99", "/api/cases/density?bandwidth=5",
        "/api/cases/density.png?bandwidth=2000", "/api/cases.csv?class=09",
        "/api/cases/density?kernel=box", "/api/cases/density?edge=2",
        "/api/cases/density?base=lamps", "/api/cases/density?breaks=2,1",
        "/api/cases/density?breaks=1,x", "/api/cases/density/value?at=1",
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_a_422(desk, address):
    answer = desk.get(address)

    assert answer.status_code == 422
    assert answer.json["error"]["message"]


def test_a_tile_that_there_is_not_is_a_404(desk):
    assert desk.get("/api/cases/density/3/8/0.png").status_code == 404


def test_the_legend_is_the_same_wherever_the_map_is(desk):
    made(desk)
    boxes = ("121.84,29.89,121.85,29.90", "121.0,29.0,122.5,30.5", "121.843,29.895,121.844,29.896")
    asked = [desk.get(f"/api/cases/density?kernel=quartic&box={box}").json for box in boxes]

    assert asked[0] == asked[1] == asked[2]
    tile = desk.get(asked[0]["tiles"].replace("{z}/{x}/{y}", "13/6868/3384"))
    assert (tile.status_code, tile.content_type) == (200, "image/png")


def test_a_case_that_there_is_not_is_a_404(desk):
    assert desk.get("/api/cases/20990101-0001").status_code == 404


ADDRESSES = (
    "/api/cases", "/api/cases/summary", "/api/cases/timeline", "/api/cases/places",
    "/api/cases/density", "/api/cases/density.png", "/api/cases.csv", "/api/classes", "/api/units",
    "/api/cases/density/12/3422/1689.png", "/api/cases/density/value?at=121.8,29.9",
    "/api/cases/density/bases",
)  # fmt: skip


def test_a_stranger_sees_nothing(client):
    stranger = client()

    assert {stranger.get(address).status_code for address in ADDRESSES} == {401}


@pytest.mark.parametrize("role", ["viewer", "planner", "inspector"])
def test_everyone_in_the_house_may_read(client, role):
    reader = client(role)

    assert {reader.get(address).status_code for address in ADDRESSES} == {200}


@pytest.mark.parametrize("role", ["viewer", "planner"])
def test_who_only_looks_may_not_report_or_act(client, desk, role):
    number = made(desk)["number"]
    looker = client(role)

    reported = looker.post("/api/cases", json=body())
    acted = looker.post(f"/api/cases/{number}/actions", json={"action": "accept", "version": 1})

    assert (reported.status_code, acted.status_code) == (403, 403)


def test_a_viewer_is_not_told_the_reporter_anywhere(client, desk):
    number = made(desk)["number"]
    viewer = client("viewer")

    told = [viewer.get(a).text for a in (f"/api/cases/{number}", "/api/cases", "/api/cases.csv")]

    assert "dispatcher" not in "".join(told)
    assert desk.get(f"/api/cases/{number}").json["case"]["reporter"] == "dispatcher"


def test_an_answer_that_still_holds_is_not_sent_again(desk):
    made(desk)
    kept = [a for a in ADDRESSES if "cases" in a and "csv" not in a and not a.endswith("bases")]
    held = {a: {"If-None-Match": desk.get(a).headers["ETag"]} for a in kept}

    assert {desk.get(a, headers=held[a]).status_code for a in kept} == {304}
    asked = {a: f"{a}{'&' if '?' in a else '?'}state=closed" for a in kept}
    assert {desk.get(asked[a], headers=held[a]).status_code for a in kept} == {200}
    made(desk)
    assert {desk.get(a, headers=held[a]).status_code for a in kept} == {200}


def test_a_kept_answer_is_in_the_language_of_the_user(client):
    english = client("dispatcher").get("/api/cases/summary")
    chinese = client("dispatcher", language="zh").get(
        "/api/cases/summary", headers={"If-None-Match": english.headers["ETag"]}
    )

    assert chinese.status_code == 200


RISKY = (MARKUP, "=1+1", "+cmd", "-2", "@x", "＝1", "'=1", '"a",b', "a\nb")


def test_texts_of_users_stay_text_in_the_table(desk):
    for text in RISKY:
        made(desk, description=text, address=text)

    answer = desk.get("/api/cases.csv?sort=number")

    assert answer.data.startswith(b"\xef\xbb\xbf")
    titles, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))
    for text, row in zip(RISKY, rows, strict=True):
        cells = dict(zip(titles, row, strict=True))
        assert restored(cells["Description"]) == restored(cells["Address"]) == text
        assert cells["Address"][:1] not in "=+-@＝"


def test_markup_in_a_case_stays_text_in_json(desk):
    number = made(desk, description=MARKUP, address=MARKUP)["number"]

    assert desk.get(f"/api/cases/{number}").json["case"]["description"] == MARKUP
    assert desk.get(f"/api/cases?q={quote(MARKUP)}").json["total"] == 1


def test_the_table_has_chinese_titles_for_a_chinese_user(client):
    answer = client("viewer", language="zh").get("/api/cases.csv")

    assert answer.data.decode("utf-8-sig").startswith("案件编号,状态")
    assert "attachment" in answer.headers["Content-Disposition"]


def test_an_imported_number_may_hold_a_slash(office, client, desk):
    number = made(desk)["number"]
    with office.store.write("test", office.clock()) as tx:
        case = features.get(tx, "cases", number)
        features.add(tx, "cases", type(case)("2026/17", "", None, {"state": "reported"}))

    shown = desk.get("/api/cases/2026/17")
    moved = desk.post("/api/cases/2026%2F17/actions", json={"action": "accept", "version": 1})

    assert shown.json["case"]["number"] == "2026/17"
    assert moved.json["case"]["state"] == "to_file"


def test_pages_of_the_queue_make_up_the_whole(desk):
    numbers = {made(desk)["number"] for _ in range(5)}

    pages = [desk.get(f"/api/cases?limit=2&offset={o}&sort=number").json for o in (0, 2, 4, 6)]

    rows = [row["number"] for page in pages for row in page["rows"]]
    assert rows == sorted(numbers)
    assert [page["total"] for page in pages] == [5] * 4


def test_the_workbook_holds_the_cases_of_the_filter_and_what_was_asked(desk):
    kept = made(desk, description="=1+1")
    made(desk, source="video")

    answer = desk.get("/api/cases.xlsx?source=hotline")

    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    rows = list(book["Cases"].values)
    assert [row[0] for row in rows[1:]] == [kept["number"]]
    assert "=1+1" in rows[1]
    assert book["Cases"].cell(2, rows[1].index("=1+1") + 1).data_type == "s"
    asked = {row[0]: row[1] for row in book["What was asked"].values}
    assert asked["source"] == "hotline"
    assert asked["By"]
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')


def test_a_question_that_makes_no_sense_makes_no_workbook(desk):
    assert desk.get("/api/cases.xlsx?from=never").status_code == 422


def test_pictures_are_before_and_after_and_of_the_check_by_the_state_of_the_case(desk, office):
    with office.store.write("test", office.clock()) as tx:
        accounts.add_unit(tx, Unit("U1", "市政中心", "Works", classes=("09",)))
    number = made(desk)["number"]
    shots = iter(range(3))

    def shoot():
        picture = io.BytesIO()
        Image.new("RGB", (64, 48), (40 * next(shots), 90, 60)).save(picture, "PNG")
        form = {"photo": (io.BytesIO(picture.getvalue()), "photo.png")}
        path = f"/api/layers/cases/features/{number}/photos"
        answer = desk.post(path, data=form, content_type="multipart/form-data")
        assert answer.status_code == 201, answer.text

    def move(*actions):
        for action in actions:
            version = desk.get(f"/api/cases/{number}").json["case"]["version"]
            step = {"action": action, "version": version, "unit": "U1", "note": "done"}
            answer = desk.post(f"/api/cases/{number}/actions", json=step)
            assert answer.status_code == 200, answer.text

    shoot()
    move("accept", "file", "dispatch")
    shoot()
    move("start", "finish")
    shoot()

    parts = [photo["part"] for photo in desk.get(f"/api/cases/{number}").json["photos"]]
    assert parts == ["check", "after", "before"]
