"""What a draft would change, two plans side by side, and the plan of a day."""

import datetime as dt

import pytest

from gis_app.work import draft_impact, draft_review, drafts, plan_compare
from gis_app.work.draft_orders import Order
from gis_app.work.plan_compare import NoPlanThen

EAST = "330206002001002"
DAY = dt.date(2026, 6, 15)


@pytest.fixture
def viewer(actor):
    return actor("viewer")


@pytest.fixture
def published(office, actor, cases, draft):
    sent = draft_review.submit(office, actor("planner"), draft["id"], version=draft["version"])
    return draft_review.publish(office, actor("admin"), sent["id"], version=sent["version"])


def test_a_fresh_draft_changes_nothing(office, actor, viewer, cases):
    made = drafts.create(office, actor("planner"), "Fresh")

    found = draft_impact.impact(office, viewer, made["id"])

    assert (found["cells"], found["open_cases"], found["assets"]) == ([], [], [])
    assert found["moved"]["features"] == []
    assert all(row["before"] == row["after"] for row in found["grids"])


def test_what_changes_hands_is_told_one_by_one(office, viewer, cases, draft):
    found = draft_impact.impact(office, viewer, draft["id"])

    assert [(one["code"], one["from"], one["to"]) for one in found["cells"]] == [
        (EAST, "G02", "G01")
    ]
    assert [(one["code"], one["from"], one["to"]) for one in found["open_cases"]] == [
        ("C1", "G02", "G01")
    ]
    (ground,) = found["moved"]["features"]
    assert ground["properties"] == {"from": "G02", "to": "G01", "area_m2": 10_000.0}
    west, east = found["grids"]
    assert (west["before"]["cells"], west["after"]["cells"]) == (2, 3)
    assert (east["before"]["open_cases"], east["after"]["open_cases"]) == (2, 1)
    assert {one["code"]: (one["from"], one["to"]) for one in found["assets"]} == {
        "H-0002": ("G02", "G01"),
        "H-0003": ("G02", "G01"),
    }
    assert found["totals"]["area_m2"] == 10_000.0
    assert found["totals"]["grids"] == 2


def test_two_plans_stand_side_by_side(office, viewer, published):
    found = plan_compare.side_by_side(office, viewer, 1, published["id"])
    back = plan_compare.side_by_side(office, viewer, published["id"], 1)

    assert [(row["a"]["cells"], row["b"]["cells"]) for row in found["table"]] == [(2, 3), (2, 1)]
    assert found["changed"]["features"][0]["properties"]["to"] == "G01"
    assert back["changed"]["features"][0]["properties"]["to"] == "G02"
    assert plan_compare.side_by_side(office, viewer, 1, 1)["changed"]["features"] == []


def test_a_place_had_the_owner_of_its_day(office, viewer, published, lonlat):
    def owner(day):
        return plan_compare.owner(office, viewer, lonlat(150, 50), day)["grid"]

    assert owner(dt.date(2026, 6, 14)) == "G02"
    assert owner(DAY) == "G01"
    assert plan_compare.owner(office, viewer, (121.0, 29.0), DAY)["cell"] is None
    under = [
        plan_compare.owner_under(office, viewer, one, lonlat(150, 50))
        for one in (1, published["id"])
    ]
    assert [found["grid"] for found in under] == ["G02", "G01"]
    with pytest.raises(NoPlanThen):
        owner(dt.date(1999, 1, 1))


def test_cases_of_some_days_are_counted_under_any_plan(office, viewer, published):
    days = dt.date(2026, 3, 1), dt.date(2026, 3, 31)

    before = plan_compare.recount(office, viewer, 1, *days)
    after = plan_compare.recount(office, viewer, published["id"], *days)
    never = plan_compare.recount(office, viewer, 1, DAY, DAY)

    assert (before["grids"], before["total"]) == ({"G01": 1, "G02": 3}, 4)
    assert (after["grids"], after["total"]) == ({"G01": 3, "G02": 1}, 4)
    assert (never["grids"], never["total"]) == ({}, 0)


def test_an_order_that_moves_ground_only_is_told_by_area(office, actor, viewer, draft, lonlat):
    move = Order("move_joint", {"at": lonlat(100, 200), "to": lonlat(90, 200)})
    drafts.step(office, actor("planner"), draft["id"], move, version=draft["version"])

    found = draft_impact.impact(office, viewer, draft["id"])

    areas = {
        (one["properties"]["from"], one["properties"]["to"]): one["properties"]["area_m2"]
        for one in found["moved"]["features"]
    }
    assert areas[("G01", "G02")] == pytest.approx(500, abs=0.1)
