"""A planner brings a file in by mouse and keyboard, and takes a layer out."""

import csv

import pytest
from playwright.sync_api import expect

from gis_app.store import features, open_store
from layers.crs import to_frame

HOSTILE = "<img src=x onerror=alert(1)></script>"


@pytest.fixture
def hydrants(site):
    """Return some hydrants of the district with their places in a frame."""

    def placed(frame, count=60):
        store = open_store(site.database)
        with store.read() as tx:
            found = features.read_frame(tx, "hydrants").head(count)
        store.close()
        places = to_frame(found.geometry.to_numpy(), "EPSG:4550", frame)
        return [(code, place.x, place.y) for code, place in zip(found["code"], places, strict=True)]

    return placed


@pytest.fixture
def sheet(tmp_path):
    def written(rows, titles, *, encoding="utf-8"):
        path = tmp_path / "消火栓.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows([titles, *rows])
        return path

    return written


def opened(page_of, **options):
    page = page_of("planner", **options)
    page.goto("/import")
    page.wait_for_selector("html[data-ready]")
    return page


def test_a_file_in_another_frame_and_encoding_comes_in_by_four_steps(
    page_of, hydrants, sheet, site
):
    rows = [(code, f"新名 {n}", x, y, HOSTILE) for n, (code, x, y) in enumerate(hydrants("GCJ-02"))]
    rows += [("Z-1", "没有位置", "", "", ""), ("", "没有编号", *rows[0][2:4], "")]
    path = sheet(rows, ["编号", "名称", "经度", "纬度", "备注"], encoding="gb18030")
    page = opened(page_of)

    page.set_input_files('input[name="file"]', path)
    expect(page.locator(".step .facts")).to_contain_text("gb18030")
    expect(page.locator(".step .notice")).to_contain_text("The coordinates are in GCJ-02.")
    expect(page.locator(".sample")).to_contain_text(HOSTILE)
    expect(page.locator(".shown-note")).to_contain_text("places of the file")

    page.click('button[name="next"]')
    expect(page.locator('.likely button[aria-pressed="true"]')).to_have_text("Hydrants")
    assert page.input_value('tr[data-field="name"] select') == "名称"
    page.click('button[name="check"]')

    expect(page.locator(".numbers .bad dd")).to_have_text("2")
    page.click('.kinds button[data-kind="missing_code"]')
    expect(page.locator(".problems tbody tr")).to_have_count(1)
    page.click('button[name="apply-good"]')

    expect(page.locator(".step .notice")).to_contain_text("Imported into Hydrants")
    store = open_store(site.database)
    with store.read() as tx:
        first = features.get(tx, "hydrants", rows[0][0])
    store.close()
    assert (first.name, first.values["note"]) == ("新名 0", HOSTILE)
    page.goto(f"/inspect?layer=hydrants&code={rows[0][0]}")
    assert not page.trouble


def test_another_frame_moves_the_places_at_once(page_of, hydrants, sheet):
    page = opened(page_of)
    page.set_input_files('input[name="file"]', sheet(hydrants("EPSG:4326"), ["code", "lon", "lat"]))
    expect(page.locator(".step .notice")).to_contain_text("EPSG:4326")

    page.select_option('select[name="frame"]', "BD-09")

    expect(page.locator('select[name="frame"]')).to_have_value("BD-09")


def test_coded_values_are_mapped_on_the_page(page_of, hydrants, sheet):
    rows = [
        (code, x, y, "好的" if n else "坏了")
        for n, (code, x, y) in enumerate(hydrants("EPSG:4550"))
    ]
    page = opened(page_of)
    page.set_input_files('input[name="file"]', sheet(rows, ["code", "x", "y", "品相"]))
    page.click('button[name="next"]')

    page.select_option('tr[data-field="state"] select', "品相")
    page.click('tr[data-field="state"] summary')
    page.select_option('tr[data-field="state"] select[aria-label="好的"]', "intact")
    page.select_option('tr[data-field="state"] select[aria-label="坏了"]', "damaged")
    page.select_option('tr[data-field="owner"] select', label="the same for all rows …")
    page.fill('tr[data-field="owner"] input', "水务")
    page.click('button[name="check"]')

    expect(page.locator(".numbers")).to_contain_text("to change")
    expect(page.locator(".step")).to_contain_text("owner 60")
    expect(page.locator(".step")).to_contain_text("Every row is sound.")


def test_a_file_that_cannot_be_read_says_so_and_another_may_be_chosen(page_of, tmp_path, sheet):
    odd = tmp_path / "odd.bin"
    odd.write_bytes(b"\x00\x01\x02")
    page = opened(page_of)

    page.set_input_files('input[name="file"]', odd)

    expect(page.locator(".notice.bad")).to_contain_text("odd.bin is not a file")
    page.set_input_files('input[name="file"]', sheet([("A", 121.85, 29.9)], ["code", "lon", "lat"]))
    expect(page.locator('button[name="next"]')).to_be_visible()


def test_the_steps_are_walked_by_keyboard(page_of, hydrants, sheet):
    page = opened(page_of)
    page.set_input_files('input[name="file"]', sheet(hydrants("EPSG:4550"), ["code", "x", "y"]))
    page.locator('button[name="next"]').focus()

    page.keyboard.press("Enter")
    page.locator('button[name="check"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator(".numbers")).to_be_visible()
    page.locator(".stepper button").nth(1).focus()
    page.keyboard.press("Enter")

    expect(page.locator('.stepper [aria-current="step"]')).to_contain_text("Columns")


def test_the_pages_fit_a_phone_in_chinese(page_of, hydrants, sheet):
    page = opened(page_of, language="zh", width=390, height=844)
    page.set_input_files('input[name="file"]', sheet(hydrants("EPSG:4550"), ["code", "x", "y"]))

    for button, seen in (("next", ".mapping"), ("check", ".numbers")):
        page.click(f'button[name="{button}"]')
        expect(page.locator(seen)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto("/export")
    page.wait_for_selector("html[data-ready]")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_layer_is_taken_out_in_the_frame_that_was_chosen(page_of):
    page = page_of("viewer")
    page.goto("/export?layer=hydrants")
    page.wait_for_selector("html[data-ready]")

    page.select_option('select[name="format"]', "csv")
    page.select_option('select[name="frame"]', "GCJ-02")
    expect(page.locator("[data-note]")).to_contain_text("/export/hydrants.csv?frame=GCJ-02")
    with page.expect_download() as download:
        page.click("[data-download]")

    assert download.value.suggested_filename == "hydrants-GCJ-02.csv"
    page.select_option('select[name="format"]', "kml")
    assert page.input_value('select[name="frame"]') == "EPSG:4326"
