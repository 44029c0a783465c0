"""From draft to force and back: review by another, one day, one transaction, new owners."""

import datetime as dt
from dataclasses import replace
from datetime import UTC, datetime

import geopandas as gpd
import pytest
import shapely

from gis_app.store import PlanClosed, PlanOverlap, StaleVersion, features, history, plans
from gis_app.store import drafts as kept
from gis_app.work import draft_comments, draft_review, drafts, publishing
from gis_app.work.draft_checks import NoFix, PlanUnsound, mend, wrong
from gis_app.work.draft_orders import Order
from gis_app.work.draft_review import NothingBefore, PlanDayPast, PlanOutdated, ReviewOwn
from gis_app.work.plans import cells as cells_in_force
from grids import same_cell

WEST, EAST = ("330206002001001", "330206002001003"), ("330206002001002", "330206002001004")
X, Y = 388_000.0, 3_309_000.0
DAY = dt.date(2026, 6, 15)
LATER = dt.date(2026, 7, 1)


@pytest.fixture
def planner(actor):
    return actor("planner")


@pytest.fixture
def reviewer(actor):
    return actor("admin")


@pytest.fixture
def reviewed(office, planner, draft):
    return draft_review.submit(office, planner, draft["id"], version=draft["version"])


def published(office, reviewer, head, day=None):
    return draft_review.publish(
        office, reviewer, head["id"], version=head["version"], valid_from=day
    )


def owners(office, layer="cases"):
    with office.store.read() as tx:
        found = features.read_frame(tx, layer)
    return dict(zip(found["code"], found["grid"], strict=True))


def content(office):
    with office.store.read() as tx:
        return kept.of_layers(tx)


def test_a_draft_in_review_takes_no_step_until_it_is_reopened(office, planner, reviewed):
    give = Order("give_cells", {"cells": [EAST[0]], "to": "G02"})
    with pytest.raises(PlanClosed):
        drafts.step(office, planner, reviewed["id"], give, version=reviewed["version"])

    again = draft_review.reopen(office, planner, reviewed["id"], version=reviewed["version"])

    assert drafts.step(office, planner, again["id"], give, version=again["version"])["steps"] == 2


def test_a_plan_with_a_fault_is_not_submitted_and_says_where(office, planner, draft):
    give = Order("give_cells", {"cells": [*EAST], "to": "G01"})
    step = drafts.step(office, planner, draft["id"], give, version=draft["version"])

    with pytest.raises(PlanUnsound):
        draft_review.submit(office, planner, draft["id"], version=step["version"])

    found = wrong(office, planner, draft["id"])
    assert found["blocking"] == 1
    assert [(row["kind"], row["codes"]) for row in found["rows"]] == [("grid_empty", ["G02"])]


def test_nobody_publishes_what_they_made(office, planner, reviewed):
    with pytest.raises(ReviewOwn):
        published(office, planner, reviewed)


def test_publishing_changes_layers_owners_and_history_in_one(
    office, planner, reviewer, cases, reviewed
):
    head = published(office, reviewer, reviewed)

    assert (head["state"], head["in_force"], head["valid_from"]) == ("published", True, str(DAY))
    assert head["reviewer"] == "admin"
    assert content(office)[0][EAST[0]].grid == "G01"
    assert owners(office) == {"C1": "G01", "C2": "G02", "C3": "G01", "C4": "G02"}
    with office.store.read() as tx:
        west = features.get(tx, "grids", "G01")
        case = features.get(tx, "cases", "C1")
        told = history.of(tx, "cases", "C1")[0]
        first = plans.get(tx, 1)
    assert west.shape.area == 30_000
    assert (case.values["cell"], told.note, told.who) == (EAST[0], "plan 2", "admin")
    assert (first.state.value, first.valid_to, first.in_layers) == ("retired", str(DAY), False)
    assert f'"{EAST[0]}","grid":"G01"' in cells_in_force(office, planner).replace(": ", ":")


def test_assets_get_the_cell_they_lie_in(office, planner, reviewer):
    made = drafts.create(office, planner, "Cut")
    lonlat = shapely.get_coordinates(
        gpd.GeoSeries.from_xy([X + 50, X + 50], [Y - 5, Y + 105], crs="EPSG:4550")
        .to_crs("EPSG:4326").to_numpy()
    ).tolist()  # fmt: skip
    cut = Order("cut_cell", {"cell": WEST[0], "line": [tuple(p) for p in lonlat]})
    step = drafts.step(office, planner, made["id"], cut, version=1)
    head = draft_review.submit(office, planner, made["id"], version=step["version"])
    with office.store.read() as tx:
        before = features.read_frame(tx, "hydrants")

    published(office, reviewer, head)

    with office.store.read() as tx:
        after = features.read_frame(tx, "hydrants")
        grid, _ = kept.of_layers(tx)
    named = dict(zip(after["code"], after["cell"], strict=True))
    assert before["cell"].isna().all()
    assert named["H-0001"] == "330206002001006"  # it lies 60 m east, in the eastern part
    assert all(cell in grid.codes for cell in named.values() if isinstance(cell, str))


def test_rolling_back_restores_cells_grids_and_owners(office, planner, reviewer, cases, reviewed):
    was, had = content(office), owners(office)
    head = published(office, reviewer, reviewed)

    back = draft_review.roll_back(office, planner, head["id"], version=head["version"])

    now = content(office)
    assert now[1] == was[1]
    assert all(map(same_cell, now[0], was[0]))
    assert owners(office) == had
    assert (back["in_force"], back["valid_from"], back["base"]["id"]) == (
        True,
        str(DAY),
        head["id"],
    )
    with office.store.read() as tx:
        gone = plans.get(tx, head["id"])
        assert plans.current(tx, DAY).id == back["id"]
    assert (gone.valid_from, gone.valid_to, gone.state.value) == (str(DAY), str(DAY), "retired")


def test_the_first_plan_cannot_be_rolled_back(office, planner):
    with pytest.raises(NothingBefore):
        draft_review.roll_back(office, planner, 1, version=plans_version(office, 1))


def plans_version(office, plan_id):
    with office.store.read() as tx:
        return plans.get(tx, plan_id).version


def test_a_plan_for_a_later_day_waits_and_comes_in_force_on_it(office, reviewer, cases, reviewed):
    head = published(office, reviewer, reviewed, LATER)

    assert (head["due"], head["in_force"]) == (True, False)
    assert owners(office)["C1"] == "G02"
    assert publishing.catch_up(office) is None
    with office.store.read() as tx:
        assert plans.current(tx, DAY).id == 1

    then = replace(office, clock=lambda: datetime(2026, 6, 30, 16, 0, tzinfo=UTC))  # 1 July, 0:00
    assert publishing.catch_up(then).id == head["id"]

    assert publishing.catch_up(then) is None
    assert owners(office)["C1"] == "G01"
    with office.store.read() as tx:
        assert plans.in_layers(tx).id == head["id"]
        assert plans.get(tx, 1).valid_to == str(LATER)


def test_a_plan_that_is_due_can_be_withdrawn(office, planner, reviewer, reviewed):
    head = published(office, reviewer, reviewed, LATER)

    again = draft_review.withdraw(office, planner, head["id"], version=head["version"])

    assert (again["state"], again["valid_from"]) == ("draft", None)
    with office.store.read() as tx:
        assert plans.get(tx, 1).valid_to is None


def test_a_plan_does_not_begin_yesterday_nor_before_one_that_is_due(
    office, planner, reviewer, reviewed
):
    with pytest.raises(PlanDayPast):
        published(office, reviewer, reviewed, DAY - dt.timedelta(days=1))
    published(office, reviewer, reviewed, LATER)
    other = drafts.create(office, planner, "Other")
    other = draft_review.submit(office, planner, other["id"], version=1)

    with pytest.raises(PlanOverlap):
        published(office, reviewer, other)


def test_a_plan_made_before_another_came_in_force_is_not_published_over_it(
    office, planner, reviewer, reviewed
):
    other = drafts.create(office, planner, "Other")
    other = draft_review.submit(office, planner, other["id"], version=1)
    published(office, reviewer, reviewed)

    with pytest.raises(PlanOutdated):
        published(office, reviewer, other)
    assert drafts.head(office, planner, other["id"])["outdated"]


def test_a_refused_publication_leaves_nothing(office, reviewer, cases, reviewed, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("the cable was pulled")

    monkeypatch.setattr(publishing, "_give", fail)
    was, before = content(office), drafts.every(office, reviewer)

    with pytest.raises(RuntimeError):
        published(office, reviewer, reviewed)

    assert drafts.every(office, reviewer) == before
    assert all(map(same_cell, content(office)[0], was[0]))


def test_a_stale_publication_is_refused(office, reviewer, reviewed):
    with pytest.raises(StaleVersion):
        draft_review.publish(office, reviewer, reviewed["id"], version=reviewed["version"] - 1)


def test_a_discarded_draft_is_closed(office, planner, draft):
    head = draft_review.discard(office, planner, draft["id"], version=draft["version"])

    assert head["state"] == "discarded"
    with pytest.raises(PlanClosed):
        draft_review.submit(office, planner, draft["id"], version=head["version"])


def test_comments_are_pinned_to_places_and_ticked_off(office, planner, actor, draft):
    made = draft_comments.say(
        office, actor("inspector"), draft["id"], " <b>here</b> ", (121.85, 29.9)
    )

    done = draft_comments.tick(office, planner, draft["id"], made["id"], done=True)

    assert (made["text"], made["who"], made["done"]) == ("<b>here</b>", "inspector", False)
    assert made["place"] == pytest.approx([121.85, 29.9], abs=1e-7)
    assert draft_comments.of_plan(office, planner, draft["id"]) == [made | {"done": True}] == [done]
    with pytest.raises(draft_comments.CommentWrong):
        draft_comments.say(office, planner, draft["id"], "  ")


def test_a_fault_is_mended_as_it_is_proposed(office, planner, draft):
    give = Order("give_cells", {"cells": [WEST[0]], "to": None})
    step = drafts.step(office, planner, draft["id"], give, version=draft["version"])
    rows = wrong(office, planner, draft["id"])["rows"]
    row = next(one for one in rows if one["kind"] == "unassigned")

    mended = mend(office, planner, draft["id"], row["fix"]["fault"], version=step["version"])

    assert row["fix"]["facts"]["grid"] in ("G01", "G02")
    left = wrong(office, planner, draft["id"])["rows"]
    assert "unassigned" not in {one["kind"] for one in left}
    with pytest.raises(NoFix):
        mend(office, planner, draft["id"], row["fix"]["fault"], version=mended["version"])


def test_an_edge_drawn_through_a_building_is_told_and_does_not_block(office, planner, lonlat):
    building = gpd.GeoDataFrame(
        {"code": ["B1"], "name": ["Market hall"], "floors": [3]},
        geometry=[shapely.box(X + 35, Y + 40, X + 65, Y + 60)],
        crs="EPSG:4550",
    )
    with office.store.write("somebody", office.clock()) as tx:
        features.add_many(tx, "buildings", building)
    made = drafts.create(office, planner, "Through the hall")
    cut = Order("cut_cell", {"cell": WEST[0], "line": [lonlat(50, -5), lonlat(50, 105)]})
    drafts.step(office, planner, made["id"], cut, version=1)

    found = wrong(office, planner, made["id"])
    assert (found["blocking"], [row["kind"] for row in found["rows"]]) == (0, ["through_building"])
