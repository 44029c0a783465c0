import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import rotate

from layers.analysis import points_within
from layers.analysis.within import FEW_POINTS

RNG = np.random.default_rng(3)
MANY = 4 * FEW_POINTS
STAR = [
    (np.cos(a) * r, np.sin(a) * r)
    for a, r in zip(np.linspace(0, 2 * np.pi, 40, endpoint=False), [1000, 300] * 20, strict=True)
]
VIEW = rotate(shapely.box(-1000, -700, 1000, 700), 1.3)
SHAPES = {
    "view": VIEW,
    "view round a lake": VIEW.difference(shapely.Point(0, 0).buffer(50)),
    "star": shapely.Polygon(STAR),
    "ring": shapely.Point(0, 0).buffer(900).difference(shapely.Point(0, 0).buffer(400)),
    "two": shapely.union(shapely.box(-900, -900, -100, -100), shapely.box(0, 0, 950, 3)),
    "needle": shapely.Polygon([(-1000, 0), (1000, 0.001), (1000, 0)]),
}


def places(shape, count, rng):
    """Draw places, half of them on the border."""
    x, y = rng.uniform(-1100, 1100, (2, count))
    ends = shapely.get_coordinates(shape)
    on = rng.integers(0, len(ends), count // 2)
    x[: count // 2], y[: count // 2] = ends[on].T
    along = shapely.line_interpolate_point(shape.boundary, rng.uniform(0, 9000, count // 4))
    x[: count // 4], y[: count // 4] = shapely.get_coordinates(along).T
    return x, y


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("count", [100, MANY])
def test_tiles_change_no_answer(name, count):
    shape = SHAPES[name]
    x, y = places(shape, count, RNG)
    assert (points_within(x, y, shape) == shapely.intersects_xy(shape, x, y)).all()


@settings(max_examples=20)
@given(seed=st.integers(0, 10**6), corners=st.integers(3, 12))
def test_tiles_change_no_answer_for_any_lasso(seed, corners):
    rng = np.random.default_rng(seed)
    lasso = shapely.make_valid(shapely.Polygon(np.round(rng.uniform(-1000, 1000, (corners, 2)))))
    x, y = np.round(rng.uniform(-1000, 1000, (2, MANY)))
    assert (points_within(x, y, lasso) == shapely.intersects_xy(lasso, x, y)).all()


def test_no_place_lies_nowhere_and_an_empty_lasso_holds_nothing():
    nowhere = np.array([np.nan])
    assert points_within(nowhere, nowhere, SHAPES["star"]).tolist() == [False]
    assert points_within(np.zeros(1), np.zeros(1), shapely.Polygon()).tolist() == [False]
