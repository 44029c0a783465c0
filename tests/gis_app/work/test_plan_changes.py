"""Changes of the plan in force: both grids follow the cell, history grows, stale writes fail."""

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis_app.store import StaleVersion, UnknownFeature, features, history
from gis_app.work import COMMAND_LINE, NotAllowed, plan_changes, plans
from gis_app.work.plan_changes import ColourWrong, GridNameWrong, GridUnknown, LastCell

CELL, OTHER = "330206002001001", "330206002001003"


def stored(office, layer, code):
    with office.store.read() as tx:
        return features.get(tx, layer, code)


def entries(office, layer, code):
    with office.store.read() as tx:
        return history.of(tx, layer, code)


def shapes_agree(office):
    """Return whether each stored grid is the sum of its cells."""
    with office.store.read() as tx:
        cells = features.read_frame(tx, "cells")
        grids = features.read_frame(tx, "grids")
    sums = {code: shapely.union_all(part.geometry) for code, part in cells.groupby("grid")}
    return all(
        shape.equals(sums[code]) for code, shape in zip(grids["code"], grids.geometry, strict=True)
    )


def test_a_reassigned_cell_takes_its_place_along(office, actor):
    found = plan_changes.reassign(office, actor("planner"), CELL, "G02", version=1)

    assert found["version"] == 2
    assert stored(office, "cells", CELL).values["grid"] == "G02"
    assert stored(office, "grids", "G01").shape.area == 10_000.0
    assert stored(office, "grids", "G02").shape.area == 30_000.0
    assert stored(office, "grids", "G02").values["area_m2"] == 30_000.0
    assert shapes_agree(office)


def test_name_colour_and_units_survive_a_reassignment(office, actor):
    plan_changes.edit_grid(office, actor("planner"), "G01", version=1, colour="#112233")

    plan_changes.reassign(office, actor("planner"), CELL, "G02", version=1)

    grid, cell = stored(office, "grids", "G01"), stored(office, "cells", CELL)
    assert (grid.name, grid.values["colour"]) == ("Grid 1", "#112233")
    assert cell.values["community"] == "330206002001"


def test_each_part_of_a_reassignment_has_its_history(office, actor):
    plan_changes.reassign(office, actor("planner"), CELL, "G02", version=1)

    change = entries(office, "cells", CELL)[0]

    assert (change.who, change.note) == ("planner", "G01 → G02")
    assert change.before["values"]["grid"] == "G01"
    assert change.after["values"]["grid"] == "G02"
    assert len(entries(office, "grids", "G01")) == len(entries(office, "grids", "G02")) == 2


def test_undo_is_a_new_change_that_restores_both_grids(office, actor):
    before = stored(office, "grids", "G01").shape
    moved = plan_changes.reassign(office, actor("planner"), CELL, "G02", version=1)

    plan_changes.reassign(
        office, actor("planner"), CELL, moved["undo"]["grid"], version=moved["undo"]["version"]
    )

    assert stored(office, "grids", "G01").shape.equals(before)
    assert stored(office, "cells", CELL).version == 3
    assert len(entries(office, "cells", CELL)) == 3


def test_a_cell_given_to_its_own_grid_changes_nothing(office, actor):
    found = plan_changes.reassign(office, actor("planner"), CELL, "G01", version=1)

    assert (found["version"], found["warnings"]) == (1, [])
    assert len(entries(office, "cells", CELL)) == 1


def test_a_stale_version_is_refused_and_nothing_is_half_done(office, actor):
    plan_changes.reassign(office, actor("planner"), CELL, "G02", version=1)

    with pytest.raises(StaleVersion) as refusal:
        plan_changes.reassign(office, actor("admin"), CELL, "G01", version=1)

    assert refusal.value.theirs.values["grid"] == "G02"
    assert stored(office, "grids", "G02").shape.area == 30_000.0


def test_the_last_cell_of_a_grid_stays(office, actor):
    plan_changes.reassign(office, actor("planner"), CELL, "G02", version=1)

    with pytest.raises(LastCell):
        plan_changes.reassign(office, actor("planner"), OTHER, "G02", version=1)

    assert stored(office, "cells", OTHER).values["grid"] == "G01"
    assert stored(office, "cells", OTHER).version == 1


def test_an_unknown_grid_gets_no_cell(office, actor):
    with pytest.raises(GridUnknown):
        plan_changes.reassign(office, actor("planner"), CELL, "G99", version=1)

    assert stored(office, "cells", CELL).values["grid"] == "G01"


def test_a_cell_can_be_given_to_no_grid_and_back(office, actor):
    freed = plan_changes.reassign(office, actor("planner"), CELL, None, version=1)

    assert stored(office, "cells", CELL).values["grid"] is None
    back = plan_changes.reassign(office, actor("planner"), CELL, "G01", version=freed["version"])
    assert back["undo"]["grid"] is None
    assert shapes_agree(office)


def test_a_grid_that_falls_apart_is_a_warning(office, actor):
    plan_changes.reassign(office, actor("planner"), "330206002001002", "G01", version=1)

    found = plan_changes.reassign(office, actor("planner"), CELL, "G02", version=1)

    assert [w["kind"] for w in found["warnings"]] == ["grid_in_pieces", "grid_not_adjacent"]


def test_a_preview_says_the_same_and_changes_nothing(office, actor):
    seen = plan_changes.preview(office, actor("viewer"), CELL, "G02")

    assert [grid["properties"]["code"] for grid in seen["grids"]["features"]] == ["G01", "G02"]
    assert seen["warnings"] == []
    assert stored(office, "cells", CELL).version == 1


@pytest.mark.parametrize("role", ["viewer", "inspector", "dispatcher"])
def test_only_planners_change_the_plan(office, actor, role):
    with pytest.raises(NotAllowed):
        plan_changes.reassign(office, actor(role), CELL, "G02", version=1)
    with pytest.raises(NotAllowed):
        plan_changes.edit_grid(office, actor(role), "G01", version=1, name="Mine")


def test_a_grid_is_renamed_and_recoloured(office, actor):
    found = plan_changes.edit_grid(
        office, actor("planner"), "G01", version=1, name="  North   one ", colour="#AABBCC"
    )

    assert found == {"code": "G01", "name": "North one", "colour": "#aabbcc", "version": 2}
    assert stored(office, "grids", "G01").shape.area == 20_000.0


@pytest.mark.parametrize("name", ["", "   ", "x" * 41])
def test_a_grid_needs_a_name_of_some_length(office, actor, name):
    with pytest.raises(GridNameWrong):
        plan_changes.edit_grid(office, actor("planner"), "G01", version=1, name=name)


@pytest.mark.parametrize("colour", ["red", "#12345", "#1234567", "", "#12345g", "url(x)"])
def test_what_is_no_colour_is_refused(office, actor, colour):
    with pytest.raises(ColourWrong):
        plan_changes.edit_grid(office, actor("planner"), "G01", version=1, colour=colour)


def test_two_planners_who_rename_one_grid_meet(office, actor):
    plan_changes.edit_grid(office, actor("planner"), "G01", version=1, name="Hers")

    with pytest.raises(StaleVersion) as refusal:
        plan_changes.edit_grid(office, actor("admin"), "G01", version=1, name="His")

    assert refusal.value.theirs.name == "Hers"
    assert refusal.value.mine.name == "His"


def test_a_grid_that_only_its_cells_know_is_stored_when_it_is_named(office, actor):
    with office.store.write("test", office.clock()) as tx:
        features.remove(tx, "grids", "G01", version=1)

    found = plan_changes.edit_grid(office, actor("planner"), "G01", version=0, name="Old town")

    assert found["name"] == "Old town"
    assert stored(office, "grids", "G01").shape.area == 20_000.0


def test_an_unknown_grid_cannot_be_named(office, actor):
    with pytest.raises(UnknownFeature):
        plan_changes.edit_grid(office, actor("planner"), "G99", version=0, name="New")


GRIDS = ["G01", "G02", None]
CELLS = [f"33020600200100{n}" for n in (1, 2, 3, 4)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.sampled_from(CELLS), st.sampled_from(GRIDS)), max_size=6))
def test_whatever_is_moved_grids_stay_the_sum_of_their_cells(office, moves):
    # each example begins where the last one ended: the law holds from any arrangement
    for code, to in moves:
        version = plans.cell(office, COMMAND_LINE, code)["version"]
        try:
            plan_changes.reassign(office, COMMAND_LINE, code, to, version=version)
        except LastCell:
            continue

        assert shapes_agree(office)
