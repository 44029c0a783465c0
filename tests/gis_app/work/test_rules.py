"""The rule book: what rules ask of stored cases, what a book would do, and who may change it."""

from datetime import timedelta

import geopandas as gpd
import pytest
import shapely

from gis_app.cases import CaseFacts, RuleUnfit
from gis_app.store import Unit, accounts, features, history
from gis_app.work import NotAllowed, case_new, cases, rule_book, rule_choices, rule_rehearsal
from gis_app.work.case_facts import FIELDS, facts_of
from gis_app.work.case_new import NewCase
from gis_app.work.rule_book import StaleRules, TooManyRules
from layers import Feature
from layers.crs import points_to_lonlat
from tests.gis_app.conftest import NOW, frame
from tests.gis_app.work.conftest import SCHEME, X, Y

STALLS = {"unit": "U1", "name": "Stalls", "classes": ["matter:09"]}
REST = {"unit": "U2", "name": "All that is left"}


@pytest.fixture
def ruled(office):
    """The office with two units, a stall zone, an order-keeping street and an owned hydrant."""
    with office.store.write("somebody", NOW) as tx:
        for code, heads in (("U1", ("06",)), ("U2", ("09",))):
            accounts.add_unit(tx, Unit(code, f"单位{code}", f"Unit {code}", classes=heads))
        zone = frame([{"code": "SZ1", "name": None}], [shapely.box(X, Y, X + 50, Y + 50)])
        street = frame(
            [{"code": "OS1", "name": None}],
            [shapely.LineString([(X, Y + 150), (X + 200, Y + 150)])],
        )
        features.add_many(tx, "stall_zones", zone)
        features.add_many(tx, "order_streets", street)
        owned = frame([{"code": "H-9", "name": None, "owner": "水务公司"}], [shapely.Point(X, Y)])
        features.add_many(tx, "hydrants", owned)
    return office


def report(office, actor, dx=30.0, dy=40.0, **changes):
    lon, lat = points_to_lonlat([X + dx], [Y + dy], "EPSG:4550", digits=9)
    given = {"kind": "matter", "class_code": "09001", "source": "hotline"}
    place = (float(lon[0]), float(lat[0]))
    new = NewCase(**given | {"place": place} | changes)
    return case_new.report(office, actor("dispatcher"), new, "en")


def save(office, actor, *records, version=0, role="dispatcher"):
    return rule_book.save(office, actor(role), list(records), version=version, note="why")


def many(office, rows, shapes):
    given = [dict.fromkeys(FIELDS) | {"code": str(at)} | row for at, row in enumerate(rows)]
    frame = gpd.GeoDataFrame(given, geometry=shapes, crs="EPSG:4550")
    return facts_of(office, frame, office.district.calendar)


# ---- facts


@pytest.mark.parametrize(
    ("dx", "dy", "zones"),
    [
        (25, 25, {"stall_zones:SZ1"}),
        (50, 50, {"stall_zones:SZ1"}),
        (50.001, 50, set()),
        (100, 150, {"order_streets:OS1"}),
        (100, 175, {"order_streets:OS1"}),
        (100, 175.001, set()),
        (0, 120, set()),
    ],
)
def test_a_case_is_in_a_zone_up_to_its_border_and_beside_a_line_up_to_25_m(ruled, dx, dy, zones):
    (facts,) = many(ruled, [{}], [shapely.Point(X + dx, Y + dy)])

    assert facts.zones == zones


def test_facts_of_a_case_without_place_moment_or_asset_are_empty(ruled):
    assert many(ruled, [{}], [None]) == [CaseFacts()]


def test_the_owner_is_the_one_in_the_register_of_the_asset(ruled):
    rows = [
        {"asset_layer": "hydrants", "asset_code": "H-9"},
        {"asset_layer": "hydrants", "asset_code": "H-0001"},
        {"asset_layer": "nowhere", "asset_code": "H-9"},
    ]

    assert [one.owner for one in many(ruled, rows, [None] * 3)] == ["水务公司", "", ""]


@pytest.mark.parametrize(
    ("moment", "minute", "working"),
    [
        ("2026-06-15T04:00:00.000Z", 720, True),  # a Monday noon in Shanghai
        ("2026-06-14T15:59:59.000Z", 1_439, False),  # the last minute of Sunday
        ("2026-06-14T16:00:00.000Z", 0, True),
    ],
)
def test_hours_and_days_are_those_of_the_district(ruled, moment, minute, working):
    (facts,) = many(ruled, [{"reported_at": moment}], [None])

    assert (facts.minute, facts.working) == (minute, working)


# ---- the book


def test_a_district_begins_without_rules(ruled, actor):
    assert rule_book.rules(ruled, actor("viewer")) == {"version": 0, "rules": []}


def test_saved_rules_are_in_use_and_history_keeps_the_ones_before(ruled, actor):
    save(ruled, actor, STALLS)
    save(ruled, actor, STALLS, REST, version=1)

    kept = rule_book.rules(ruled, actor("viewer"))
    assert kept["version"] == 2
    assert [rule["name"] for rule in kept["rules"]] == ["Stalls", "All that is left"]
    told = rule_book.versions(ruled, actor("dispatcher"))
    assert [(one["version"], one["who"], one["note"]) for one in told] == [
        (2, "dispatcher", "why"), (1, "dispatcher", "why")
    ]  # fmt: skip
    assert [len(one["rules"]) for one in told] == [2, 1]


def test_rules_over_those_of_somebody_else_are_refused(ruled, actor):
    save(ruled, actor, STALLS)

    with pytest.raises(StaleRules, match="saved by dispatcher meanwhile"):
        save(ruled, actor, REST, version=0)

    assert rule_book.rules(ruled, actor("viewer"))["rules"][0]["name"] == "Stalls"


@pytest.mark.parametrize(
    ("records", "error"),
    [
        ([{**STALLS, "unit": "U9"}], RuleUnfit),
        ([REST, STALLS], RuleUnfit),
        ([{**STALLS, "name": "x" * 81}], RuleUnfit),
        ([STALLS] * 1_001, TooManyRules),
    ],
)
def test_rules_that_cannot_be_used_are_not_saved(ruled, actor, records, error):
    with pytest.raises(error):
        save(ruled, actor, *records)

    with ruled.store.read() as tx:
        assert history.change(tx, "rule_book") == 0


@pytest.mark.parametrize("role", ["planner", "inspector", "viewer"])
def test_only_dispatchers_change_rules(ruled, actor, role):
    with pytest.raises(NotAllowed):
        save(ruled, actor, STALLS, role=role)


def test_what_a_rule_can_ask_for_is_what_there_is(ruled, actor):
    offered = rule_choices.choices(ruled, actor("dispatcher"), "en")

    parts = {name: [one["value"] for one in rows] for name, rows in offered["parts"].items()}
    assert parts["zones"] == [
        "order_streets",
        "order_streets:OS1",
        "stall_zones",
        "stall_zones:SZ1",
    ]
    assert parts["grids"] == ["G01", "G02"]
    assert parts["owners"] == ["水务公司"]
    assert parts["roads"] == ["太河路", "黄山路"]
    assert {"matter:", "matter:09", "matter:09001"} <= set(parts["classes"])
    assert [one["value"] for one in offered["units"]] == ["U1", "U2"]


# ---- proposals


def test_a_new_case_goes_by_the_first_rule_that_fits_else_by_the_classes(ruled, actor):
    save(ruled, actor, {**STALLS, "zones": ["stall_zones"]})

    inside, beside = report(ruled, actor, 10, 10), report(ruled, actor, 60, 60)

    assert [made["case"]["unit"] for made in (inside, beside)] == ["U1", "U2"]
    assert inside["proposal"] is None  # nobody is asked for a unit before it is filed


def to_dispatch(office, number):
    with office.store.write("somebody", NOW) as tx:
        stored = features.find(tx, "cases", number)
        moved = Feature(number, stored.name, stored.shape, {"state": "to_dispatch"})
        features.update(tx, "cases", moved, version=stored.version)


def test_a_card_tells_which_rule_fired_and_why(ruled, actor):
    save(ruled, actor, {**STALLS, "zones": ["stall_zones"], "grids": ["G01"]})
    number = report(ruled, actor, 10, 10)["case"]["number"]
    to_dispatch(ruled, number)

    told = cases.card(ruled, actor("dispatcher"), number, "en")["proposal"]

    assert (told["unit"], told["unit_name"], told["by"]) == ("U1", "Unit U1", "rule")
    assert (told["rule"]["place"], told["rule"]["name"]) == (1, "Stalls")
    assert [(one["part"], one["value"]) for one in told["rule"]["why"]] == [
        ("classes", "matter:09"), ("grids", "G01"), ("zones", "stall_zones:SZ1")
    ]  # fmt: skip
    assert told["rule"]["why"][1]["title"] == "Grid 1"
    assert told["learned"] is None


def handled(office, count, unit, *, start=0, grid="G01"):
    row = {"scheme": SCHEME, "kind": "matter", "class_code": "09001", "state": "closed",
           "unit": unit, "grid": grid, "street": "330206002", "name": None,
           "reported_at": "2026-06-10T04:00:00.000Z"}  # fmt: skip
    rows = [row | {"code": f"20260610-{start + at:04d}"} for at in range(count)]
    with office.store.write("somebody", NOW) as tx:
        features.add_many(tx, "cases", frame(rows, [shapely.Point(X + 5, Y + 5)] * count))


def test_a_card_tells_who_handled_cases_like_it_nearest_first(ruled, actor):
    number = report(ruled, actor)["case"]["number"]
    to_dispatch(ruled, number)
    handled(ruled, 4, "U1", grid="G02")

    def learned():
        return cases.card(ruled, actor("dispatcher"), number, "en")["proposal"]["learned"]

    assert learned() is None  # four cases say nothing
    handled(ruled, 1, "U2", start=10, grid="G02")
    found = learned()
    assert (found["level"], found["cases"]) == ("street", 5)
    assert [(one["unit"], one["cases"]) for one in found["units"]] == [("U1", 4), ("U2", 1)]
    handled(ruled, 5, "U2", start=20, grid="G01")
    assert (learned()["level"], learned()["units"][0]["unit"]) == ("grid", "U2")


# ---- rehearsal


def tried(office, actor, *records, days=30):
    return rule_rehearsal.try_rules(office, actor("dispatcher"), list(records), days, "en")


def test_a_changed_book_tells_what_it_would_move(ruled, actor):
    handled(ruled, 6, "U2")
    found = tried(ruled, actor, {**STALLS, "zones": ["stall_zones"]}, {**STALLS, "grids": ["G01"]})

    assert found["cases"] == found["of"] == 6
    first, second = found["rules"]
    assert (first["verdict"], first["fits"], first["fires"], first["agreed"]) == ("fires", 6, 6, 0)
    assert (second["verdict"], second["taken_by"]) == ("shadowed", [[1, 6]])
    (pair,) = found["moved"]["pairs"]
    assert (pair["before"], pair["after"], pair["cases"]) == ("U2", "U1", 6)
    assert pair["examples"][0] == "20260610-0005"
    assert found["unrouted"]["cases"] == 0


def test_the_book_in_use_moves_nothing(ruled, actor):
    handled(ruled, 6, "U2")
    save(ruled, actor, STALLS)

    assert tried(ruled, actor, STALLS)["moved"] == {"cases": 0, "pairs": []}


def test_cases_no_rule_takes_are_told_by_class(ruled, actor):
    handled(ruled, 6, "U2")

    found = tried(ruled, actor)["unrouted"]

    assert (found["cases"], found["nobody"]) == (6, 0)  # the classes of U2 have them
    assert found["classes"][0]["cases"] == 6


@pytest.mark.parametrize(("days", "cases"), [(5, 6), (4, 0)])
def test_only_cases_of_the_last_days_are_tried(ruled, actor, days, cases):
    handled(ruled, 6, "U2")  # five days before now, to the second
    assert timedelta(days=5) == NOW - NOW.replace(day=10)

    assert tried(ruled, actor, days=days)["cases"] == cases


def test_a_case_that_comes_in_meanwhile_is_tried_too(ruled, actor):
    handled(ruled, 6, "U2")
    tried(ruled, actor, STALLS)
    report(ruled, actor)

    assert tried(ruled, actor, STALLS)["cases"] == 7


# ---- over the wire


def test_rules_over_the_wire(client):
    dispatcher, viewer = client("dispatcher"), client("viewer")

    assert dispatcher.put("/api/rules", json={"rules": [], "version": 0}).json["version"] == 1
    assert viewer.get("/api/rules").json == {"version": 1, "rules": []}
    assert viewer.put("/api/rules", json={"rules": [], "version": 1}).status_code == 403
    assert viewer.get("/api/rules/choices").json["parts"]["grids"][0]["title"] == "Grid 1"
    assert dispatcher.post("/api/rules/try", json={"rules": []}).json["cases"] == 0
    assert dispatcher.get("/api/rules/versions").json["versions"][0]["version"] == 1
    stale = dispatcher.put("/api/rules", json={"rules": [], "version": 0})
    assert (stale.status_code, stale.json["error"]["kind"]) == (409, "rules_stale")


@pytest.mark.parametrize(
    "body",
    [
        {"rules": "all"},
        {"rules": [1]},
        {"rules": [{"unit": "U1", "grids": "G01"}]},
        {"rules": [{"unit": "<img onerror=x>"}]},
        {"rules": [], "days": 0},
        {"rules": [], "days": True},
        {"rules": [], "days": 1e9},
    ],
)
def test_bodies_that_are_no_rules_are_refused(client, body):
    answer = client("dispatcher").post("/api/rules/try", json=body)

    assert answer.status_code == 422
    assert answer.json["error"]["message"].endswith(".")


def test_a_refused_rule_is_told_in_chinese(client):
    body = {"rules": [{"unit": "U9", "classes": ["matter:09"]}]}

    answer = client("dispatcher", language="zh").post("/api/rules/try", json=body)

    assert answer.json["error"]["message"] == "规则 1 无法使用：其承办单位不在单位名单中。"
