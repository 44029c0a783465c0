"""The inspector's main job, on a phone by touch and on a desk by keyboard."""

import io
import json
import re
import sqlite3

import pytest
from PIL import ExifTags, Image

HOME = {"longitude": 121.8505, "latitude": 29.9003, "accuracy": 18}
PHONE = {"width": 390, "height": 844}
EVIL = "</script><img src=x onerror=window.hurt=1>"


def ready(page):
    page.wait_for_selector("html[data-ready=true]")
    return page


def allow_position(page):
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(HOME)


def open_inspect(page, query=""):
    page.goto(f"/inspect{query}")
    return ready(page)


def photo(lon=121.8506, lat=29.9004) -> bytes:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLongitudeRef: "E",
            ExifTags.GPS.GPSLongitude: (lon, 0.0, 0.0),
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: (lat, 0.0, 0.0),
        }
    )
    packed = io.BytesIO()
    Image.new("RGB", (300, 200), "olive").save(packed, "JPEG", exif=exif)
    return packed.getvalue()


def stored(site, code):
    with sqlite3.connect(site.database) as file:
        return file.execute("SELECT state, name FROM hydrants WHERE code = ?", [code]).fetchone()


def test_an_inspector_finds_a_hydrant_by_number_and_says_it_is_broken(page_of, site):
    page = open_inspect(page_of("inspector", **PHONE))

    page.fill('input[name="q"]', "H-0231")
    page.locator(".result", has_text="H-0231").first.wait_for()
    page.keyboard.press("Enter")
    page.locator(".sheet h2").wait_for()
    page.tap('button[name="state"]')
    page.locator(".task .choice", has_text="Damaged").tap()
    page.fill('textarea[name="note"]', "The cap is gone.")
    page.set_input_files(
        '.task input[type="file"]', {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    page.tap('button[name="save"]')

    page.locator(".sheet header .tag", has_text="Damaged").wait_for()
    page.locator(".past .note", has_text="The cap is gone.").wait_for()
    page.locator(".sheet .photos img").wait_for()
    assert stored(site, "H-0231")[0] == "damaged"
    assert "layer=hydrants" in page.url
    assert "code=H-0231" in page.url


def test_the_nearest_of_a_class_are_listed_from_where_one_stands(page_of):
    page = page_of("inspector", **PHONE)
    allow_position(page)
    open_inspect(page)

    page.tap('button[name="locate"]')
    page.locator('button[name="locate"][aria-pressed="true"]').wait_for()
    page.tap('.kind[data-layer="hydrants"]')
    page.locator(".results .head", has_text="from where you are").wait_for()

    rows = page.locator(".result")
    far = [float(re.sub(r"[^\d.]", "", text)) for text in rows.locator(".way").all_inner_texts()]
    assert len(far) == 10
    assert far == sorted(far)
    assert far[0] < 300
    assert rows.first.locator(".arrow").count() == 1


def test_a_blocked_position_tells_what_to_do_and_the_middle_of_the_map_serves(page_of):
    page = page_of("inspector", **PHONE)
    page.context.clear_permissions()
    open_inspect(page)

    page.tap('button[name="locate"]')
    page.locator(".toast.bad", has_text="site settings").wait_for()
    page.tap('.kind[data-layer="toilets"]')

    page.locator(".results .head", has_text="from the middle of the map").wait_for()


def test_every_button_under_a_thumb_is_large_enough(page_of):
    page = open_inspect(page_of("inspector", **PHONE), "?layer=hydrants&code=H-0100")
    page.locator(".sheet h2").wait_for()

    small = page.evaluate(
        """() => [...document.querySelectorAll(
            ".sheet button:not(.grip), .sheet .button, .tools .tool, .kind, .sheet .cases a")]
          .filter((node) => node.offsetParent && node.getBoundingClientRect().height < 40)
          .map((node) => node.className + node.textContent)"""
    )
    wide = page.evaluate("() => document.documentElement.scrollWidth")

    assert small == []
    assert wide <= 390


def test_a_link_opens_the_card_and_back_closes_it(page_of):
    page = open_inspect(page_of("viewer"), "?layer=hydrants&code=H-0100")
    page.locator(".sheet h2").wait_for()
    first = page.locator(".sheet .names p").inner_text()

    page.fill('input[name="q"]', "H-0101")
    page.locator(".result", has_text="H-0101").first.click()
    page.locator(".sheet .names p", has_text="H-0101").wait_for()
    page.go_back()
    page.locator(".sheet .names p", has_text="H-0100").wait_for()

    assert first.startswith("H-0100")
    assert page.locator('button[name="state"]').count() == 0  # a viewer changes nothing


def test_a_refused_save_keeps_what_was_typed(page_of):
    page = open_inspect(page_of("inspector", **PHONE), "?layer=hydrants&code=H-0102")
    page.locator(".sheet h2").wait_for()
    page.tap('button[name="state"]')
    page.locator(".task .choice", has_text="Lost").tap()
    page.fill('textarea[name="note"]', "Long walk, much typed")
    page.route("**/api/layers/**", lambda route: route.abort())
    page.tap('button[name="save"]')

    page.locator(".refused", has_text="still here").wait_for()
    assert page.input_value('textarea[name="note"]') == "Long walk, much typed"
    page.unroute("**/api/layers/**")
    page.trouble.clear()
    page.tap(".sheet .close")
    page.fill('input[name="q"]', "H-0102")
    page.locator(".result", has_text="H-0102").first.tap()
    page.tap('button[name="state"]')

    assert page.input_value('textarea[name="note"]') == "Long walk, much typed"


def test_two_inspectors_at_one_asset_see_both_sides(page_of):
    mine = open_inspect(page_of("inspector", **PHONE), "?layer=hydrants&code=H-0103")
    mine.locator(".sheet h2").wait_for()
    theirs = open_inspect(page_of("dispatcher"), "?layer=hydrants&code=H-0103")
    theirs.click('button[name="state"]')
    theirs.locator(".task .choice", has_text="Damaged").click()
    theirs.fill('textarea[name="note"]', "Seen on video")
    theirs.click('button[name="save"]')
    theirs.locator(".sheet header .tag", has_text="Damaged").wait_for()

    mine.tap('button[name="missing"]')
    mine.tap('button[name="save"]')
    mine.locator(".refused", has_text="Stored now: Damaged. Yours: Lost.").wait_for()
    mine.trouble.clear()
    mine.get_by_role("button", name="Save mine over it").tap()

    mine.locator(".sheet header .tag", has_text="Lost").wait_for()


def test_a_case_is_reported_at_an_asset(page_of):
    page = open_inspect(page_of("inspector", **PHONE), "?layer=hydrants&code=H-0104")
    page.locator(".sheet h2").wait_for()

    page.tap('button[name="report"]')
    page.fill('textarea[name="description"]', EVIL)
    page.tap('button[name="save"]')

    page.locator(".sheet .cases", has_text="at this asset").wait_for()
    assert page.evaluate("window.hurt") is None


CHANGE = """async ([url, text]) => (await fetch(url, {
  method: "PATCH",
  headers: {
    "Content-Type": "application/json",
    "X-CSRFToken": document.querySelector('meta[name="csrf"]').content,
  },
  body: JSON.stringify({ version: 1, values: { name: text, note: text }, note: text }),
})).status"""


def test_markup_in_an_asset_stays_text(page_of):
    page = open_inspect(page_of("inspector"))
    answer = page.evaluate(CHANGE, ["/api/layers/hydrants/features/H-0105", EVIL])
    open_inspect(page, "?layer=hydrants&code=H-0105")

    page.locator(".sheet h2", has_text=EVIL).wait_for()
    page.fill('input[name="q"]', "H-0105")
    page.locator(".result .title", has_text=EVIL).wait_for()

    assert answer == 200
    assert page.locator(".past .note").first.inner_text() == EVIL
    assert page.evaluate("window.hurt") is None


def test_a_point_on_the_map_opens_its_card_and_a_bare_spot_everything_known_of_it(page_of):
    page = open_inspect(page_of("inspector"), "?at=121.85,29.9,19")
    asked = "/api/layers/hydrants/features?box=121.8,29.8,121.9,29.95&limit=5000"
    hydrants = json.loads(page.evaluate("(url) => fetch(url).then((a) => a.text())", asked))
    middle = [121.85, 29.9]
    nearest = min(
        hydrants["features"],
        key=lambda f: sum(
            (a - b) ** 2 for a, b in zip(f["geometry"]["coordinates"], middle, strict=True)
        ),
    )
    lon, lat = nearest["geometry"]["coordinates"]
    open_inspect(page, f"?at={lon},{lat},19")
    page.wait_for_load_state("networkidle")

    box = page.locator(".stage").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator(".sheet .names p", has_text=nearest["id"]).wait_for()
    page.keyboard.press("Escape")
    page.mouse.click(box["x"] + 40, box["y"] + box["height"] - 120)
    page.locator(".sheet", has_text="GCJ-02").wait_for()

    assert page.locator(".sheet .result").count() >= 1


def test_by_keyboard_alone_an_asset_is_found_and_closed(page_of):
    page = open_inspect(page_of("inspector", language="zh"))

    page.keyboard.press("/")
    page.keyboard.type("黄山路1号消火栓")
    page.locator(".result").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.locator(".sheet h2", has_text="黄山路1号消火栓").wait_for()
    page.keyboard.press("Escape")

    page.locator(".sheet").wait_for(state="hidden")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_speaks_the_language_of_its_reader(page_of, language):
    page = open_inspect(page_of("inspector", language=language), "?layer=hydrants&code=H-0106")
    page.locator(".sheet h2").wait_for()

    said = page.locator("button[name=state]").inner_text()

    assert said == {"zh": "变更状态", "en": "Change state"}[language]
