import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point

from grids import ELSEWHERE, Cell, Grid, MonthsWrong, clip_lines, dissolve, measure

CRS = "EPSG:4550"


def halves(mesh):
    """Return the lattice as two management grids: rows 0 and 1 are N, the rest S."""
    return Grid.of(
        [Cell(c, s, None, None, "N" if c[0] < "2" else "S") for c, s in mesh.shapes().items()], CRS
    )


def frame(*shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS)


@st.composite
def roads_in(draw, mesh):
    """Return lines over a lattice; half of their places are points of the lattice itself."""
    west, south, east, north = mesh.district().bounds
    on = st.sampled_from(sorted(mesh.points.values())).map(lambda p: (p[0] / 1000, p[1] / 1000))
    off = st.tuples(
        st.integers(int(west) - 60, int(east) + 60), st.integers(int(south) - 60, int(north) + 60)
    )
    places = st.lists(st.one_of(on, off), min_size=2, max_size=5, unique=True)
    return [LineString(line) for line in draw(st.lists(places, min_size=1, max_size=4))]


@given(data=st.data())
def test_every_metre_of_road_counts_once(data, lattices):
    mesh = data.draw(lattices())
    grid = halves(mesh)
    lines = data.draw(roads_in(mesh))

    pieces = clip_lines(grid, np.array(lines))

    total = np.bincount(pieces.line, weights=pieces.length_m, minlength=len(lines))
    assert total == pytest.approx([line.length for line in lines])


@given(data=st.data())
def test_roads_off_the_seams_are_clipped_as_shapely_clips_them(data, lattices):
    mesh = data.draw(lattices())
    grid = halves(mesh)
    west, south, east, north = mesh.district().bounds
    rng = np.random.default_rng(data.draw(st.integers(0, 10_000)))
    places = rng.uniform((west - 50, south - 50), (east + 50, north + 50), (6, 2))
    line = LineString(places)

    pieces = clip_lines(grid, np.array([line]))

    expected = [line.intersection(cell.shape).length for cell in grid]
    inside = pieces.cell >= 0
    told = np.bincount(pieces.cell[inside], weights=pieces.length_m[inside], minlength=len(grid))
    assert told == pytest.approx(expected, abs=0.01)


@given(data=st.data())
def test_a_road_along_a_seam_belongs_to_the_lowest_code(data, lattices):
    mesh = data.draw(lattices())
    grid = halves(mesh)
    one, other, a, b = data.draw(st.sampled_from(mesh.seams()))
    off_mm = data.draw(st.sampled_from([(0.0, 0.0), (0.4, 0.4), (-0.4, 0.3), (0.5, -0.5)]))
    ends = [((x + off_mm[0]) / 1000, (y + off_mm[1]) / 1000) for x, y in map(mesh.at, (a, b))]

    pieces = clip_lines(grid, np.array([LineString(ends)]))

    lowest = grid.position(min(one, other))
    assert pieces.length_m[pieces.cell == lowest].sum() == pytest.approx(
        pieces.length_m.sum(), abs=0.01
    )


def test_a_road_a_hair_beside_a_seam_is_cut_where_the_cells_across_change():
    cells = [
        Cell("A", shapely.box(0, 50, 40, 90)),
        Cell("B", shapely.box(0, 0, 100, 50)),
        Cell("C", shapely.box(40, 50, 100, 90)),
    ]
    grid = Grid.of(cells, CRS)

    pieces = clip_lines(grid, np.array([LineString([(0, 49.9996), (100, 49.9996)])]))

    told = np.bincount(pieces.cell, weights=pieces.length_m, minlength=3)
    assert told == pytest.approx([40.0, 60.0, 0.0], abs=0.01)


@given(data=st.data())
def test_a_road_belongs_to_the_same_cells_whichever_way_it_runs(data, lattices):
    mesh = data.draw(lattices())
    grid = halves(mesh)
    lines = data.draw(roads_in(mesh))
    back = [line.reverse() for line in lines]

    sums = []
    for way in (lines, back):
        pieces = clip_lines(grid, np.array(way))
        sums.append(np.bincount(pieces.cell + 1, pieces.length_m, minlength=len(grid) + 1))

    assert sums[0] == pytest.approx(sums[1], abs=0.01)


@given(data=st.data())
def test_area_perimeter_and_pieces_agree_with_the_dissolved_grids(data, lattices):
    grid = halves(data.draw(lattices()))

    measures = measure(grid)

    dissolved = dissolve(grid).set_index("code")
    assert measures.grids["area_m2"].to_dict() == pytest.approx(dissolved.area.to_dict())
    assert measures.grids["perimeter_m"].to_dict() == pytest.approx(dissolved.length.to_dict())
    assert measures.grids["cells"].to_dict() == dissolved["cells"].to_dict()
    parts = dissolved.geometry.count_geometries().to_dict()
    assert measures.grids["pieces"].to_dict() == parts
    assert measures.whole["area_m2"] == pytest.approx(grid.area_m2())


def test_a_square_is_as_compact_as_a_square_is(mesh):
    measures = measure(halves(mesh(4, 2)))

    assert measures.grids.loc["N", "compactness"] == pytest.approx(4 * np.pi * 80_000 / 1_200**2)
    assert measures.whole["compactness"] == pytest.approx(4 * np.pi * 80_000 / 1_200**2)


def test_road_is_summed_by_class_and_by_grid(mesh):
    whole = mesh(4, 4)
    west, south, east, north = whole.district().bounds
    upright = LineString([(west + 30, south - 100), (west + 30, north)])
    along = LineString([(west, south + 200), (east, south + 200)])
    roads = frame(upright, along, None, **{"class": ["main", "lane", "lane"]})

    measures = measure(halves(whole), roads=roads)

    assert measures.roads.loc["N"].to_dict() == pytest.approx({"lane": 400.0, "main": 200.0})
    assert measures.roads.loc["S"].to_dict() == pytest.approx({"lane": 0.0, "main": 200.0})
    assert measures.roads.loc[ELSEWHERE].to_dict() == pytest.approx({"lane": 0.0, "main": 100.0})
    assert measures.grids["road_m"].to_dict() == pytest.approx({"N": 600.0, "S": 200.0})
    assert measures.whole["road_m"] == pytest.approx(900.0)


def test_roads_without_a_class_are_summed_all_the_same(mesh):
    whole = mesh(4, 4)
    west, south, *_ = whole.district().bounds
    roads = frame(LineString([(west + 10, south + 10), (west + 60, south + 10)]))

    assert measure(halves(whole), roads=roads).roads.loc["S"].to_dict() == {"": 50.0}


def test_assets_count_where_they_are_and_on_a_seam_once(mesh):
    whole = mesh(4, 4)
    west, south, *_ = whole.district().bounds
    points = frame(
        Point(west + 10, south + 10),
        Point(west + 10, south + 200),
        Point(west - 10, south),
        None,
    )
    areas = frame(shapely.box(west + 10, south + 90, west + 20, south + 150))
    lines = frame(LineString([(west + 10, south + 150), (west + 10, south + 290)]))

    measures = measure(
        halves(whole), assets={"hydrants": points, "schools": areas, "stalls": lines}
    )

    assert measures.assets.loc["N"].to_dict() == {"hydrants": 1, "schools": 0, "stalls": 1}
    assert measures.assets.loc["S"].to_dict() == {"hydrants": 1, "schools": 1, "stalls": 0}
    assert measures.assets.loc[ELSEWHERE].to_dict() == {"hydrants": 2, "schools": 0, "stalls": 0}
    assert measures.whole["assets"] == 6


def test_cases_are_counted_by_month_and_none_is_lost(mesh):
    whole = mesh(4, 4)
    west, south, *_ = whole.district().bounds
    cases = frame(*[Point(west + 10, south + 10)] * 20, Point(0, 0), None, None, None)

    measures = measure(halves(whole), cases=cases, months=2.0)

    assert measures.cases.to_dict() == {"N": 0.0, "S": 10.0, ELSEWHERE: 2.0}
    assert measures.grids.loc["S", "cases_per_month"] == 10.0
    assert measures.whole["cases_per_month"] == 12.0
    assert measures.deviation["cases_per_month"].to_dict() == {"N": -1.0, "S": 1.0}


def test_cells_without_a_management_grid_count_in_the_whole_only(mesh):
    grid = Grid.of([Cell(c, s) for c, s in mesh(2, 2).shapes().items()], CRS)

    measures = measure(grid)

    assert len(measures.grids) == 0
    assert measures.whole["cells"] == 4
    assert measures.whole["perimeter_m"] == pytest.approx(800.0)


def test_deviation_from_the_mean_adds_up_to_nothing(mesh):
    measures = measure(halves(mesh(3, 5)))

    assert measures.deviation["area_m2"].to_dict() == pytest.approx({"N": -0.2, "S": 0.2})
    assert isinstance(measures.deviation, pd.DataFrame)
    assert measures.deviation["road_m"].to_dict() == {"N": 0.0, "S": 0.0}


@pytest.mark.parametrize("months", [0.0, -1.0, float("nan")])
def test_no_time_is_no_rate(mesh, months):
    with pytest.raises(MonthsWrong):
        measure(halves(mesh(2, 2)), months=months)
