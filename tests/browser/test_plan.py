"""The plan in force in a real browser: look, select, find what is wrong; nothing can be changed."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from gis_app.store import features, open_store

pytestmark = pytest.mark.browser
#: Whether a pixel of the ground's tiles has the colour of a building.
BUILT = """() => [...document.querySelectorAll(".leaflet-tile-pane canvas")].some((tile) => {
  const pixels = tile.getContext("2d").getImageData(0, 0, tile.width, tile.height).data;
  for (let i = 0; i < pixels.length; i += 4)
    if (pixels[i] === 0xd8 && pixels[i + 1] === 0xd0 && pixels[i + 2] === 0xc2) return true;
  return false;
})"""


def ready(page, address="/plan"):
    page.goto(address)
    page.wait_for_selector('html[data-ready="true"]', timeout=30_000)
    return page


def rows(page):
    return page.locator("#pane-grids tbody tr")


def border_cell(site):
    """Return the code of a cell with a cell of another grid beside it, and both grids."""
    store = open_store(site.database)
    with store.read() as tx:
        cells = features.read_frame(tx, "cells", columns=("code", "grid"))
    store.close()
    pairs = cells.sjoin(cells, predicate="touches")
    other = pairs[pairs["grid_left"] != pairs["grid_right"]].iloc[0]
    return other["code_left"], other["grid_left"], other["grid_right"]


def plant(site, layer, code, *, name=None, values=None):
    """Change a feature behind the application's back: no rule of it is asked."""
    store = open_store(site.database)
    with store.write("planted", datetime.now(UTC)) as tx:
        found = features.get(tx, layer, code)
        fresh = replace(found, name=name or found.name, values=values or {})
        features.update(tx, layer, fresh, version=found.version)
    store.close()


def test_the_table_shows_every_grid_with_totals(page_of):
    page = ready(page_of("planner"))

    expect(rows(page)).to_have_count(22)
    expect(page.locator("#pane-grids tfoot")).to_contain_text("In all")
    expect(page.locator(".in-force")).to_contain_text("First plan")


def test_sorting_turns_with_a_second_press_and_lives_in_the_address(page_of):
    page = ready(page_of("planner"))
    page.click('button[data-sort="area_m2"]')
    largest = rows(page).first.get_attribute("data-code")
    page.click('button[data-sort="area_m2"]')

    assert rows(page).last.get_attribute("data-code") == largest
    assert "sort=-area_m2" in page.url
    expect(page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "ascending")


def test_a_grid_is_chosen_by_keyboard_and_escape_lets_go(page_of):
    page = ready(page_of("planner"))
    name = rows(page).nth(3).locator("button.name")
    name.focus()
    page.keyboard.press("Enter")

    expect(page.locator(".panel h2")).to_have_text(name.inner_text())
    assert "grid=" in page.url

    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()
    assert "grid=" not in page.url


@pytest.mark.parametrize("role", ["planner", "admin"])
def test_the_plan_in_force_is_read_only_for_who_plans_too(page_of, site, role):
    code, *_ = border_cell(site)
    page = ready(page_of(role), "/plan?grid=G02")

    expect(page.locator(".panel h2")).to_be_visible()
    assert page.locator(".panel form").count() == 0
    expect(page.locator(".mode")).to_contain_text("read only")

    ready(page, f"/plan?cell={code}")
    expect(page.locator(".panel h2")).to_have_text(code)
    assert page.locator(".panel form, .panel select").count() == 0


def test_a_cell_tells_the_grids_beside_it(page_of, site):
    code, own, other = border_cell(site)
    page = ready(page_of("viewer"), f"/plan?cell={code}")
    name = page.locator(f'tr[data-code="{other}"] button.name').inner_text()

    expect(page.locator(".panel")).to_contain_text(f"{name} (")
    expect(page.locator(f'tr[data-code="{own}"]')).to_have_attribute("aria-current", "true")


def test_markup_in_a_grids_name_stays_text(page_of, site):
    text = "<img src=x onerror=alert(1)>"
    plant(site, "grids", "G01", name=text)
    page = ready(page_of("viewer"), "/plan?grid=G01")

    expect(page.locator(".panel h2")).to_have_text(text)
    expect(page.locator('tr[data-code="G01"] button.name')).to_have_text(text)
    assert page.locator(".panel img, #pane-grids img").count() == 0


def test_a_cell_is_picked_on_the_map_when_zoomed_in(page_of, site):
    code, *_ = border_cell(site)
    page = ready(page_of("viewer"), f"/plan?cell={code}")
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()

    box = page.locator(".folium-map").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    expect(page.locator(".panel h2")).to_have_text(re.compile(r"^\d{15}$"))


def test_a_planted_fault_is_counted_and_leads_to_its_place(page_of, site):
    code, *_ = border_cell(site)
    plant(site, "cells", code, values={"grid": None})
    page = ready(page_of("viewer"), "/plan?tab=faults")

    expect(page.locator("#tab-faults .badge")).to_have_text("1")
    expect(page.locator("ol.faults li")).to_contain_text(code)
    before = page.evaluate("window.stageMap.getZoom()")
    page.click("ol.faults button")
    assert page.evaluate("window.stageMap.getZoom()") > before


@pytest.mark.parametrize("role", ["viewer", "inspector", "dispatcher"])
def test_who_may_only_read_finds_no_controls(page_of, role):
    page = ready(page_of(role), "/plan?grid=G03")

    expect(page.locator(".panel h2")).to_be_visible()
    assert page.locator(".panel form").count() == 0
    expect(page.locator(".mode")).to_contain_text("You are reading")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_a_phone_nothing_hangs_over_the_edge(page_of, language):
    page = ready(page_of("planner", language=language, width=390, height=844), "/plan?grid=G03")

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator(".panel")).to_be_visible()
    expect(page.locator(".in-force")).to_contain_text("执行中" if language == "zh" else "In force")


def test_buildings_are_drawn_when_the_map_is_near_and_asked_for_square_by_square(page_of):
    asked = []
    page = page_of("planner")
    page.on("request", lambda request: asked.append(request.url))
    ready(page)
    far = [url for url in asked if "ground/buildings" in url]

    with page.expect_response(lambda answer: "/api/ground/buildings" in answer.url) as answer:
        page.evaluate("() => void window.stageMap.setZoom(17, { animate: false })")

    assert far == []
    assert len(answer.value.json()) > 10
    page.wait_for_function(BUILT)
    page.wait_for_load_state("networkidle")
    near = [url for url in asked if "ground/buildings" in url]
    assert len(near) == len(set(near))
