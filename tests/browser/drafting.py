"""What tests of drafts share: places of a draft on the screen, the mouse, and what is stored."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from playwright.sync_api import Page, expect
from shapely.geometry.base import BaseGeometry

from gis_app.store import Store, drafts, open_store, plans
from grids import Cell, Grid, ManagementGrid, pieces, same_cell
from layers.catalog import catalog_beside
from layers.crs import to_lonlat

#: As many decimals as the page is sent, so that a joint of the store is a joint of the page.
DIGITS = 9
#: Where single joints are worked on: about half a metre for a pixel.
ZOOM = 18

Place = tuple[float, float]
Content = tuple[Grid, tuple[ManagementGrid, ...]]

_SEND = """async ([method, url, body]) => {
  const answer = await fetch(url, {
    method,
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": document.querySelector('meta[name="csrf"]').content,
    },
    body: JSON.stringify(body),
  });
  return [answer.status, await answer.json()];
}"""
_FIT = """([west, south, east, north]) => window.stageMap.fitBounds(
  [[south, west], [north, east]],
  { animate: false, paddingTopLeft: [120, 120], paddingBottomRight: [320, 120], maxZoom: 18 },
)"""
_SPOT = """([lon, lat]) => {
  const at = window.stageMap.latLngToContainerPoint([lat, lon]);
  const box = window.stageMap.getContainer().getBoundingClientRect();
  return [box.x + at.x, box.y + at.y];
}"""


# ---- the server


def ask(page: Page, method: str, url: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Ask the server as the page's user; return the status and the answer."""
    status, answer = page.evaluate(_SEND, [method, url, body])
    return status, answer


def send(page: Page, method: str, url: str, body: dict[str, Any]) -> dict[str, Any]:
    """Ask the server for what it must not refuse, and return the answer."""
    status, answer = ask(page, method, url, body)
    assert status < 300, answer
    return answer


def head(page: Page, plan_id: int) -> dict[str, Any]:
    """Return the head of a plan as the server tells it to the page's user."""
    return page.evaluate("(url) => fetch(url).then((a) => a.json())", f"/api/plans/{plan_id}")


def forgive(page: Page, status: int) -> None:
    """Forget what the console said of an answer that a test caused on purpose."""
    page.trouble[:] = [what for what in page.trouble if str(status) not in what]  # type: ignore[attr-defined]


def opened(database: Path) -> Store:
    """Open the store behind the server, with the layers that its city has of its own."""
    return open_store(database, catalog_beside(database))


def content(database: Path, plan_id: int) -> Content:
    """Return the cells and management grids of a plan, wherever the store keeps them."""
    store = opened(database)
    with store.read() as tx:
        found = drafts.content(tx, plans.get(tx, plan_id))
    store.close()
    return found


def in_layers(database: Path) -> Content:
    """Return the cells and management grids that the layers hold."""
    store = opened(database)
    with store.read() as tx:
        found = drafts.of_layers(tx)
    store.close()
    return found


# ---- the page


def new_draft(page: Page, name: str) -> int:
    """Make a draft of the plan in force without the mouse, and return its number."""
    return send(page, "POST", "/api/plans", {"name": name})["id"]


def open_draft(page: Page, plan_id: int) -> Page:
    """Open a draft and wait until it can be worked on."""
    page.goto(f"/plan?draft={plan_id}")
    page.wait_for_selector('html[data-ready="true"]', timeout=30_000)
    return page


def need_version(page: Page, version: int) -> None:
    """Wait until the page has a version of its draft, and all is saved."""
    bar = page.locator(".draft-bar")
    expect(bar).to_have_attribute("data-version", str(version))
    expect(bar).to_have_attribute("data-state", "saved")


def row(page: Page, code: str):
    """Return the row of a management grid in the rail."""
    return page.locator(f'#pane-grids tr[data-code="{code}"]')


def cells_told(page: Page, code: str) -> int:
    """Return how many cells the rail says a management grid has."""
    return int(row(page, code).locator("td.number").first.inner_text().replace(",", ""))


def look_at(page: Page, grid: Grid, shape: BaseGeometry) -> None:
    """Bring a shape, clear of what lies over the map, as large as it goes."""
    page.evaluate(_FIT, list(lonlat(grid, shape).bounds))


def spot(page: Page, grid: Grid, place: BaseGeometry) -> Place:
    """Return where on the screen a point lies."""
    x, y = page.evaluate(_SPOT, list(lonlat(grid, place).coords[0]))
    return x, y


def drag(page: Page, *spots: Place, steps: int = 8) -> None:
    """Press at the first spot, go through the others, let go at the last."""
    page.mouse.move(*spots[0])
    page.mouse.down()
    for to in spots[1:]:
        page.mouse.move(*to, steps=steps)
    page.mouse.up()


def paint(page: Page, grid: Grid, to: str, codes: list[str]) -> None:
    """Give cells to a management grid in one stroke of a brush one cell wide."""
    row(page, to).locator("button.name").click()
    page.keyboard.press("b")
    page.keyboard.press("1")
    look_at(page, grid, shapely.union_all([grid[code].shape for code in codes]))
    spots = [spot(page, grid, middle(grid[code])) for code in codes]
    drag(page, *spots, *([spots[0]] if len(spots) == 1 else []))


def drag_joint(page: Page, grid: Grid, code: str, joint: Place, by_px: Place) -> None:
    """Choose a cell beside one of its joints, then drag the joint."""
    place = shapely.Point(joint)
    look_at(page, grid, place)
    page.keyboard.press("e")
    page.mouse.click(*spot(page, grid, middle(grid[code], within=place.buffer(20.0))))
    expect(page.locator(".joint.shared").first).to_be_attached()
    x, y = spot(page, grid, place)
    drag(page, (x, y), (x + by_px[0], y + by_px[1]))


# ---- cells


def lonlat(grid: Grid, shape: BaseGeometry) -> BaseGeometry:
    """Return a shape of the store in the degrees of the page."""
    return to_lonlat(np.array([shape], dtype=object), grid.crs, digits=DIGITS)[0]


def middle(cell: Cell, within: BaseGeometry | None = None) -> BaseGeometry:
    """Return the middle of the largest circle in a cell, or in the part of it within a shape."""
    shape = cell.shape if within is None else cell.shape.intersection(within)
    part = max(shapely.get_parts(shape), key=lambda one: one.area)
    return shapely.get_point(shapely.maximum_inscribed_circle(part, tolerance=0.5), 0)


def joints(cell: Cell) -> set[Place]:
    """Return the joints of a cell, in whole millimetres of a metre."""
    return {(round(x, 3), round(y, 3)) for x, y in shapely.get_coordinates(cell.shape).tolist()}


def holders(grid: Grid) -> dict[Place, list[str]]:
    """Return the cells that have each joint."""
    found = defaultdict(list)
    for cell in grid:
        for joint in joints(cell):
            found[joint].append(cell.code)
    return found


def meeting(grid: Grid, *, room_m: float = 30.0) -> list[Place]:
    """Return inner joints of three cells or more with no other joint near, in a fixed order."""
    held = holders(grid)
    tree = shapely.STRtree([shapely.Point(joint) for joint in held])
    rim = shapely.union_all(grid.shapes, grid_size=0.001).boundary
    return sorted(
        joint
        for joint, codes in held.items()
        if len(codes) >= 3
        and rim.distance(shapely.Point(joint)) > room_m
        and len(tree.query(shapely.Point(joint), "dwithin", room_m)) == 1
    )


def borders(grid: Grid) -> Iterator[tuple[list[str], str, str]]:
    """Yield two cells side by side, their management grid, and one beside them.

    They can be given to it, with a stroke from middle to middle, and both stay in one piece.
    """
    for cell in grid:
        if cell.grid is None:
            continue
        beside = grid.neighbours(cell.code)
        others = sorted({one.grid for one in beside if one.grid not in (None, cell.grid)})
        for to in others[:1]:
            for other in beside:
                codes = [cell.code, other.code]
                if other.grid == cell.grid and _stroke(grid, codes) and _whole(grid, codes, to):
                    yield codes, cell.grid, to


def _stroke(grid: Grid, codes: list[str]) -> bool:
    """Return whether a straight stroke between two cells meets them alone, by a good way."""
    ends = [middle(grid[code]) for code in codes]
    line = shapely.LineString(ends).buffer(3.0)
    return shapely.union_all([grid[code].shape for code in codes], grid_size=0.001).covers(line)


def _whole(grid: Grid, codes: list[str], to: str) -> bool:
    source = grid[codes[0]].grid
    left = [c.code for c in grid if c.grid == source and c.code not in codes]
    held = [c.code for c in grid if c.grid == to]
    return len(pieces(grid, left)) == 1 and len(pieces(grid, [*held, *codes])) == 1


def need_moved(before: Grid, after: Grid, joint: Place) -> None:
    """Check that a joint is at another place now, in all cells that share it and in no other."""
    codes = holders(before)[joint]
    fresh = set.intersection(*(joints(after[code]) - joints(before[code]) for code in codes))
    assert len(fresh) == 1
    assert sorted(holders(after)[fresh.pop()]) == sorted(codes)
    assert joint not in holders(after)
    assert sorted(c.code for c in after if not same_cell(c, before[c.code])) == sorted(codes)


def owners(grid: Grid) -> dict[str, str | None]:
    """Return the management grid of each cell."""
    return {cell.code: cell.grid for cell in grid}
