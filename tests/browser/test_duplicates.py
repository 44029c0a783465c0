"""Two reports of one problem: told while reporting, seen side by side, joined, parted."""

from playwright.sync_api import expect

REPORT = """async (body) => {
  const csrf = document.querySelector('meta[name="csrf"]').content;
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
  const answer = await fetch("/api/cases", { method: "POST", headers, body: JSON.stringify(body) });
  return (await answer.json()).case;
}"""


def opened(page_of, path="/dispatch", **options):
    page = page_of("dispatcher", **options)
    page.goto(path)
    page.wait_for_selector("html[data-ready]")
    return page


def reported(page, **changes):
    """Report a case where a stored one lies and return it."""
    row = page.evaluate("fetch('/api/cases?limit=50').then((answer) => answer.json())")["rows"]
    spot = next(one for one in row if one["lon"] is not None)
    body = {"kind": "matter", "class_code": "09001", "source": "hotline",
            "lon": spot["lon"], "lat": spot["lat"], **changes}  # fmt: skip
    return page.evaluate(REPORT, body)


def test_two_cases_are_seen_side_by_side_joined_and_parted(page_of):
    page = opened(page_of)
    main = reported(page, description="Stalls <i>on</i> the footway")
    twin = reported(page, description="Stalls on the footway again")
    page.goto(f"/dispatch?case={twin['number']}")
    page.wait_for_selector("html[data-ready]")
    row = page.locator(".possible", has_text="Stalls <i>on</i> the footway")
    expect(row).to_contain_text("0 m")

    row.locator("[name=compare]").click()
    dialog = page.locator("dialog.beside")
    expect(dialog.locator("section")).to_have_count(2)
    expect(dialog).to_contain_text("Stalls <i>on</i> the footway")
    dialog.locator("[name=merge]").click()

    expect(page.locator(".panel header .tag").first).to_have_text("Void")
    expect(page.locator(".duplicates")).to_contain_text(f"Is a duplicate of {main['number']}")
    page.locator("[name=unmerge]").click()
    expect(page.locator(".panel header .tag").first).to_have_text("Reported")
    expect(page.locator(".panel ol.line li").first).to_contain_text("Parted again")


def test_whoever_reports_is_told_that_it_may_be_known_already(page_of):
    page = opened(page_of)
    known = reported(page, description="Known stall")
    page.goto(f"/dispatch?case={known['number']}")
    page.wait_for_selector("html[data-ready]")
    page.locator(".panel .close").click()
    box = page.locator(".stage .folium-map, .stage .leaflet-container").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2 + 18, box["y"] + box["height"] / 2 + 14)
    page.click("button[name=report]")
    field = page.locator("input[name=class]")
    field.fill("09001")
    option = page.locator("datalist#classes option[value$='matter:09001']")
    expect(option).to_have_count(1)
    field.fill(option.get_attribute("value"))
    field.press("Tab")

    expect(page.locator(".same .notice")).to_contain_text("reported already")
    row = page.locator(".same .possible", has_text="Known stall")
    row.get_by_role("button").click()
    expect(page.locator(".panel header")).to_contain_text(known["number"])
