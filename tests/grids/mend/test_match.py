"""Codes found again by overlap."""

from dataclasses import replace

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from grids import Cell, CellCodeWrong, CellScheme, Grid
from grids.mend import match_codes, own_codes

CRS = "EPSG:4550"


@given(data=st.data())
def test_the_same_cells_find_their_codes_in_whatever_order(data, lattices):
    grid = Grid.of(data.draw(lattices()).cells(), CRS)
    cells = data.draw(st.permutations(grid.cells))

    found = match_codes(grid, [cell.shape for cell in cells])

    assert found == [cell.code for cell in cells]


@given(data=st.data())
def test_no_code_is_given_twice_and_each_covers_half_of_both(data, lattices):
    old = Grid.of(data.draw(lattices()).cells(), CRS)
    new = data.draw(lattices()).shapes()
    twice = [*new.values(), *list(new.values())[::2]]

    found = match_codes(old, twice)

    given_out = [code for code in found if code is not None]
    assert len(given_out) == len(set(given_out))
    for code, shape in zip(found, twice, strict=True):
        if code is not None:
            common = old[code].shape.intersection(shape).area
            assert common >= 0.499999 * max(old[code].shape.area, shape.area)


@given(data=st.data())
def test_a_cell_cut_in_two_leaves_its_code_to_one_part_at_most(data, lattices):
    mesh = data.draw(lattices())
    old = Grid.of(mesh.cells(), CRS)
    whole = [c for c in mesh.shapes() if len(mesh.rings[c]) == 4 and f"{c}s" not in mesh.rings]
    code = data.draw(st.sampled_from(whole))
    part = mesh.split(code, data.draw(st.sampled_from([0.2, 0.5, 0.9])))

    found = dict(zip(mesh.shapes(), match_codes(old, mesh.shapes().values()), strict=True))

    assert {found[code], found[part]} <= {code, None}
    assert found[code] is None or found[part] is None
    assert all(found[other] == other for other in old.codes if other != code)


def test_half_is_enough_and_less_is_not():
    old = Grid.of([Cell("A", shapely.box(0, 0, 10, 10))], CRS)

    shapes = [shapely.box(0, 0, 10, 5), shapely.box(0, 5.01, 10, 10), shapely.box(0, 0, 10, 20.1)]

    assert match_codes(old, shapes[:1]) == ["A"]
    assert match_codes(old, shapes[1:]) == [None, None]
    assert match_codes(old, []) == []


def test_the_larger_share_goes_first():
    old = Grid.of([Cell("A", shapely.box(0, 0, 10, 10))], CRS)

    found = match_codes(old, [shapely.box(0, 0, 10, 6), shapely.box(0, 0, 10, 9)])

    assert found == [None, "A"]


def test_of_twins_the_largest_keeps_the_code():
    community = "110101001001"
    small, large = (Cell(f"{community}001", shapely.box(0, 0, side, 1)) for side in (1, 2))
    other = Cell(f"{community}002", shapely.box(0, 1, 1, 2))

    cells = own_codes([small, large, other], {f"{community}007"})

    assert [cell.code[-3:] for cell in cells] == ["008", "001", "002"]
    assert [cell.shape for cell in cells] == [small.shape, large.shape, other.shape]


@given(codes=st.lists(st.sampled_from(["1", "2", "A"]), max_size=8))
def test_after_it_each_code_stands_once(codes):
    cells = [Cell(code, shapely.box(at, 0, at + 1, 1)) for at, code in enumerate(codes)]

    after = own_codes(cells, {"9"}, scheme=CellScheme.FREE)

    assert len({cell.code for cell in after}) == len(cells)
    assert "9" not in {cell.code for cell in after}
    assert all(
        new is old or new == replace(old, code=new.code) or new.shape is old.shape
        for new, old in zip(after, cells, strict=True)
    )
    assert {cell.code for cell in after} >= set(codes)


def test_a_twin_of_no_community_is_an_error_in_the_scheme_of_fifteen():
    twins = [Cell("A", shapely.box(0, 0, 1, 1)), Cell("A", shapely.box(1, 0, 2, 1))]

    with pytest.raises(CellCodeWrong):
        own_codes(twins, ())
