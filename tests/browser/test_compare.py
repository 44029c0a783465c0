"""Two plans compared by mouse: what differs on the map and in figures, the line, cases, places."""

import pytest
from playwright.sync_api import expect

from tests.browser.drafting import (
    borders,
    content,
    drag,
    in_layers,
    middle,
    new_draft,
    send,
    spot,
)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def grid(site):
    return in_layers(site.database)[0]


@pytest.fixture(scope="module")
def pair(grid):
    return next(borders(grid))


@pytest.fixture
def compared(page_of, pair):
    """Return a planner's page that compares the plan in force with a draft, two cells apart."""
    page = page_of("planner")
    plan_id = new_draft(page, "Two cells over")
    codes, _, to = pair
    operation = {"kind": "give_cells", "cells": codes, "to": to}
    send(page, "POST", f"/api/plans/{plan_id}/steps", {"version": 1, "operation": operation})
    page.goto("/plan?tab=plans")
    page.click(f'[data-plan="{plan_id}"] a:has-text("Compare")')
    ready(page)
    return page, plan_id


def ready(page):
    page.wait_for_selector('html[data-ready="true"]', timeout=30_000)


def figures(page, code):
    cells = page.locator(f'.compared section:first-child tr[data-code="{code}"] td')
    return [int(text.replace(",", "").replace("−", "-")) for text in cells.all_inner_texts()]


def sums(page):
    return page.locator(".summed dd").all_inner_texts()


def test_a_draft_is_compared_with_the_plan_it_was_made_from(compared, pair, grid):
    page, plan_id = compared
    codes, source, to = pair
    assert page.input_value('select[name="a"]') == "1"
    assert page.input_value('select[name="b"]') == str(plan_id)
    assert sums(page)[0] == "2"
    area_ha = sum(grid[code].shape.area for code in codes) / 10_000
    assert float(sums(page)[1].removesuffix(" ha")) == pytest.approx(area_ha, abs=0.006)

    page.select_option('select[name="figure"]', "cells")
    was, now, by = figures(page, source)
    assert (now, by) == (was - 2, -2)
    assert figures(page, to)[2] == 2
    expect(page.locator(".hands li")).to_have_count(1)


def test_swapped_plans_tell_the_opposite(compared, pair):
    page, _ = compared
    _, source, _ = pair
    page.select_option('select[name="figure"]', "cells")
    was, now, by = figures(page, source)
    page.click('button[name="swap"]')
    expect(page.locator('select[name="b"]')).to_have_value("1")
    expect(page.locator(".hands li")).to_have_count(1)
    expect(
        page.locator(f'.compared section:first-child tr[data-code="{source}"] td').last
    ).to_have_text(f"+{-by}")
    assert figures(page, source)[:2] == [now, was]


def test_the_line_is_dragged_and_moved_by_keys_and_the_view_is_a_link(compared):
    page, _ = compared
    page.click('button[name="swipe"]')
    line = page.locator(".swipe")
    expect(line).to_be_visible()
    box = line.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    drag(page, (x, y), (x - 200, y))
    share = int(line.get_attribute("aria-valuenow"))
    assert share < 40
    left, right = (
        page.eval_on_selector(f".leaflet-side-{side}-pane", "(pane) => pane.style.clipPath")
        for side in ("a", "b")
    )
    assert left.startswith("polygon")
    assert left != right
    page.keyboard.press("ArrowRight")
    assert int(line.get_attribute("aria-valuenow")) == share + 2

    page.goto(page.url)
    ready(page)
    expect(page.locator('button[name="swipe"]')).to_have_attribute("aria-pressed", "true")
    page.click('button[name="b"]')
    expect(line).to_be_hidden()


def test_cases_of_some_days_are_counted_by_both_plans(compared):
    page, plan_id = compared
    page.fill('input[name="from"]', "2020-01-01")
    page.click('button[name="count"]')
    table = page.locator('section:has(form[name="days"]) tbody tr')
    expect(table.first).to_be_visible()
    rows = [row.locator("td").all_inner_texts() for row in table.all()]
    both = [[int(text.replace(",", "").replace("–", "0")) for text in row[:2]] for row in rows]
    told = [
        page.evaluate(
            "(u) => fetch(u).then((a) => a.json())",
            f"/api/plans/{one}/recount?from=2020-01-01",
        )
        for one in (1, plan_id)
    ]
    assert told[0]["total"] == told[1]["total"] > 0
    assert [sum(column) for column in zip(*both, strict=True)] == [t["total"] for t in told]


def test_a_place_is_asked_for_its_owner_under_both_and_on_a_day(compared, site, grid, pair):
    page, plan_id = compared
    codes, source, to = pair
    names = {item.code: item.name for item in content(site.database, plan_id)[1]}
    page.mouse.click(*spot(page, grid, middle(grid[codes[0]])))
    expect(page.locator(".place dd").first).to_contain_text(names[source])
    expect(page.locator(".place dd").last).to_contain_text(names[to])
    expect(page.locator(".place dd").last).to_contain_text(codes[0])
    expect(page.locator(".then strong")).to_have_text(names[source])

    page.fill('input[name="day"]', "1999-01-01")
    page.locator('input[name="day"]').blur()
    expect(page.locator(".then")).to_contain_text("No plan was in force")
    page.trouble[:] = [what for what in page.trouble if "404" not in what and "422" not in what]


def test_a_plan_with_itself_differs_in_nothing(page_of):
    page = page_of("viewer")
    page.goto("/plan/compare?a=1&b=1")
    ready(page)
    expect(page.locator(".summed")).to_contain_text("No ground changes hands")
    assert sums(page)[0] == "0"
    expect(page.locator(".compared section:first-child tbody tr")).to_have_count(0)


def test_an_address_with_no_such_plan_shows_the_usual_two(compared, page_of):
    page = page_of("viewer", language="zh", width=1024, height=768)
    page.goto("/plan/compare?a=999&b=%3Cscript%3E")
    ready(page)
    assert page.input_value('select[name="a"]') == "1"
    assert page.input_value('select[name="b"]').isdigit()
    expect(page.locator(".way strong")).to_have_text("方案对比")
