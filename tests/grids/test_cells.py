import geopandas as gpd
import pytest
import shapely

from grids import Cell, CellsUnreadable, DuplicateCell, Grid, UnknownCell, cells_from_frame

CRS = "EPSG:4550"


def row(*codes):
    return [Cell(code, shapely.box(i, 0, i + 1, 1)) for i, code in enumerate(codes)]


def test_cells_are_ordered_by_code_whatever_order_they_come_in():
    grid = Grid.of(row("B", "C", "A"), CRS)

    assert grid.codes == ("A", "B", "C")
    assert [cell.code for cell in grid] == ["A", "B", "C"]
    assert grid["A"].shape.bounds[0] == 2
    assert [shape.bounds[0] for shape in grid.shapes] == [2, 0, 1]


def test_a_grid_refuses_two_cells_of_one_code():
    with pytest.raises(DuplicateCell, match="A stands for 2 cells"):
        Grid.of(row("A", "B", "A"), CRS)


def test_a_frame_and_back_is_the_same_frame():
    frame = gpd.GeoDataFrame(
        {
            "code": ["A", "B"],
            "name": [None, "Quay"],
            "community": ["330206001001", None],
            "street": ["330206001", None],
            "grid": ["G01", None],
        },
        geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)],
        crs=CRS,
    )

    back = Grid.from_frame(frame).to_frame()

    assert list(back.columns) == ["code", "name", "community", "street", "grid", "geometry"]
    assert back.crs == frame.crs
    for column in ("code", "name", "community", "street", "grid"):
        assert [None if v != v else v for v in back[column]] == [  # noqa: PLR0124 -- NaN
            None if v != v else v  # noqa: PLR0124 -- NaN
            for v in frame[column]
        ]
    assert back.geometry.geom_equals(frame.geometry).all()


@pytest.mark.parametrize(
    ("frame", "problem"),
    [
        (gpd.GeoDataFrame({"code": ["A"]}, geometry=[shapely.box(0, 0, 1, 1)]), "no CRS"),
        (gpd.GeoDataFrame({"id": ["A"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=CRS), "code"),
        (gpd.GeoDataFrame({"code": ["A"]}, geometry=[shapely.Point(0, 0)], crs=CRS), "row 0"),
        (gpd.GeoDataFrame({"code": ["A"]}, geometry=[shapely.Polygon()], crs=CRS), "row 0"),
        (gpd.GeoDataFrame({"code": ["A"]}, geometry=[None], crs=CRS), "row 0"),
    ],
)
def test_a_frame_that_holds_no_cells_is_refused_with_the_problem(frame, problem):
    with pytest.raises(CellsUnreadable, match=problem):
        Grid.from_frame(frame)


def test_doubled_codes_of_a_frame_can_still_be_read_for_checking():
    frame = gpd.GeoDataFrame(
        {"code": ["A", "A"]}, geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], crs=CRS
    )

    assert [cell.code for cell in cells_from_frame(frame)] == ["A", "A"]


def test_swap_takes_out_puts_in_and_replaces():
    grid = Grid.of(row("A", "B", "C"), CRS)

    after = grid.swap(["A"], [Cell("D", shapely.box(0, 0, 1, 1)), Cell("B", grid["B"].shape, "x")])

    assert after.codes == ("B", "C", "D")
    assert after["B"].community == "x"
    assert grid.codes == ("A", "B", "C")


def test_swap_refuses_what_is_not_there():
    with pytest.raises(UnknownCell, match="no cell Z"):
        Grid.of(row("A"), CRS).swap(["Z"], [])


def test_asking_for_an_unknown_code_is_told():
    with pytest.raises(UnknownCell):
        Grid.of(row("A"), CRS)["B"]


def test_a_grid_answers_for_its_size_its_area_and_its_codes():
    grid = Grid.of(row("A", "B"), CRS)

    assert len(grid) == 2
    assert "A" in grid
    assert "Z" not in grid
    assert grid.area_m2() == 2.0


def test_the_shapes_of_a_grid_cannot_be_written_to():
    grid = Grid.of(row("A", "B"), CRS)

    with pytest.raises(ValueError, match="read-only"):
        grid.shapes[0] = None
