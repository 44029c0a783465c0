"""A management grid split by mouse: along a line, and in parts that carry the same."""

import pytest
import shapely
from playwright.sync_api import expect

from grids import faults, pieces
from tests.browser.drafting import (
    cells_told,
    content,
    in_layers,
    look_at,
    need_version,
    new_draft,
    open_draft,
    row,
    spot,
)

pytestmark = pytest.mark.browser
CODE = "G10"


@pytest.fixture(scope="module")
def grid(site):
    return in_layers(site.database)[0]


@pytest.fixture
def draft(page_of):
    page = page_of("planner")
    plan_id = new_draft(page, "Split")
    return open_draft(page, plan_id), plan_id


def members(grid, code):
    return [cell for cell in grid if cell.grid == code]


def test_a_line_across_a_grid_splits_it(draft, site, grid):
    page, plan_id = draft
    mine = members(grid, CODE)
    area = shapely.union_all([cell.shape for cell in mine], grid_size=0.001)
    look_at(page, grid, area)
    page.keyboard.press("g")
    west, south, east, north = area.bounds
    ends = [shapely.Point((west + east) / 2, y) for y in (south + 5, north - 5)]
    for place in ends:
        page.mouse.click(*spot(page, grid, place))
    page.keyboard.press("Enter")

    need_version(page, 2)
    expect(page.locator("#pane-grids tbody tr")).to_have_count(23)
    cells, named = content(site.database, plan_id)
    fresh = next(item.code for item in named if item.code not in {c.grid for c in grid})
    west_of = [cell.shape.centroid.x < (west + east) / 2 for cell in members(cells, CODE)]
    assert len(members(cells, CODE)) + len(members(cells, fresh)) == len(mine)
    assert max(sum(west_of), len(west_of) - sum(west_of)) > 0.9 * len(west_of)
    assert cells_told(page, CODE) == len(members(cells, CODE))


def test_a_grid_is_split_in_even_parts_and_put_together_again(draft, site, grid):
    page, plan_id = draft
    row(page, CODE).locator('button[name="edit"]').click()
    page.fill('.split input[name="k"]', "3")
    page.click('.split button[name="split-even"]')

    need_version(page, 2)
    cells, named = content(site.database, plan_id)
    fresh = [item.code for item in named if item.code not in {c.grid for c in grid}]
    parts = [members(cells, code) for code in (CODE, *fresh)]
    assert len(fresh) == 2
    assert sum(map(len, parts)) == len(members(grid, CODE))
    assert all(len(pieces(cells, [c.code for c in part])) == 1 for part in parts)
    assert faults(cells) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    need_version(page, 3)
    assert cells_told(page, CODE) == len(members(grid, CODE))


def test_a_line_through_no_grid_is_told_and_the_panel_leads_to_the_tool(draft):
    page, _ = draft
    row(page, CODE).locator('button[name="edit"]').click()
    page.click('button[name="split-line"]')
    expect(page.locator('.tools button[name="split"]')).to_have_attribute("aria-pressed", "true")
    page.evaluate("window.stageMap.setView([30.2, 122.4], 14)")
    page.mouse.click(800, 500)
    page.mouse.click(900, 600)
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("no grid")
    need_version(page, 1)
