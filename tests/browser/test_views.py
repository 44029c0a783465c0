"""Saved views: kept under a name, opened again, shared, the page opening on one."""

from playwright.sync_api import expect


def opened(page_of, path="/dispatch", role="dispatcher", **options):
    page = page_of(role, **options)
    page.goto(path)
    page.wait_for_selector("html[data-ready]")
    return page


def save(page, name, *ticks):
    page.click(".views summary")
    page.fill('.views input[name="view-name"]', name)
    for tick in ticks:
        page.get_by_label(tick).check()
    page.get_by_role("button", name="Save this view").click()
    expect(page.locator(".views li .link", has_text=name)).to_have_count(1)


def total(page):
    return page.locator(".totals strong").inner_text()


def test_a_view_is_kept_shared_and_opened_by_another(page_of):
    page = opened(page_of, "/dispatch?source=video&tab=areas&mode=grids")
    held = total(page)
    save(page, "Video <b>eyes</b>", "Share it with everybody")

    other = opened(page_of, role="viewer")
    assert total(other) != held
    other.click(".views summary")
    other.locator(".views li .link", has_text="Video <b>eyes</b>").click()
    expect(other.locator(".totals strong")).to_have_text(held)
    expect(other.locator(".dock-pane table")).to_be_visible()
    expect(other.locator(".legend h3")).to_have_text("Cases per grid")
    assert "source=video" in other.url
    assert other.locator(".views .close").count() == 0


def test_the_workspace_opens_on_the_view_one_starts_with(page_of):
    page = opened(page_of, "/dispatch?source=hotline", role="planner")
    held = total(page)
    save(page, "Calls", "Open with it")

    page.goto("/dispatch")
    page.wait_for_selector("html[data-ready]")
    assert total(page) == held
    expect(page.locator(".chips button")).to_have_count(1)

    page.click(".views summary")
    page.get_by_role("button", name="Remove Calls").click()
    expect(page.locator(".views li .link", has_text="Calls")).to_have_count(0)
    page.goto("/dispatch")
    page.wait_for_selector("html[data-ready]")
    assert total(page) != held
