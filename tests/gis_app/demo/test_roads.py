"""The road net: connected, cut at its crossings, named after mountains and rivers."""

import numpy as np
import pytest
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

MOUNTAINS = ["泰山路", "黄山路", "岷山路", "庐山路", "恒山路", "华山路", "四明山路"]
RIVERS = ["富春江路", "辽河路", "长江路", "钱塘江路", "珠江路", "中河路", "松花江路", "东河路"]
OTHERS = ["太河路", "明州路", "新大路", "凤洋一路", "通途路", "骆霞线", "坝头路", "小浃江路"]
MORE = ["江南公路", "环山路", "横河路", "新恒路", "凯河路"]


@pytest.fixture(scope="module")
def ends(frames):
    """Return for both ends of each segment the number of the node there, shape (2, n)."""
    lines = frames["roads"].geometry.to_numpy()
    at = [shapely.get_coordinates(shapely.get_point(lines, i)) for i in (0, -1)]
    return np.unique(np.concatenate(at), axis=0, return_inverse=True)[1].reshape(2, -1)


def test_the_net_hangs_together(ends):
    graph = coo_matrix((np.ones(ends.shape[1]), (ends[0], ends[1])), shape=(ends.max() + 1,) * 2)

    assert connected_components(graph, directed=False)[0] == 1


def test_the_net_is_as_long_as_a_citys(frames):
    assert 120e3 < frames["roads"].length.sum() < 190e3


def test_segments_meet_only_at_their_ends(frames):
    lines = frames["roads"].geometry.to_numpy()
    one, two = shapely.STRtree(lines).query(lines, predicate="intersects")
    pairs = one < two
    meets = shapely.intersection(lines[one[pairs]], lines[two[pairs]])
    ends = {line.coords[0] for line in lines} | {line.coords[-1] for line in lines}
    at = {tuple(place) for place in shapely.get_coordinates(meets)}

    assert set(shapely.get_type_id(meets)) <= {0, 4}
    assert at <= ends


def test_no_segment_is_a_stub(frames):
    assert frames["roads"].length.min() > 25.0


def test_there_are_more_crossings_than_dead_ends(ends):
    degree = np.bincount(ends.ravel())

    assert (degree >= 3).sum() > 4 * (degree == 1).sum()


def test_the_confirmed_names_are_all_there(frames):
    assert {*MOUNTAINS, *RIVERS, *OTHERS, *MORE} <= set(frames["roads"]["name"])


@pytest.mark.parametrize("name", MOUNTAINS + RIVERS)
def test_mountains_run_one_way_and_rivers_the_other(frames, name):
    roads = frames["roads"]
    west, south, east, north = roads[roads["name"] == name].total_bounds

    assert (east - west > north - south) == (name in MOUNTAINS)


def test_each_road_has_one_class_and_width(frames):
    by_name = frames["roads"].groupby("name")[["class", "width_m", "control"]].nunique()

    assert (by_name == 1).all().all()


def test_roads_are_neither_straight_nor_square(frames):
    roads = frames["roads"]
    spread = []
    for _, part in roads[roads["class"] == "main"].groupby("name"):
        ways = np.array([np.subtract(line.coords[-1], line.coords[0]) for line in part.geometry])
        angle = np.degrees(np.arctan2(ways[:, 1], ways[:, 0])) % 180.0
        turned = np.minimum(
            np.abs(angle - np.median(angle)), 180 - np.abs(angle - np.median(angle))
        )
        spread.append(turned.max())

    assert min(spread) > 3.0
