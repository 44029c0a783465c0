import shapely
from hypothesis import given
from hypothesis import strategies as st

from grids import Cell, Grid, management_grid_at, owner

CRS = "EPSG:4550"


@given(data=st.data())
def test_a_place_belongs_to_the_lowest_code_that_touches_it(data, lattices):
    mesh = data.draw(lattices())
    grid = Grid.of(mesh.cells(), CRS)
    x, y = data.draw(st.sampled_from(sorted(mesh.points.values())))
    dx, dy = data.draw(st.sampled_from([(0, 0), (0, 0), (1, 0), (-700, 300), (10_000_000, 0)]))
    x_m, y_m = (x + dx) / 1000, (y + dy) / 1000

    touching = [c.code for c in grid if c.shape.intersects(shapely.Point(x_m, y_m))]

    assert owner(grid, x_m, y_m) == min(touching, default=None)


def test_on_a_border_of_management_grids_the_lowest_cell_decides():
    cells = [
        Cell("1", shapely.box(0, 0, 10, 10), grid="Z"),
        Cell("2", shapely.box(10, 0, 20, 10), grid="A"),
        Cell("3", shapely.box(20, 0, 30, 10)),
    ]
    grid = Grid.of(cells, CRS)

    assert management_grid_at(grid, 10.0, 5.0) == "Z"
    assert management_grid_at(grid, 15.0, 5.0) == "A"
    assert management_grid_at(grid, 25.0, 5.0) is None
    assert management_grid_at(grid, 35.0, 5.0) is None
