"""Make the pictures of the planner's chapter: `python docs/planner_pictures.py URL`.

The server at the address must serve a demonstration district that may be thrown away: drafts are
made, changed and published on the way. Pictures are English, in few colours.
"""

import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent / "images"
PASSWORDS = {"planner": "planner-demo", "admin": "admin-demo-1"}
#: Cells that two drafts of the pictures quarrel about.
CELLS = 2
SIZE = {"width": 1320, "height": 800}
_SEND = """async ([method, url, body]) => {
  const answer = await fetch(url, {
    method,
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": document.querySelector('meta[name="csrf"]').content,
    },
    body: body && JSON.stringify(body),
  });
  return answer.json();
}"""


def signed_in(browser: Browser, url: str, role: str) -> Page:
    """Return a page of somebody of the demonstration district."""
    page = browser.new_context(base_url=url, viewport=SIZE, locale="en-GB").new_page()
    page.goto("/sign-in")
    page.fill('input[name="name"]', role)
    page.fill('input[name="password"]', PASSWORDS[role])
    page.click("form.card button")
    page.wait_for_url(lambda address: "/sign-in" not in address)
    return page


def send(page: Page, method: str, url: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401
    """Ask the server as the page's user."""
    return page.evaluate(_SEND, [method, url, body])


def go(page: Page, address: str) -> None:
    """Open a page and wait until it is ready."""
    page.goto(address)
    page.wait_for_selector('html[data-ready="true"]', timeout=60_000)
    page.wait_for_timeout(700)


def take(page: Page, name: str) -> None:
    """Keep what a page shows."""
    page.wait_for_timeout(400)
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(224).save(HERE / f"{name}.png", optimize=True)


def draft(page: Page, name: str, *operations: dict[str, Any]) -> tuple[int, int]:
    """Make a draft with some steps; return its number and version."""
    plan_id, version = send(page, "POST", "/api/plans", {"name": name})["id"], 1
    for operation in operations:
        url = f"/api/plans/{plan_id}/steps"
        version = send(page, "POST", url, {"version": version, "operation": operation})["version"]
    return plan_id, version


def beside(page: Page) -> list[str]:
    """Return two cells of grid G03 that G10 can have without any grid falling apart."""
    cells = send(page, "GET", "/api/plan/cells")["features"]
    mine = [cell["properties"]["code"] for cell in cells if cell["properties"]["grid"] == "G03"]
    plan_id, version = draft(page, "Trial")
    url = f"/api/plans/{plan_id}"
    found: list[str] = []
    for code in reversed(mine):
        operation = {"kind": "give_cells", "cells": [code], "to": "G10"}
        body = {"version": version, "operation": operation}
        version = send(page, "POST", f"{url}/steps", body)["version"]
        if send(page, "GET", f"{url}/faults")["blocking"]:
            version = send(page, "POST", f"{url}/undo", {"version": version})["version"]
        else:
            found.append(code)
        if len(found) == CELLS:
            break
    send(page, "POST", f"{url}/discard", {"version": version})
    return found


def painting(page: Page) -> None:
    """Show a brush over the draft, the rail live."""
    plan_id, _ = draft(page, "Spring: harbour side")
    go(page, f"/plan?draft={plan_id}")
    page.locator('#pane-grids tr[data-code="G06"] button.name').click()
    page.keyboard.press("b")
    page.keyboard.press("3")
    page.evaluate("window.stageMap.setView([29.897, 121.857], 15)")
    page.mouse.move(880, 380)
    page.mouse.down()
    page.mouse.move(960, 470, steps=12)
    take(page, "planner-paint")
    page.mouse.up()


def edges(page: Page) -> None:
    """Show a cell with its joints."""
    plan_id, _ = draft(page, "Spring: river bank")
    go(page, f"/plan?draft={plan_id}")
    page.evaluate("window.stageMap.setView([29.8975, 121.8578], 17)")
    page.keyboard.press("e")
    page.mouse.click(900, 430)
    page.wait_for_selector(".joint")
    page.mouse.move(860, 360)
    take(page, "planner-edges")


def balance(page: Page) -> None:
    """Show grids proposed anew before they are taken, their impact, and a comparison."""
    plan_id, _ = draft(page, "Even grids")
    go(page, f"/plan?draft={plan_id}&tab=balance")
    page.check('input[value="propose"]')
    page.select_option('select[name="seconds"]', "15")
    page.click('button[name="start"]')
    page.wait_for_selector(".answer", timeout=60_000)
    take(page, "planner-balance")
    page.click('button[name="take"]')
    page.wait_for_timeout(2_500)
    go(page, f"/plan?draft={plan_id}&tab=impact")
    page.wait_for_selector("#pane-impact .sums")
    take(page, "planner-impact")
    go(page, f"/plan/compare?a=1&b={plan_id}&view=swipe")
    take(page, "planner-compare")


def rebase(page: Page, other: Page) -> None:
    """Show a draft that is brought up to date with another, published meanwhile."""
    cells, mine = beside(page), "G03"
    give = {"kind": "give_cells", "cells": cells, "to": "G10"}
    behind, _ = draft(
        page,
        "Spring: market",
        {"kind": "give_cells", "cells": cells[:1], "to": None},
        {"kind": "edit_grid", "grid": mine, "name": "Market"},
    )
    ahead, version = draft(
        page, "Spring: station", give, {"kind": "edit_grid", "grid": mine, "name": "Station"}
    )
    told = send(page, "POST", f"/api/plans/{ahead}/submit", {"version": version})
    body = {"version": told["version"]}
    send(other, "POST", f"/api/plans/{ahead}/publish", body)
    go(page, f"/plan?draft={behind}&tab=review")
    page.click('button[name="rebase"]')
    page.locator(".conflicts .side.mine").last.click()
    take(page, "planner-rebase")


def sheet(page: Page) -> None:
    """Show the sheet of one management grid."""
    page.set_viewport_size({"width": 940, "height": 1_160})
    go(page, "/print/plan/1/grid/G10")
    take(page, "planner-sheet")
    page.set_viewport_size(SIZE)


def main(url: str) -> None:
    """Take every picture."""
    HERE.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = signed_in(browser, url, "planner")
        for step in (painting, edges, balance, sheet):
            step(page)
        rebase(page, signed_in(browser, url, "admin"))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
