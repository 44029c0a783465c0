"""A real grid of two levels: 296 small cells in 40 areas."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from grids import Cell, Grid, assign, dissolve, faults, grow_grids, measure, members
from grids.edges import rounded


@pytest.fixture(scope="module")
def frame(real_data):
    cells = gpd.read_file(real_data / "washington_dc" / "single-member-district-2013.geojson")
    return cells.to_crs("EPSG:26985")


@pytest.fixture(scope="module")
def grid(frame):
    shapes = rounded(np.asarray(frame.geometry.to_numpy()))
    rows = zip(frame["SMD_ID"], shapes, frame["ANC_ID"], strict=True)
    return Grid.of([Cell(code, shape, grid=area) for code, shape, area in rows], "EPSG:26985")


def test_projection_and_rounding_tear_no_seam(frame, grid):
    assert shapely.coverage_is_valid(frame.geometry.to_numpy())
    assert shapely.coverage_is_valid(grid.shapes)
    assert len(grid) == 296


def test_the_publish_check_finds_nothing_wrong(grid):
    outline = shapely.coverage_union_all(grid.shapes)

    assert faults(grid, district=outline) == []


def test_a_cell_taken_out_is_found(grid):
    outline = shapely.coverage_union_all(grid.shapes)
    gone = grid["2B07"]

    found = faults(grid.swap(["2B07"], []), district=outline)

    assert [fault.kind for fault in found] == ["gap"]
    assert found[0].size == pytest.approx(gone.shape.area, rel=1e-6)
    assert set(found[0].codes) == {cell.code for cell in grid.neighbours("2B07")}


def test_forty_areas_are_whole_and_add_up(grid, frame):
    areas = dissolve(grid)
    measures = measure(grid)

    assert len(members(grid)) == len(areas) == 40
    assert shapely.coverage_is_valid(areas.geometry.to_numpy())
    assert areas.area.sum() == pytest.approx(frame.area.sum(), rel=1e-7)
    assert measures.grids["area_m2"].to_numpy() == pytest.approx(areas.area.to_numpy())
    assert measures.grids["perimeter_m"].to_numpy() == pytest.approx(areas.length.to_numpy())
    assert (measures.grids["pieces"] == 1).all()


def test_no_area_gets_more_road_than_geopandas_clips_to_it_and_its_rim(grid, real_data):
    roads = gpd.read_file(real_data / "washington_dc" / "major-roads.geojson")
    roads = roads.to_crs("EPSG:26985")[["geometry"]]

    told = measure(grid, roads=roads).roads.sum(axis=1)

    areas = dissolve(grid).set_index("code")
    lines = roads.geometry.explode().to_frame()
    assert told.sum() == pytest.approx(roads.length.sum())
    for code, area in areas.geometry.items():
        most_m = lines.clip(area.buffer(0.002)).length.sum()
        least_m = lines.clip(area.buffer(-0.002)).length.sum()
        assert least_m - 1.0 <= told[code] <= most_m + 1.0


def test_new_areas_grown_from_the_cells_are_in_one_piece(grid):
    numbers = grow_grids(grid, {cell.code: cell.shape.area for cell in grid}, 40)
    areas = assign(grid, {code: f"{number:02d}" for code, number in numbers.items()})

    assert faults(areas) == []
    assert len(members(areas)) == 40
