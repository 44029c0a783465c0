"""Drafts beside the layers: steps with their journal, and the way into the layers and back."""

import datetime as dt
from dataclasses import replace

import geopandas as gpd
import pytest
import shapely
import sqlalchemy as sa

from gis_app.store import PlanClosed, StaleVersion, drafts, features, history, plans
from grids import GiveCells, ManagementGrid, Plan, PlanState, applied, change_of, same_cell
from grids.operations import EditGrid, MergeCells, operation_record

MAY = dt.date(2026, 5, 1)
COMMUNITY, STREET = "330206001001", "330206001"


@pytest.fixture
def code():
    return lambda number: f"{COMMUNITY}{number:03d}"


@pytest.fixture
def cells(write, corner, code):
    """Store six cells in two rows, the western four in G01, the eastern two in G02; and a plan."""
    x, y = corner
    places = [(column, row) for column in range(3) for row in range(2)]
    frame = gpd.GeoDataFrame(
        {
            "code": [code(at + 1) for at in range(6)],
            "name": None,
            "community": COMMUNITY,
            "street": STREET,
            "grid": ["G01", "G01", "G01", "G01", "G02", "G02"],
            "area_m2": 10_000.0,
        },
        geometry=[
            shapely.box(x + 100 * c, y + 100 * r, x + 100 * c + 100, y + 100 * r + 100)
            for c, r in places
        ],
        crs="EPSG:4550",
    )
    with write() as tx:
        features.add_many(tx, "cells", frame)
        content = drafts.of_layers(tx)
        named = (ManagementGrid("G01", "West"), ManagementGrid("G02", "East", "#c08a4e"))
        first = plans.add(tx, "first")
        plans.publish(tx, first.id, valid_from=dt.date(2026, 1, 1), version=1)
        drafts.put_in_layers(tx, first.id, (content[0], named), note="founded")
    return frame


@pytest.fixture
def draft(cells, write):
    """A draft made from the plan in force, and its plan as a value."""
    with write("chen") as tx:
        head = plans.add(tx, "summer", base=1)
        drafts.keep(tx, head.id, drafts.of_layers(tx))
    return head


def plan_of(tx, head):
    grid, named = drafts.load(tx, head.id, "EPSG:4550")
    return Plan(head.name, grid, named)


def stepped(tx, head, operation):
    """Save one operation and return the head after it."""
    change = change_of(plan_of(tx, head), operation)
    version = drafts.step(tx, head, "do", change, operation_record(operation))
    return replace(head, version=version)


def test_a_draft_is_a_copy_of_the_layers_to_the_byte(store, draft):
    with store.read() as tx:
        kept, layers = drafts.load(tx, draft.id, "EPSG:4550"), drafts.of_layers(tx)

    assert kept[1] == layers[1]
    assert all(map(same_cell, kept[0], layers[0]))
    assert len(kept[0]) == 6


def test_a_step_changes_the_draft_and_is_told_by_its_journal(store, write, draft, code):
    give = GiveCells(((code(3), "G02"),))
    with write("chen") as tx:
        before = plan_of(tx, draft)
        head = stepped(tx, draft, give)
    with store.read() as tx:
        (line,) = drafts.journal(tx, draft.id)
        after = plan_of(tx, draft)

        assert after.grid[code(3)].grid == "G02"
        assert drafts.of_layers(tx)[0][code(3)].grid == "G01"
    assert (line.deed, line.who, line.number) == ("do", "chen", head.version)
    assert line.operation == operation_record(give) | {"moves": [[code(3), "G02"]]}
    assert all(map(same_cell, applied(before, line.change).grid, after.grid))


def test_a_step_on_an_older_version_is_refused_and_leaves_nothing(store, write, draft, code):
    with write() as tx:
        stepped(tx, draft, GiveCells(((code(3), "G02"),)))
    with pytest.raises(StaleVersion) as caught, write() as tx:
        stepped(tx, draft, GiveCells(((code(4), "G02"),)))
    with store.read() as tx:
        assert plan_of(tx, draft).grid[code(4)].grid == "G01"
        assert len(drafts.journal(tx, draft.id)) == 1
    assert caught.value.theirs.version == draft.version + 1


@pytest.mark.parametrize("statement", ["UPDATE plan_steps SET who = 'x'", "DELETE FROM plan_steps"])
def test_the_file_itself_keeps_the_journal(write, draft, code, statement):
    with write() as tx:
        stepped(tx, draft, GiveCells(((code(3), "G02"),)))
    with pytest.raises(sa.exc.IntegrityError, match="only grows"), write() as tx:
        tx.connection.exec_driver_sql(statement)


def test_a_published_plan_takes_no_step(write, draft, code):
    with write() as tx:
        head = plans.publish(tx, draft.id, valid_from=MAY, version=draft.version)
    with pytest.raises(PlanClosed), write() as tx:
        stepped(tx, head, GiveCells(((code(3), "G02"),)))


def test_coming_into_the_layers_writes_what_differs_and_keeps_what_was(store, write, draft, code):
    with write() as tx:
        was = drafts.of_layers(tx)
        head = stepped(tx, draft, MergeCells((code(1), code(2)), code(7)))
        head = stepped(tx, head, GiveCells(((code(3), "G02"),)))
        head = stepped(tx, head, EditGrid(ManagementGrid("G02", "Port", "#c08a4e")))
        plans.publish(tx, head.id, valid_from=MAY, version=head.version)
        last = history.change(tx, "grids")
        mark = max(last, history.change(tx, "cells"))

        drafts.put_in_layers(tx, head.id, drafts.load(tx, head.id, "EPSG:4550"), note="summer")

        grid, named = drafts.of_layers(tx)
        written = [(e.layer, e.what, e.code) for e in history.since(tx, mark)]
        first = plans.get(tx, 1)
        kept = drafts.load(tx, 1, "EPSG:4550")
        assert plans.in_layers(tx).id == head.id

    assert grid.codes == (code(3), code(4), code(5), code(6), code(7))
    assert [item.name for item in named] == ["West", "Port"]
    assert ("cells", "remove", code(1)) in written
    assert ("cells", "add", code(7)) in written
    assert ("cells", "change", code(3)) in written
    assert not [code_ for _, _, code_ in written if code_ in (code(4), code(5), code(6))]
    assert first.state is PlanState.RETIRED
    assert kept[1] == was[1]
    assert all(map(same_cell, kept[0], was[0]))


def test_the_place_of_a_management_grid_in_the_layers_is_that_of_its_cells(
    store, write, draft, code
):
    with write() as tx:
        head = stepped(tx, draft, GiveCells(((code(3), "G02"), (code(4), "G02"))))
        plans.publish(tx, head.id, valid_from=MAY, version=head.version)
        drafts.put_in_layers(tx, head.id, drafts.load(tx, head.id, "EPSG:4550"), note="summer")
        east = features.get(tx, "grids", "G02")

    assert east.shape.area == pytest.approx(40_000)
    assert east.values["area_m2"] == 40_000


def test_codes_that_any_plan_bears_or_bore_are_used(store, write, draft, code):
    with write() as tx:
        head = stepped(tx, draft, MergeCells((code(1), code(2)), code(7)))
        plans.publish(tx, head.id, valid_from=MAY, version=head.version)
        drafts.put_in_layers(tx, head.id, drafts.load(tx, head.id, "EPSG:4550"), note="summer")
        assert drafts.used_codes(tx, "cells") == {code(at) for at in range(1, 8)}
        assert drafts.used_codes(tx, "grids") == {"G01", "G02"}
