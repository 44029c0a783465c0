"""Maps on paper: one page of the chosen size, with all that a map on paper must say."""

import re
import zlib

import pytest
from PIL import Image
from playwright.sync_api import expect

MM_PER_POINT = 25.4 / 72


def sheet(page_of, path, role="dispatcher", **options):
    page = page_of(role, **options)
    page.goto(path)
    page.wait_for_selector("html[data-ready]", timeout=30_000)
    return page


def pdf_of(page):
    return page.pdf(prefer_css_page_size=True, print_background=True)


def pages_of(pdf):
    """Return the sizes in millimetres of a PDF's pages."""
    bodies = [pdf, *_inflated(pdf)]
    boxes = [
        re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", one)
        for body in bodies
        for one in re.findall(rb"<<[^<]*?/Type\s*/Page\b.*?endobj", body, re.DOTALL)
    ]
    return [tuple(round(float(v) * MM_PER_POINT) for v in box.groups()) for box in boxes if box]


def _inflated(pdf):
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            yield zlib.decompress(stream)
        except zlib.error:
            continue


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("a4-landscape", (297, 210)),
        ("a4-portrait", (210, 297)),
        ("a3-landscape", (420, 297)),
        ("a3-portrait", (297, 420)),
        ("nonsense", (297, 210)),
    ],
)
def test_a_sheet_is_one_page_of_its_size(page_of, name, size):
    page = sheet(page_of, f"/print/dispatch?sheet={name}")

    assert pages_of(pdf_of(page)) == [size]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/print/dispatch", ["Density of cases", "Cases per km²", "3,000"]),
        ("/print/dispatch?mode=grids", ["Cases per grid"]),
        ("/print/plan", ["Management grids", "("]),
        ("/print/plan?sheet=a4-portrait", ["Management grids"]),
        ("/print/coverage?layer=hydrants", ["Within 150 m", "Hydrants", "roads are served"]),
        ("/print/inspect?layers=hydrants", ["Map of assets", "Hydrants"]),
    ],
)
def test_every_kind_of_sheet_says_what_it_shows_and_from_when(page_of, path, said):
    page = sheet(page_of, path, role="viewer")

    assert len(pages_of(pdf_of(page))) == 1
    words = page.locator(".sheet").inner_text()
    common = ["Beilun", "Generated data", "Data of 20", "Printed 20", "about 1 :", "EPSG:4550"]
    assert [word for word in [*said, *common] if word not in words] == []
    expect(page.locator(".sheet .north")).to_be_visible()
    expect(page.locator(".sheet .leaflet-control-scale-line")).to_be_visible()


def test_nothing_of_the_screen_is_on_paper(page_of):
    page = sheet(page_of, "/print/dispatch")

    page.emulate_media(media="print")

    for chrome in (".bar", ".paper-bar", ".leaflet-control-zoom"):
        expect(page.locator(chrome)).to_be_hidden()
    expect(page.locator(".sheet h1")).to_be_visible()
    expect(page.locator(".sheet .made-up")).to_be_visible()


def test_the_filter_stands_on_the_sheet_in_words(page_of):
    question = (
        "from=2026-01-01&to=2026-03-01T16:00:00.000Z&class=matter:09&source=hotline"
        "&source=video&unit=U01&open=1&q=%3Cb%3E"
    )
    page = sheet(page_of, f"/print/dispatch?mode=rate&{question}")

    words = page.locator("dl.question").inner_text()

    assert "2026-01-01 – 2026-03-02 00:00" in words
    assert "Street order" in words
    assert "Municipal Facilities Centre" in words
    assert "Open cases only" in words
    assert "<b>" in words


def test_the_map_has_two_dots_for_each_pixel(page_of):
    page = sheet(page_of, "/print/plan")

    ratio = page.evaluate(
        "(() => { const c = document.querySelector('.leaflet-tile-container canvas');"
        " return c.width / parseFloat(getComputedStyle(c).width); })()"
    )

    assert ratio == pytest.approx(2, abs=0.01)


def test_the_link_on_the_map_takes_question_and_view_along(page_of):
    page = sheet(page_of, "/dispatch?source=hotline&mode=grids")
    page.click(".leaflet-control-zoom-in")
    expect(page.locator("[data-box]")).to_have_attribute("data-box", re.compile("[0-9.,]+"))

    page.click(".export summary")
    page.click("a[data-print]")
    page.wait_for_url("**/print/dispatch?**")
    page.wait_for_selector("html[data-ready]", timeout=30_000)

    assert "source=hotline" in page.url
    west, south, east, north = map(float, re.search(r"extent=([^&]+)", page.url)[1].split("%2C"))
    shown = [float(v) for v in page.locator("[data-box]").get_attribute("data-box").split(",")]
    assert shown[0] <= west + 1e-3
    assert shown[1] <= south + 1e-3
    assert shown[2] >= east - 1e-3
    assert shown[3] >= north - 1e-3


def test_another_sheet_keeps_question_title_and_view(page_of):
    page = sheet(page_of, "/print/dispatch?mode=grids")
    page.fill('input[name="title"]', "周报 <b>1</b>")
    expect(page.locator(".sheet h1")).to_have_text("周报 <b>1</b>")

    page.select_option('select[name="sheet"]', "a3-portrait")
    page.wait_for_url("**sheet=a3-portrait**")
    page.wait_for_selector("html[data-ready]", timeout=30_000)

    assert "mode=grids" in page.url
    assert "extent=" in page.url
    expect(page.locator(".sheet h1")).to_have_text("周报 <b>1</b>")


def test_the_button_prints_and_the_way_back_keeps_the_question(page_of):
    page = sheet(page_of, "/print/coverage?layer=hydrants&radius_m=100&sheet=a4-portrait")
    page.evaluate("void (window.print = () => { window.printed = (window.printed ?? 0) + 1; })")

    page.click('button[name="print"]')

    assert page.evaluate("window.printed") == 1
    link = page.locator("a[data-back]").get_attribute("href")
    assert link == "/coverage?layer=hydrants&radius_m=100"


def test_the_bar_of_a_sheet_fits_a_phone(page_of):
    page = sheet(page_of, "/print/plan", role="planner", language="zh", width=390, height=844)

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator(".sheet h1")).to_have_text("责任网格")


def test_a_sheet_that_there_is_not_is_not_found(page_of):
    page = page_of("viewer")

    answer = page.goto("/print/nothing")

    assert answer.status == 404
    page.trouble.clear()  # the browser's own line about the 404


def test_a_management_grid_has_a_sheet_with_its_edge_in_words(page_of):
    page = page_of("inspector", language="zh")
    page.goto("/plan?grid=G01")
    page.wait_for_selector('html[data-ready="true"]', timeout=30_000)
    page.click('.panel a[href="/print/plan/1/grid/G01"]')
    page.wait_for_selector('html[data-ready="true"]', timeout=30_000)

    words = page.locator(".edge li")
    assert words.count() >= 3
    assert page.locator(".corner-mark").count() == page.locator(".edge ol:first-of-type li").count()
    assert "邻" in "".join(words.all_inner_texts())
    page.select_option('select[name="sheet"]', "a3-landscape")
    page.click(".pick button")
    page.wait_for_selector('html[data-ready="true"]', timeout=30_000)
    paper = page.pdf(prefer_css_page_size=True)
    assert paper.startswith(b"%PDF")
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") <= 2


def test_a_sheet_becomes_a_picture_with_its_map_and_no_tools(page_of, tmp_path):
    page = sheet(page_of, "/print/dispatch")
    with page.expect_download() as told:
        page.click('button[name="picture"]')
    file = tmp_path / "sheet.png"
    told.value.save_as(file)

    assert told.value.suggested_filename.endswith(".png")
    with Image.open(file) as picture:
        colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 24)}
        wide, high = picture.size
    assert wide / high == pytest.approx(297 / 210, rel=0.01)
    assert wide > 2_000
    # the ground, the white of the paper, and the darkest of the legend lie on it
    assert (255, 255, 255) in colours
    assert len(colours) > 500
    page.locator(".sheet").wait_for()


def test_single_cases_are_drawn_on_paper_at_any_scale(page_of):
    page = sheet(page_of, "/print/dispatch?mode=cases")

    expect(page.locator(".cluster").first).to_be_visible()


def test_a_sheet_of_changes_says_what_is_compared_with_what(page_of):
    question = "mode=change&vs=week&from=2026-09-08&to=2026-09-15&light=red"
    page = sheet(page_of, f"/print/dispatch?{question}")

    expect(page.locator(".sheet h1")).to_have_text("Change of density")
    expect(page.locator(".sheet .legend")).to_contain_text("Compared with 09/01, 00:00")
    expect(page.locator(".sheet .question")).to_contain_text("Overdue")
