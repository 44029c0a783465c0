"""Joining cases and parting them again, over work and over the wire."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gis_app.store import StaleVersion, features, history
from gis_app.work import NotAllowed, case_duplicates, case_new, case_steps, cases, duplicate_rules
from gis_app.work.case_duplicates import MergeRefused
from gis_app.work.case_new import NewCase
from gis_app.work.cases import UnknownCase
from layers.crs import points_to_lonlat
from tests.gis_app.conftest import NOW
from tests.gis_app.work.conftest import X, Y


def report(office, actor, dx=30.0, dy=40.0, **changes):
    lon, lat = points_to_lonlat([X + dx], [Y + dy], "EPSG:4550", digits=9)
    given = {"kind": "matter", "class_code": "09001", "source": "hotline"}
    new = NewCase(**given | {"place": (float(lon[0]), float(lat[0]))} | changes)
    return case_new.report(office, actor("dispatcher"), new, "en")["case"]["number"]


def possible(office, actor, number):
    return case_duplicates.possible(office, actor("viewer"), number, "en")


def numbers(office, actor, number):
    return [row["number"] for row in possible(office, actor, number)["possible"]]


def merge(office, actor, number, into, *, version=1, role="dispatcher"):
    return case_duplicates.merge(
        office, actor(role), number, into=into, version=version, note="", language="en"
    )


def unmerge(office, actor, number, *, version=2):
    return case_duplicates.unmerge(
        office, actor("dispatcher"), number, version=version, language="en"
    )


def values(office, number):
    with office.store.read() as tx:
        return features.get(tx, "cases", number).values


def test_near_cases_of_one_class_are_possible_duplicates_the_nearest_first(office, actor):
    first = report(office, actor, description="占道经营")
    near, far, other = (
        report(office, actor, dx=40, description="占道经营，有摊贩"),
        report(office, actor, dx=80.001),
        report(office, actor, class_code="06011"),
    )
    edge = report(office, actor, dx=80.0)

    found = possible(office, actor, first)

    assert [row["number"] for row in found["possible"]] == [near, edge]
    assert [row["distance_m"] for row in found["possible"]] == [10, 50]
    assert found["possible"][0]["likeness"] > 0.5
    assert found["rule"] == {"radius_m": 50.0, "hours": 72.0}
    assert far not in numbers(office, actor, first)
    assert other not in numbers(office, actor, first)


def test_a_case_reported_too_long_ago_is_none(office, actor):
    old = report(replace(office, clock=lambda: NOW - timedelta(hours=72, seconds=1)), actor)
    just = report(replace(office, clock=lambda: NOW - timedelta(hours=72)), actor)

    assert numbers(office, actor, report(office, actor)) == [just]
    assert old not in numbers(office, actor, just)[1:]


def test_the_same_asset_comes_first(office, actor):
    asset = {"kind": "component", "class_code": "01013", "asset_layer": "hydrants"}
    here = report(office, actor, dx=60, dy=90, asset_code="H-0001", **asset)
    report(office, actor, dx=61, dy=90, asset_code="H-0002", **asset)
    same = report(office, actor, dx=75, dy=90, asset_code="H-0001", **asset)

    assert numbers(office, actor, here)[0] == same
    assert possible(office, actor, here)["possible"][0]["same_asset"]


def test_a_joined_case_is_void_names_the_other_and_is_possible_no_more(office, actor):
    main, twin = report(office, actor), report(office, actor)

    card = merge(office, actor, twin, main)

    assert (card["case"]["state"], card["case"]["duplicate_of"]) == ("void", main)
    assert values(office, twin)["red_at"] is None
    assert numbers(office, actor, main) == []
    assert possible(office, actor, main)["joined"] == [twin]
    assert possible(office, actor, twin)["into"] == main


def test_a_parted_case_is_what_it_was_clocks_and_all(office, actor):
    main, twin = report(office, actor), report(office, actor)
    before, card_before = values(office, twin), cases.card(office, actor("admin"), twin, "en")
    merge(office, actor, twin, main)

    card = unmerge(office, actor, twin)

    assert values(office, twin) == before
    assert card["clocks"] == card_before["clocks"]
    with office.store.read() as tx:
        told = [entry.what for entry in history.of(tx, "cases", twin)]
    assert told == ["unmerge", "merge", "add"]
    assert numbers(office, actor, main) == [twin]


def test_the_clock_of_a_parted_case_has_run_on_all_the_while(office, actor):
    main, twin = report(office, actor), report(office, actor)
    merge(replace(office, clock=lambda: NOW + timedelta(minutes=4)), actor, twin, main)
    later = replace(office, clock=lambda: NOW + timedelta(minutes=10))

    (clock,) = unmerge(later, actor, twin)["clocks"]

    assert (clock["stage"], clock["running"], clock["spent_s"]) == ("accept", True, 600)


def accepted(office, actor, number):
    step = case_steps.Step("accept", 1)
    case_steps.act(office, actor("dispatcher"), number, step, "en")


def test_what_cannot_be_joined_is_refused_and_nothing_changes(office, actor):
    main, twin, third, turned = (report(office, actor) for _ in range(4))
    merge(office, actor, twin, main)
    step = case_steps.Step("reject", 1, note="no")
    case_steps.act(office, actor("dispatcher"), turned, step, "en")
    refused = [
        (third, third, 1),  # itself
        (third, twin, 1),  # a duplicate
        (third, turned, 1),  # turned down
        (turned, third, 2),  # turned down itself
        (main, third, 1),  # others hang on it
    ]
    for number, into, version in refused:
        kept = values(office, number)
        with pytest.raises(MergeRefused):
            merge(office, actor, number, into, version=version)
        assert values(office, number) == kept
    with pytest.raises(MergeRefused):
        unmerge(office, actor, third, version=1)


def test_who_comes_late_or_is_not_allowed_joins_nothing(office, actor):
    main, twin = report(office, actor), report(office, actor)
    with pytest.raises(NotAllowed):
        merge(office, actor, twin, main, role="inspector")
    with pytest.raises(UnknownCase):
        merge(office, actor, twin, "nowhere")
    accepted(office, actor, twin)
    with pytest.raises(StaleVersion):
        merge(office, actor, twin, main, version=1)
    assert "duplicate_of" not in {k for k, v in values(office, twin).items() if v}


def test_rules_are_the_city_s_to_set(office, actor):
    first, other = report(office, actor), report(office, actor, dx=45)
    assert numbers(office, actor, first) == [other]

    fresh = [{"head": "matter:09", "radius_m": 10, "hours": 1}]
    duplicate_rules.set_rules(office, actor("dispatcher"), fresh)

    assert numbers(office, actor, first) == []
    assert duplicate_rules.rules(office, actor("viewer")) == [
        {"head": "matter:09", "radius_m": 10.0, "hours": 1.0}
    ]


def test_duplicates_over_the_wire(client, office, actor):
    dispatcher = client("dispatcher")
    main, twin = report(office, actor), report(office, actor)

    lon, lat = points_to_lonlat([X + 30], [Y + 40], "EPSG:4550", digits=9)
    here = {"lon": float(lon[0]), "lat": float(lat[0]), "kind": "matter", "class_code": "09001"}
    told = dispatcher.post("/api/duplicates/here", json=here).json["possible"]
    assert {row["number"] for row in told} == {main, twin}
    assert dispatcher.get(f"/api/cases/{twin}/duplicates").json["possible"][0]["number"] == main
    joined = dispatcher.post(f"/api/cases/{twin}/merge", json={"into": main, "version": 1})
    assert joined.json["case"]["state"] == "void"
    parted = dispatcher.post(f"/api/cases/{twin}/unmerge", json={"version": 2})
    assert parted.json["case"]["state"] == "reported"
    again = dispatcher.post(f"/api/cases/{twin}/unmerge", json={"version": 3})
    assert (again.status_code, again.json["error"]["kind"]) == (422, "merge_refused")
    assert dispatcher.post("/api/duplicates/here", json={"kind": "matter"}).status_code == 422
    assert dispatcher.put("/api/duplicates/rules", json={"rules": [{}]}).status_code == 422
    assert len(dispatcher.get("/api/duplicates/rules").json["rules"]) == 2
