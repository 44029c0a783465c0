from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from grids.cells import Cell, Grid
from grids.compare import ChangeKind, CrsApart, compare
from grids.measures import ELSEWHERE
from tests.grids.drafts import CRS, drafts, edited

A = Cell("A", shapely.box(0, 0, 10, 10), grid="G1")
B = Cell("B", shapely.box(10, 0, 20, 10), grid="G2")
C = Cell("C", shapely.box(20, 0, 30, 10))


def grid_of(*cells):
    return Grid.of(cells, CRS)


def kinds(comparison):
    return {change.code: [str(kind) for kind in change.kinds] for change in comparison.changes}


def hands(comparison):
    return {
        (p.cell_before, p.cell_after, p.grid_before, p.grid_after): round(p.area_m2, 6)
        for p in comparison.pieces
    }


def flows(comparison):
    return [(f.grid_before, f.grid_after, f.cells_before, f.cells_after) for f in comparison.flows]


def areas_by_grid(grid):
    areas = {}
    for cell in grid:
        areas[cell.grid] = areas.get(cell.grid, 0.0) + cell.shape.area
    return areas


def test_a_cell_given_away_is_one_piece_and_is_not_redrawn():
    found = compare(grid_of(A, B, C), grid_of(A, replace(B, grid="G1"), C))

    assert kinds(found) == {"B": ["reassigned"]}
    assert hands(found) == {("B", "B", "G2", "G1"): 100.0}
    assert found.pieces[0].shape is B.shape
    assert found.moved_m2() == 100.0
    assert dict(found.gains_m2()) == {"G1": 100.0, "G2": -100.0}


def test_a_shape_under_another_code_is_recoded():
    found = compare(grid_of(A, B), grid_of(A, replace(B, code="D")))

    assert kinds(found) == {"D": ["recoded"]}
    assert hands(found) == {("B", "D", "G2", "G2"): 100.0}
    assert found.moved_m2() == 0.0


def test_two_codes_that_are_swapped_are_both_recoded():
    swapped = grid_of(replace(A, shape=B.shape, grid="G2"), replace(B, shape=A.shape, grid="G1"))

    found = compare(grid_of(A, B), swapped)

    assert [(c.before.code, c.after.code) for c in found.of_kind(ChangeKind.RECODED)] == [
        ("B", "A"),
        ("A", "B"),
    ]
    assert found.moved_m2() == 0.0


def test_a_cut_hands_ground_to_the_new_cell_only():
    left, right = shapely.box(0, 0, 4, 10), shapely.box(4, 0, 10, 10)
    after = grid_of(replace(A, shape=left), Cell("D", right, grid="G2"), B)

    found = compare(grid_of(A, B), after)

    assert kinds(found) == {"A": ["redrawn"], "D": ["new"]}
    assert hands(found) == {("A", "D", "G1", "G2"): 60.0}
    assert found.matrix().loc["G1", "G2"] == pytest.approx(60.0)
    assert found.matrix("cells_after").loc["G1", "G2"] == 1.0


def test_a_joint_more_is_told_and_moves_no_ground():
    jointed = shapely.Polygon([(0, 0), (5, 0), (10, 0), (10, 10), (0, 10)])

    found = compare(grid_of(A, B), grid_of(replace(A, shape=jointed), B))

    assert kinds(found) == {"A": ["redrawn"]}
    assert found.pieces == ()


def test_where_a_ring_starts_and_how_it_runs_makes_no_difference():
    turned = shapely.Polygon([(10, 10), (10, 0), (0, 0), (0, 10)])

    assert compare(grid_of(A), grid_of(replace(A, shape=turned))).is_empty


def test_another_name_or_street_is_told_and_moves_no_ground():
    found = compare(grid_of(A, B), grid_of(replace(A, name="Market"), replace(B, street="S")))

    assert kinds(found) == {"A": ["relabelled"], "B": ["relabelled"]}
    assert found.pieces == found.flows == ()


def test_ground_that_only_one_side_covers_has_no_cell_on_the_other():
    wider = replace(B, shape=shapely.box(10, 0, 25, 10))

    found = compare(grid_of(A, B), grid_of(wider, Cell("C", shapely.box(25, 0, 30, 10))))

    assert hands(found) == {
        ("A", None, "G1", None): 100.0,
        (None, "B", None, "G2"): 50.0,
        (None, "C", None, None): 50.0,
    }
    assert found.matrix().loc["G1", ELSEWHERE] == pytest.approx(100.0)


def test_ground_thinner_than_a_seam_is_counted_and_not_shown():
    thin = 0.0005
    after = grid_of(
        replace(A, shape=shapely.box(0, 0, 10 + thin, 10)),
        replace(B, shape=shapely.box(10 + thin, 0, 20, 10)),
    )

    found = compare(grid_of(A, B), after)

    assert found.pieces == ()
    assert found.thin_m2 == pytest.approx(0.005, abs=1e-9)
    assert found.gains_m2()["G1"] == pytest.approx(0.005, abs=1e-9)


def test_two_reference_systems_are_not_compared():
    with pytest.raises(CrsApart):
        compare(grid_of(A), Grid.of([A], "EPSG:4549"))


@given(data=st.data())
def test_nothing_differs_from_itself(data, lattices):
    grid = data.draw(drafts(lattices())).grid()
    again = Grid.of([replace(c, shape=shapely.normalize(c.shape)) for c in grid], CRS)

    found = compare(grid, again)

    assert found.is_empty
    assert found.pieces == found.flows == ()


@given(data=st.data())
def test_the_way_back_is_the_mirror(data, lattices):
    draft = data.draw(drafts(lattices()))
    before, after = draft.grid(), data.draw(edited(draft)).grid()

    there, back = compare(before, after).mirrored(), compare(after, before)

    assert kinds(there) == kinds(back)
    assert hands(there) == pytest.approx(hands(back), abs=2e-6)
    for one, other in zip(there.pieces, back.pieces, strict=True):
        assert one.shape.symmetric_difference(other.shape).area < 1e-5
    assert flows(there) == flows(back)


@given(data=st.data())
def test_areas_add_up_for_each_management_grid(data, lattices):
    draft = data.draw(drafts(lattices()))
    before, after = draft.grid(), data.draw(edited(draft)).grid()

    gains = compare(before, after).gains_m2()

    old, new = areas_by_grid(before), areas_by_grid(after)
    for code in {*old, *new}:
        if code is not None:
            grown = new.get(code, 0.0) - old.get(code, 0.0)
            assert gains.get(code, 0.0) == pytest.approx(grown, abs=1e-4)


@given(data=st.data())
def test_pieces_are_disjoint_and_lie_where_they_say(data, lattices):
    draft = data.draw(drafts(lattices()))
    before, after = draft.grid(), data.draw(edited(draft)).grid()

    pieces = compare(before, after).pieces

    shapes = np.array([piece.shape for piece in pieces], dtype=object)
    i, j = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    common = shapely.intersection(shapes[i[i < j]], shapes[j[i < j]])
    assert shapely.area(common).sum() < 1e-5
    for piece in pieces:
        assert (piece.cell_before, piece.grid_before) != (piece.cell_after, piece.grid_after)
        inner = piece.shape.representative_point()
        for grid, code in ((before, piece.cell_before), (after, piece.cell_after)):
            assert code is None or grid[code].shape.distance(inner) < 1e-6


@given(data=st.data())
def test_all_ground_that_changes_hands_is_in_a_piece(data, lattices):
    draft = data.draw(drafts(lattices()))
    before, after = draft.grid(), data.draw(edited(draft)).grid()
    rng = np.random.default_rng(data.draw(st.integers(0, 9)))
    west, south, east, north = shapely.total_bounds(before.shapes)
    x, y = rng.uniform(west, east, 300), rng.uniform(south, north, 300)

    pieces = compare(before, after).pieces

    for px, py in zip(x, y, strict=True):
        one, other = (grid.ownership.owner(px, py) for grid in (before, after))
        told = [p for p in pieces if shapely.intersects_xy(p.shape, px, py)]
        same = one == other and (one is None or before[one].grid == after[one].grid)
        edge = (
            min(p.shape.boundary.distance(shapely.Point(px, py)) for p in pieces) if pieces else 1
        )
        if edge > 0.01:
            assert len(told) == (0 if same else 1)


def test_cells_that_are_equal_are_laid_over_nothing(monkeypatch):
    shapes = shapely.box(*np.mgrid[0:40, 0:40].reshape(2, -1), *np.mgrid[1:41, 1:41].reshape(2, -1))
    before = Grid.of([Cell(f"{at:04d}", shape) for at, shape in enumerate(shapes)], CRS)
    wide = shapely.union(before["0100"].shape, before["0140"].shape)
    after = before.swap(["0100", "0140"], [Cell("0100", wide), replace(before["0900"], grid="G")])
    reloaded = Grid.of([replace(c, shape=shapely.from_wkb(c.shape.wkb)) for c in after], CRS)
    laid = []
    real = shapely.intersection
    monkeypatch.setattr(shapely, "intersection", lambda a, b: laid.append(len(a)) or real(a, b))

    found = compare(before, reloaded)

    assert kinds(found) == {"0100": ["redrawn"], "0140": ["gone"], "0900": ["reassigned"]}
    assert hands(found) == {("0140", "0100", None, None): 1.0, ("0900", "0900", None, "G"): 1.0}
    assert sum(laid) == 2
