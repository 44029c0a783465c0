"""The real grid of Washington (296 cells), roughed up and brought back."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely

from grids import Cell, Grid, applied, change_of, faults
from grids.edges import rounded
from grids.mend import clean, fix_of, match_codes
from tests.grids.mend.messes import jittered, plan_of


@pytest.fixture(scope="module")
def grid(real_data):
    cells = gpd.read_file(real_data / "washington_dc" / "single-member-district-2013.geojson")
    cells = cells.to_crs("EPSG:26985")
    shapes = rounded(np.asarray(cells.geometry.to_numpy()))
    rows = zip(cells["SMD_ID"], shapes, strict=True)
    return Grid.of([Cell(code, shape, grid="G1") for code, shape in rows], "EPSG:26985")


def rough(grid, far_m, share=0.01):
    rng = np.random.default_rng(11)
    return [jittered(shape, far_m, rng, share) for shape in grid.shapes]


def wrong(shapes):
    return [
        f.kind for f in faults(map(Cell, map("{:03d}".format, range(296)), shapes), assigned=False)
    ]


def test_it_needs_no_cleaning(grid):
    after, account = clean(grid.shapes)

    assert shapely.equals_identical(after, grid.shapes).all()
    assert account.moved_m2 == 0


@pytest.mark.parametrize(("far_m", "strayed_m"), [(1e-6, 0.0), (0.001, 0.03), (0.02, 0.1)])
def test_roughed_up_it_fits_again_and_finds_its_codes(grid, far_m, strayed_m):
    messy = rough(grid, far_m)

    after, account = clean(messy)

    strays_m = shapely.hausdorff_distance(shapely.boundary(grid.shapes), shapely.boundary(after))
    assert wrong(after) == []
    assert match_codes(grid, after) == list(grid.codes)
    assert np.median(strays_m) <= strayed_m
    assert shapely.area(after).sum() == pytest.approx(grid.area_m2(), rel=1e-6)
    assert account.faults_after == dict.fromkeys(account.faults_after, 0)


def test_the_codes_of_cells_that_were_merged_stay_with_the_larger_part(grid):
    one = grid["2B07"]
    other = grid.neighbours("2B07")[0]
    merged = shapely.coverage_union_all([one.shape, other.shape])
    rest = [cell.shape for cell in grid if cell.code not in (one.code, other.code)]

    found = match_codes(grid, [merged, *rest])

    assert found[0] == max((one, other), key=lambda cell: cell.shape.area).code
    assert len(set(found)) == 295


def test_planted_faults_of_the_real_grid_are_mended_one_by_one(grid):
    district = shapely.coverage_union_all(grid.shapes)
    shift = shapely.affinity.translate(grid["2B07"].shape, 0.05, 0.03)
    plan = plan_of(grid.swap([], [replace(grid["2B07"], shape=shift)]).cells, district)
    before = len(faults(plan.grid, district=district))

    for _ in range(60):
        found = faults(plan.grid, district=district)
        fix = next((x for fault in found if (x := fix_of(plan, fault))), None)
        if fix is None:
            break
        plan = applied(plan, change_of(plan, fix.step))

    assert before > 5
    assert faults(plan.grid, district=district) == []
