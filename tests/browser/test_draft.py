"""A planner changes a draft with the mouse; after each step the stored draft is looked at."""

import re
from itertools import islice

import pytest
import shapely
from playwright.sync_api import expect

from grids import faults, same_cell
from tests.browser.drafting import (
    ask,
    borders,
    cells_told,
    content,
    drag_joint,
    forgive,
    head,
    holders,
    in_layers,
    look_at,
    meeting,
    middle,
    need_moved,
    need_version,
    new_draft,
    open_draft,
    owners,
    paint,
    row,
    send,
    spot,
)

pytestmark = pytest.mark.browser
EVIL = "<img src=x onerror=window.hurt=1>"


@pytest.fixture(scope="module")
def grid(site):
    """Return the cells that each draft begins with; what a test publishes it rolls back."""
    return in_layers(site.database)[0]


@pytest.fixture(scope="module")
def pair(grid):
    """Return two cells at the border of their management grid, the grid, and the one beside it."""
    return next(borders(grid))


@pytest.fixture
def draft(page_of):
    """Return a planner's page with a fresh draft open, and the number of the draft."""
    page = page_of("planner")
    plan_id = new_draft(page, "Draft of a test")
    return open_draft(page, plan_id), plan_id


def stored(site, plan_id):
    return content(site.database, plan_id)[0]


def differing(before, after):
    """Return the cells of `after` that are new or not as they were."""
    return {c.code for c in after if c.code not in before or not same_cell(c, before[c.code])}


def open_plans(page):
    page.goto("/plan?tab=plans")
    page.wait_for_selector('html[data-ready="true"]', timeout=30_000)
    return page


def test_a_draft_is_made_in_the_list_of_plans_and_its_name_stays_text(page_of, site, grid):
    page = open_plans(page_of("planner"))

    page.fill('.new-draft input[name="name"]', EVIL)
    page.click('.new-draft button[name="create"]')
    page.wait_for_url("**/plan?draft=*")
    page.wait_for_selector('html[data-ready="true"]')

    expect(page.locator(".draft-bar .name")).to_have_text(EVIL)
    expect(page.locator(".draft-bar .from")).to_contain_text("First plan")
    need_version(page, 1)
    assert owners(stored(site, int(page.url.rpartition("=")[2]))) == owners(grid)

    open_plans(page)
    expect(page.locator('ol.plans a[href^="/plan?draft="]').first).to_have_text(EVIL)
    assert page.locator(".plans img, .draft-bar img").count() == 0
    assert page.evaluate("window.hurt") is None


def test_painted_cells_change_hands_with_the_figures_in_the_rail(draft, site, grid, pair):
    page, plan_id = draft
    codes, source, to = pair
    before = {code: cells_told(page, code) for code in (source, to)}

    paint(page, grid, to, codes)
    need_version(page, 2)

    now = stored(site, plan_id)
    assert owners(now) == owners(grid) | dict.fromkeys(codes, to)
    assert faults(now) == []
    assert cells_told(page, to) == before[to] + 2
    assert cells_told(page, source) == before[source] - 2


def test_a_joint_takes_all_cells_with_it_that_share_it(draft, site, grid):
    page, plan_id = draft
    joint = meeting(grid)[0]

    drag_joint(page, grid, holders(grid)[joint][0], joint, (14, -10))
    need_version(page, 2)

    now = stored(site, plan_id)
    need_moved(grid, now, joint)
    assert faults(now) == []
    assert shapely.area(now.shapes).sum() == pytest.approx(shapely.area(grid.shapes).sum(), abs=0.1)


def test_a_joint_dragged_too_far_springs_back_and_the_server_says_why(draft, site, grid):
    page, plan_id = draft
    joint = meeting(grid)[1]

    with page.expect_response("**/steps") as refused:
        drag_joint(page, grid, holders(grid)[joint][0], joint, (-330, 240))

    sentence = refused.value.json()["error"]["message"]
    expect(page.locator(".toast.bad")).to_have_text(sentence)
    at = spot(page, grid, shapely.Point(joint))
    page.wait_for_function(
        """([x, y]) => [...document.querySelectorAll(".joint.shared")].some((node) => {
          const box = node.getBoundingClientRect();
          return Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y) < 2;
        })""",
        arg=list(at),
    )
    need_version(page, 1)
    assert refused.value.status == 422
    assert differing(grid, stored(site, plan_id)) == set()
    forgive(page, 422)


def test_steps_are_taken_back_and_done_again_after_a_reload(draft, site, grid, pair):
    page, plan_id = draft
    codes, _, to = pair
    before = cells_told(page, to)
    paint(page, grid, to, codes[:1])
    need_version(page, 2)

    open_draft(page, plan_id)
    expect(row(page, to).locator("td.number").first).to_have_text(str(before + 1))
    expect(page.locator('button[name="undo"]')).to_be_enabled()  # before anything is polled
    page.click('button[name="undo"]')
    need_version(page, 3)

    assert differing(grid, stored(site, plan_id)) == set()
    expect(row(page, to).locator("td.number").first).to_have_text(str(before))
    expect(page.locator('button[name="undo"]')).to_be_disabled()

    open_draft(page, plan_id)
    expect(page.locator('button[name="redo"]')).to_be_enabled()
    page.keyboard.press("Control+y")
    need_version(page, 4)
    assert differing(grid, stored(site, plan_id)) == {codes[0]}


def test_a_cell_is_cut_along_a_line(draft, site, grid, pair):
    page, plan_id = draft
    [code, _], *_ = pair
    whole = grid[code].shape
    _, y = middle(grid[code]).coords[0]
    west, _, east, _ = whole.bounds
    across = max(
        shapely.get_parts(whole.intersection(shapely.LineString([(west, y), (east, y)]))),
        key=lambda part: part.length,
    )
    look_at(page, grid, whole)
    page.keyboard.press("c")
    for end in shapely.get_coordinates(across):
        page.mouse.click(*spot(page, grid, shapely.Point(end)))
    page.keyboard.press("Enter")
    need_version(page, 2)

    now = stored(site, plan_id)
    halves = [c for c in now if c.code not in grid or c.code == code]
    assert len(now) == len(grid) + 1
    assert len(halves) == 2
    assert {c.grid for c in halves} == {grid[code].grid}
    apart = shapely.union_all([c.shape for c in halves]).symmetric_difference(whole)
    assert apart.area < 0.1
    assert faults(now) == []


def test_two_planners_in_one_draft_see_both_sides_and_decide(page_of, site, grid, pair):
    hers, his = page_of("planner"), page_of("admin")
    plan_id = new_draft(hers, "For two")
    for page in (hers, his):
        # whether the other's step is heard of by itself meanwhile is not left to chance
        page.route("**/since?*", lambda _route: None)
        open_draft(page, plan_id)
    expect(his.locator(".draft-bar .others")).to_contain_text("planner")
    first, second, third = islice(borders(grid), 0, 600, 200)

    paint(hers, grid, first[2], first[0])
    need_version(hers, 2)
    paint(his, grid, second[2], second[0])
    expect(his.locator(".clash")).to_contain_text("Theirs, saved: 2 cells")
    his.click('.clash button[name="mine"]')
    need_version(his, 3)
    expect(his.locator(".clash")).to_be_hidden()
    both = dict.fromkeys(first[0], first[2]) | dict.fromkeys(second[0], second[2])
    assert owners(stored(site, plan_id)) == owners(grid) | both

    paint(hers, grid, third[2], third[0])
    expect(hers.locator(".clash")).to_be_visible()
    hers.click('.clash button[name="theirs"]')
    need_version(hers, 3)
    assert owners(stored(site, plan_id)) == owners(grid) | both
    told = [[cells_told(page, one) for one in {*both.values()}] for page in (hers, his)]
    assert told[0] == told[1]
    for page in (hers, his):
        forgive(page, 409)


def test_a_locked_grid_neither_gives_nor_takes_a_cell(draft, site, grid, pair):
    page, plan_id = draft
    codes, source, to = pair
    row(page, source).locator('button[name="lock"]').click()
    expect(row(page, source).locator('button[name="lock"]')).to_have_attribute(
        "aria-pressed", "true"
    )

    paint(page, grid, to, codes)
    row(page, source).locator('button[name="lock"]').click()
    row(page, to).locator('button[name="lock"]').click()
    paint(page, grid, to, codes)
    expect(page.locator(".toast")).to_contain_text("is locked")
    row(page, to).locator('button[name="lock"]').click()
    paint(page, grid, to, codes[:1])
    need_version(page, 2)

    assert differing(grid, stored(site, plan_id)) == {codes[0]}


def test_a_grid_that_falls_in_pieces_is_marked_at_once(draft, site, grid):
    page, plan_id = draft
    to = grid.cells[0].grid
    island = next(
        c.code
        for c in grid
        if c.grid != to and {one.grid for one in grid.neighbours(c.code)} == {c.grid}
    )
    badge = page.locator("#tab-faults .badge")
    torn = row(page, to).locator(".title .tag.bad")
    expect(torn).to_have_count(1)
    expect(torn).to_be_hidden()

    paint(page, grid, to, [island])
    need_version(page, 2)

    expect(torn).to_be_visible()
    expect(torn).to_have_text("⚠ 2")
    expect(badge).to_have_text("1")
    page.click("#tab-faults")
    expect(page.locator(".faults li").filter(has_text="Grid in pieces").first).to_be_visible()
    assert [one.kind for one in faults(stored(site, plan_id))] == ["grid_in_pieces"]
    status, answer = ask(page, "POST", f"/api/plans/{plan_id}/submit", {"version": 2})
    assert (status, answer["error"]["kind"]) == (422, "plan_unsound")
    forgive(page, 422)

    page.click('button[name="undo"]')
    need_version(page, 3)
    expect(badge).to_have_text("0")
    expect(torn).to_be_hidden()


def test_a_reader_sees_a_draft_and_cannot_touch_it(draft, page_of, site, grid, pair):
    _, plan_id = draft
    page = open_draft(page_of("viewer"), plan_id)
    codes, _, to = pair

    expect(page.locator(".draft-bar .saved")).to_contain_text("You are reading")
    expect(page.locator('.tools button:not([name="select"]):not(:disabled)')).to_have_count(0)
    assert page.locator('button[name="new-grid"]').count() == 0
    paint(page, grid, to, codes)
    order = {"kind": "give_cells", "cells": codes, "to": to}
    status, _ = ask(page, "POST", f"/api/plans/{plan_id}/steps", {"version": 1, "operation": order})
    assert status == 403
    forgive(page, 403)
    need_version(page, 1)
    assert differing(grid, stored(site, plan_id)) == set()
    assert open_plans(page).locator(".new-draft").count() == 0


def test_a_new_grid_comes_in_force_by_anothers_hand_and_is_rolled_back(
    draft, page_of, site, grid, pair
):
    page, plan_id = draft
    codes, source, _ = pair
    look_at(page, grid, shapely.union_all([grid[code].shape for code in codes]))
    page.keyboard.press("v")
    page.mouse.click(*spot(page, grid, middle(grid[codes[0]])))
    page.keyboard.down("Shift")
    page.mouse.click(*spot(page, grid, middle(grid[codes[1]])))
    page.keyboard.up("Shift")
    page.click('.panel button[name="new-grid"]')
    page.fill('.panel input[name="name"]', "Harbour")
    page.click('.panel button[name="save"]')
    need_version(page, 2)
    fresh = stored(site, plan_id)[codes[0]].grid
    assert fresh not in {source, *owners(grid).values()}

    sent = send(page, "POST", f"/api/plans/{plan_id}/submit", {"version": 2})
    status, _ = ask(page, "POST", f"/api/plans/{plan_id}/publish", {"version": sent["version"]})
    assert status >= 400  # nobody publishes what they made
    forgive(page, status)
    other = open_draft(page_of("admin"), plan_id)
    send(other, "POST", f"/api/plans/{plan_id}/publish", {"version": sent["version"]})

    open_plans(other)
    expect(other.locator(".in-force strong")).to_have_text("Draft of a test")
    expect(other.locator("#pane-grids tbody tr")).to_have_count(23)
    expect(row(other, fresh).locator("button.name")).to_have_text("Harbour")
    assert owners(in_layers(site.database)[0]) == owners(grid) | dict.fromkeys(codes, fresh)
    assert head(other, plan_id)["reviewer"] == "admin"

    other.once("dialog", lambda dialog: dialog.accept())
    other.click('button[name="roll_back"]')
    expect(other.locator(".in-force strong")).to_have_text(re.compile("First plan"))
    expect(other.locator("#pane-grids tbody tr")).to_have_count(22)
    back, named = in_layers(site.database)
    assert differing(grid, back) == set()
    assert fresh not in {one.code for one in named}
