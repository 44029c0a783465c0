"""A plan taken out as a file, changed elsewhere and brought in again as a draft, by mouse."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.drafting import borders, content, in_layers, owners

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def grid(site):
    return in_layers(site.database)[0]


@pytest.fixture
def cells_file(page_of, tmp_path):
    """Return the cells of the plan in force as they were taken out from the list of plans."""
    page = page_of("planner")
    page.goto("/plan?tab=plans")
    page.click("#pane-plans [data-plan='1'] .taken-out summary")
    with page.expect_download() as waiting:
        page.click("#pane-plans [data-plan='1'] a[href$='cells.geojson']")
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def changed(path, grid, codes):
    """Move two cells of the file by millimetres, and give them, without codes, to a new grid."""
    table = json.loads(path.read_text())
    for feature in table["features"]:
        code = feature["properties"]["code"]
        if code in codes:
            feature["properties"] = {"code": None, "grid": "码头网格"}
            for ring in feature["geometry"]["coordinates"]:
                for place in ring:
                    place[0] += 2e-8  # about two millimetres to the east
        else:
            feature["properties"] = {"code": code, "grid": grid[code].grid}
    path.write_text(json.dumps(table, ensure_ascii=False))
    return path


def test_a_boundary_goes_out_is_changed_and_comes_back_as_a_draft(page_of, cells_file, grid, site):
    before = owners(grid)
    codes, _, _ = next(borders(grid))  # side by side, and the grid they leave stays whole
    page = page_of("planner", language="zh")
    page.goto("/plan?tab=plans")
    page.click(".new-draft .from-file")
    page.wait_for_selector("html[data-ready]")
    page.set_input_files('input[name="file"]', changed(cells_file, grid, codes))
    page.click('button[name="next"]')
    expect(page.locator('select[name="layer"]')).to_have_value("cells")
    form = page.locator("form.as-draft")
    form.locator('input[name="name"]').fill("码头草案")
    form.locator('select[name="snap_m"]').select_option("0.05")
    form.locator("button").click()

    expect(page.locator(".step .notice")).to_contain_text("码头草案", timeout=60_000)
    numbers = [n.replace(",", "") for n in page.locator(".numbers dd").all_inner_texts()]
    assert numbers[:3] == [str(len(grid)), str(len(grid)), "0"]
    page.click(".step a.primary")
    page.wait_for_selector('html[data-ready="true"]')
    expect(page.locator(".draft-bar .name")).to_have_text("码头草案")
    plan_id = int(page.url.partition("draft=")[2])
    cells, named = content(site.database, plan_id)
    moved = sorted(code for code in before if cells[code].grid != before[code])
    assert moved == sorted(codes)
    fresh = {item.code: item.name for item in named}[cells[moved[0]].grid]
    assert fresh == "码头网格"
    told = page.evaluate("(u) => fetch(u).then((a) => a.json())", f"/api/plans/{plan_id}/faults")
    kinds = {kind["kind"] for kind in told["kinds"]}
    assert kinds <= {"crosses_community"}  # two millimetres may lie beyond its border; all fits
    assert owners(in_layers(site.database)[0]) == before  # nothing in force has changed
