"""One published plan holds on each date."""

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from gis_app.store import PlanClosed, PlanOverlap, StaleVersion, UnknownRecord, plans
from grids import PlanState

MARCH, MAY, JULY = (dt.date(2026, month, 1) for month in (3, 5, 7))
DAY = dt.timedelta(days=1)


def published(tx, name, date):
    return plans.publish(tx, plans.add(tx, name).id, valid_from=date, version=1)


def test_a_draft_holds_on_no_date(store, write):
    with write("chen") as tx:
        draft = plans.add(tx, "spring", note="first")

        assert (draft.author, draft.state, draft.version) == ("chen", PlanState.DRAFT, 1)
        assert plans.current(tx, MAY) is None


def test_each_date_has_the_plan_that_was_published_last_before_it(store, write):
    with write() as tx:
        published(tx, "spring", MARCH)
        published(tx, "summer", MAY)
    with store.read() as tx:
        names = {
            day: (plan := plans.current(tx, day)) and plan.name
            for day in (MARCH - DAY, MARCH, MAY - DAY, MAY, JULY)
        }

    assert list(names.values()) == [None, "spring", "spring", "summer", "summer"]


def test_a_plan_may_not_begin_before_one_that_is_due(store, write):
    with write() as tx:
        published(tx, "summer", MAY)
    with pytest.raises(PlanOverlap), write() as tx:
        published(tx, "late", MARCH)
    with store.read() as tx:
        assert [plan.name for plan in plans.every(tx)] == ["summer"]


def test_a_plan_that_is_replaced_on_its_first_day_held_on_no_date(store, write):
    with write() as tx:
        published(tx, "spring", MARCH)
        published(tx, "wrong", MAY)
        published(tx, "right", MAY)
        names = [plans.current(tx, day).name for day in (MAY - DAY, MAY, JULY)]

    assert names == ["spring", "right", "right"]


def test_a_plan_that_is_due_can_be_withdrawn_and_the_one_before_goes_on(store, write):
    with write() as tx:
        first = published(tx, "spring", MARCH)
        summer = published(tx, "summer", MAY)
        assert (first.in_layers, summer.due) == (True, True)

        plans.withdraw(tx, summer.id, version=summer.version)

        assert plans.get(tx, summer.id).state is PlanState.DRAFT
        assert plans.current(tx, JULY) == plans.get(tx, first.id)
        with pytest.raises(PlanClosed):
            plans.withdraw(tx, first.id, version=plans.get(tx, first.id).version)


def test_the_file_itself_refuses_two_plans_on_one_date(store, write):
    with write() as tx:
        published(tx, "summer", MAY)
    with pytest.raises(sa.exc.IntegrityError, match="two published plans"), write() as tx:
        tx.connection.exec_driver_sql(
            "INSERT INTO plans (name, state, valid_from, author) "
            "VALUES ('x', 'published', '2026-06-01', 'y')"
        )


def test_a_plan_is_published_once(store, write):
    with write() as tx:
        plan = published(tx, "summer", MAY)
        with pytest.raises(PlanClosed):
            plans.publish(tx, plan.id, valid_from=JULY, version=plan.version)


def test_a_stale_edit_or_publication_is_refused(store, write):
    with write() as tx:
        draft = plans.add(tx, "a")
        plans.edit(tx, replace(draft, name="b"), version=1)
        with pytest.raises(StaleVersion) as caught:
            plans.edit(tx, replace(draft, name="c"), version=1)
        with pytest.raises(StaleVersion):
            plans.publish(tx, draft.id, valid_from=MAY, version=1)

    assert caught.value.theirs.name == "b"


def test_an_unknown_plan_is_refused_also_as_a_base(store, write):
    with write() as tx:
        with pytest.raises(UnknownRecord):
            plans.get(tx, 5)
        with pytest.raises(UnknownRecord):
            plans.add(tx, "a", base=5)
