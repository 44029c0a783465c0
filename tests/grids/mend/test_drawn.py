"""Boundaries drawn elsewhere: codes found again, grids named, cells that a boundary crosses."""

from dataclasses import replace

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from grids import Drawn, Grid, ManagementGrid, cells_drawn, grids_drawn
from grids.cells import Cell

CRS = "EPSG:4550"


def square(i, j):
    return shapely.box(100 * i, 100 * j, 100 * i + 100, 100 * j + 100)


def cells():
    return [
        Cell(f"C{i}{j}", square(i, j), "M", "S", f"G0{1 + i // 2}", f"cell {i}{j}")
        for i in range(4)
        for j in range(4)
    ]


PLAN = Grid.of(cells(), CRS), (ManagementGrid("G01", "West"), ManagementGrid("G02", "East"))


def drawn(*rows, spent=frozenset()):
    fresh = iter(f"N{n:02d}" for n in range(100))
    return cells_drawn(
        PLAN, rows, spent_cells=spent, spent_grids=set(), new_code=lambda *_: next(fresh)
    )


def owned(found):
    return {cell.code: cell.grid for cell in found.content[0]}


def test_shapes_without_codes_get_those_of_the_cells_they_overlap():
    moved = [Drawn(shapely.transform(c.shape, lambda xy: xy + 3)) for c in PLAN[0]]
    found = drawn(*reversed(moved))

    assert found.content[0].codes == PLAN[0].codes
    assert (found.known, found.new, found.lineage) == (16, 0, ())
    assert owned(found) == owned_before()
    assert found.content[0]["C00"].name == "cell 00"


def owned_before():
    return {cell.code: cell.grid for cell in PLAN[0]}


def test_a_row_is_believed_before_its_place_and_a_spent_code_is_not():
    one, two = Drawn(square(0, 0), code="C33"), Drawn(square(1, 0), code="OLD")
    found = drawn(one, two, Drawn(square(3, 3)), spent={"OLD"})

    codes = {cell.code: cell.shape.bounds[:2] for cell in found.content[0]}
    assert codes["C10"] == (100, 0)  # its row names a code that was in force once
    assert codes["C33"] in ((0, 0), (300, 300))  # two claim it, the first of equal ones keeps it
    assert len(codes) == 3


def test_a_free_code_of_a_row_is_taken_and_its_origin_told():
    small, large = shapely.box(0, 0, 40, 100), shapely.box(40, 0, 100, 100)
    found = drawn(Drawn(small, code="X1"), Drawn(large, code="X2"))

    assert found.content[0].codes == ("C00", "X1")  # the larger part is the cell it was
    assert [(d.code, d.parents) for d in found.lineage] == [("X1", ("C00",))]
    assert (found.known, found.new) == (1, 1)


def test_grids_are_named_by_code_or_name_and_unknown_ones_are_added():
    rows = [
        Drawn(square(0, 0), grid="G02"),
        Drawn(square(1, 0), grid="East"),
        Drawn(square(2, 0), grid="Harbour"),
        Drawn(square(3, 0), grid="Harbour"),
    ]
    found = drawn(*rows)

    assert owned(found) == {"C00": "G02", "C10": "G02", "C20": "G03", "C30": "G03"}
    assert [(g.code, g.name) for g in found.content[1]] == [("G02", "East"), ("G03", "Harbour")]


def test_drawn_grids_take_the_cells_that_lie_most_in_them():
    west, east = shapely.box(0, 0, 130, 400), shapely.box(130, 0, 400, 400)
    found = grids_drawn(PLAN, [Drawn(west, name="West"), Drawn(east)], spent_grids=set())

    assert owned(found) == {c.code: "G01" if c.code < "C1" else "G02" for c in PLAN[0]}
    assert found.crossed == ("C10", "C11", "C12", "C13")
    assert (found.known, found.new) == (2, 0)
    assert all(a.shape is b.shape for a, b in zip(found.content[0], PLAN[0], strict=True))


def test_cells_that_no_drawn_grid_touches_stay_and_empty_grids_go():
    found = grids_drawn(
        PLAN, [Drawn(shapely.box(200, 0, 400, 400), name="New", collectors=4)], spent_grids={"G07"}
    )
    half = grids_drawn(PLAN, [Drawn(square(0, 0), name="Kiosk")], spent_grids={"G07"})

    assert [(g.code, g.name) for g in found.content[1]] == [("G01", "West"), ("G02", "New")]
    assert owned(half)["C00"] == "G08"
    assert owned(half)["C33"] == "G02"
    assert [g.code for g in half.content[1]] == ["G01", "G02", "G08"]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_shape_is_a_cell_with_a_code_of_its_own_and_a_known_grid(data):
    picked = data.draw(st.lists(st.sampled_from(cells()), min_size=1, max_size=20))
    codes = st.sampled_from([None, "C00", "C33", "X1", "X2", "OLD"])
    grids = st.sampled_from([None, "G01", "West", "Harbour", "Mill"])
    shift = st.sampled_from([0.0, 1e-9, 0.004, 30.0, 60.0, 900.0])
    rows = []
    for cell in picked:
        by = data.draw(shift)
        shape = shapely.transform(cell.shape, lambda xy, by=by: xy + by)
        rows.append(Drawn(shape, code=data.draw(codes), grid=data.draw(grids)))
    found = drawn(*rows, spent={"OLD"})
    grid, named = found.content

    assert len(grid) == len(rows)
    assert "OLD" not in grid
    assert {cell.grid for cell in grid} == {item.code for item in named}
    assert found.known + found.new == len(rows)
    assert {d.code for d in found.lineage} <= set(grid.codes) - set(PLAN[0].codes)


def test_a_plan_drawn_again_is_the_plan():
    rows = [Drawn(c.shape, c.code, c.name, c.grid, c.community, c.street) for c in PLAN[0]]
    found = drawn(*rows)

    assert found.content[1] == PLAN[1]
    assert [replace(c, shape=None) for c in found.content[0]] != []
    assert owned(found) == owned_before()


@pytest.mark.parametrize("rows", [[Drawn(square(9, 9))]])
def test_a_shape_beside_all_cells_takes_the_facts_of_the_nearest(rows):
    found = drawn(*rows)

    (cell,) = found.content[0]
    assert (cell.code, cell.grid, cell.community, cell.name) == ("N00", "G02", "M", None)
    assert found.lineage == ()
