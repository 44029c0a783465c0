"""A server over a small generated district, and signed-in pages of a real browser."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import waitress
from playwright.sync_api import Browser, Page, sync_playwright

from gis_app.application import ROOT, create_app
from gis_app.commands.demo import ACCOUNTS, make_demo
from tests.made_once import made_once

CHROMIUM = "/usr/bin/chromium"
#: Cases of the small district: enough for every state and a density, quick to make.
CASES = 3_000


@dataclass(frozen=True)
class Site:
    """A running server: its address and its database."""

    url: str
    database: Path


@pytest.fixture(scope="session")
def small_district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a generated district with few cases, made once for all test processes."""

    def make(folder: Path) -> None:
        make_demo(folder / "district.gpkg", cases=CASES, quiet=True)

    return made_once(tmp_path_factory, "demo", make) / "district.gpkg"


@pytest.fixture(scope="module")
def database(small_district: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the small district for one test file; a file of tests may put another in its place."""
    path = tmp_path_factory.mktemp("site") / "district.gpkg"
    path.write_bytes(small_district.read_bytes())
    return path


@pytest.fixture(scope="module")
def site(database: Path) -> Iterator[Site]:
    """Serve the database of a test file on a free port."""
    if not (ROOT / "static" / "vendor" / "leaflet.js").exists():
        pytest.fail("static/vendor is missing; run `make setup`")
    app = create_app(database, RATELIMIT_ENABLED=False)
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=6)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.effective_port}", database)
    server.close()
    thread.join(timeout=5)
    app.extensions["office"].store.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start headless Chromium once per test process."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


#: Cookies of who signed in, by site and role; a new site makes sessions anew.
_signed_in: dict[str, dict[str, list]] = {}


@pytest.fixture
def page_of(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a signed-in page; its console errors fail the test.

    `page_of("dispatcher", language="en", width=1440, height=900)`; the returned page has
    `page.trouble`, a list a test may clear where it causes a refusal on purpose.
    """
    opened = []
    # a person signs in once for each test file; later pages come with that person's cookies
    signed_in = _signed_in.setdefault(site.url, {})

    def open_page(
        role: str = "dispatcher", *, language: str = "en", width: int = 1440, height: int = 900
    ) -> Page:
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": height},
            locale="zh-CN" if language == "zh" else "en-GB",
            timezone_id="Asia/Shanghai",
            has_touch=width < 500,
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        _watch(page, site.url)
        if role not in signed_in:
            _sign_in(page, role)
            signed_in[role] = context.cookies()
        context.add_cookies(signed_in[role])
        context.add_cookies([{"name": "language", "value": language, "url": site.url}])
        page.goto("/profile")
        opened.append((context, page))
        return page

    yield open_page
    trouble = [what for _, page in opened for what in page.trouble]
    for context, _ in opened:
        context.close()
    assert trouble == []


def _sign_in(page: Page, role: str) -> None:
    account = next(a for a in ACCOUNTS if a.role == role)
    page.goto("/sign-in?next=/profile")  # the workspaces are heavy to open
    page.fill('input[name="name"]', account.name)
    page.fill('input[name="password"]', account.password)
    page.click("form.card button")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def _watch(page: Page, home: str) -> None:
    page.trouble = []  # type: ignore[attr-defined]

    def said(message) -> None:
        if message.type == "error":
            page.trouble.append(f"console: {message.text}")

    def asked(request) -> None:
        if not request.url.startswith((home, "data:", "blob:")):
            page.trouble.append(f"outside: {request.url}")

    page.on("console", said)
    page.on("pageerror", lambda error: page.trouble.append(f"page: {error}"))
    page.on("request", asked)
