"""Bytes over the wire and time to first paint of each workspace, beside plain folium.

`python -m benchmarks.bench_pages [--rounds 5]` serves the demonstration district (a copy of
DATABASE where that is one, else a fresh one) and, from a second server with the same compression,
the same content embedded in plain folium pages: the ground and the areas as `folium.GeoJson`, the
cases as `HeatMap`, the assets as `CircleMarker`s. Headless Chromium opens each with an empty cache;
the server has answered each page once before.

Libraries (Leaflet and its kind) are left out of the bytes on both sides; what folium links to and
does not need here (jQuery, Bootstrap, fonts) is empty on its side and costs it nothing. "Ready" is
two frames after our `data-ready`, and after folium's `load`.

Budgets (architecture.md, section 7): first paint 1 s or less, 400 kB or less over the wire.
"""

import argparse
import logging
import os
import re
import shutil
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import folium
import waitress
from flask import Flask, Response, send_file
from flask_compress import Compress
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from benchmarks.folium_pages import local, pages
from gis_app.application import ROOT, create_app
from gis_app.commands.demo import ACCOUNTS, make_demo
from gis_app.work import Office

CHROMIUM = "/usr/bin/chromium"
PAINT_BUDGET_MS, WIRE_BUDGET_KB = 1_000, 400
#: Scripts and styles of others, left out of the bytes on both sides.
LIBRARY = re.compile(r"/(static/[^/]+/vendor|lib)/")

#: Notes the moment of the first paint and of being ready, in milliseconds after the navigation.
CLOCK = """
window.figures = {};
const note = (name, value) => {
  window.figures[name] ??= value;
  if (window.figures.ready && window.figures.paint)
    document.documentElement.dataset.measured = "true";
};
const settle = () =>
  requestAnimationFrame(() => requestAnimationFrame(() => note("ready", performance.now())));
new MutationObserver(() => document.documentElement.dataset.ready && settle())
  .observe(document, { attributes: true, subtree: true, attributeFilter: ["data-ready"] });
if (location.port === "PEER") addEventListener("load", settle);
new PerformanceObserver((list) => {
  for (const entry of list.getEntriesByName("first-contentful-paint"))
    note("paint", entry.startTime);
}).observe({ type: "paint", buffered: true });
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """One page, opened with an empty cache."""

    kilobytes: float
    paint_ms: float
    ready_ms: float


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a workspace, and the same content in plain folium."""

    name: str
    ours: Visit
    peer: Visit


def peer_app(office: Office) -> Flask:
    """Return a server of the folium pages, compressed as ours are."""
    app = Flask("peer")
    app.config.update(COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_BR_LEVEL=4)
    Compress(app)
    texts = {name: local(make(office)) for name, (_, make) in pages(office).items()}
    shelf = [ROOT / "static" / "vendor", Path(folium.__file__).parent / "templates"]

    @app.get("/page/<name>")
    def page(name: str) -> str:
        return texts[name]

    @app.get("/lib/<name>")
    def library(name: str) -> Response:
        found = [folder / name for folder in shelf if (folder / name).is_file()]
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        return send_file(found[0]) if found else Response("", mimetype=kind)

    return app


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an application on a free port while the block runs."""
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=6)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)


def signed_in(browser: Browser, home: str) -> Any:
    """Return the cookies of an administrator of the demonstration."""
    account = next(a for a in ACCOUNTS if a.role == "admin")
    context = browser.new_context(base_url=home)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill('input[name="name"]', account.name)
    page.fill('input[name="password"]', account.password)
    page.click("form.card button")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    state = context.storage_state()
    context.close()
    return state


def visit(context: BrowserContext, address: str, peer_port: str) -> Visit:
    """Open a page and return what it took."""
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    names: dict[str, str] = {}
    sizes: dict[str, float] = {}
    wire.on(
        "Network.requestWillBeSent", lambda e: names.update({e["requestId"]: e["request"]["url"]})
    )
    wire.on(
        "Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]})
    )
    page.add_init_script(CLOCK.replace("PEER", peer_port))
    page.goto(address, wait_until="commit")
    page.wait_for_selector("html[data-measured]", state="attached", timeout=120_000)
    figures = page.evaluate("window.figures")
    total = sum(size for key, size in sizes.items() if not LIBRARY.search(names.get(key, "")))
    return Visit(total / 1000, figures["paint"], figures["ready"])


def median(browser: Browser, address: str, state: Any, rounds: int, peer_port: str) -> Visit:
    """Return the median of several visits, each with an empty cache, after one that warms up."""
    seen = []
    for _ in range(rounds + 1):
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, storage_state=state, locale="en-GB"
        )
        seen.append(visit(context, address, peer_port))
        context.close()
    return Visit(
        *(statistics.median(getattr(one, name) for one in seen[1:]) for name in Visit.__slots__)
    )


def run(database: Path, rounds: int) -> list[Row]:
    """Return one row for each workspace over a database of the demonstration district."""
    app = create_app(database, RATELIMIT_ENABLED=False)
    office = app.extensions["office"]
    with sync_playwright() as playwright, serving(app) as ours, serving(peer_app(office)) as peer:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        state = signed_in(browser, ours)
        port = peer.rpartition(":")[2]
        rows = [
            Row(
                name,
                median(browser, ours + address, state, rounds, port),
                median(browser, f"{peer}/page/{name}", None, rounds, port),
            )
            for name, (address, _) in pages(office).items()
        ]
        browser.close()
    office.store.close()
    return rows


def show(rows: list[Row]) -> str:
    """Return the table."""
    head = f"{'':<22}{'kB over the wire':>26}{'first paint, ms':>26}{'ready, ms':>26}"
    lines = [head, f"{'':<22}" + f"{'ours':>8}{'folium':>9}{'ratio':>9}" * 3]
    for row in rows:
        cells = [
            f"{mine:>8.0f}{other:>9.0f}{other / mine:>8.1f}×"
            for mine, other in (
                (getattr(row.ours, name), getattr(row.peer, name)) for name in Visit.__slots__
            )
        ]
        lines.append(f"{row.name:<22}" + "".join(cells))
    worst = [max(getattr(row.ours, name) for row in rows) for name in ("kilobytes", "paint_ms")]
    for said, value, budget in (
        ("kB over the wire", worst[0], WIRE_BUDGET_KB),
        ("ms to the first paint", worst[1], PAINT_BUDGET_MS),
    ):
        verdict = "reached" if value <= budget else "NOT reached"
        lines.append(f"target {budget} {said}: worst {value:.0f}, {verdict}")
    return "\n".join(lines)


def main() -> None:
    """Read the command line, run, and print the table."""
    reader = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    reader.add_argument("--rounds", type=int, default=5)
    rounds = reader.parse_args().rounds
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a page asks for much at once
    given = Path(os.environ.get("DATABASE", ""))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "district.gpkg"
        if given.is_file():
            shutil.copy(given, path)
        else:
            make_demo(path)
        print(show(run(path, rounds)))


if __name__ == "__main__":
    main()
