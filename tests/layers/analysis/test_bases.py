import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.analysis import Kernel, Raster, Window, assets, ratio, road_km

WINDOW = Window(0.0, 1_000.0, 20.0, 50, 50, "EPSG:4550")
joints = st.tuples(st.integers(0, 50), st.integers(0, 50))


@given(st.lists(st.lists(joints, min_size=2, max_size=6), min_size=1, max_size=5))
def test_no_metre_of_road_is_lost(ways):
    # every other joint lies on the seam of two tiles; the outermost would belong to the next tile
    lines = [shapely.LineString([(x * 19.9, y * 10.0) for x, y in way]) for way in ways]
    many = np.array([lines[0], shapely.MultiLineString(lines)], dtype=object)

    tiles = road_km(WINDOW, many)

    assert tiles.sum() == pytest.approx(shapely.length(many).sum() / 1000, rel=1e-9, abs=1e-12)


def test_a_road_along_the_middle_of_tiles_gives_each_its_side():
    tiles = road_km(WINDOW, np.array([shapely.LineString([(0, 510), (200, 510)])], dtype=object))

    assert tiles[24, :10] == pytest.approx(0.02)
    assert tiles.sum() == pytest.approx(0.2)


def test_what_lies_beyond_the_window_is_not_counted():
    shapes = np.array([shapely.Point(10, 10), shapely.Point(-1, 10), shapely.box(0, 0, 40, 40)])

    tiles = assets(WINDOW, shapes)

    assert tiles.sum() == 2
    assert (tiles[49, 0], tiles[48, 1]) == (1, 1)


def surface(values):
    shape = (WINDOW.rows, WINDOW.columns)
    return Raster(np.full(shape, values, dtype=np.float32), WINDOW, 100.0, 5, 0, 0)


def test_a_ratio_is_the_quotient_where_enough_lies_under_the_kernel():
    base = np.full((50, 50), 40.0, dtype=np.float32)
    base[:, 10:] = 0.5

    made = ratio(surface(8.0), base, least=5 * 40 * Kernel.GAUSSIAN.area_m2(100.0) / 5e6, times=100)

    assert made.values[:, :10] == pytest.approx(20.0)
    assert np.isnan(made.values[:, 10:]).all()
    assert made.most == pytest.approx(20.0)


def test_nothing_is_divided_by_nothing():
    made = ratio(surface(8.0), np.zeros((50, 50), dtype=np.float32), least=0.5)

    assert np.isnan(made.values).all()
    assert made.most == 0.0
