"""The real two-level grid of Washington, D.C.: changed with the mouse, published, rolled back."""

from collections import Counter
from datetime import UTC, datetime

import pytest
import shapely
from playwright.sync_api import expect

from gis_app.cases import OPEN_STATES
from gis_app.commands.demo import ACCOUNTS
from gis_app.store import features
from gis_app.work import COMMAND_LINE, Office, accounts
from grids import faults, owner, same_cell
from tests.browser.drafting import (
    borders,
    cells_told,
    content,
    drag_joint,
    head,
    holders,
    in_layers,
    meeting,
    need_moved,
    need_version,
    new_draft,
    open_draft,
    opened,
    owners,
    paint,
)
from tests.real.conftest import washington_in

pytestmark = pytest.mark.browser
#: Cells that balancing may move: enough to be seen, few enough to look at.
MOVES_MOST = 6


@pytest.fixture(scope="module")
def database(real_data, tmp_path_factory):
    """Import Washington by the commands of its walk-through, and let planners in."""
    path = washington_in(real_data, tmp_path_factory) / "washington.gpkg"
    store = opened(path)
    office = Office(store, lambda: datetime.now(UTC))
    for account in ACCOUNTS:
        name, password, role, title = account
        fresh = accounts.NewAccount(name=name, title=title, role=role, password=password)
        accounts.add(office, COMMAND_LINE, fresh)
    store.close()
    return path


@pytest.fixture(scope="module")
def grid(site):
    """Return the cells of the city as its file has them; the test puts them back."""
    return in_layers(site.database)[0]


def features_of(site, layer):
    store = opened(site.database)
    with store.read() as tx:
        found = features.read_frame(tx, layer)
    store.close()
    return found.set_index("code")


def cases_by_grid(site):
    """Return how many open cases each management grid has, and the cell and grid of every case."""
    cases = features_of(site, "cases")
    still = cases[cases["state"].isin(OPEN_STATES)]
    return Counter(still["grid"].dropna()), cases[["state", "cell", "grid"]]


def submitted(planner):
    """Submit the draft that a page shows, by its button."""
    planner.click("#tab-review")
    planner.click('.review button[name="submit"]')
    expect(planner.locator(".stations li[aria-current]")).to_have_text("In review")


def published(reviewer, plan_id):
    """Publish a plan in review by its buttons, and return its head."""
    open_draft(reviewer, plan_id).click("#tab-review")
    reviewer.click('.review button[name="publish"]')
    expect(reviewer.locator("dialog.ask .moves")).to_contain_text("open cases")
    reviewer.click('dialog.ask button[name="yes"]')
    expect(reviewer.locator(".stations li[aria-current]")).to_have_text("Published", timeout=15_000)
    return head(reviewer, plan_id)


def open_plans(page):
    page.goto("/plan?tab=plans")
    page.wait_for_selector('html[data-ready="true"]', timeout=30_000)
    return page


def made_by_hand(page, name):
    """Make a draft in the list of plans, and return its number."""
    open_plans(page).fill('.new-draft input[name="name"]', name)
    page.click('.new-draft button[name="create"]')
    page.wait_for_url("**/plan?draft=*")
    page.wait_for_selector('html[data-ready="true"]', timeout=30_000)
    return int(page.url.rpartition("=")[2])


def painted(page, site, plan_id, grid):
    """Paint two cells over to the management grid beside theirs; return what is stored then."""
    codes, source, to = next(borders(grid))
    had = {code: cells_told(page, code) for code in (source, to)}
    paint(page, grid, to, codes)
    need_version(page, 2)
    now = content(site.database, plan_id)[0]
    assert owners(now) == owners(grid) | dict.fromkeys(codes, to)
    assert faults(now) == []
    assert cells_told(page, to) == had[to] + 2
    assert cells_told(page, source) == had[source] - 2
    return now


def dragged(page, site, plan_id, before):
    """Drag a joint of three cells or more; return what is stored then."""
    joint = meeting(before)[0]
    drag_joint(page, before, holders(before)[joint][0], joint, (24, -18))
    need_version(page, 3)
    now = content(site.database, plan_id)[0]
    need_moved(before, now, joint)
    assert faults(now) == []
    return now


def balanced(page, site, plan_id, before):
    """Have the grids mended within a few moves, take the answer; return what is stored then."""
    page.click("#tab-balance")
    page.check('input[value="mend"]')
    page.uncheck('input[name="inside_streets"]')
    page.fill('input[name="moves_most"]', str(MOVES_MOST))
    page.select_option('select[name="seconds"]', "5")
    page.click('button[name="start"]')
    expect(page.locator(".answer")).to_be_visible(timeout=60_000)
    was, now = page.locator(".verdict strong").all_inner_texts()
    assert float(now.split()[0].replace(",", "")) < float(was.split()[0].replace(",", ""))
    page.click('button[name="take"]')
    need_version(page, 4)
    after = content(site.database, plan_id)[0]
    moved = [c.code for c in after if c.grid != before[c.code].grid]
    assert 0 < len(moved) <= MOVES_MOST
    assert all(same_cell(c, before[c.code]) for c in after if c.code not in moved)
    assert faults(after) == []
    return after


def compared(page, site, plan_id, before, after):
    """Compare a plan with the one it was made from, from the list of plans."""
    page.click(f'[data-plan="{plan_id}"] a:has-text("Compare")')
    page.wait_for_selector('html[data-ready="true"]', timeout=30_000)
    changed = [c for c in after if not same_cell(c, before[c.code])]
    assert page.locator(".summed dd").first.inner_text() == str(len(changed))
    page.select_option('select[name="figure"]', "cells")
    rows = page.locator(".compared section:first-child tbody tr")
    told = {
        row.get_attribute("data-code"): row.locator("td").all_inner_texts() for row in rows.all()
    }
    counts = [Counter(cell.grid for cell in plan) for plan in (before, after)]
    for code, numbers in told.items():
        assert [int(n) for n in numbers[:2]] == [count[code] for count in counts]
    assert {c.grid for c in changed} <= set(told)
    page.fill('input[name="from"]', "2000-01-01")
    page.click('button[name="count"]')
    expect(page.locator('section:has(form[name="days"]) tbody tr').first).to_be_visible()


def need_held(site, grid):
    """Check that the layers hold these cells, and management grids drawn around them."""
    held = in_layers(site.database)[0]
    assert held.codes == grid.codes
    assert all(same_cell(cell, grid[cell.code]) for cell in held)
    areas = Counter()
    for cell in grid:
        areas[cell.grid] += shapely.area(cell.shape)
    assert features_of(site, "grids").geometry.area.to_dict() == pytest.approx(areas, abs=0.1)


def need_owners_by_place(site, grid):
    """Check that each open case has the cell and management grid that lie where it does."""
    frame = features_of(site, "cases")
    still = frame[frame["state"].isin(OPEN_STATES) & ~frame.geometry.is_empty]
    cells = [owner(grid, place.x, place.y) for place in still.geometry]
    assert still["cell"].tolist() == cells
    assert still["grid"].tolist() == [None if cell is None else grid[cell].grid for cell in cells]


def test_the_imported_city_has_no_fault_that_keeps_a_draft_from_being_published(page_of, grid):
    page = page_of("planner")
    plan_id = new_draft(page, "As imported")

    told = page.evaluate(
        "(url) => fetch(url).then((a) => a.json())", f"/api/plans/{plan_id}/faults"
    )

    assert (len(grid), len({cell.grid for cell in grid})) == (296, 40)
    assert (told["blocking"], told["rows"]) == (0, [])


def test_washington_is_edited_balanced_published_compared_and_rolled_back(page_of, site, grid):
    open_before, cases_before = cases_by_grid(site)
    closed = ~cases_before["state"].isin(OPEN_STATES)
    planner, reviewer = page_of("planner"), page_of("admin")
    plan_id = made_by_hand(planner, "Two districts over")
    drawn = dragged(planner, site, plan_id, painted(planner, site, plan_id, grid))
    drawn = balanced(planner, site, plan_id, drawn)
    submitted(planner)

    done = published(reviewer, plan_id)
    assert (done["in_force"], done["author"], done["reviewer"]) == (True, "planner", "admin")
    expect(open_plans(reviewer).locator(".in-force strong")).to_have_text("Two districts over")
    need_held(site, drawn)
    need_owners_by_place(site, drawn)
    open_after, cases_after = cases_by_grid(site)
    assert open_after != open_before
    assert open_after.total() == open_before.total()
    assert cases_after[closed].equals(cases_before[closed])
    compared(reviewer, site, plan_id, grid, drawn)

    open_plans(reviewer)
    reviewer.once("dialog", lambda dialog: dialog.accept())
    reviewer.click('button[name="roll_back"]')
    expect(reviewer.locator(".in-force strong")).to_contain_text("First plan")
    need_held(site, grid)
    assert cases_by_grid(site)[1].equals(cases_before)
