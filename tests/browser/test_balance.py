"""Even grids by mouse: a search asked for, stopped, looked at, taken; and what it weighs."""

import pytest
from playwright.sync_api import expect

from grids import pieces
from tests.browser.drafting import (
    borders,
    cells_told,
    content,
    forgive,
    in_layers,
    need_version,
    new_draft,
    owners,
    paint,
    row,
    send,
)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def grid(site):
    return in_layers(site.database)[0]


@pytest.fixture
def draft(page_of):
    """Return a planner's page open in Balance, and the number of its draft."""
    page = page_of("planner")
    plan_id = new_draft(page, "Even")
    return balance(page, plan_id), plan_id


def balance(page, plan_id):
    page.goto(f"/plan?draft={plan_id}&tab=balance")
    page.wait_for_selector('html[data-ready="true"]', timeout=30_000)
    return page


def search(page, *, way, k=None, stop=False):
    page.check(f'input[value="{way}"]')
    if k:
        page.fill('input[name="k"]', str(k))
    page.select_option('select[name="seconds"]', "60" if stop else "5")
    page.click('button[name="start"]')
    if stop:
        page.click('button[name="stop"]')
    expect(page.locator(".answer")).to_be_visible(timeout=60_000)


def verdict(page):
    """Return the deviations that are told: before, after."""
    said = page.locator(".verdict strong").all_inner_texts()
    return [float(text.removesuffix(" %").replace(",", "")) for text in said]


def need_whole(database, plan_id):
    """Check that each management grid of a plan is in one piece, and return the plan's cells."""
    cells, named = content(database, plan_id)
    for item in named:
        mine = [cell.code for cell in cells if cell.grid == item.code]
        assert len(pieces(cells, mine)) == 1, item.code
    return cells


def test_an_answer_is_looked_at_then_taken_as_one_step_and_undone(draft, site, grid):
    page, plan_id = draft
    page.uncheck('input[name="inside_streets"]')
    search(page, way="mend")
    was, now = verdict(page)
    moved = int(page.locator(".answer .sums dd").first.inner_text().replace(",", ""))
    assert now < was
    assert owners(content(site.database, plan_id)[0]) == owners(grid)  # nothing is done yet

    page.click('button[name="take"]')
    need_version(page, 2)
    expect(page.locator("#tab-grids")).to_have_attribute("aria-selected", "true")
    cells = need_whole(site.database, plan_id)
    assert sum(cell.grid != grid[cell.code].grid for cell in cells) == moved
    said = page.locator("#pane-grids .signed").all_inner_texts()
    worst = max(abs(int(text.removesuffix(" %").replace("−", "-"))) for text in said)
    assert worst == pytest.approx(now, abs=0.51)

    page.keyboard.press("Control+z")
    need_version(page, 3)
    assert owners(content(site.database, plan_id)[0]) == owners(grid)


def test_new_grids_are_proposed_beside_locked_ones(draft, site, grid):
    page, plan_id = draft
    page.click("#tab-grids")
    kept = page.locator("#pane-grids tbody tr").first.get_attribute("data-code")
    row(page, kept).locator("button.lock").click()
    page.click("#tab-balance")
    expect(page.locator(".locks")).to_contain_text("1 locked")

    search(page, way="propose", k=24, stop=True)
    tags = page.locator(".loads .tag").all_inner_texts()
    assert tags.count("new") - tags.count("goes") == 24 - 22
    page.click('button[name="take"]')
    need_version(page, 2)
    cells = need_whole(site.database, plan_id)
    assert len({cell.grid for cell in cells}) == 24
    assert {c.code for c in cells if c.grid == kept} == {c.code for c in grid if c.grid == kept}


def test_an_answer_is_there_after_a_reload_until_it_is_thrown_away(draft):
    page, plan_id = draft
    search(page, way="mend", stop=True)
    told = verdict(page)

    balance(page, plan_id)
    expect(page.locator(".answer")).to_be_visible()
    assert verdict(page) == told
    page.click('button[name="forget"]')
    expect(page.locator(".answer")).to_have_count(0)
    balance(page, plan_id)
    expect(page.locator("form.wish")).to_be_visible()
    expect(page.locator(".answer")).to_have_count(0)


def test_an_answer_for_an_older_draft_cannot_be_taken(draft, grid):
    page, _ = draft
    search(page, way="mend", stop=True)
    codes, source, to = next(borders(grid))
    page.click("#tab-grids")
    before = cells_told(page, source)
    paint(page, grid, to, codes)
    need_version(page, 2)
    assert cells_told(page, source) == before - 2

    page.click("#tab-balance")
    expect(page.locator(".answer .notice")).to_contain_text("search again")
    expect(page.locator('button[name="take"]')).to_be_disabled()


def test_what_cannot_be_found_is_said_in_a_sentence(draft):
    page, _ = draft
    page.check('input[value="propose"]')
    page.fill('input[name="k"]', "2")  # three streets, and none is crossed
    page.click('button[name="start"]')
    expect(page.locator("#pane-balance .notice")).to_contain_text("3")
    expect(page.locator('button[name="take"]')).to_have_count(0)
    page.fill('input[name="k"]', "0")
    page.click('button[name="start"]')  # the form itself refuses
    expect(page.locator("form.wish")).to_be_visible()


def test_weights_are_changed_for_the_district_and_the_figures_follow(draft, page_of):
    page, plan_id = draft
    loads = page.locator("#pane-grids tbody td.number:nth-of-type(3)")
    before = loads.all_text_contents()
    page.click(".workload summary")
    page.fill('.weights input[name="hydrants"]', "10")
    page.click('button[name="weigh"]')
    page.click("#tab-grids")
    expect(loads.first).not_to_have_text(before[0])
    figures = page.evaluate(
        "(u) => fetch(u).then((a) => a.json())", f"/api/plans/{plan_id}/figures"
    )
    assert figures["weights"]["hydrants"] == 10

    other = balance(page_of("viewer"), plan_id)
    expect(other.locator("#pane-balance .notes")).to_be_visible()
    expect(other.locator("form.wish")).to_have_count(0)
    send(page, "PUT", "/api/workload", {"weights": {"cases_per_month": 1, "road_km": 4}})


def test_a_weight_that_is_none_is_refused_with_what_is_wrong(draft):
    page, _ = draft
    answer = page.evaluate(
        """async (csrf) => (await fetch("/api/workload", { method: "PUT",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
        body: JSON.stringify({ weights: { hydrants: -1 } }) })).json()""",
        page.get_attribute('meta[name="csrf"]', "content"),
    )
    assert "hydrants" in answer["error"]["message"]
    forgive(page, 400)
    forgive(page, 422)
