import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from grids import (
    Cell,
    Grid,
    GridsTooFew,
    GridsTooMany,
    WeightWrong,
    grow_grids,
    lattice_cells,
    pieces,
)

CRS = "EPSG:4550"


def grid_of(mesh, streets=lambda _: None):
    cells = [Cell(c, s, None, streets(c)) for c, s in mesh.shapes().items()]
    return Grid.of(cells, CRS)


def by_number(grown):
    groups = {}
    for code, number in grown.items():
        groups.setdefault(number, []).append(code)
    return groups


@given(data=st.data())
def test_every_cell_gets_one_of_k_grids_and_each_is_in_one_piece(data, lattices):
    grid = grid_of(data.draw(lattices()))
    k = data.draw(st.integers(1, len(grid)))
    loads = st.one_of(st.just(0.0), st.floats(0, 100), st.just(1e6))
    weights = {code: data.draw(loads) for code in grid.codes}

    grown = grow_grids(grid, weights, k)

    groups = by_number(grown)
    assert sorted(grown) == list(grid.codes)
    assert sorted(groups) == list(range(k))
    assert all(len(pieces(grid, codes)) == 1 for codes in groups.values())
    assert [min(groups[n]) for n in range(k)] == sorted(min(codes) for codes in groups.values())


@given(data=st.data())
def test_no_grid_lies_in_two_streets_when_that_is_asked(data, lattices):
    grid = grid_of(data.draw(lattices(holes=False)), streets=lambda code: code[1] < "1")
    grid = Grid.of([Cell(c.code, c.shape, None, str(c.street)) for c in grid], CRS)
    k = data.draw(st.integers(2, len(grid)))

    grown = grow_grids(grid, dict.fromkeys(grid.codes, 1.0), k, inside_streets=True)

    for codes in by_number(grown).values():
        assert len({grid[code].street for code in codes}) == 1
        assert len(pieces(grid, codes)) == 1


def test_a_lattice_is_divided_into_about_equal_loads():
    shapes = lattice_cells(shapely.box(0, 0, 3000, 2000))
    grid = Grid.of([Cell(f"{i:03d}", shape) for i, shape in enumerate(shapes)], CRS)
    rng = np.random.default_rng(5)
    weights = dict(zip(grid.codes, rng.uniform(0.5, 1.5, len(grid)), strict=True))

    grown = grow_grids(grid, weights, 12)

    loads = np.bincount(list(grown.values()), weights=[weights[code] for code in grown])
    assert loads.max() / loads.mean() < 1.1
    assert loads.min() / loads.mean() > 0.9


def test_the_order_of_cells_and_weights_changes_nothing(mesh):
    whole = mesh(4, 4)
    grid = grid_of(whole)
    weights = {code: 1.0 + int(code) for code in grid.codes}
    again = dict(reversed(weights.items()))

    assert grow_grids(grid, weights, 5) == grow_grids(grid, again, 5)


def test_a_star_of_cells_can_be_divided_into_as_many_grids_as_cells():
    cells = [Cell("0", shapely.box(10, 10, 20, 20))]
    arms = [(10, 0, 20, 10), (20, 10, 30, 20), (10, 20, 20, 30), (0, 10, 10, 20)]
    cells += [Cell(str(i), shapely.box(*arm)) for i, arm in enumerate(arms, 1)]
    grid = Grid.of(cells, CRS)

    for k in range(1, 6):
        grown = grow_grids(grid, dict.fromkeys(grid.codes, 1.0), k)
        assert len(set(grown.values())) == k
        assert all(len(pieces(grid, codes)) == 1 for codes in by_number(grown).values())


@pytest.mark.parametrize("k", range(2, 18))
@pytest.mark.parametrize("base_row", ["0", "7"])
def test_a_horseshoe_of_cells_is_never_cut_into_loose_ends(mesh, base_row, k):
    whole = mesh(3, 8)
    whole.gone = {f"{row}1" for row in range(8) if str(row) != base_row}
    grid = grid_of(whole)

    grown = grow_grids(grid, dict.fromkeys(grid.codes, 1.0), k)

    assert all(len(pieces(grid, codes)) == 1 for codes in by_number(grown).values())
    assert len(set(grown.values())) == k


def test_islands_need_a_grid_each():
    cells = [Cell(str(i), shapely.box(20 * i, 0, 20 * i + 10, 10)) for i in range(3)]
    grid = Grid.of(cells, CRS)

    with pytest.raises(GridsTooFew, match="3 at least"):
        grow_grids(grid, dict.fromkeys(grid.codes, 1.0), 2)
    assert grow_grids(grid, dict.fromkeys(grid.codes, 1.0), 3) == {"0": 0, "1": 1, "2": 2}


@pytest.mark.parametrize("k", [0, -1, 10])
def test_more_grids_than_cells_or_none_are_refused(mesh, k):
    grid = grid_of(mesh(3, 3))

    with pytest.raises(GridsTooMany):
        grow_grids(grid, dict.fromkeys(grid.codes, 1.0), k)


@pytest.mark.parametrize("weight", [None, -1.0, float("nan"), float("inf")])
def test_a_cell_without_a_proper_weight_is_told(mesh, weight):
    grid = grid_of(mesh(3, 3))
    weights = dict.fromkeys(grid.codes, 1.0)
    if weight is None:
        del weights["11"]
    else:
        weights["11"] = weight

    with pytest.raises(WeightWrong, match="11"):
        grow_grids(grid, weights, 2)
