"""The way of a draft by mouse: comments at places, review, publishing on a day, and back again."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.drafting import (
    borders,
    forgive,
    head,
    in_layers,
    look_at,
    middle,
    new_draft,
    open_draft,
    paint,
    send,
    spot,
)

pytestmark = pytest.mark.browser
EVIL = "<img src=x onerror=window.hurt=1>"


@pytest.fixture(scope="module")
def grid(site):
    return in_layers(site.database)[0]


@pytest.fixture
def draft(page_of, grid):
    """Return a planner's page, the number of a draft with two cells given over, open in Review."""
    page = page_of("planner")
    plan_id = new_draft(page, "To be looked at")
    codes, _, to = next(borders(grid))
    send(
        page,
        "POST",
        f"/api/plans/{plan_id}/steps",
        {"version": 1, "operation": {"kind": "give_cells", "cells": codes, "to": to}},
    )
    return review(page, plan_id), plan_id


def review(page, plan_id):
    page.goto(f"/plan?draft={plan_id}&tab=review")
    page.wait_for_selector('html[data-ready="true"]', timeout=30_000)
    return page


def station(page):
    return page.locator(".stations li[aria-current]")


def test_a_comment_is_pinned_to_a_place_and_stays_text(draft, page_of, grid):
    page, plan_id = draft
    cell = next(iter(grid))
    look_at(page, grid, cell.shape)
    page.fill('textarea[name="comment"]', EVIL)
    page.click('button[name="place"]')
    page.mouse.click(*spot(page, grid, middle(cell)))
    expect(page.locator(".say .where")).to_contain_text("at the red pin")
    page.click('button[name="say"]')

    said = page.locator(".comments li[data-comment]")
    expect(said.locator(".text")).to_have_text(EVIL)
    assert page.evaluate("window.hurt") is None
    other = review(page_of("admin"), plan_id)
    expect(other.locator("#tab-review .badge")).to_have_text("1")
    other.click('.comments button[name="go"]')
    expect(other.locator(".cluster")).to_have_count(1)
    other.check('.comments input[name="done"]')
    expect(other.locator(".cluster")).to_have_count(0)
    expect(other.locator("#tab-review .badge")).to_be_hidden()


def test_who_gives_up_a_place_has_the_tool_back_and_comments_without_one(draft):
    page, _ = draft
    page.fill('textarea[name="comment"]', "Nowhere in particular")
    page.click('button[name="place"]')
    page.keyboard.press("Escape")
    page.click('button[name="say"]')

    expect(page.locator(".comments li[data-comment]")).to_contain_text("Nowhere in particular")
    expect(page.locator('.comments button[name="go"]')).to_have_count(0)


def test_a_draft_in_review_is_not_changed_and_not_published_by_who_made_it(draft, page_of, grid):
    page, plan_id = draft
    expect(station(page)).to_have_text("Draft")
    page.click('button[name="submit"]')

    expect(station(page)).to_have_text("In review")
    expect(page.locator('button[name="brush"]')).to_be_disabled()
    expect(page.locator('.review button[name="publish"]')).to_have_count(0)
    other = review(page_of("admin"), plan_id)
    other.click('button[name="reopen"]')
    expect(station(other)).to_have_text("Draft")
    codes, _, to = list(borders(grid))[-1]
    other.click("#tab-grids")
    paint(other, grid, to, codes)
    expect(other.locator(".draft-bar")).to_have_attribute("data-state", "saved")
    assert head(page, plan_id)["steps"] == 2


def test_a_plan_is_published_for_a_later_day_withdrawn_and_published_at_once(draft, page_of, site):
    page, plan_id = draft
    page.click('button[name="submit"]')
    expect(station(page)).to_have_text("In review")
    other = review(page_of("admin"), plan_id)
    other.click('button[name="publish"]')
    dialog = other.locator("dialog.ask")
    expect(dialog.locator(".moves")).to_have_text(re.compile(r"2 cells change; \d+ open cases"))

    other.check('input[name="when"][value="later"]')
    today = date.fromisoformat(other.evaluate("window.stageFacts.today"))
    other.fill('input[name="day"]', (today + timedelta(days=9)).isoformat())
    dialog.locator('button[name="yes"]').click()
    expect(other.locator(".way .next")).to_contain_text(f"{today + timedelta(days=9)}")
    assert head(page, plan_id)["due"]
    other.click('button[name="withdraw"]')
    dialog.locator('button[name="yes"]').click()
    expect(station(other)).to_have_text("Draft")

    review(page, plan_id).click('button[name="submit"]')
    expect(station(page)).to_have_text("In review")
    review(other, plan_id).click('button[name="publish"]')
    dialog.locator('button[name="yes"]').click()
    expect(station(other)).to_have_text("Published")
    assert head(page, plan_id)["in_force"]
    send(
        other,
        "POST",
        f"/api/plans/{plan_id}/roll_back",
        {"version": head(other, plan_id)["version"]},
    )


def test_a_question_is_answered_by_escape_and_a_draft_is_put_away(draft):
    page, plan_id = draft
    page.click('button[name="discard"]')
    page.keyboard.press("Escape")
    expect(page.locator("dialog.ask")).to_have_count(0)
    assert head(page, plan_id)["state"] == "draft"

    page.click('button[name="discard"]')
    page.locator("dialog.ask button.danger").click()
    expect(page.locator(".review")).to_contain_text("put away")
    assert head(page, plan_id)["state"] == "discarded"


def test_a_note_is_kept_and_what_is_being_written_is_not_written_over(draft, page_of):
    page, plan_id = draft
    page.fill('textarea[name="note"]', "The hospital moves to the other grid.")
    other = review(page_of("admin"), plan_id)
    other.fill('textarea[name="note"]', "Half a thou")
    page.click('button[name="save-note"]')
    expect(page.locator('button[name="save-note"]')).to_be_hidden()

    other.click('button[name="save-note"]')
    expect(other.locator(".toast")).to_contain_text("changed")
    expect(other.locator('textarea[name="note"]')).to_have_value("Half a thou")
    forgive(other, 409)
    assert head(page, plan_id)["note"] == "The hospital moves to the other grid."


def test_who_reads_sees_where_a_draft_stands_and_has_no_buttons(draft, page_of):
    _, plan_id = draft
    page = review(page_of("viewer"), plan_id)

    expect(station(page)).to_have_text("Draft")
    expect(page.locator("#pane-review button:visible")).to_have_count(0)
    expect(page.locator(".next")).to_have_text("Planners are still at work on it.")


def test_faults_send_who_submits_to_the_list_of_faults(draft, page_of, grid):
    page, plan_id = draft
    other = page_of("admin")
    send(
        page,
        "POST",
        f"/api/plans/{plan_id}/steps",
        {"version": 2, "operation": {"kind": "add_grid", "name": "Empty grid", "cells": []}},
    )
    open_draft(other, plan_id)
    expect(other.locator("#tab-faults .badge")).to_have_class(re.compile("bad"))
    other.click("#tab-review")
    expect(other.locator(".next")).to_contain_text("submitted: 1.")
