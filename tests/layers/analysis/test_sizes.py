import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.analysis import assets_in, road_shares

#: Two squares of 100 m beside each other.
AREAS = np.array([shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)])


@given(
    lines=st.lists(
        st.lists(st.tuples(st.integers(0, 20), st.integers(0, 10)), min_size=2, max_size=5),
        min_size=1,
        max_size=5,
    )
)
def test_every_metre_of_road_counts_once(lines):
    roads = np.array([shapely.LineString([(10 * x, 10 * y) for x, y in line]) for line in lines])

    inner = AREAS.copy()
    # roads along the outer border have no other side here: give them one
    inner[0], inner[1] = shapely.box(-50, -50, 100, 150), shapely.box(100, -50, 250, 150)
    single = shapely.union_all(roads, grid_size=0.001)
    shares = road_shares(inner, np.array([single]))

    # where lines cross between millimetres, the crossing moves to one: lengths change by less
    assert shares.sum() == pytest.approx(single.length, abs=1e-3)


def test_a_road_on_the_border_counts_half_on_each_side():
    road = np.array([shapely.LineString([(100, 0), (100, 100)])])

    assert road_shares(AREAS, road).tolist() == [50, 50]


def test_an_asset_on_the_border_belongs_to_the_first():
    assets = np.array([shapely.Point(100, 50), shapely.Point(150, 50), shapely.Point(300, 0)])

    assert assets_in(AREAS, assets).tolist() == [1, 1]
    assert assets_in(AREAS, assets[:0]).tolist() == [0, 0]
