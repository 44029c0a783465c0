"""Two plans of one brought together: laws on random drafts, and the cases a planner meets."""

from dataclasses import replace

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from grids import Grid, ManagementGrid, same_cell
from grids.cells import Cell
from grids.rebase import ChoicesMissing, ConflictUnknown, patches, rebase
from tests.grids.drafts import CRS, MOVED_M2, drafts, edited, ground_faults

A = Cell("A", shapely.box(0, 0, 10, 10), grid="G1")
B = Cell("B", shapely.box(10, 0, 20, 10), grid="G1")
C = Cell("C", shapely.box(20, 0, 30, 10), grid="G2")
D = Cell("D", shapely.box(30, 0, 40, 10), grid="G2")
G1, G2 = ManagementGrid("G1", "One"), ManagementGrid("G2", "Two")


def content(*cells, named=(G1, G2)):
    return Grid.of(cells, CRS), tuple(named)


BASE = content(A, B, C, D)


def halves(cell, *, codes):
    x, y, right, top = cell.shape.bounds
    middle = (x + right) / 2
    boxes = shapely.box(x, y, middle, top), shapely.box(middle, y, right, top)
    return [replace(cell, code=code, shape=box) for code, box in zip(codes, boxes, strict=True)]


def given_to(found, **choices):
    grid, _ = found.resolved({key.replace("__", ":"): side for key, side in choices.items()})
    return {cell.code: cell.grid for cell in grid}


def test_changes_of_different_cells_are_both_kept():
    mine = content(replace(A, grid="G2"), B, C, D)
    theirs = content(A, B, C, *halves(D, codes=("D1", "D2")))
    found = rebase(BASE, mine, theirs)

    assert found.conflicts == ()
    assert given_to(found) == {"A": "G2", "B": "G1", "C": "G2", "D1": "G2", "D2": "G2"}


def test_what_both_did_alike_is_no_conflict():
    both = content(A, *halves(B, codes=("B1", "B2")), C, replace(D, grid="G1"))
    found = rebase(BASE, both, both)

    assert found.conflicts == ()
    assert [c.code for c in found.resolved({})[0]] == ["A", "B1", "B2", "C", "D"]


def test_one_cell_given_to_two_grids_is_decided():
    named = (G1, G2, ManagementGrid("G3", "Three"))
    base = content(A, B, C, D, named=named)
    mine = content(replace(A, grid="G2"), B, C, D, named=named)
    theirs = content(replace(A, grid="G3"), B, C, D, named=named)
    found = rebase(base, mine, theirs)

    assert [(c.key, c.codes) for c in found.conflicts] == [("owner:A", ("A",))]
    assert given_to(found, owner__A="mine")["A"] == "G2"
    assert given_to(found, owner__A="theirs")["A"] == "G3"


def test_different_facts_of_one_cell_are_both_kept():
    mine = content(replace(A, grid="G2"), B, C, D)
    theirs = content(replace(A, name="Market"), B, C, D)
    (cell, *_), _ = rebase(BASE, mine, theirs).resolved({})

    assert (cell.grid, cell.name) == ("G2", "Market")


def test_a_cell_cut_here_and_given_away_there_is_decided():
    mine = content(*halves(A, codes=("A1", "A2")), B, C, D)
    theirs = content(replace(A, grid="G2"), B, C, D)
    found = rebase(BASE, mine, theirs)

    (conflict,) = found.conflicts
    assert (conflict.key, len(conflict.mine), len(conflict.theirs)) == ("gone:A", 2, 1)
    assert given_to(found, gone__A="mine") == {
        "A1": "G1",
        "A2": "G1",
        "B": "G1",
        "C": "G2",
        "D": "G2",
    }
    assert given_to(found, gone__A="theirs")["A"] == "G2"


def test_a_cell_cut_in_two_ways_is_decided_whole():
    mine = content(*halves(A, codes=("A1", "A2")), B, C, D)
    low, high = shapely.box(0, 0, 10, 4), shapely.box(0, 4, 10, 10)
    theirs = content(replace(A, code="A3", shape=low), replace(A, code="A4", shape=high), B, C, D)
    found = rebase(BASE, mine, theirs)

    assert set(given_to(found, ground__A="mine")) == {"A1", "A2", "B", "C", "D"}
    assert set(given_to(found, ground__A="theirs")) == {"A3", "A4", "B", "C", "D"}


def test_a_seam_moved_here_and_a_cell_given_away_there_are_both_kept():
    left, right = shapely.box(0, 0, 12, 10), shapely.box(12, 0, 20, 10)
    mine = content(replace(A, shape=left), replace(B, shape=right), C, D)
    theirs = content(A, replace(B, grid="G2"), C, D)
    grid, _ = rebase(BASE, mine, theirs).resolved({})

    assert (grid["B"].grid, grid["B"].shape.bounds[0]) == ("G2", 12.0)


def test_cells_given_to_a_grid_that_the_other_gave_up_are_decided():
    mine = content(A, replace(B, grid="G2"), C, D)
    theirs = content(A, B, replace(C, grid="G1"), replace(D, grid="G1"), named=(G1,))
    found = rebase(BASE, mine, theirs)

    assert [c.key for c in found.conflicts] == ["grid_gone:B"]
    grid, named = found.resolved({"grid_gone:B": "mine"})
    assert (grid["B"].grid, [item.code for item in named]) == ("G2", ["G1", "G2"])
    grid, named = found.resolved({"grid_gone:B": "theirs"})
    assert (grid["B"].grid, [item.code for item in named]) == ("G1", ["G1"])


def test_names_and_collectors_of_one_grid_are_merged_field_by_field():
    mine = content(A, B, C, D, named=(replace(G1, name="Market"), G2))
    theirs = content(A, B, C, D, named=(replace(G1, collectors=3), G2))
    _, named = rebase(BASE, mine, theirs).resolved({})
    assert (named[0].name, named[0].collectors) == ("Market", 3)

    other = content(A, B, C, D, named=(replace(G1, name="Harbour"), G2))
    found = rebase(BASE, mine, other)
    assert [c.key for c in found.conflicts] == ["grid:G1"]
    assert found.resolved({"grid:G1": "theirs"})[1][0].name == "Harbour"


def test_choices_are_for_all_conflicts_and_for_no_other():
    mine = content(*halves(A, codes=("A1", "A2")), B, C, D)
    theirs = content(replace(A, grid="G2"), B, C, D)
    found = rebase(BASE, mine, theirs)

    with pytest.raises(ChoicesMissing, match="gone:A"):
        found.resolved({})
    with pytest.raises(ConflictUnknown, match="ground:Z"):
        found.resolved({"gone:A": "mine", "ground:Z": "mine"})


def named_of(grid):
    codes = sorted({cell.grid for cell in grid if cell.grid is not None})
    return grid, tuple(ManagementGrid(code) for code in codes)


def three_of(data, lattices):
    """Draw a plan, what two planners made of it with codes of their own, and its district."""
    base = data.draw(drafts(lattices()))
    mine, theirs = (data.draw(edited(base, mark)) for mark in ("x", "y"))
    return [named_of(draft.grid()) for draft in (base, mine, theirs)], base.mesh.district()


def same_grid(one, other):
    return one.codes == other.codes and all(
        shapely.equals(a.shape, b.shape) and a.grid == b.grid
        for a, b in zip(one, other, strict=True)
    )


def kinds_of(grid):
    return sorted(fault.kind for fault in ground_faults(grid))


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_whatever_is_chosen_the_cells_fit_and_cover_the_same_ground(data, lattices):
    (base, mine, theirs), district = three_of(data, lattices)
    found = rebase(base, mine, theirs)
    choices = {
        conflict.key: data.draw(st.sampled_from(("mine", "theirs")), label=conflict.key)
        for conflict in found.conflicts
    }
    grid, named = found.resolved(choices)

    assert len(choices) == len(found.conflicts)
    assert kinds_of(grid) == kinds_of(base[0])
    whole = shapely.coverage_union_all(grid.shapes)
    assert whole.symmetric_difference(district).area < 2 * MOVED_M2
    assert {cell.grid for cell in grid} - {None} <= {item.code for item in named}


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_one_side_alone_is_that_side(data, lattices):
    (base, mine, _), _ = three_of(data, lattices)

    for found in (rebase(base, mine, base), rebase(base, base, mine), rebase(base, mine, mine)):
        assert found.conflicts == ()
        assert same_grid(found.resolved({})[0], mine[0])


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_sides_may_be_swapped(data, lattices):
    (base, mine, theirs), _ = three_of(data, lattices)
    one, other = rebase(base, mine, theirs), rebase(base, theirs, mine)
    keys = [sorted(conflict.key for conflict in found.conflicts) for found in (one, other)]
    assert keys[0] == keys[1]

    mine_first = one.resolved(dict.fromkeys(keys[0], "mine"))[0]
    assert same_grid(mine_first, other.resolved(dict.fromkeys(keys[1], "theirs"))[0])


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_theirs_everywhere_keeps_every_cell_they_changed(data, lattices):
    (base, mine, theirs), _ = three_of(data, lattices)
    found = rebase(base, mine, theirs)
    grid, _ = found.resolved({conflict.key: "theirs" for conflict in found.conflicts})

    for patch in patches(base[0], theirs[0]):
        for cell in patch.into:
            assert cell.code in grid
            if patch.is_ground:
                assert shapely.equals(grid[cell.code].shape, cell.shape)


def test_cells_that_nobody_changed_are_the_same_to_the_byte():
    mine = content(replace(A, grid="G2"), B, C, D)
    grid, _ = rebase(BASE, mine, content(A, B, C, *halves(D, codes=("D1", "D2")))).resolved({})

    assert same_cell(grid["B"], B)
    assert same_cell(grid["C"], C)
