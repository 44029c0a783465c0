"""The impact of a draft by mouse: figures before and after, what moves on the map, the ways out."""

import io
import re

import openpyxl
import pytest
from playwright.sync_api import expect

from gis_app.cases import OPEN_STATES
from gis_app.store import features
from tests.browser.drafting import (
    borders,
    in_layers,
    need_version,
    new_draft,
    opened,
    paint,
    send,
)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def grid(site):
    return in_layers(site.database)[0]


@pytest.fixture(scope="module")
def pair(grid, site):
    """Return two cells that can be given over, with an open case in them."""
    store = opened(site.database)
    with store.read() as tx:
        cases = features.read_frame(tx, "cases", columns=("code", "state", "cell"))
    store.close()
    busy = set(cases["cell"][cases["state"].isin(OPEN_STATES)])
    return next(found for found in borders(grid) if busy & set(found[0]))


@pytest.fixture
def draft(page_of, pair):
    """Return a planner's page open in Impact, and the number of a draft with two cells given."""
    page = page_of("planner")
    plan_id = new_draft(page, "Two cells over")
    codes, _, to = pair
    operation = {"kind": "give_cells", "cells": codes, "to": to}
    send(page, "POST", f"/api/plans/{plan_id}/steps", {"version": 1, "operation": operation})
    return impact(page, plan_id), plan_id


def impact(page, plan_id):
    page.goto(f"/plan?draft={plan_id}&tab=impact")
    page.wait_for_selector('html[data-ready="true"]', timeout=30_000)
    expect(page.locator("#pane-impact .sums")).to_be_visible()
    return page


def figures(page, code):
    """Return what the table tells of a grid: before, after, change."""
    cells = page.locator(f'.before-after tr[data-code="{code}"] td').all_inner_texts()
    return [int(text.replace(",", "").replace("−", "-")) for text in cells]


def test_both_grids_are_told_before_and_after_with_what_changes(draft, pair):
    page, _ = draft
    _, source, to = pair
    page.select_option('select[name="figure"]', "cells")

    was, is_now, by = figures(page, source)
    assert (is_now, by) == (was - 2, -2)
    assert figures(page, to)[2] == 2
    expect(page.locator(".before-after tbody tr")).to_have_count(2)
    page.check('input[name="every"]')
    assert page.locator(".before-after tbody tr").count() > 2


def test_the_list_follows_what_is_painted_and_what_is_taken_back(draft, grid, pair):
    page, _ = draft
    codes, source, _ = pair
    expect(page.locator(".sums dd").first).to_have_text("2")

    page.click("#tab-grids")
    paint(page, grid, source, codes[:1])
    need_version(page, 3)
    page.click("#tab-impact")
    expect(page.locator(".sums dd").first).to_have_text("1")
    page.keyboard.press("Control+z")
    expect(page.locator(".sums dd").first).to_have_text("2")
    page.keyboard.press("Control+z")
    expect(page.locator("#pane-impact")).to_contain_text("No cell differs")


def test_a_case_that_changes_hands_is_shown_on_the_map_and_opens_in_dispatch(draft):
    page, plan_id = draft
    told = page.evaluate("(u) => fetch(u).then((a) => a.json())", f"/api/plans/{plan_id}/impact")
    cases = told["open_cases"]
    rows = page.locator(".moving li")
    expect(rows).to_have_count(min(40, len(cases)))
    assert cases

    rows.first.locator("button").click()
    expect(rows.first).to_have_attribute("aria-current", "true")
    west, south, east, north = page.locator(".stage [data-box], .stage[data-box]").first.evaluate(
        "(node) => node.dataset.box.split(',').map(Number)"
    )
    lon, lat = cases[0]["place"]
    assert west < lon < east
    assert south < lat < north
    rows.first.locator("a").click()
    page.wait_for_url(re.compile("/dispatch"))
    expect(page.locator(".panel header")).to_contain_text(cases[0]["code"])


def test_the_spreadsheet_and_the_pages_for_paper_tell_the_same(draft, page_of):
    page, plan_id = draft
    shown = page.locator(".sums dd").all_inner_texts()
    with page.expect_download() as waiting:
        page.click('.outs a[href$=".xlsx"]')
    book = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
    assert len(list(book["Cells"].rows)) - 1 == int(shown[0])
    assert len(list(book["Assets"].rows)) - 1 == int(shown[3].replace(",", ""))

    page.click(f'.outs a[href="/print/plan/{plan_id}/impact"]')
    page.wait_for_selector('html[data-ready="true"]', timeout=30_000)
    expect(page.locator(".report h1")).to_contain_text("Two cells over")
    expect(page.locator(".report .about")).to_contain_text(shown[3])
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_who_only_reads_sees_the_impact_too(draft, page_of):
    _, plan_id = draft

    assert impact(page_of("viewer"), plan_id).locator(".sums dd").first.inner_text() == "2"
