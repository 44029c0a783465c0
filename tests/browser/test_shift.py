"""A shift at the desk: filter, lasso, assign fourteen, undo, compare, export, the link."""

import math
import re

import openpyxl
import pytest
import shapely
from playwright.sync_api import expect

from gis_app.store import features, moment_text, open_store
from gis_app.work.wall_clock import office_clock
from layers import Feature
from layers.crs import points_to_metric

FOURTEEN = 14


@pytest.fixture(scope="module")
def waiting(site):
    """Put sixteen cases on a ring around the middle of the map that wait for a unit."""
    store = open_store(site.database)
    now = office_clock(store)()
    lon, lat = store.district.centre
    x, y = points_to_metric([lon], [lat], "EPSG:4326", store.district.crs)
    with store.write("test", now) as tx:
        grid = features.read_frame(tx, "grids").iloc[0]["code"]
        for at in range(16):
            turn = 2 * math.pi * at / 16
            place = shapely.Point(x[0] + 300 * math.cos(turn), y[0] + 300 * math.sin(turn))
            values = {
                "state": "to_dispatch", "kind": "matter", "class_code": "06010",
                "scheme": "GB/T 47678.5-2026", "source": "video", "grid": grid,
                "street": "330206002", "reported_at": moment_text(now),
                "filed_at": moment_text(now), "description": "shift-test",
            }  # fmt: skip
            features.add(tx, "cases", Feature(f"SHIFT-{at:02d}", "", place, values))
    store.close()


def draw(page):
    box = page.locator(".stage").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x + box["width"] * 0.47, y)
    page.mouse.down()
    for step in range(1, 41):
        turn = 2 * math.pi * step / 40
        page.mouse.move(
            x + box["width"] * 0.47 * math.cos(turn), y + box["height"] * 0.47 * math.sin(turn)
        )
    page.mouse.up()


def assigned_and_taken_back(page):
    """Choose sixteen cases with a lasso, leave two out, send fourteen, take it back."""
    page.get_by_role("button", name="Lasso").click()
    draw(page)
    expect(page.locator(".panel h2")).to_have_text("Cases chosen: 16")
    for left in (15, FOURTEEN):
        page.locator(".panel ol.chosen .close").first.click()
        expect(page.locator(".panel h2")).to_have_text(f"Cases chosen: {left}")

    page.click('.panel button[data-action="dispatch"]')
    gains = re.findall(r"\(\+(\d+)\)", page.locator(".panel .loads").inner_text())
    assert sum(map(int, gains)) == FOURTEEN
    page.click(".panel form .primary")
    done = page.locator(".toast").filter(has_text="(14)")
    expect(done).to_be_visible()
    expect(page.locator(".cases .tag", has_text="To handle")).to_have_count(FOURTEEN)

    done.get_by_role("button", name="Undo").click()
    expect(page.locator(".cases .tag", has_text="To dispatch")).to_have_count(16)


def total_of(page):
    return int(page.locator(".totals strong").inner_text().replace(",", ""))


def test_a_shift(page_of, waiting, tmp_path):
    page = page_of("dispatcher", width=1600, height=1000)
    page.goto("/dispatch?mode=cases")
    page.wait_for_selector("html[data-ready]")

    # filter: what waits for a unit, by words; lasso, assign fourteen, undo
    page.fill('input[name="q"]', "shift-test")
    expect(page.locator(".totals strong")).to_have_text("16")
    assigned_and_taken_back(page)

    # compare with the week before
    page.fill('input[name="q"]', "")
    page.get_by_role("button", name="7 days").click()
    page.wait_for_url("**from=*")
    page.locator('.dock-head [data-tab="areas"]').click()
    page.get_by_label("Compare with").select_option("week")
    pane = page.locator(".dock-pane")
    expect(pane.locator("thead")).to_contain_text("earlier")
    page.get_by_role("button", name="Change", exact=True).click()
    expect(page.locator(".legend h3")).to_contain_text("More or fewer")

    # export
    page.click(".export summary")
    with page.expect_download() as told:
        page.click("a[href*='/api/cases.xlsx']")
    file = tmp_path / "shift.xlsx"
    told.value.save_as(file)
    total = total_of(page)
    assert openpyxl.load_workbook(file)["Cases"].max_row == total + 1

    # the link shows the same again
    before = (pane.inner_text(), page.locator(".legend").inner_text(), total)
    page.goto(page.url)
    page.wait_for_selector("html[data-ready]")
    expect(pane.locator("thead")).to_contain_text("earlier")
    expect(page.locator(".legend h3")).to_contain_text("More or fewer")
    legend = page.locator(".legend").inner_text()
    assert (pane.inner_text(), legend, total_of(page)) == before
