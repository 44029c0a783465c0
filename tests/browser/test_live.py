"""Two people at once: what one does the other sees, over broken connections too."""

import re

from playwright.sync_api import expect

_REPORT = """async () => {
  const csrf = document.querySelector('meta[name="csrf"]').content;
  const { lng, lat } = window.stageMap.getCenter();
  const body = { kind: "matter", class_code: "09001", source: "hotline",
    lon: lng, lat, description: "now" };
  const answer = await fetch("/api/cases", { method: "POST", body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf } });
  return (await answer.json()).case.number;
}"""


def opened(page_of, path="/dispatch", role="dispatcher"):
    page = page_of(role)
    page.goto(path)
    page.wait_for_selector("html[data-ready]")
    expect(page.locator(".live")).to_have_text(re.compile(r"Live, as of \d\d:\d\d:\d\d"))
    return page


def report(page):
    return page.evaluate(_REPORT)


def rows(page, number):
    return page.locator(f'.cases li[data-number="{number}"]')


def test_a_new_case_slides_in_and_is_told(page_of):
    one = opened(page_of, "/dispatch?sort=-reported_at")
    other = opened(page_of)

    number = report(other)

    expect(rows(one, number)).to_have_count(1)
    expect(rows(one, number)).to_have_attribute("data-fresh", "")
    toast = one.locator(".toast").filter(has_text="New case")
    expect(toast).to_have_count(1)
    toast.get_by_role("button", name="Open").click()
    expect(one.locator(".panel header")).to_contain_text(number)


def test_after_a_broken_connection_nothing_is_missed_or_doubled(page_of):
    one = opened(page_of, "/dispatch?sort=-reported_at")
    other = opened(page_of)
    total = int(one.locator(".totals strong").inner_text().replace(",", ""))

    one.context.set_offline(True)
    numbers = [report(other) for _ in range(3)]
    one.context.set_offline(False)

    for number in numbers:
        expect(rows(one, number)).to_have_count(1, timeout=15_000)
    expect(one.locator(".totals strong")).to_have_text(f"{total + 3:,}")
    expect(one.locator(".live")).not_to_have_class(re.compile("stale"))
    one.trouble.clear()  # the browser tells of the requests that could not be sent


def test_an_open_case_follows_what_others_do_and_what_is_typed_stays(page_of):
    one = opened(page_of, "/dispatch?state=reported")
    other = opened(page_of)
    number = report(other)
    expect(rows(one, number)).to_have_count(1)
    rows(one, number).click()
    expect(one.locator(".panel header .tag")).to_have_text("Reported")

    other.goto(f"/dispatch?case={number}")
    other.wait_for_selector("html[data-ready]")
    other.click('.panel button[data-action="accept"]')
    expect(one.locator(".panel header .tag")).to_have_text("To file")

    one.click('.panel button[data-action="reject"]')
    one.fill(".panel form textarea", "half a sen")
    other.click('.panel button[data-action="file"]')
    expect(other.locator(".panel header .tag")).to_have_text("To dispatch")
    report(other)
    expect(one.locator(".toast").filter(has_text="New case").first).to_be_visible()
    assert one.locator(".panel form textarea").input_value() == "half a sen"
