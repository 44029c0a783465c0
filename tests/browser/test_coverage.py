"""Coverage in a real browser: layer, radius, gaps along roads; the address keeps the question."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def ready(page, address="/coverage"):
    page.goto(address)
    page.wait_for_selector('html[data-ready="true"]', timeout=30_000)
    return page


def share(page):
    return float(re.sub(r"[^\d.]", "", page.locator(".figures strong").first.inner_text()))


def test_the_rule_and_its_source_stand_beside_the_figures(page_of):
    page = ready(page_of("viewer"))

    expect(page.locator('select[name="layer"]')).to_have_value("hydrants")
    expect(page.locator(".question > .rule")).to_contain_text("150 m · GB 50974-2014")
    expect(page.locator("#pane-areas tbody tr")).to_have_count(22)
    assert 0 < share(page) < 100


def test_a_larger_radius_serves_more_and_lives_in_the_address(page_of):
    page = ready(page_of("inspector"))
    before = share(page)

    page.fill('input[name="radius_m"]', "300")
    expect(page.locator(".legend h3")).to_have_text("Within 300 m")

    assert share(page) > before
    assert "radius_m=300" in page.url
    page.reload()
    page.wait_for_selector('html[data-ready="true"]')
    expect(page.locator('input[name="radius_m"]')).to_have_value("300")


def test_the_slider_moves_by_keyboard_and_the_rule_is_a_press_away(page_of):
    page = ready(page_of("dispatcher"))
    page.focus("#radius")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")

    expect(page.locator(".question > .rule button")).to_be_visible()
    page.click(".question > .rule button")
    expect(page.locator('input[name="radius_m"]')).to_have_value("150")
    assert "radius_m" not in page.url


def test_gaps_along_roads_are_listed_and_lead_to_their_place(page_of):
    page = ready(page_of("viewer"), "/coverage?tab=gaps")
    expect(page.locator("ol.gaps li").first).to_be_visible()
    many = int(page.locator("#tab-gaps .badge").inner_text())

    page.fill('input[name="limit_m"]', "400")
    expect(page.locator("#tab-gaps .badge")).not_to_have_text(str(many))

    assert int(page.locator("#tab-gaps .badge").inner_text()) < many
    before = page.evaluate("window.stageMap.getZoom()")
    page.locator("ol.gaps button").last.click()
    assert page.evaluate("window.stageMap.getZoom()") > before


def test_another_layer_brings_its_own_rule(page_of):
    page = ready(page_of("planner"))
    page.select_option('select[name="layer"]', "toilets")

    expect(page.locator(".legend h3")).to_have_text("Within 400 m")
    page.click("#tab-gaps")
    expect(page.locator("#pane-gaps .empty")).to_contain_text("no rule for spacing")


def test_the_cells_of_the_generated_district_fit_its_outline(page_of):
    page = ready(page_of("viewer"), "/coverage?tab=cells")

    expect(page.locator("#pane-cells")).to_contain_text("exactly once")


def test_tabs_move_by_arrows(page_of):
    page = ready(page_of("viewer"))
    page.focus("#tab-areas")
    page.keyboard.press("ArrowRight")

    expect(page.locator("#tab-gaps")).to_be_focused()
    expect(page.locator("#pane-gaps")).to_be_visible()
    expect(page.locator("#pane-areas")).to_be_hidden()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_a_phone_nothing_hangs_over_the_edge(page_of, language):
    page = ready(page_of("viewer", language=language, width=390, height=844))

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator("#tab-areas")).to_have_text("按网格" if language == "zh" else "By grid")
