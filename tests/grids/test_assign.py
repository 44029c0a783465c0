import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from grids import (
    Cell,
    Grid,
    ManagementGrid,
    UnknownCell,
    assign,
    dissolve,
    faults,
    grow_grids,
    members,
    reassign,
)

CRS = "EPSG:4550"


def grown(mesh, k=3):
    grid = Grid.of([Cell(c, s, None, "S1") for c, s in mesh.shapes().items()], CRS)
    numbers = grow_grids(grid, dict.fromkeys(grid.codes, 1.0), k)
    return assign(grid, {code: f"G{number}" for code, number in numbers.items()})


@given(data=st.data())
def test_dissolved_grids_cover_what_their_cells_cover(data, lattices):
    grid = grown(data.draw(lattices()))

    frame = dissolve(grid)

    assert frame["code"].tolist() == ["G0", "G1", "G2"]
    assert frame["cells"].sum() == len(grid)
    assert frame.crs == CRS
    assert frame.area.sum() == pytest.approx(grid.area_m2())
    assert shapely.coverage_is_valid(frame.geometry.to_numpy())
    assert set(frame["street"]) == {"S1"}


def test_names_colours_and_collectors_come_from_the_management_grids(mesh):
    named = [ManagementGrid("G1", "Quay", "#224466", "S9", 2), ManagementGrid("G7", "Unused")]

    frame = dissolve(grown(mesh(3, 3)), named).set_index("code")

    assert frame.loc["G1", ["name", "colour", "street", "collectors"]].tolist() == [
        "Quay",
        "#224466",
        "S9",
        2,
    ]
    assert "G7" not in frame.index
    assert frame.loc["G0", "collectors"] == 1


def test_cells_without_a_management_grid_dissolve_to_nothing(mesh):
    grid = Grid.of([Cell(c, s) for c, s in mesh(2, 2).shapes().items()], CRS)

    frame = dissolve(grid)

    assert len(frame) == 0
    assert frame.crs == CRS
    assert members(grid) == {}


def strip(*grids):
    cells = [
        Cell(str(i), shapely.box(10 * i, 0, 10 * i + 10, 10), grid=g) for i, g in enumerate(grids)
    ]
    return Grid.of(cells, CRS)


def kinds(warnings):
    return [warning.kind for warning in warnings]


def test_a_cell_at_the_border_changes_hands_without_a_word():
    before = strip("A", "A", "A", "B")

    after, warnings = reassign(before, "2", "B")

    assert [cell.grid for cell in after] == ["A", "A", "B", "B"]
    assert [cell.grid for cell in before] == ["A", "A", "A", "B"]
    assert warnings == []
    assert faults(after) == []


def test_taking_the_middle_out_warns_that_the_source_falls_apart():
    after, warnings = reassign(strip("A", "A", "A", "B"), "1", "B")

    assert kinds(warnings) == ["grid_in_pieces", "grid_not_adjacent"]
    assert warnings[0].codes == ("A",)
    assert warnings[0].size == 2.0
    assert warnings[0].place.equals(after["2"].shape)
    assert warnings[0].message == "The management grid A falls into 2 pieces."


def test_a_cell_far_from_its_new_grid_is_warned_of():
    _, warnings = reassign(strip("A", "A", "A", "B"), "0", "B")

    assert kinds(warnings) == ["grid_not_adjacent"]
    assert warnings[0].codes == ("0",)


def test_the_last_cell_of_a_grid_leaves_it_empty():
    _, warnings = reassign(strip("A", "A", "B"), "2", "A")

    assert kinds(warnings) == ["grid_empty"]


def test_a_new_management_grid_may_begin_anywhere():
    after, warnings = reassign(strip("A", "A", "B"), "0", "C")

    assert after["0"].grid == "C"
    assert warnings == []


def test_a_grid_that_was_in_pieces_is_not_blamed_on_the_change():
    _, warnings = reassign(strip("A", "A", "B", "A"), "1", "B")

    assert warnings == []


def test_a_cell_without_a_grid_can_be_given_one():
    after, warnings = reassign(strip(None, "A"), "0", "A")

    assert after["0"].grid == "A"
    assert warnings == []


def test_giving_a_cell_to_its_own_grid_changes_nothing():
    before = strip("A", "B")

    assert reassign(before, "0", "A") == (before, [])


def test_an_unknown_cell_cannot_be_given():
    with pytest.raises(UnknownCell):
        reassign(strip("A"), "9", "A")
    with pytest.raises(UnknownCell):
        assign(strip("A"), {"9": "A"})


@given(data=st.data())
def test_warnings_of_pieces_agree_with_the_publish_check(data, lattices):
    grid = grown(data.draw(lattices()))
    code = data.draw(st.sampled_from(grid.codes))
    to = data.draw(st.sampled_from(["G0", "G1", "G2", "new"]))

    after, warnings = reassign(grid, code, to)

    broken = {f.codes for f in faults(after) if f.kind == "grid_in_pieces"}
    told = {w.codes for w in warnings if w.kind == "grid_in_pieces"}
    far = any(w.kind == "grid_not_adjacent" for w in warnings)
    assert told == broken - {(to,)}
    assert far == ((to,) in broken)
