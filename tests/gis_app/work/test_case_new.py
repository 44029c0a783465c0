from datetime import UTC, datetime

import geopandas as gpd
import pytest
import shapely

from gis_app.store import features, history
from gis_app.work import NotAllowed, Office, case_new, cases
from gis_app.work.case_new import NewCase
from gis_app.work.units import UnknownUnit
from layers import Feature
from layers.codes import UnknownClass
from layers.crs import points_to_lonlat

X, Y = 388_000.0, 3_309_000.0


def lonlat(dx, dy):
    lon, lat = points_to_lonlat([X + dx], [Y + dy], "EPSG:4550", digits=9)
    return float(lon[0]), float(lat[0])


def new(**changes):
    given = {"kind": "matter", "class_code": "09001", "source": "hotline", "place": lonlat(30, 40)}
    return NewCase(**given | changes)


def report(office, actor, role="dispatcher", **changes):
    return case_new.report(office, actor(role), new(**changes), "en")


def number_of_cases(office):
    with office.store.read() as tx:
        return features.count(tx, "cases")


def test_a_reported_case_knows_where_it_lies_and_who_reported_it(office, actor):
    made = report(office, actor, "inspector", description="占道经营")

    case = made["case"]
    assert made["placed"] == "point"
    assert case["state"] == "reported"
    assert case["number"] == "20260615-0001"
    assert case["reported_at"] == "2026-06-15T04:00:00.000Z"
    assert (case["cell"], case["grid"]) == ("330206002001001", "G01")
    assert (case["community"], case["street"]) == ("330206002001", "330206002")
    assert case["road"] == "太河路" or case["road"] == "黄山路"
    assert case["address"].startswith(case["road"])
    assert case["reporter"] == "inspector"
    assert case["version"] == 1
    assert (case["lon"], case["lat"]) == pytest.approx(lonlat(30, 40), abs=2e-7)
    assert [entry["action"] for entry in made["history"]] == ["report"]


@pytest.mark.parametrize(("dx", "dy"), [(100, 50), (100, 100), (50, 100), (100, 0), (0, 0)])
def test_a_place_on_a_seam_goes_to_the_lowest_code(office, actor, dx, dy):
    case = report(office, actor, place=lonlat(dx, dy))["case"]

    assert case["cell"] == "330206002001001"


@pytest.mark.parametrize(("dx", "dy"), [(-5, 50), (205, 50), (50, -5), (5_000, 5_000)])
def test_a_place_outside_the_district_is_refused_and_nothing_is_kept(office, actor, dx, dy):
    with pytest.raises(case_new.OutsideDistrict):
        report(office, actor, place=lonlat(dx, dy))

    assert number_of_cases(office) == 0


def test_a_district_without_outline_and_cells_takes_every_place(office, actor):
    with office.store.write("test", office.clock()) as tx:
        for layer in ("district", "cells"):
            for code in features.read_frame(tx, layer)["code"]:
                features.remove(tx, layer, code, version=1)

    assert report(office, actor, place=lonlat(900, 900))["placed"] == "point"


def test_a_crossing_as_address_is_a_place(office, actor):
    made = report(office, actor, place=None, address="黄山路与太河路交叉口")

    assert made["placed"] == "address"
    assert (made["case"]["lon"], made["case"]["lat"]) == pytest.approx(lonlat(100, 100), abs=1e-6)
    assert made["case"]["address"] == "黄山路与太河路交叉口"


@pytest.mark.parametrize("address", ["黄山路", "the yellow house", "", "121.0, 29.0", "Grid 1"])
def test_an_address_that_means_no_one_place_leaves_the_case_without(office, actor, address):
    made = report(office, actor, place=None, address=address)

    assert made["placed"] == "none"
    assert made["case"]["lon"] is None
    assert made["case"]["cell"] is None


def test_a_name_that_two_assets_share_is_no_place(office, actor):
    twins = [Feature(f"H-T{n}", "同名栓", shapely.Point(X + 150 * n, Y + 20), {}) for n in (0, 1)]
    with office.store.write("test", office.clock()) as tx:
        features.add(tx, "hydrants", twins[0])
    alone = report(office, actor, place=None, address="同名栓")
    with office.store.write("test", office.clock()) as tx:
        features.add(tx, "hydrants", twins[1])
    shared = report(office, actor, place=None, address="同名栓")

    assert (alone["placed"], shared["placed"]) == ("address", "none")


def test_a_case_at_an_asset_stands_where_the_asset_stands(office, actor):
    made = report(office, actor, place=None, asset_layer="hydrants", asset_code="H-0002")

    assert made["placed"] == "asset"
    assert (made["case"]["lon"], made["case"]["lat"]) == pytest.approx(lonlat(120, 90), abs=2e-7)
    assert made["case"]["asset_code"] == "H-0002"


@pytest.mark.parametrize(
    ("layer", "code"),
    [("hydrants", "H-9"), ("cells", "330206002001001"), ("", "H-0001"), ("x", "")],
)
def test_an_asset_that_there_is_not_is_refused(office, actor, layer, code):
    with pytest.raises(case_new.UnknownAsset):
        report(office, actor, asset_layer=layer, asset_code=code)

    assert number_of_cases(office) == 0


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"source": ""}, case_new.CaseIncomplete),
        ({"kind": ""}, case_new.CaseIncomplete),
        ({"class_code": ""}, case_new.CaseIncomplete),
        ({"source": "rumour"}, case_new.UnknownSource),
        ({"class_code": "99999"}, UnknownClass),
        ({"kind": "component"}, UnknownClass),
        ({"description": "长" * 2001}, case_new.CaseTextTooLong),
        ({"address": "长" * 201}, case_new.CaseTextTooLong),
        ({"unit": "U9"}, UnknownUnit),
    ],
)
def test_what_does_not_hold_is_refused_and_nothing_is_kept(filled, actor, changes, error):
    with pytest.raises(error):
        report(filled.office, actor, **changes)

    assert number_of_cases(filled.office) == len(filled.rows)


def test_the_unit_with_the_longest_class_prefix_is_proposed(filled, actor):
    assert report(filled.office, actor, class_code="06011")["case"]["unit"] == "U2"
    assert report(filled.office, actor, class_code="06020")["case"]["unit"] == "U1"


def test_of_equal_units_the_one_that_works_in_the_street_is_proposed(filled, actor):
    frame = [
        {"code": f"X{i}", "street": "330206002", "unit": "U3", "state": "closed"}
        for i in range(300)
    ]
    frame = gpd.GeoDataFrame(frame, geometry=[shapely.Point(X, Y)] * 300, crs="EPSG:4550")
    with filled.office.store.write("test", filled.office.clock()) as tx:
        features.add_many(tx, "cases", frame)

    assert report(filled.office, actor)["case"]["unit"] == "U3"


def test_a_unit_that_is_given_stays(filled, actor):
    assert report(filled.office, actor, unit="U1")["case"]["unit"] == "U1"


def test_numbers_count_on_and_begin_anew_with_the_local_day(office, actor):
    first = [report(office, actor)["case"]["number"] for _ in range(2)]
    before_midnight = Office(office.store, lambda: datetime(2026, 6, 15, 15, 59, 59, tzinfo=UTC))
    after_midnight = Office(office.store, lambda: datetime(2026, 6, 15, 16, 0, tzinfo=UTC))

    assert first == ["20260615-0001", "20260615-0002"]
    assert report(before_midnight, actor)["case"]["number"] == "20260615-0003"
    assert report(after_midnight, actor)["case"]["number"] == "20260616-0001"


@pytest.mark.parametrize("role", ["viewer", "planner"])
def test_only_dispatchers_and_inspectors_report(office, actor, role):
    with pytest.raises(NotAllowed):
        report(office, actor, role)


def test_a_viewer_is_not_told_who_reported(office, actor):
    number = report(office, actor, "inspector")["case"]["number"]

    seen = cases.card(office, actor("viewer"), number, "en")

    assert "reporter" not in seen["case"]
    assert "inspector" not in str(seen)
    assert seen["actions"] == []


def test_history_keeps_who_reported_and_when(office, actor):
    number = report(office, actor, "inspector")["case"]["number"]

    with office.store.read() as tx:
        entries = history.of(tx, "cases", number)
    assert [(e.who, e.what) for e in entries] == [("inspector", "add")]
