import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from grids import Adjacency, Cell, Grid, UnknownCell, corner_neighbours, neighbours, pieces

CRS = "EPSG:4550"


def grid_of(mesh):
    return Grid.of(mesh.cells(), CRS)


@given(data=st.data())
def test_neighbours_are_those_that_share_an_edge_with_its_length(data, lattices):
    mesh = data.draw(lattices())
    grid = grid_of(mesh)
    shapes = mesh.shapes()

    for code, shape in shapes.items():
        shared = {
            other: shape.boundary.intersection(mate.boundary).length
            for other, mate in shapes.items()
            if other != code
        }
        expected = {other: metres for other, metres in shared.items() if metres > 0}
        assert neighbours(grid, code) == pytest.approx(expected, abs=1e-6)
        assert [cell.code for cell in grid.neighbours(code)] == sorted(expected)


@given(data=st.data())
def test_corner_neighbours_touch_without_an_edge(data, lattices):
    mesh = data.draw(lattices())
    grid = grid_of(mesh)
    shapes = mesh.shapes()

    for code, shape in shapes.items():
        touching = {o for o, mate in shapes.items() if o != code and mate.intersects(shape)}
        assert set(corner_neighbours(grid, code)) == touching - set(neighbours(grid, code))


@given(data=st.data())
def test_a_seam_without_its_joint_still_joins_its_cells(data, lattices):
    mesh = data.draw(lattices())
    before = {code: neighbours(grid_of(mesh), code) for code in mesh.shapes()}
    one, _, a, b = data.draw(st.sampled_from(mesh.seams()))
    share = data.draw(st.sampled_from([0.02, 0.3, 0.5, 0.97]))
    mesh.insert(mesh.rings[one], a, b, mesh.add(*mesh.middle(a, b, share)))

    after = {code: neighbours(grid_of(mesh), code) for code in mesh.shapes()}

    assert {code: set(beside) for code, beside in after.items()} == {
        code: set(beside) for code, beside in before.items()
    }
    for code, beside in after.items():
        assert beside == pytest.approx(before[code], abs=0.01)


def test_two_small_cells_along_one_long_edge_are_its_neighbours_without_joints():
    long = Cell("L", shapely.box(0, 0, 100, 50))
    small = [Cell("S1", shapely.box(0, 50, 40, 90)), Cell("S2", shapely.box(40, 50, 100, 90))]
    grid = Grid.of([long, *small], CRS)

    assert neighbours(grid, "L") == pytest.approx({"S1": 40.0, "S2": 60.0})


def test_a_corner_on_the_middle_of_an_edge_is_a_corner():
    tip = shapely.Polygon([(50, 50), (70, 90), (30, 90)])
    grid = Grid.of([Cell("L", shapely.box(0, 0, 100, 50)), Cell("T", tip)], CRS)

    assert neighbours(grid, "L") == {}
    assert corner_neighbours(grid, "L") == ("T",)


def test_four_cells_at_one_corner_are_two_pairs_of_neighbours(mesh):
    grid = Grid.of(mesh(2, 2).cells(), CRS)

    assert set(neighbours(grid, "00")) == {"01", "10"}
    assert corner_neighbours(grid, "00") == ("11",)
    assert pieces(grid, ["00", "11"]) == [("00",), ("11",)]
    assert pieces(grid, ["00", "01", "10", "11"]) == [("00", "01", "10", "11")]


def test_pieces_come_largest_first_then_by_code(mesh):
    grid = Grid.of(mesh(4, 4).cells(), CRS)

    assert pieces(grid, ["33", "00", "31", "30", "03"]) == [("30", "31"), ("00",), ("03",), ("33",)]
    assert pieces(grid, []) == []


def test_a_ring_shaped_cell_touches_what_it_encloses():
    ring = shapely.box(0, 0, 90, 90).difference(shapely.box(30, 30, 60, 60))
    grid = Grid.of([Cell("R", ring), Cell("I", shapely.box(30, 30, 60, 60))], CRS)

    assert neighbours(grid, "R") == {"I": 120.0}


def test_unknown_codes_are_told(mesh):
    grid = Grid.of(mesh(2, 2).cells(), CRS)

    for ask in (neighbours, corner_neighbours):
        with pytest.raises(UnknownCell):
            ask(grid, "99")
    with pytest.raises(UnknownCell):
        pieces(grid, ["00", "99"])


def test_a_single_polygon_and_none_have_no_neighbours():
    assert Adjacency.of(np.array([shapely.box(0, 0, 1, 1)])).neighbours(0).tolist() == []
    assert Adjacency.of(np.array([], dtype=object)).beside.shape == (0, 0)
