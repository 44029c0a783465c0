"""The screen on the wall: figures of the day, kept up to date without a touch."""

import re

from playwright.sync_api import expect

_REPORT = """async () => {
  const csrf = document.querySelector('meta[name="csrf"]').content;
  const { lng, lat } = window.stageMap.getCenter();
  const body = { kind: "matter", class_code: "09001", source: "video", lon: lng, lat };
  await fetch("/api/cases", { method: "POST", body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf } });
}"""


def opened(page_of, role="viewer", **options):
    page = page_of(role, **options)
    page.goto("/wall")
    page.wait_for_selector("html[data-ready]")
    return page


def reported(page):
    return int(page.locator(".wall-figures strong").first.inner_text().replace(",", ""))


def test_the_wall_shows_the_day_and_follows_it_by_itself(page_of):
    page = opened(page_of, width=1920, height=1080)
    before = reported(page)
    expect(page.locator(".wall .clock")).to_have_text(re.compile("2026"))
    expect(page.locator(".wall-figures .figure")).to_have_count(5)
    expect(page.locator(".wall-side .grids tr").first).to_be_visible()
    expect(page.locator(".bar")).to_be_hidden()

    desk = opened(page_of, role="dispatcher")
    desk.evaluate(_REPORT)

    expect(page.locator(".wall-figures strong").first).to_have_text(str(before + 1))
    expect(page.locator(".wall-side .latest li").first).to_contain_text("无照经营游商")


def test_the_wall_reads_in_chinese_and_on_a_phone(page_of):
    page = opened(page_of, language="zh", width=390, height=844)

    expect(page.locator(".wall-figures")).to_contain_text("近 15 天及时解决率")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
