"""A planner's work on 10,000 cells: a joint from the mouse to the saved plan, figures, the check.

`python -m benchmarks.bench_plans [--cells 10000]` makes a district of so many perturbed cells with
roads, hydrants and cases, serves it, and has headless Chromium choose a cell and drag joints. What
is timed in the page goes from the moment the button is let go to the second frame after the page
shows the joints, or the saved version. Beside it, in the same run: what the server alone needs for
a step, the figures of all grids after it against counting everything anew (our own `measure`, and
geopandas), and the check before publishing against overlaps and gaps in geopandas.

Budgets: a joint end to end and entering edit 100 ms, figures after a step 50 ms, check 250 ms.
"""

import argparse
import logging
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from playwright.sync_api import Page, sync_playwright

from benchmarks.bench_grids import Scene, make_scene, measures, peer_check, peer_measures
from benchmarks.bench_pages import CHROMIUM, serving
from gis_app.application import create_app
from gis_app.store import create_store
from gis_app.work import COMMAND_LINE, Office, accounts, drafts, founding
from grids import Burden, Counted, Grid, Ledger, Plan, tally, unmet
from grids.cells import Cell

DISTRICT = (
    'title = {zh = "格", en = "Lattice"}\nadcode = "330206"\n'
    'crs = "EPSG:4550"\ncentre = [121.85, 29.9]\n'
)
#: Where the lattice lies in EPSG:4550, in metres.
CORNER = (384_000.0, 3_305_000.0)
PASSWORD = "benchmark only"  # noqa: S105 - of a database that is thrown away
ROUNDS = 9

#: Notes when the button was let go, and when the page shows what came of it.
CLOCK = """
window.figures = {};
const after = (name) => requestAnimationFrame(() => requestAnimationFrame(() => {
  window.figures[name] ??= performance.now() - window.figures.up;
}));
addEventListener("pointerup", () => { window.figures = { up: performance.now() }; }, true);
new MutationObserver(() => {
  if (document.querySelector(".joint")) after("joints");
  const bar = document.querySelector(".draft-bar");
  if (bar?.dataset.version === window.wanted && bar.dataset.state === "saved") after("saved");
}).observe(document, { attributes: true, childList: true, subtree: true });
"""
_SPOT = """([lon, lat]) => {
  const at = window.stageMap.latLngToContainerPoint([lat, lon]);
  const box = window.stageMap.getContainer().getBoundingClientRect();
  return [box.x + at.x, box.y + at.y];
}"""


@dataclass(frozen=True, slots=True)
class Row:
    """One measured line, in milliseconds."""

    work: str
    ours_ms: float
    budget_ms: float
    peer: str = ""
    peer_ms: float | None = None


def moved(scene: Scene) -> Scene:
    """Return a scene where EPSG:4550 is at home."""

    def shift(xy: np.ndarray) -> np.ndarray:
        return np.round(xy + CORNER, 3)

    cells = [replace(c, shape=shapely.transform(c.shape, shift)) for c in scene.grid]
    whole = shapely.transform(scene.outline, shift)
    frames = [
        frame.assign(geometry=shapely.transform(frame.geometry.to_numpy(), shift))
        for frame in (scene.roads, scene.cases)
    ]
    roads, cases = (gpd.GeoDataFrame(frame, crs="EPSG:4550") for frame in frames)
    parts = {code: shapely.transform(shape, shift) for code, shape in scene.communities.items()}
    return Scene(Grid.of(cells, "EPSG:4550"), whole, parts, roads, cases)


def found(path: Path, scene: Scene) -> None:
    """Make a database of the scene with a planner's account."""
    store = create_store(path, DISTRICT)
    office = Office(store, lambda: datetime.now(UTC))
    cells = scene.grid.to_frame()[["code", "grid", "geometry"]].assign(name=None)
    roads = scene.roads.assign(code=[f"R{n:05d}" for n in range(len(scene.roads))], name="路")
    spots = scene.cases.geometry.iloc[::7]
    hydrants = gpd.GeoDataFrame(
        {"code": [f"H{n:05d}" for n in range(len(spots))], "name": None},
        geometry=list(spots),
        crs=spots.crs,
    )
    outline = gpd.GeoDataFrame(
        {"code": ["330206"], "name": ["格"]}, geometry=[scene.outline], crs="EPSG:4550"
    )
    layers = {"district": outline, "cells": cells, "roads": roads, "hydrants": hydrants}
    founding.found(office, COMMAND_LINE, layers)
    fresh = accounts.NewAccount(name="planner", title="P", role="planner", password=PASSWORD)
    accounts.add(office, COMMAND_LINE, fresh)
    store.close()


def best(work: Callable[[], object], rounds: int = 5) -> float:
    """Return the shortest of several runs, in milliseconds."""
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return 1000 * min(times)


def core_rows(scene: Scene) -> list[Row]:
    """Measure the figures after a step, and the check before publishing."""
    grid = scene.grid
    assert grid.adjacency is not None  # kept up from step to step, as on a planner's bench
    places = shapely.get_coordinates(scene.cases.geometry.to_numpy())
    classes = scene.roads["class"].tolist()
    burden = Burden.of(
        scene.roads.geometry.to_numpy(), classes, {"cases_per_month": Counted(*places.T)}
    )
    ledger = Ledger.of(grid, burden)
    named = sorted({cell.grid for cell in grid if cell.grid})
    out, into = _joint_moved(grid)
    after = grid.swap([], into)
    weights = {"cases_per_month": 1.0, "road_km": 4.0}

    def figures() -> None:
        tally(ledger.after(after, out, into), named, weights)

    peer = best(lambda: peer_measures(scene), 2)
    anew = best(lambda: measures(scene), 2)
    check = best(lambda: unmet(Plan("", scene.fresh, outline=scene.outline)))
    return [
        Row("figures of all grids after a step", best(figures), 50, "geopandas, all anew", peer),
        Row("the same, beside our own count of all", best(figures), 50, "measure", anew),
        Row(
            "what keeps a plan from being published",
            check,
            250,
            "geopandas, overlaps and gaps",
            best(lambda: peer_check(scene), 2),
        ),
    ]


def _joint_moved(grid: Grid) -> tuple[list[Cell], list[Cell]]:
    """Return the cells around a joint in the middle before and after it is moved by a metre."""
    middle = shapely.box(*grid.shapes[0].bounds).centroid
    middle = shapely.Point(np.mean(shapely.bounds(grid.shapes)[:, :2], axis=0))
    cell = min(grid, key=lambda one: one.shape.distance(middle))
    joint = shapely.get_coordinates(cell.shape)[2]

    def shift(xy: np.ndarray) -> np.ndarray:
        return np.where((xy == joint).all(axis=1, keepdims=True), xy + 1.0, xy)

    out = [c for c in grid if shapely.Point(joint).distance(c.shape) == 0]
    return out, [replace(c, shape=shapely.transform(c.shape, shift)) for c in out]


def page_rows(path: Path) -> list[Row]:
    """Measure what a planner waits for in the browser."""
    app = create_app(path, RATELIMIT_ENABLED=False)
    with sync_playwright() as playwright, serving(app) as home:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = chromium.new_page(base_url=home, viewport={"width": 1440, "height": 900})
        page.add_init_script(CLOCK)
        page.goto("/sign-in")
        page.fill('input[name="name"]', "planner")
        page.fill('input[name="password"]', PASSWORD)
        page.click("form.card button")
        page.wait_for_url(lambda url: "/sign-in" not in url)
        office = app.extensions["office"]
        planner = accounts.sign_in(office, "planner", PASSWORD)
        plan_id = drafts.create(office, planner, "Bench")["id"]
        page.goto(f"/plan?draft={plan_id}")
        page.wait_for_selector('html[data-ready="true"]', timeout=120_000)
        rows = _dragged(page)
        chromium.close()
    app.extensions["office"].store.close()
    return rows


def _dragged(page: Page) -> list[Row]:
    box = page.eval_on_selector(".stage [data-box]", "(node) => node.dataset.box")
    west, south, east, north = map(float, box.split(","))
    centre = [(west + east) / 2 + 0.0004, (south + north) / 2 + 0.0004]
    page.evaluate("([lon, lat]) => window.stageMap.setView([lat, lon], 18)", centre)
    page.keyboard.press("e")
    entered, saved = [], []
    for turn in range(ROUNDS):
        page.keyboard.press("Escape")
        page.wait_for_function("() => !document.querySelector('.joint')")
        page.mouse.click(*page.evaluate(_SPOT, centre))
        page.wait_for_function("() => window.figures.joints", timeout=20_000)
        entered.append(page.evaluate("window.figures.joints"))
        joint = page.locator(".joint.shared").first.bounding_box()
        x, y = joint["x"] + joint["width"] / 2, joint["y"] + joint["height"] / 2
        page.evaluate("(n) => { window.wanted = String(n); }", turn + 2)
        by = 14 if turn % 2 else -14
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + by, y + by, steps=4)
        page.mouse.up()
        page.wait_for_function("() => window.figures.saved", timeout=20_000)
        saved.append(page.evaluate("window.figures.saved"))
    return [
        Row("a cell entered, to its joints on the screen", statistics.median(entered), 100),
        Row("a joint let go, to the saved plan on the screen", statistics.median(saved), 100),
    ]


def run(cells: int) -> list[Row]:
    """Measure everything on a district of so many cells."""
    scene = moved(make_scene(cells))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "district.gpkg"
        found(path, scene)
        rows = page_rows(path)
    return rows + core_rows(scene)


def show(rows: list[Row]) -> str:
    """Return the rows as a table, with whether each budget is met."""
    lines = [f"{'work':<50} {'ours':>8} {'budget':>8}  peer in the same run"]
    for row in rows:
        verdict = "" if row.ours_ms <= row.budget_ms else "  NOT reached"
        peer = (
            f"{row.peer} {row.peer_ms:.0f} ms: {row.peer_ms / row.ours_ms:.1f} ×"
            if (row.peer_ms)
            else "–"
        )
        lines.append(f"{row.work:<50} {row.ours_ms:6.0f}ms {row.budget_ms:6.0f}ms  {peer}{verdict}")
    return "\n".join(lines)


def main() -> None:
    """Run it from the command line."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--cells", type=int, default=10_000)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a page asks for much at once
    print(show(run(reader.parse_args().cells)))


if __name__ == "__main__":
    main()
