"""Several cases at once in the browser: a lasso, keys, the loads before, undo after."""

import math
import re

import pytest
from playwright.sync_api import expect


def opened(page_of, path="/dispatch", **options):
    page = page_of("dispatcher", **options)
    page.goto(path)
    page.wait_for_selector("html[data-ready]")
    return page


def draw(page, radius=0.46):
    """Draw a ring around the middle of the map with the mouse."""
    box = page.locator(".stage").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    wide, high = box["width"] * radius, box["height"] * radius
    page.mouse.move(x + wide, y)
    page.mouse.down()
    for step in range(1, 33):
        turn = 2 * math.pi * step / 32
        page.mouse.move(x + wide * math.cos(turn), y + high * math.sin(turn))
    page.mouse.up()


def chosen(page) -> int:
    return int(re.search(r"\d+", page.locator(".panel h2").inner_text()).group())


def test_cases_are_drawn_around_sent_to_their_units_and_taken_back(page_of):
    page = opened(page_of, "/dispatch?state=reported&mode=cases")
    before = int(page.locator(".totals strong").inner_text())
    assert before > 0

    page.keyboard.press("l")
    expect(page.get_by_role("button", name="Lasso")).to_have_attribute("aria-pressed", "true")
    draw(page)
    expect(page.locator(".panel h2")).to_have_text(re.compile("Cases chosen"))
    n = chosen(page)
    assert 0 < n <= before
    expect(page.locator(".cases li[data-chosen]")).to_have_count(n)

    page.locator(".panel ol.chosen .close").first.click()
    if n > 1:
        expect(page.locator(".panel h2")).to_have_text(f"Cases chosen: {n - 1}")
        n -= 1
    page.click('.panel button[data-action="accept"]')
    page.click(".panel form .primary")
    expect(page.locator(".totals strong")).to_have_text(str(before - n))
    expect(page.locator(".panel")).to_be_hidden()

    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".totals strong")).to_have_text(str(before))


def test_the_loads_are_shown_before_cases_go_to_units(page_of):
    page = opened(page_of, "/dispatch?state=to_dispatch&state=returned&state=to_file")
    page.keyboard.press("l")
    draw(page)
    file = page.locator('.panel button[data-action="file"]')
    if file.count():
        file.click()
        page.click(".panel form .primary")
        expect(page.locator(".panel")).to_be_hidden()
        page.keyboard.press("l")
        draw(page)

    page.click('.panel button[data-action="dispatch"]')
    loads = page.locator(".panel .loads")
    expect(loads.locator("tr.moved").first).to_be_visible()
    gains = re.findall(r"\(\+(\d+)\)", loads.inner_text())
    going = re.search(r"\d+", page.locator(".panel form .primary").inner_text()).group()
    assert sum(map(int, gains)) == int(going)

    page.select_option('.panel select[name="unit"]', index=3)
    expect(loads.locator("tr.moved")).to_have_count(1)
    expect(loads.locator("tr.moved")).to_contain_text(f"(+{going})")


def test_keys_choose_cases_and_are_told(page_of):
    page = opened(page_of)

    page.keyboard.press("j")
    expect(page.locator(".panel h2")).to_be_visible()
    page.keyboard.press("x")
    expect(page.locator(".panel h2")).to_have_text("Cases chosen: 1")
    page.locator(".cases li[data-number]").nth(2).click(modifiers=["Control"])
    expect(page.locator(".panel h2")).to_have_text("Cases chosen: 2")
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()
    expect(page.locator(".cases li[data-chosen]")).to_have_count(0)

    page.keyboard.press("?")
    expect(page.locator("dialog.keys")).to_contain_text("Draw around cases to choose them")
    page.keyboard.press("Escape")
    expect(page.locator("dialog.keys")).to_have_count(0)


def test_one_that_moved_on_is_named_and_can_be_left_out(page_of):
    page = opened(page_of, "/dispatch?state=reported")
    other = opened(page_of)
    page.keyboard.press("l")
    draw(page, radius=0.49)
    n = chosen(page)
    first = page.locator(".cases li[data-chosen]").first.get_attribute("data-number")
    other.goto(f"/dispatch?case={first}")
    other.wait_for_selector("html[data-ready]")
    other.click('.panel button[data-action="accept"]')
    expect(other.locator(".panel header .tag")).to_have_text("To file")

    page.click('.panel button[data-action="accept"]')
    page.click(".panel form .primary")
    expect(page.locator(".toast.bad")).to_contain_text(first)
    page.trouble.clear()  # the browser logs the refusal
    if n > 1:
        page.get_by_role("button", name="Leave them out").click()
        expect(page.locator(".panel h2")).to_have_text(f"Cases chosen: {n - 1}")


@pytest.mark.parametrize("key", ["h", "r"])
def test_a_key_begins_the_action_of_the_open_case(page_of, key):
    page = opened(page_of, "/dispatch?state=handling")

    page.keyboard.press("j")
    expect(page.locator(".panel .do .actions").first).to_be_visible()
    page.keyboard.press(key)

    expect(page.locator(".panel .do form textarea")).to_be_visible()


def test_what_moves_no_case_offers_no_undo(page_of):
    page = opened(page_of, "/dispatch?state=handling")
    page.keyboard.press("j")
    expect(page.locator(".panel h2")).to_be_visible()
    page.keyboard.press("x")
    expect(page.locator(".panel h2")).to_have_text("Cases chosen: 1")

    page.locator(".panel details.seldom summary").click()
    page.click('.panel button[data-action="urge"]')
    page.fill(".panel form textarea", "today, please")
    page.click(".panel form .primary")

    said = page.locator(".toast").filter(has_text="(1)")
    expect(said).to_be_visible()
    expect(said.get_by_role("button", name="Undo")).to_have_count(0)
