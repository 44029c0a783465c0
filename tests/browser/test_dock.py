"""Below the map: tables of the same cases, their links to filter, map and address."""

import re

import pytest
from playwright.sync_api import expect


def opened(page_of, path, **options):
    page = page_of("dispatcher", **options)
    page.goto(path)
    page.wait_for_selector("html[data-ready]")
    return page


def test_areas_count_what_the_filter_holds_and_narrow_it(page_of):
    page = opened(page_of, "/dispatch?tab=areas")
    pane = page.locator(".dock-pane")

    first = pane.locator("tbody tr").first
    expect(first).to_be_visible()
    name, cases = first.locator("td").nth(0).inner_text(), first.locator("td").nth(1).inner_text()
    first.locator("button").click()
    expect(page.locator(".totals strong")).to_have_text(cases)
    expect(page.locator(".chips")).to_contain_text(name)

    pane.get_by_label("By").select_option("class")
    expect(pane.locator("thead th").first).to_have_text("Class")
    assert "by=class" in page.url


def test_a_period_is_compared_with_the_one_before_in_table_and_map(page_of):
    page = opened(page_of, "/dispatch?tab=areas&from=2026-09-01&to=2026-10-01")
    pane = page.locator(".dock-pane")

    page.get_by_label("Compare with").select_option("before")
    expect(pane.locator("thead")).to_contain_text("change")
    expect(pane.locator("tbody tr").first.locator("td").nth(3)).to_have_text(
        re.compile(r"[+-]?\d+ %")
    )
    page.get_by_role("button", name="Change", exact=True).click()
    legend = page.locator(".legend")
    expect(legend.locator("h3")).to_have_text("More or fewer: Cases per km²")
    expect(legend.locator("li").first).to_contain_text("≤ -")
    expect(legend.locator("li").last).to_contain_text("≥ +")

    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(legend.locator("h3")).to_contain_text("More or fewer")
    expect(pane.locator("thead")).to_contain_text("change")


def test_two_periods_stand_side_by_side_in_the_colours_of_one_legend(page_of):
    page = opened(page_of, "/dispatch?mode=change&from=2026-09-01&to=2026-10-01&vs=before")
    legend = page.locator(".legend")
    legend.locator("summary").click()

    legend.get_by_label("Side by side").check()
    expect(legend.locator("h3")).to_contain_text("Left earlier, right now")
    expect(page.locator(".swipe")).to_be_visible()
    expect(page.locator(".leaflet-side-a-pane img, .leaflet-side-b-pane img")).to_have_count(2)
    assert "beside=1" in page.url
    stage = page.locator(".stage").bounding_box()
    page.mouse.move(stage["x"] + stage["width"] * 0.4, stage["y"] + stage["height"] / 2, steps=3)
    expect(legend.locator(".at-cursor")).to_have_text(re.compile("Here: .*cases per km²"))

    page.get_by_role("button", name="Heat", exact=True).click()
    expect(page.locator(".swipe")).to_be_hidden()
    expect(page.locator(".leaflet-side-a-pane img")).to_have_count(0)


def test_an_open_period_cannot_be_moved_and_says_so(page_of):
    page = opened(page_of, "/dispatch?tab=areas")

    page.get_by_label("Compare with").select_option("week")

    said = page.locator(".toast.bad").first
    expect(said).to_contain_text("choose a period with a beginning and an end first")
    page.trouble.clear()


def test_what_comes_again_is_listed_and_ringed(page_of):
    page = opened(page_of, "/dispatch?tab=repeats")
    pane = page.locator(".dock-pane")

    expect(pane).to_contain_text("have an earlier one of their class so near and so soon")
    pane.get_by_label("Within").select_option("100")
    page.wait_for_url("**reach=100*")
    row = pane.locator("tbody tr").first
    expect(row).to_be_visible()
    row.locator("button").click()
    page.wait_for_function("window.stageMap.getZoom() >= 17")


@pytest.mark.parametrize(
    ("tab", "said"),
    [
        ("hours", "Cases per hour on a day of each kind"),
        ("bounces", "None of these cases was sent to a unit here"),
        ("tomorrow", "cases are expected, four days of five"),
        ("tried", "came where the 28 days before each week were hottest"),
    ],
)
def test_each_tab_says_what_it_shows(page_of, tab, said):
    page = opened(page_of, "/dispatch")

    page.locator(f'.dock-head [data-tab="{tab}"]').click()

    expect(page.locator(".dock-pane")).to_contain_text(said, timeout=15_000)
    expect(page.locator(".timeline")).to_be_hidden()
    page.locator('.dock-head [data-tab=""]').click()
    expect(page.locator(".timeline")).to_be_visible()
    expect(page.locator(".dock-pane")).to_be_hidden()


@pytest.mark.parametrize("tab", ["hours", "areas", "repeats", "tried", "tomorrow"])
def test_a_phone_in_chinese_has_the_tabs_and_slides_no_page(page_of, tab):
    page = opened(page_of, f"/dispatch?tab={tab}", language="zh", width=390, height=844)

    expect(page.locator(".dock-pane table").first).to_be_visible(timeout=15_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_period_moves_on_by_itself_with_one_legend(page_of):
    page = opened(page_of, "/dispatch?from=2026-10-01&to=2026-10-03")
    steps = page.locator(".legend li").all_inner_texts()

    page.click(".dock-head .play")
    page.wait_for_url("**from=2026-10-04T16*")
    page.click(".dock-head .play")

    expect(page.locator(".dock-head .play")).to_have_attribute("aria-pressed", "false")
    assert page.locator(".legend li").all_inner_texts() == steps
    stopped = page.url
    page.wait_for_load_state("networkidle")
    assert page.url == stopped


def test_hot_spots_over_time_have_their_classes(page_of):
    page = opened(page_of, "/dispatch?mode=hot")

    page.locator(".legend").get_by_label("Over time").check()

    expect(page.locator(".legend h3")).to_have_text("Hot spots over time")
    expect(page.locator(".legend")).to_contain_text("12 slices of the period")
    assert "over=1" in page.url
    page.locator(".legend").get_by_label("Slices").select_option("6")
    expect(page.locator(".legend")).to_contain_text("6 slices of the period")
    page.locator(".legend").get_by_label("Counted on").select_option(label="Unit cells")
    expect(page.locator(".legend")).to_contain_text("Unit cells; 6 slices of the period")
    assert "spot=cells" in page.url
    assert "slices=6" in page.url


def test_two_classes_are_compared_as_difference_side_by_side_and_by_area(page_of):
    page = opened(page_of, "/dispatch?mode=change&class=matter:09&tab=areas")
    legend, pane = page.locator(".legend"), page.locator(".dock-pane")
    expect(legend).to_contain_text("Choose a period with a beginning and an end, or a class")

    page.get_by_label("Compare with").select_option(label="City appearance")
    expect(legend.locator("h3")).to_have_text("More or fewer than City appearance: Cases per km²")
    expect(pane.locator("thead")).to_contain_text("City appearance")
    asked = "/api/cases/areas?by=grid&class=matter:"
    of = {code: page.request.get(asked + code).json()["rows"] for code in ("09", "06")}
    other = {row["code"]: row["count"] for row in of["06"]}
    first = of["09"][0]
    cells = pane.locator("tbody tr").first.locator("td, th").all_inner_texts()
    assert [cells[1], cells[2]] == [f"{n:,}" for n in (first["count"], other[first["code"]])]

    legend.locator("summary").click()
    legend.get_by_label("Side by side").check()
    expect(legend.locator("h3")).to_contain_text("Left City appearance, right this filter")
    expect(page.locator(".swipe")).to_be_visible()
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(page.get_by_label("Compare with")).to_have_value("class:matter:06")
