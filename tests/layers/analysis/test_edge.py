import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.analysis import Edge, Kernel, Lattice, Window, density, spread, tiles_of

CRS = "EPSG:4550"
WEST, SOUTH = 580_000.0, 3_310_000.0
WINDOW = Window(WEST - 600, SOUTH + 1_600, 20.0, 110, 110, CRS)


@st.composite
def outlines(draw):
    """A district of one to three pieces, with a hole now and then; corners lie on seams or not."""
    pieces = []
    for _ in range(draw(st.integers(1, 3))):
        x, y = (draw(st.integers(0, 40)) * 20.0 for _ in range(2))
        wide, high = (draw(st.integers(3, 50)) * 7.0 for _ in range(2))
        pieces.append(shapely.box(WEST + x, SOUTH + y, WEST + x + wide, SOUTH + y + high))
    whole = shapely.union_all(pieces)
    if draw(st.booleans()):
        cut = whole.difference(whole.centroid.buffer(30))
        return whole if cut.is_empty else cut
    return whole


@given(outline=outlines())
def test_tiles_of_an_outline_are_those_it_touches(outline):
    west, north, side = WINDOW.west, WINDOW.north, WINDOW.tile_m
    column, row = np.meshgrid(np.arange(WINDOW.columns), np.arange(WINDOW.rows))
    boxes = shapely.box(
        west + column * side,
        north - (row + 1) * side,
        west + (column + 1) * side,
        north - row * side,
    )

    assert (tiles_of(WINDOW, outline) == shapely.intersects(boxes, outline)).all()


@given(
    outline=outlines(),
    kernel=st.sampled_from(Kernel),
    wide=st.sampled_from([30.0, 90.0, 150.0]),
    rows=st.integers(0, 60),
    seed=st.integers(0, 10**6),
)
def test_a_corrected_density_integrates_to_the_cases_inside(
    make_cases, outline, kernel, wide, rows, seed
):
    columns = make_cases(rows, seed=seed)
    lattice = Lattice.over(columns, crs=CRS, extent=outline.bounds, bandwidth_m=wide)
    edge = Edge.of(lattice.window, outline, kernel=kernel, bandwidth_m=wide)

    raster = density(lattice, kernel=kernel, edge=edge)

    assert raster.integral == pytest.approx(raster.cases, rel=2e-4, abs=1e-6)
    assert raster.cases + raster.outside + raster.placeless == rows
    assert not raster.values[~edge.inside].any()


@given(outline=outlines(), kernel=st.sampled_from(Kernel), wide=st.sampled_from([30.0, 150.0]))
def test_an_even_density_is_even_up_to_the_border(outline, kernel, wide):
    edge = Edge.of(WINDOW, outline, kernel=kernel, bandwidth_m=wide)
    even = np.where(edge.inside, 1, 0)

    values = spread(even, WINDOW, kernel=kernel, bandwidth_m=wide, edge=edge)

    one_a_tile = 1e6 / WINDOW.tile_m**2
    assert values[edge.inside] == pytest.approx(one_a_tile, rel=2e-4)


def test_without_the_correction_the_border_would_lose_half():
    outline = shapely.box(WEST, SOUTH, WEST + 800, SOUTH + 800)
    even = np.where(tiles_of(WINDOW, outline), 1, 0)

    values = spread(even, WINDOW, bandwidth_m=100.0)

    x, y = WINDOW.centres()
    row, column = np.abs(y - SOUTH - 400).argmin(), np.abs(x - WEST - 10).argmin()
    assert 0.45 < values[row, column] / (1e6 / 400) < 0.65


def test_a_district_outside_the_window_has_no_tile_and_no_weight():
    edge = Edge.of(WINDOW, shapely.box(0, 0, 1, 1), kernel=Kernel.GAUSSIAN, bandwidth_m=60)

    assert not edge.inside.any()
    assert not edge.weight.any()
