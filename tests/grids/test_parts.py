"""One management grid in parts: by a line, or of even load; each cell in one part."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from grids import Grid, GridsTooMany, pieces
from grids.cells import Cell
from grids.parts import LineMissesGrid, even_parts, parts_by_line

CRS = "EPSG:4550"


def lattice(columns, rows):
    cells = [
        Cell(f"C{i}{j}", shapely.box(100 * i, 100 * j, 100 * i + 100, 100 * j + 100), grid="G1")
        for i in range(columns)
        for j in range(rows)
    ]
    other = Cell("X", shapely.box(100 * columns, 0, 100 * columns + 50, 100), grid="G2")
    return Grid.of([*cells, other], CRS)


GRID = lattice(4, 3)


def test_a_line_parts_the_cells_by_where_most_of_them_lies():
    parts = parts_by_line(GRID, "G1", LineString([(130, 350), (130, -10)]))

    assert parts == (
        tuple(f"C{i}{j}" for i in (1, 2, 3) for j in range(3)),
        ("C00", "C01", "C02"),
    )


def test_a_short_line_goes_on_straight_and_a_bent_one_bends():
    short = parts_by_line(GRID, "G1", LineString([(200, 100), (200, 140)]))
    bent = parts_by_line(GRID, "G1", LineString([(-10, 200), (200, 200), (200, 310)]))

    assert [len(part) for part in short] == [6, 6]
    assert bent[1] == ("C02", "C12")


def test_a_line_beside_the_grid_parts_nothing():
    with pytest.raises(LineMissesGrid):
        parts_by_line(GRID, "G1", LineString([(-10, -50), (900, -50)]))
    with pytest.raises(LineMissesGrid):
        parts_by_line(GRID, "G9", LineString([(200, 100), (200, 140)]))


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 6),
    st.lists(st.floats(0.5, 20), min_size=12, max_size=12),
    st.integers(0, 2**32),
)
def test_even_parts_are_in_one_piece_each_and_hold_every_cell_once(k, weights, seed):
    load = {cell.code: w for cell, w in zip(GRID, [*weights, 0.0], strict=True)}
    parts = even_parts(GRID, "G1", load, k, rng=np.random.default_rng(seed))

    assert len(parts) == k
    assert sorted(code for part in parts for code in part) == sorted(GRID.codes[:12])
    assert all(len(pieces(GRID, part)) == 1 for part in parts)


def test_twelve_equal_cells_are_parted_evenly():
    load = dict.fromkeys(GRID.codes, 1.0)
    parts = even_parts(GRID, "G1", load, 3, rng=np.random.default_rng(1))

    assert [len(part) for part in parts] == [4, 4, 4]
    with pytest.raises(GridsTooMany):
        even_parts(GRID, "G1", load, 13, rng=np.random.default_rng(1))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(-50, 450), st.floats(-50, 350)), min_size=2, max_size=5))
def test_any_line_leaves_each_cell_in_one_part(places):
    line = LineString(places)
    if line.length < 1:
        return
    try:
        parts = parts_by_line(GRID, "G1", line)
    except LineMissesGrid:
        return
    assert len(parts) == 2
    assert sorted(code for part in parts for code in part) == sorted(GRID.codes[:12])
