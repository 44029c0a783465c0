"""Make the pictures of the dispatcher's chapter: `python docs/dispatcher_pictures.py URL`.

The server at the address must serve a demonstration district that may be thrown away: two cases are
reported on the way. Pictures are English, in few colours.
"""

import math
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent / "images"
PASSWORD = "dispatch-demo"
SIZE = {"width": 1320, "height": 800}
_REPORT = """async (body) => {
  const answer = await fetch("/api/cases", {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": document.querySelector('meta[name="csrf"]').content,
    },
    body: JSON.stringify(body),
  });
  return (await answer.json()).case.number;
}"""
#: Two reports of one problem, some steps apart (degrees of longitude).
_STALLS = (("Stalls on the footway, no way through", 0.0), ("Stalls on the footway", 0.0002))


def signed_in(browser: Browser, url: str) -> Page:
    """Return a page of the dispatcher of the demonstration district."""
    page = browser.new_context(base_url=url, viewport=SIZE, locale="en-GB").new_page()
    page.goto("/sign-in")
    page.fill('input[name="name"]', "dispatcher")
    page.fill('input[name="password"]', PASSWORD)
    page.click("form.card button")
    page.wait_for_url(lambda address: "/sign-in" not in address)
    return page


def take(page: Page, name: str) -> None:
    """Keep what a page shows."""
    page.wait_for_timeout(700)
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(224).save(HERE / f"{name}.png", optimize=True)


def go(page: Page, address: str) -> None:
    """Open a page and wait until it is ready."""
    page.goto(address)
    page.wait_for_selector("html[data-ready]", timeout=60_000)


def reports(page: Page) -> list[Any]:
    """Report the same problem twice, near a stored case, and return the numbers."""
    rows = page.evaluate("fetch('/api/cases?limit=50').then((answer) => answer.json())")["rows"]
    spot = next(row for row in rows if row["lon"] is not None)
    plain = {"kind": "matter", "class_code": "09001", "source": "hotline", "lat": spot["lat"]}
    return [
        page.evaluate(_REPORT, {**plain, "lon": spot["lon"] + step, "description": text})
        for text, step in _STALLS
    ]


def lasso(page: Page) -> None:
    """Draw a ring around the middle of the map with the mouse."""
    box: Any = page.locator(".stage").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.keyboard.press("l")
    page.mouse.move(x + box["width"] * 0.4, y)
    page.mouse.down()
    for step in range(1, 41):
        turn = 2 * math.pi * step / 40
        across, up = 0.4 * box["width"] * math.cos(turn), 0.4 * box["height"] * math.sin(turn)
        page.mouse.move(x + across, y + up)
    page.mouse.up()


def more(page: Page) -> None:
    """Make the pictures of the lasso, of two periods compared, and of the wall."""
    go(page, "/dispatch?state=to_dispatch&state=reported&state=to_file&mode=cases")
    lasso(page)
    page.click('.panel button[data-action="dispatch"]')
    page.wait_for_selector(".loads tr.moved")
    take(page, "dispatcher-lasso")
    go(page, "/dispatch?mode=change&tab=areas&vs=before&from=2026-09-01&to=2026-10-01")
    page.wait_for_selector(".dock-pane tbody tr")
    take(page, "dispatcher-change")
    go(page, "/wall")
    take(page, "dispatcher-wall")


def main(url: str) -> None:
    """Make all pictures."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = signed_in(browser, url)
        go(page, "/dispatch?mode=hot")
        take(page, "dispatcher-hot")
        go(page, "/dispatch?state=to_dispatch")
        page.locator(".cases li[data-number]").first.click()
        page.wait_for_selector(".proposal")
        take(page, "dispatcher-card")
        _, twin = reports(page)
        go(page, f"/dispatch?case={twin}")
        page.locator("[name=compare]").first.click()
        page.wait_for_selector("dialog.beside")
        take(page, "dispatcher-duplicates")
        page.goto("/rules")
        page.wait_for_selector(".bigs")
        page.locator(".rule .what").nth(1).click()
        page.fill(".editor [name=grids]", "G07")
        page.keyboard.press("Enter")
        page.wait_for_selector("table.moved")
        take(page, "dispatcher-rules")
        page = signed_in(browser, url)
        go(page, "/reports")
        page.locator("td.share button").nth(20).click()
        page.wait_for_selector(".behind h2")
        take(page, "dispatcher-bulletin")
        more(page)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
