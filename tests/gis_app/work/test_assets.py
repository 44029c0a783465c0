"""Assets: the nearest, the card, and changes that keep history, versions and rules."""

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis_app.store import StaleVersion, UnknownFeature, UnknownField, ValueUnfit, features
from gis_app.work import NotAllowed, asset_card, assets
from gis_app.work.assets import (
    CaseElsewhere,
    Change,
    ChoiceUnknown,
    LayerNotEdited,
    NoteNeeded,
    TextTooLong,
)
from layers import Feature
from layers.catalog import UnknownLayer
from layers.crs import points_to_lonlat

X, Y = 388_000.0, 3_309_000.0
FOUND_BROKEN = {"state": "damaged"}


def degrees(x: float, y: float) -> tuple[float, float]:
    lon, lat = points_to_lonlat([x], [y], "EPSG:4550")
    return float(lon[0]), float(lat[0])


def card(office, actor, code="H-0001", role="inspector", language="en"):
    return asset_card.card(office, actor(role), "hydrants", code, language=language)


def change(office, actor, *, version=1, role="inspector", layer="hydrants", **more):
    wanted = Change(version=version, **more)
    return assets.change(office, actor(role), layer, "H-0001", wanted)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    x=st.one_of(st.sampled_from([60.0, 90.0, 150.0]), st.floats(-500, 700)),
    y=st.one_of(st.just(90.0), st.floats(-500, 700)),
    limit=st.integers(1, 5),
)
def test_the_nearest_are_those_a_ruler_finds(office, actor, x, y, limit):
    place = degrees(X + x, Y + y)

    found = assets.nearest(office, actor("viewer"), place, ["hydrants"], language="en", limit=limit)

    ruler = sorted((((60 * n - x) ** 2 + (90 - y) ** 2) ** 0.5, f"H-000{n}") for n in (1, 2, 3))[
        :limit
    ]
    assert [hit["distance_m"] for hit in found] == pytest.approx([d for d, _ in ruler], abs=0.11)
    assert len(found) == min(limit, 3)


def test_without_a_layer_all_asset_layers_are_searched_and_the_unknown_is_refused(office, actor):
    found = assets.nearest(office, actor("viewer"), degrees(X, Y), [], language="zh")

    assert {hit["layer_title"] for hit in found} == {"消火栓"}
    with pytest.raises(UnknownLayer):
        assets.nearest(office, actor("viewer"), degrees(X, Y), ["dragons"], language="en")


def test_assets_of_several_layers_stand_in_one_order_of_distance_then_of_layer(office, actor):
    with office.store.write("li", office.clock()) as tx:
        for code, x in (("M-1", X + 60), ("M-2", X + 100)):
            features.add(tx, "manholes", Feature(code, "", shapely.Point(x, Y + 90)))

    found = assets.nearest(
        office, actor("viewer"), degrees(X + 50, Y + 90), ["manholes", "hydrants"], language="en"
    )

    assert [hit["code"] for hit in found] == ["H-0001", "M-1", "M-2", "H-0002", "H-0003"]


def test_a_change_of_state_is_stored_with_its_history(office, actor):
    change(office, actor, values=FOUND_BROKEN, note="The cap is gone.")

    told = card(office, actor)
    assert (told["feature"]["state"], told["feature"]["version"]) == ("damaged", 2)
    last = told["history"][0]
    assert (last["who"], last["what"], last["note"]) == ("inspector", "change", "The cap is gone.")
    assert {"name": "state", "title": "State", "before": None, "after": "Damaged"} in last[
        "changes"
    ]


def test_a_change_takes_the_day_of_the_district_and_a_visit_counts_for_the_next(office, actor):
    change(office, actor, values=FOUND_BROKEN, note="Broken", inspected=True)

    told = card(office, actor)
    assert features_of(told)["changed_on"] == "2026-06-15"
    assert told["due"] == {
        "every_days": 90,
        "last_on": "2026-06-15",
        "due_on": "2026-09-13",
        "late_days": 0,
    }


def features_of(told):
    return {field["name"]: field["value"] for field in told["fields"]}


def test_a_visit_that_found_all_as_recorded_changes_nothing_but_is_remembered(office, actor):
    change(office, actor, inspected=True)

    told = card(office, actor, language="zh")
    assert told["feature"]["state"] is None
    assert (told["history"][0]["what"], told["history"][0]["note"]) == ("inspect", "与台账一致")
    assert told["history"][0]["changes"] == []
    assert told["due"]["last_on"] == "2026-06-15"


def test_an_asset_nobody_saw_has_no_day_of_its_next_visit(office, actor):
    assert card(office, actor)["due"]["due_on"] is None


@pytest.mark.parametrize("note", ["", "   "])
def test_a_change_of_state_needs_a_note(office, actor, note):
    with pytest.raises(NoteNeeded):
        change(office, actor, values=FOUND_BROKEN, note=note, inspected=True)

    assert card(office, actor)["feature"]["version"] == 1


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"state": "shiny"}, ChoiceUnknown),
        ({"state": 3}, ChoiceUnknown),
        ({"dragon": "yes"}, UnknownField),
        ({"code": "H-0009"}, UnknownField),
        ({"bore_mm": "wide"}, ValueUnfit),
        ({"bore_mm": 1.5}, ValueUnfit),
        ({"out_of_order": "yes"}, ValueUnfit),
        ({"recorded_on": "2026-02-30"}, ValueUnfit),
        ({"recorded_on": "20260203"}, ValueUnfit),
        ({"road": 7}, ValueUnfit),
        ({"road": "路" * 61}, TextTooLong),
        ({"name": "栓" * 401}, TextTooLong),
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_nothing_is_stored(office, actor, values, error):
    with pytest.raises(error):
        change(office, actor, values={"note": "kept out", **values}, note="tried")

    told = card(office, actor)
    assert told["feature"]["version"] == 1
    assert features_of(told)["note"] is None


def test_a_blank_text_empties_its_field(office, actor):
    change(office, actor, values={"road": " 黄山路 "})
    change(office, actor, version=2, values={"road": "  "})

    assert features_of(card(office, actor))["road"] is None


def test_a_change_over_a_newer_one_is_refused_with_both_sides(office, actor):
    change(office, actor, values=FOUND_BROKEN, note="Broken")

    with pytest.raises(StaleVersion) as refusal:
        change(office, actor, values={"state": "lost"}, note="Gone")

    assert refusal.value.mine.values["state"] == "lost"
    assert refusal.value.theirs.values["state"] == "damaged"
    assert card(office, actor)["feature"]["state"] == "damaged"


@pytest.mark.parametrize(
    ("role", "may"),
    [("inspector", True), ("dispatcher", True), ("planner", True), ("viewer", False)],
)
def test_who_may_change_is_what_the_card_says(office, actor, role, may):
    assert card(office, actor, role=role)["may"]["change"] is may
    if may:
        change(office, actor, role=role, values=FOUND_BROKEN, note="Broken")
    else:
        with pytest.raises(NotAllowed):
            change(office, actor, role=role, values=FOUND_BROKEN, note="Broken")


def test_cells_and_cases_are_not_changed_here(office, actor):
    for layer in ("cells", "grids", "cases", "district"):
        with pytest.raises(LayerNotEdited):
            change(office, actor, layer=layer, values={}, note="x")


def test_a_card_of_a_case_or_of_nothing_is_refused(office, actor):
    with pytest.raises(CaseElsewhere):
        asset_card.card(office, actor("viewer"), "cases", "20260615-0001", language="en")
    with pytest.raises(UnknownFeature):
        card(office, actor, code="H-9999")


def add_case(office, code, x, y, **values):
    case = {"state": "handling", "kind": "matter", "reported_at": "2026-06-01T00:00:00.000Z"}
    with office.store.write("li", office.clock()) as tx:
        features.add(tx, "cases", Feature(code, "", shapely.Point(x, y), case | values))


def test_a_card_lists_the_cases_of_the_asset_and_those_within_fifty_metres(office, actor):
    x, y = X + 60, Y + 90
    add_case(office, "far", x + 50.2, y)
    add_case(office, "near", x + 49.9, y)
    add_case(office, "edge", x, y - 50)
    add_case(office, "own", x + 500, y, asset_layer="hydrants", asset_code="H-0001")
    add_case(office, "other", x + 500, y, asset_layer="manholes", asset_code="H-0001")

    told = card(office, actor)

    assert [(case["number"], case["here"]) for case in told["cases"]] == [
        ("own", True),
        ("near", False),
        ("edge", False),
    ]
    assert told["cases_total"] == 3


def test_a_card_names_the_classes_under_which_its_problems_are_reported(office, actor):
    told = card(office, actor)

    assert told["classes"][0] == {"kind": "component", "code": "01013", "name": "消防设施"}
    assert {row["kind"] for row in told["classes"]} == {"component", "matter"}


def test_a_viewer_is_not_told_who_changed_an_asset(office, actor):
    change(office, actor, values=FOUND_BROKEN, note="Broken")

    told = card(office, actor, role="viewer")

    assert {entry["who"] for entry in told["history"]} == {None}
    assert told["may"] == {"change": False, "photo": False, "report": False}


def test_markup_in_a_field_comes_back_as_the_text_it_was(office, actor):
    text = "</script><img src=x onerror=alert(1)>"

    change(office, actor, values={"note": text}, note=text)

    told = card(office, actor)
    assert features_of(told)["note"] == text
    assert told["history"][0]["note"] == text
