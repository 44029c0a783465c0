"""An administrator's work and everybody's own account, in the browser."""

import pytest
from playwright.sync_api import expect

#: The address of the form of a class whose conditions are told apart.
LIMITS_OF_A_COVER = "scheme=GB/T 47678.5-2026&kind=component&code=01006"


def opened(page_of, path, role="admin", **options):
    page = page_of(role, **options)
    page.goto(path)
    return page


def fill_new_user(page, name):
    page.fill('input[name="name"]', name)
    page.fill('input[name="title"]', "李雷")
    page.select_option('select[name="role"]', "dispatcher")
    page.select_option('select[name="unit"]', index=1)
    page.fill('input[name="password"]', "long enough")
    page.check('input[name="street"] >> nth=0')
    page.keyboard.press("Enter")


def test_a_user_is_added_found_closed_and_opened_again(page_of):
    page = opened(page_of, "/admin")
    page.click("text=Add a user")
    fill_new_user(page, "li.lei")
    expect(page.locator(".notice")).to_contain_text("li.lei")

    page.wait_for_selector("html[data-ready]")
    page.fill('input[data-filter="users"]', "李雷")
    expect(page.locator("#users tbody tr:visible")).to_have_count(1)
    page.click('a[aria-label="Edit li.lei"]')
    page.wait_for_selector("html[data-ready]")
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("text=Close the account")
    expect(page.locator("tr.closed")).to_contain_text("li.lei")

    page.click('a[aria-label="Edit li.lei"]')
    page.click("text=Open the account again")
    expect(page.locator("tr.closed")).to_have_count(0)


def test_a_question_that_is_answered_no_closes_nothing(page_of):
    page = opened(page_of, "/admin/users/viewer")
    page.wait_for_selector("html[data-ready]")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))

    page.click("text=Close the account")

    assert "viewer" in asked[0]
    page.goto("/admin")
    expect(page.locator("tr.closed")).to_have_count(0)


def test_two_administrators_meet_and_the_second_sees_both_sides(page_of):
    first, second = (opened(page_of, "/admin/units/U01") for _ in range(2))
    first.fill('input[name="name_en"]', "First")
    first.click("form.card .primary")
    expect(first.locator(".notice")).to_contain_text("U01")

    second.fill('input[name="name_en"]', "Second")
    second.click("form.card .primary")

    expect(second.locator(".sides .differs td")).to_have_text(["Second", "First"])
    second.trouble.clear()  # the browser's own line about the 409
    second.click("form.card .primary")
    expect(second.locator("#units")).to_contain_text("Second")


def test_what_a_unit_handles_is_told_while_it_is_typed(page_of):
    page = opened(page_of, "/admin/units/U10")
    page.wait_for_selector("html[data-ready]")

    page.fill('textarea[name="classes"]', "01013 4711")

    expect(page.locator("ul.prefixes li")).to_have_count(2)
    expect(page.locator("ul.prefixes")).to_contain_text("消防设施")
    expect(page.locator("ul.prefixes .warn")).to_have_text("no class begins so")


def test_the_history_tells_the_change_of_a_role(page_of):
    page = opened(page_of, "/admin/users/planner")
    page.select_option('select[name="role"]', "viewer")
    page.click("form.card .primary")

    page.click("text=Changes")

    expect(page.locator("#changes tbody tr").first).to_contain_text("Role Planner → Viewer")


def test_forms_work_without_scripts(browser, site):
    context = browser.new_context(base_url=site.url, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto("/sign-in?next=/admin/users/new")
    page.fill('input[name="name"]', "admin")
    page.fill('input[name="password"]', "admin-demo-1")
    page.click("form.card button")

    fill_new_user(page, "plain")

    expect(page.locator("#users")).to_contain_text("plain")
    context.close()


def test_everybody_finds_and_changes_the_own_account(page_of):
    page = opened(page_of, "/dispatch", role="inspector")
    page.click(".bar summary")
    page.click(".menu >> text=My account")
    for name, text in [("old", "inspect-demo"), ("new", "inspect-new"), ("again", "inspect-new")]:
        page.fill(f'input[name="{name}"]', text)
    page.keyboard.press("Enter")

    expect(page.locator(".notice")).to_contain_text("Your password was changed")
    page.select_option('select[name="language"]', "zh")
    page.click("text=Save")
    expect(page.locator("h1")).to_have_text("我的账号")


def test_pages_fit_a_phone_in_chinese(page_of):
    page = page_of("admin", language="zh", width=390, height=844)

    wide = {}
    for path in ("/admin", "/admin/users/viewer", "/admin/units", "/admin/history", "/profile"):
        page.goto(path)
        wide[path] = page.evaluate("document.documentElement.scrollWidth")

    assert max(wide.values()) <= 390, wide


@pytest.mark.parametrize(
    "path", ["limits", f"limits/class?{LIMITS_OF_A_COVER}", "calendar", "marks"]
)
def test_what_a_city_sets_fits_a_phone_and_is_saved_there(page_of, path):
    page = page_of("admin", width=390, height=844)
    page.goto(f"/settings/{path}")
    page.wait_for_selector("html[data-ready]")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    if path == "limits":
        page.get_by_label("Find a class or a condition").fill("路灯井盖")
        expect(page.locator("#limits tbody tr:visible")).to_have_count(3)  # one in each scheme
        return
    page.locator("form.card button.primary").first.click()
    expect(page.locator(".notice[role=status]")).to_contain_text("aved")
