"""The bulletin in a browser: period, subject, the cases behind a figure, the workbook, paper."""

import openpyxl
from PIL import Image
from playwright.sync_api import expect


def opened(page_of, path="/reports", **options):
    page = page_of(options.pop("role", "dispatcher"), **options)
    page.goto(path)
    page.wait_for_selector("html[data-ready]")
    return page


def test_the_bulletin_opens_on_the_last_half_month_and_every_figure_opens_its_cases(page_of):
    page = opened(page_of)
    expect(page.locator(".period")).to_have_text("2026-10-16 to 2026-10-31")
    expect(page.locator(".rate")).to_have_count(4)
    assert page.locator("table.list tbody tr").count() >= 23

    cell = page.locator("td.share button").first
    count, of = cell.locator(".quiet").inner_text().split(" / ")
    cell.click()

    summaries = page.locator(".behind summary b")
    expect(summaries.nth(0)).to_have_text(count)
    assert int(summaries.nth(1).inner_text()) == int(of) - int(count)
    link = page.locator(".behind .numbers a").first
    assert "/dispatch?case=" in link.get_attribute("href")


def test_days_and_subject_live_in_the_address(page_of):
    page = opened(page_of)
    page.click("[data-subject=grid]")
    page.wait_for_selector("html[data-ready]")
    page.select_option("select[name=half]", index=3)
    page.wait_for_selector("html[data-ready]")
    assert "subject=grid" in page.url
    assert "from=2026-10-01" in page.url
    page.select_option("select[name=plan]", index=1)
    page.wait_for_selector("html[data-ready]")
    assert "plan=" in page.url
    rows = page.locator("table.list tbody tr").all_inner_texts()

    page.reload()
    page.wait_for_selector("html[data-ready]")

    assert page.locator("table.list tbody tr").all_inner_texts() == rows
    expect(page.locator('[data-subject="grid"]')).to_have_attribute("aria-selected", "true")


def test_the_bulletin_goes_out_as_a_workbook_and_on_paper(page_of, tmp_path):
    page = opened(page_of)
    with page.expect_download() as told:
        page.click("[data-export]")
    file = tmp_path / told.value.suggested_filename
    told.value.save_as(file)
    book = openpyxl.load_workbook(file)
    shown = page.locator("table.list tbody tr").count()
    assert book["Units"].max_row == shown + 1

    page.emulate_media(media="print")
    expect(page.locator(".bar")).to_be_hidden()
    expect(page.locator("form.ask")).to_be_hidden()
    expect(page.locator(".made-up")).to_be_visible()


def test_the_bulletin_reads_in_chinese_and_viewers_see_no_people(page_of):
    page = opened(page_of, role="viewer", language="zh")

    expect(page.locator("h1")).to_contain_text("通报")
    expect(page.locator(".headline")).to_contain_text("问题及时解决率")
    expect(page.locator("[data-subject=collector]")).to_have_count(0)


def test_the_bulletin_fits_a_phone(page_of):
    page = opened(page_of, width=390, height=800)

    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_bulletin_becomes_a_picture_that_says_of_when_it_is(page_of, tmp_path):
    page = opened(page_of)
    expect(page.locator(".as-of")).to_contain_text("State of the data: ")
    expect(page.locator(".whom")).to_have_text("Units")
    with page.expect_download() as told:
        page.click('button[name="picture"]')
    file = tmp_path / "bulletin.png"
    told.value.save_as(file)

    assert told.value.suggested_filename == "Bulletin 2026-10-16 2026-10-31.png"
    whole = page.locator(".bulletin").evaluate("(node) => [node.clientWidth, node.scrollHeight]")
    with Image.open(file) as picture:
        colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 24)}
        wide, high = picture.size
    assert abs(wide - 2 * whole[0]) <= 40  # the bar to scroll with
    assert high == 2 * whole[1]
    assert len(colours) > 50


def test_a_figure_of_a_collector_opens_its_cases(page_of):
    page = opened(page_of)
    page.click("[data-subject=collector]")
    page.wait_for_selector("html[data-ready]")
    cell = page.locator("td.share button").first
    count, of = (int(n.replace(",", "")) for n in cell.locator(".quiet").inner_text().split(" / "))
    cell.click()

    summaries = page.locator(".behind summary b")
    expect(summaries.nth(0)).to_have_text(f"{count:,}")
    expect(summaries.nth(1)).to_have_text(f"{of - count:,}")
