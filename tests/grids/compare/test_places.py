from dataclasses import replace

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from grids.cells import Cell, Grid
from grids.compare import Handover, moved_points
from tests.grids.drafts import CRS, drafts, edited


def asked_of_both(before, after, x, y):
    """Return (row, codes and management grids before and after) by asking for every place."""
    found = []
    for row, place in enumerate(zip(x, y, strict=True)):
        codes = [grid.ownership.owner(*place) for grid in (before, after)]
        grids = [
            None if code is None else grid[code].grid
            for grid, code in zip((before, after), codes, strict=True)
        ]
        if codes[0] != codes[1] or grids[0] != grids[1]:
            found.append((row, *codes, *grids))
    return found


def told(moved):
    codes = (moved.cell_before, moved.cell_after, moved.grid_before, moved.grid_after)
    return list(zip(moved.rows.tolist(), *(column.tolist() for column in codes), strict=True))


def places_of(draw, before, after):
    """Return places half of which are joints and middles of edges, before or after."""
    corners = np.vstack([shapely.get_coordinates(grid.shapes) for grid in (before, after)])
    middles = (corners[1:] + corners[:-1]) / 2
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    low, high = corners.min(axis=0) - 5, corners.max(axis=0) + 5
    chance = rng.uniform(low, high, size=(len(corners), 2))
    near = corners + rng.choice([-0.001, 0.0, 0.001], size=corners.shape)
    return np.vstack([corners, middles, chance, near]).T


@given(data=st.data())
def test_the_answer_is_that_of_both_ownerships(data, lattices):
    draft = data.draw(drafts(lattices()))
    before, after = draft.grid(), data.draw(edited(draft)).grid()
    x, y = places_of(data.draw, before, after)

    moved = moved_points(before, after, x, y)

    assert told(moved) == asked_of_both(before, after, x, y)


def test_a_place_on_a_seam_follows_the_lowest_code():
    cells = [
        Cell(code, shapely.box(at, 0, at + 10, 10), grid="G1")
        for at, code in ((0, "B"), (10, "A"), (20, "C"))
    ]
    before = Grid.of(cells, CRS)
    after = before.swap((), [replace(before["A"], grid="G2")])
    x, y = np.array([10.0, 20.0, 5.0, 25.0, 15.0]), np.array([5.0, 5.0, 5.0, 5.0, 10.0])

    moved = moved_points(before, after, x, y)

    assert moved.mask.tolist() == [True, True, False, False, True]
    assert set(moved.grid_after) == {"G2"}


def test_a_cell_that_only_takes_another_code_may_lose_its_seams():
    cells = [Cell(code, shapely.box(at, 0, at + 10, 10)) for at, code in ((0, "A"), (10, "B"))]
    before = Grid.of(cells, CRS)
    after = before.swap(["A"], [replace(before["A"], code="C")])

    moved = moved_points(before, after, np.array([10.0]), np.array([5.0]))

    assert told(moved) == [(0, "A", "B", None, None)]


def test_places_that_are_nowhere_never_move():
    before = Grid.of([Cell("A", shapely.box(0, 0, 10, 10))], CRS)
    after = Grid.of([Cell("B", shapely.box(0, 0, 10, 10))], CRS)
    x, y = np.array([np.nan, 11.0, 5.0]), np.array([5.0, 5.0, np.nan])

    assert not moved_points(before, after, x, y).mask.any()
    assert not Handover.of(before, before).moved(x, y).mask.any()


def test_another_name_moves_no_place():
    before = Grid.of([Cell("A", shapely.box(0, 0, 10, 10))], CRS)
    after = Grid.of([replace(before["A"], name="Market")], CRS)

    assert not moved_points(before, after, np.array([5.0]), np.array([5.0])).mask.any()
