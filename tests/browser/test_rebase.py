"""A draft that another plan overtook, brought up to date by mouse: conflicts shown and decided."""

import pytest
from playwright.sync_api import expect

from tests.browser.drafting import (
    borders,
    content,
    head,
    in_layers,
    need_version,
    new_draft,
    owners,
    send,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def grid(site):
    return in_layers(site.database)[0]


def step(page, plan_id, **operation):
    version = head(page, plan_id)["version"]
    send(page, "POST", f"/api/plans/{plan_id}/steps", {"version": version, "operation": operation})


def publish(page, other, plan_id):
    version = head(page, plan_id)["version"]
    told = send(page, "POST", f"/api/plans/{plan_id}/submit", {"version": version})
    send(other, "POST", f"/api/plans/{plan_id}/publish", {"version": told["version"]})


@pytest.fixture
def overtaken(page_of, grid):
    """Return the pages of a planner and of another, the number of a draft, and what both gave.

    Both gave the same two cells to grids of their own choice, and named one grid otherwise.
    """
    page, other = page_of("planner"), page_of("admin")
    codes, source, to = next(borders(grid))
    mine, theirs = new_draft(page, "Mine"), new_draft(page, "Theirs")
    step(page, mine, kind="give_cells", cells=codes[:1], to=None)
    step(page, mine, kind="edit_grid", grid=source, name=f"Market {mine}")
    step(page, theirs, kind="give_cells", cells=codes, to=to)
    step(page, theirs, kind="edit_grid", grid=source, name=f"Harbour {mine}")
    publish(page, other, theirs)
    page.goto(f"/plan?draft={mine}&tab=review")
    page.wait_for_selector('html[data-ready="true"]', timeout=30_000)
    return page, mine, (codes, source, to)


def test_conflicts_are_decided_one_by_one_and_the_draft_goes_on(overtaken, site):
    page, plan_id, (codes, source, to) = overtaken
    expect(page.locator(".rebase .notice")).to_be_visible()
    page.click('button[name="rebase"]')
    rows = page.locator(".conflicts li")
    expect(rows).to_have_count(2)
    settle = page.locator('button[name="settle"]')
    expect(settle).to_be_disabled()

    page.check(f'input[name="owner:{codes[0]}"][value="theirs"]')
    expect(page.locator(".leaflet-sketch-pane path").first).to_be_attached()
    expect(settle).to_contain_text("1")
    page.check(f'input[name="grid:{source}"][value="mine"]')
    settle.click()

    need_version(page, 4)
    expect(page.locator(".rebase")).to_be_hidden()
    expect(page.locator(".draft-bar .from")).to_contain_text("Theirs")
    expect(page.locator('button[name="undo"]')).to_be_disabled()
    cells, named = content(site.database, plan_id)
    assert [cells[code].grid for code in codes] == [to, to]
    assert {item.code: item.name for item in named}[source] == f"Market {plan_id}"
    assert not head(page, plan_id)["outdated"]


def test_a_whole_side_is_chosen_at_once_and_leaving_changes_nothing(overtaken, site):
    page, plan_id, (codes, _, _) = overtaken
    before = owners(content(site.database, plan_id)[0])
    page.click('button[name="rebase"]')
    page.click('button[name="all-mine"]')
    page.click('button[name="leave"]')
    expect(page.locator(".conflicts")).to_have_count(0)
    assert head(page, plan_id)["version"] == 3

    page.click('button[name="rebase"]')
    page.click('button[name="all-mine"]')
    page.click('button[name="settle"]')
    need_version(page, 4)
    after = owners(content(site.database, plan_id)[0])
    assert after[codes[0]] is None
    assert after[codes[1]] != before[codes[1]]  # only they changed that one


def test_a_reader_is_told_and_cannot_change_it(overtaken, page_of):
    _, plan_id, _ = overtaken
    page = page_of("viewer", language="zh")
    page.goto(f"/plan?draft={plan_id}&tab=review")
    page.wait_for_selector('html[data-ready="true"]', timeout=30_000)
    expect(page.locator(".rebase .notice")).to_be_visible()
    expect(page.locator('button[name="rebase"]')).to_have_count(0)
