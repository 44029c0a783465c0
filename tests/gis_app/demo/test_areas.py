"""Cells, communities, streets and management grids nest and cover the district once."""

import pytest
import shapely

from gis_app.demo.areas import _TOWN_LINES
from gis_app.demo.frame import polyline
from grids import Grid, faults

LEVELS = [("community", "communities"), ("street", "streets"), ("grid", "grids")]


def test_the_cells_are_a_whole_coverage_of_the_district(frames):
    cells, ground = frames["cells"].geometry.to_numpy(), frames["district"].geometry.iloc[0]

    assert shapely.coverage_is_valid(cells)
    assert shapely.area(cells).sum() == pytest.approx(ground.area, abs=0.01)
    assert ground.geom_type == "Polygon"
    assert len(ground.interiors) == 0


def test_no_cell_comes_near_another_without_touching_it(frames):
    cells = frames["cells"].geometry.to_numpy()

    assert shapely.is_empty(shapely.coverage_invalid_edges(cells, gap_width=1.0)).all()


def test_communities_border_along_streets_and_water_never_across_a_block(frames):
    ground, roads = frames["district"].geometry.iloc[0], frames["roads"]
    streets = roads.geometry[roads["class"] != "lane"]
    town_lines = map(polyline, _TOWN_LINES)
    along = shapely.union_all([*streets, *frames["water"].geometry, *town_lines])
    rims = shapely.union_all(shapely.boundary(frames["communities"].geometry.to_numpy()))

    inner = rims.difference(ground.boundary.buffer(0.01))

    assert inner.length > 50_000
    assert inner.difference(along.buffer(0.01)).length == 0


def test_the_plan_has_no_fault(demo, frames):
    grid = Grid.from_frame(frames["cells"])
    communities = dict(zip(frames["communities"].code, frames["communities"].geometry, strict=True))

    found = faults(
        grid,
        district=frames["district"].geometry.iloc[0],
        communities=communities,
        area_band_m2=demo.district.cell_area_m2,
    )

    assert found == []


def test_cells_have_about_one_hectare(frames):
    area = frames["cells"].area

    assert area.min() > 2_000
    assert area.max() < 21_000
    assert 9_000 < area.mean() < 11_000


@pytest.mark.parametrize(("column", "layer"), LEVELS)
def test_each_area_is_the_union_of_its_cells_in_one_piece(frames, column, layer):
    cells = frames["cells"]
    for _, row in frames[layer].iterrows():
        mine = cells[cells[column] == row["code"]].geometry.to_numpy()
        assert row.geometry.geom_type == "Polygon", row["code"]
        assert row.geometry.equals(shapely.coverage_union_all(mine)), row["code"]


def test_codes_nest(frames):
    cells = frames["cells"]

    assert all(code[:12] == part for code, part in zip(cells.code, cells.community, strict=True))
    assert all(code[:9] == part for code, part in zip(cells.code, cells.street, strict=True))
    assert set(cells.code.str.len()) == {15}
    assert set(frames["streets"].code) == {"330206002", "330206003", "330206004"}
    assert frames["communities"]["generated"].all()


def test_a_management_grid_lies_in_one_street(frames):
    streets = frames["cells"].groupby("grid")["street"].nunique()

    assert streets.max() == 1
    assert dict(zip(frames["grids"].code, frames["grids"].street, strict=True)) == dict(
        frames["cells"].groupby("grid")["street"].first()
    )


def test_34_collectors_walk_22_grids_of_22_colours(demo, frames):
    grids = frames["grids"]

    assert grids["collectors"].sum() == 34
    assert len({name for names in demo.collectors.values() for name in names}) == 34
    assert grids["code"].tolist() == [f"G{i:02d}" for i in range(1, 23)]
    assert grids["colour"].nunique() == 22
    assert grids["name"].nunique() == 22


def test_names_of_communities_stand_once(frames):
    assert frames["communities"]["name"].is_unique
