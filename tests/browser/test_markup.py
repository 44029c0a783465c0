"""Stored markup and formulas stay text on every page, in every language, and in every export."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from gis_app.application import create_app
from gis_app.store import accounts, features, open_store
from layers import Feature
from layers.catalog import FieldKind

IMAGE = "<img src=x onerror=__hit=1>"
#: The longest that fits a field is put there: formula, quotes, element, end of a script.
TEXTS = (
    f"=HYPERLINK(\"//x\",'a')'\"`>{IMAGE}</script><script>__hit=1</script>{{{{7*7}}}}&lt;",
    f"=1+1'\">{IMAGE}</script>",
    f'">{IMAGE}',
    "=1'\"><b id=hit>",
)
#: Fields by which things are joined: a person chooses them from lists.
JOINING = frozenset(
    ["cell", "grid", "community", "street", "colour", "scheme", "class_code", "asset_layer", "kind"]
)
#: Pages that show nothing stored, or would end the session.
APART = frozenset({"/sign-in", "/backup.gpkg", "/settings/limits/table.csv"})
SHEETS = ("dispatch", "plan", "inspect", "coverage?layer=hydrants")


def bad(most):
    """Return the longest text of markup of at most so many signs."""
    return next((text for text in TEXTS if len(text) <= (most or 400)), "")


@pytest.fixture(scope="module")
def poisoned(site):
    """Put markup in every text a person can fill; return a code of each layer that has it."""
    store = open_store(site.database)
    with store.write(bad(40), datetime.now(UTC)) as tx:
        for unit in accounts.units(tx)[:2]:
            wrong = replace(unit, name_zh=bad(60), name_en=bad(60), kind=bad(60))
            accounts.edit_unit(tx, wrong, version=unit.version)
        first = accounts.units(tx)[0].code
        for user in accounts.users(tx):
            wrong = replace(user, display_name=bad(60), unit=first)
            accounts.edit_user(tx, wrong, version=user.version)
        codes = {spec.name: _spoil(tx, spec) for spec in store.catalog}
    store.close()
    return {name: code for name, code in codes.items() if code}


def _spoil(tx, spec):
    code = None
    fields = [f for f in spec.fields if f.kind is FieldKind.TEXT and f.name not in JOINING]
    if spec.name == "cases":
        fields = [f for f in fields if f.name != "unit"]
    for feature in _some(tx, spec):
        values = {**feature.values, **{f.name: bad(f.length) for f in fields}}
        spoilt = replace(feature, name=bad(30), values=values)
        features.update(tx, spec.name, spoilt, version=feature.version, note=bad(400))
        code = feature.code
    return code


def _some(tx, spec) -> list[Feature]:
    """Return all of the few, or a handful of the many; of the cases the latest."""
    frame = features.read_frame(tx, spec.name)
    if spec.name == "cases":
        frame = frame.dropna(subset=["cell"]).sort_values("reported_at")
    return [features.get(tx, spec.name, code) for code in frame["code"].tolist()[-25:]]


def plain_pages(site):
    """Return the addresses of all pages that need no argument, and the sheets for paper."""
    app = create_app(site.database)
    app.extensions["office"].store.close()
    found = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.arguments and not rule.rule.startswith("/api/")
    ]
    return [*sorted(set(found) - APART), *(f"/print/{sheet}" for sheet in SHEETS)]


def check(page):
    """Fail where markup became an element, a script ran, or the browser had to refuse one."""
    assert page.evaluate("window.__hit") is None, page.url
    made = page.evaluate("document.querySelectorAll('img[src=\"x\"], #hit, [onerror]').length")
    assert made == 0, page.url
    assert page.asked == []
    forbidden = [said for said in page.trouble if "403" not in said]
    assert forbidden == [], page.url
    page.trouble.clear()


def come_to_rest(page):
    """Wait until the program of a page, if it has one, has drawn everything."""
    if page.locator("script[type=module]").count():
        page.wait_for_selector("html[data-ready]", state="attached")


@pytest.fixture
def reader(page_of, poisoned):
    """Return a function that opens a page whose dialogs are noted."""

    def opened(role, language="en", **options):
        page = page_of(role, language=language, **options)
        page.asked = []
        page.on("dialog", lambda dialog: (page.asked.append(dialog.message), dialog.dismiss()))
        return page

    return opened


@pytest.mark.parametrize(("role", "language"), [("admin", "zh"), ("viewer", "en")])
def test_every_page_shows_markup_as_text(reader, site, role, language):
    page = reader(role, language)

    for path in plain_pages(site):
        page.goto(path)
        come_to_rest(page)
        check(page)


def test_markup_in_the_address_stays_text_too(reader):
    page = reader("admin")
    wrong = bad(400).replace("&", "%26").replace("#", "%23").replace("+", "%2B")
    for path in ("/dispatch", "/plan", "/coverage", "/inspect", "/print/dispatch", "/print/plan"):
        names = (
            "q",
            "title",
            "layer",
            "code",
            "grid",
            "cell",
            "class",
            "unit",
            "sort",
            "tab",
            "at",
        )
        page.goto(f"{path}?{'&'.join(f'{name}={wrong}' for name in names)}")
        come_to_rest(page)
        page.trouble[:] = [said for said in page.trouble if not re.search("404|422", said)]
        check(page)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_panel_of_a_case_shows_it_as_text(reader, poisoned, language):
    page = reader("dispatcher", language)
    page.goto(f"/dispatch?case={poisoned['cases']}")
    page.wait_for_selector("html[data-ready]")

    expect(page.locator(".panel")).to_contain_text(IMAGE)
    expect(page.locator(".panel")).to_contain_text("</script><script>__hit=1</script>")
    expect(page.locator("ol.cases")).to_contain_text(IMAGE)
    check(page)


@pytest.mark.parametrize("layer", ["hydrants", "bridges", "sites", "dig_permits", "stalls"])
def test_the_card_of_an_asset_shows_it_as_text(reader, poisoned, layer):
    page = reader("inspector", "zh", width=390, height=844)
    page.goto(f"/inspect?layer={layer}&code={poisoned[layer]}")
    page.wait_for_selector("html[data-ready]")

    expect(page.locator(".sheet")).to_contain_text(IMAGE)
    check(page)


def test_the_finder_shows_it_as_text(reader):
    page = reader("inspector")
    page.goto("/inspect")
    page.wait_for_selector("html[data-ready]")
    page.fill('form.search input[name="q"]', "img src")
    page.wait_for_load_state("networkidle")

    expect(page.locator(".results")).to_contain_text(IMAGE)
    check(page)


def test_a_click_on_the_map_and_what_hovers_over_it_show_it_as_text(reader):
    page = reader("planner")
    page.goto("/plan")
    page.wait_for_selector("html[data-ready]")
    box = page.locator(".stage").bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    page.mouse.move(*middle)
    page.mouse.move(middle[0] + 3, middle[1] + 3)
    expect(page.locator(".leaflet-tooltip")).to_contain_text(IMAGE)
    page.mouse.click(*middle)
    expect(page.locator(".panel")).to_contain_text(IMAGE)
    expect(page.locator("#pane-grids")).to_contain_text(IMAGE)
    check(page)


def test_users_units_and_history_show_it_as_text(reader):
    page = reader("admin")

    for path, place in [
        ("/admin", "#users"),
        ("/admin/units", "#units"),
        ("/admin/history", "#changes"),
        ("/profile", ".lead"),
    ]:
        page.goto(path)
        expect(page.locator(place)).to_contain_text(IMAGE)
        expect(page.locator(".bar summary")).to_contain_text(IMAGE)
        check(page)
    page.goto("/admin/users/viewer")
    assert page.input_value('input[name="title"]') == bad(60)
    page.goto("/admin/units/U01")
    assert page.input_value('input[name="name_en"]') == bad(60)
    check(page)


def test_a_sheet_for_paper_shows_it_as_text(reader):
    page = reader("planner", "zh")
    page.goto("/print/plan")
    page.wait_for_selector("html[data-ready]")

    expect(page.locator(".sheet .legend")).to_contain_text(IMAGE)
    expect(page.locator(".sheet footer")).to_contain_text(IMAGE)
    check(page)


def test_no_cell_of_an_export_begins_a_formula(reader, poisoned):
    page = reader("admin")
    sheets = ["/api/cases.csv", *(f"/export/{name}.csv" for name in sorted(poisoned))]

    for sheet in sheets:
        answer = page.request.get(sheet)
        assert answer.ok, sheet
        rows = list(csv.reader(io.StringIO(answer.body().decode("utf-8-sig"))))
        begun = [
            cell for row in rows for cell in row if re.match(r"[=@\t\r]|[+-](?!\d+(\.\d+)?$)", cell)
        ]
        assert begun == [], sheet
        held = "".join(cell for row in rows for cell in row)
        assert "img src=x" in held, sheet


def test_no_data_is_ever_sent_as_a_page(reader, site):
    page = reader("admin")
    app = create_app(site.database)
    app.extensions["office"].store.close()
    paths = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.arguments and rule.rule.startswith("/api/")
    ]

    kinds = {path: page.request.get(path).headers for path in paths}

    assert [path for path, kind in kinds.items() if "html" in kind["content-type"]] == []
    assert {kind["x-content-type-options"] for kind in kinds.values()} == {"nosniff"}
