import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.analysis import uncovered_doubled

OUTLINE = shapely.box(0, 0, 1000, 1000)


def lattice():
    x, y = np.meshgrid(np.arange(10) * 100.0, np.arange(10) * 100.0)
    return shapely.box(x.ravel(), y.ravel(), x.ravel() + 100, y.ravel() + 100)


def test_cells_that_fill_the_outline_once_are_exact():
    misfit = uncovered_doubled(lattice(), OUTLINE)
    assert misfit.is_exact
    assert misfit.pairs.shape == (0, 2)


@given(missing=st.sets(st.integers(0, 99), min_size=1, max_size=40))
def test_a_missing_cell_is_uncovered(missing):
    left = np.delete(lattice(), sorted(missing))
    misfit = uncovered_doubled(left, OUTLINE)
    assert shapely.area(misfit.uncovered).sum() == pytest.approx(1e4 * len(missing))
    assert not len(misfit.doubled)


@given(
    number=st.integers(0, 99),
    more=st.sampled_from([(-30.0, 0.0), (0.0, 30.0), (20.0, 20.0), (1.0, 0.0)]),
)
def test_overlap_gap_and_overhang_of_a_moved_cell_are_told(number, more):
    cells = lattice()
    cells[number] = shapely.transform(cells[number], lambda at: at + np.array(more))
    misfit = uncovered_doubled(cells, OUTLINE)
    others = np.delete(cells, number)
    doubled = shapely.area(shapely.intersection(others, cells[number])).sum()
    outside = cells[number].difference(OUTLINE).area
    union = shapely.union_all(cells)
    assert shapely.area(misfit.doubled).sum() == pytest.approx(doubled)
    assert shapely.area(misfit.outside).sum() == pytest.approx(outside)
    assert shapely.area(misfit.uncovered).sum() == pytest.approx(OUTLINE.difference(union).area)
    assert (misfit.pairs == number).any(axis=1).all()


@pytest.mark.parametrize(
    "extra",
    [shapely.box(100, 100, 200, 200), shapely.box(120, 120, 180, 180), shapely.box(0, 0, 300, 300)],
    ids=["the same cell twice", "a cell within a cell", "a cell over nine cells"],
)
def test_a_cell_on_top_of_others_is_doubled(extra):
    cells = np.append(lattice(), extra)
    misfit = uncovered_doubled(cells, OUTLINE)
    assert shapely.area(misfit.doubled).sum() == pytest.approx(extra.area)
    assert (misfit.pairs[:, 1] == 100).all()


def test_rounding_is_no_gap():
    cells = lattice()
    cells[0] = shapely.box(0, 0, 99.99995, 100)
    assert uncovered_doubled(cells, OUTLINE).is_exact


def test_washington_is_a_valid_coverage(real_data):
    gpd = pytest.importorskip("geopandas")
    path = real_data / "washington_dc" / "single-member-district-2013.geojson"
    cells = np.asarray(gpd.read_file(path).to_crs("EPSG:32618").geometry.array, dtype=object)
    misfit = uncovered_doubled(cells, shapely.union_all(cells))
    assert misfit.is_exact
