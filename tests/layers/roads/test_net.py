"""A place is seen from its nearest road, and found again by crossing or chainage."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString, Point

from layers.compass import FOUR, Compass
from layers.roads import RoadNet, RoadPlace, chainage_text, describe

EAST, NORTH = 384_000.0, 3_309_000.0


def near(net, x, y, **limits):
    return net.nearest(EAST + x, NORTH + y, **limits)


def frame_of(real, *, names, crs):
    frame = gpd.read_file(real, engine="pyogrio").to_crs(crs)
    frame["name"] = frame[names]
    frame["code"] = [f"R{row:05d}" for row in range(len(frame))]
    return frame[["code", "name", "geometry"]]


def test_a_place_is_told_by_road_side_and_crossing(town):
    net = RoadNet.from_frame(town)

    place = near(net, 20, 520)

    assert describe(place, "zh") == "黄山路 东侧, 太河路以北 120 m"
    assert describe(place, "en") == "黄山路, east side, 120 m north of 太河路"
    assert (place.chainage_m, place.distance_m, place.side) == (480, 20, Compass.E)
    assert (place.code, place.unit) == ("R02", "大碶街道")
    assert (place.x, place.y) == (EAST, NORTH + 520)


def test_every_side_and_direction_has_its_word(town):
    net = RoadNet.from_frame(town)

    said = [describe(near(net, *at), "en") for at in ((-9, 300), (200, 410), (200, 390), (-80, 9))]

    assert said == [
        "黄山路, west side, 100 m south of 太河路",
        "太河路, north side, 200 m east of 黄山路",
        "太河路, south side, 200 m east of 黄山路",
        "黄山路, 80 m off its west side, 391 m south of 太河路",
    ]


def test_the_side_does_not_hang_on_the_way_a_segment_was_drawn(town):
    turned = town.assign(geometry=town.geometry.reverse())

    for x, y, side in ((9, 800, "E"), (-9, 100, "W"), (300, 1009, "N"), (-300, 391, "S")):
        sides = [near(RoadNet.from_frame(frame), x, y).side for frame in (town, turned)]
        assert sides == [side, side]


def test_a_place_near_a_crossing_is_at_it_and_one_far_from_the_road_is_not(town):
    net = RoadNet.from_frame(town)

    at, off = near(net, 8, 415), near(net, -1, 1026)

    assert describe(at, "zh") == "黄山路 东侧, 太河路口"
    assert describe(at, "en") == "黄山路, east side, at 太河路"
    assert not off.reference.at_crossing


def test_a_place_on_the_line_has_no_side(town):
    place = near(RoadNet.from_frame(town), 0, 200)

    assert place.side is None
    assert describe(place, "zh") == "黄山路, 太河路以南 200 m"
    assert describe(place, "en") == "黄山路, 200 m south of 太河路"


def test_a_road_without_crossings_is_told_by_chainage():
    frame = gpd.GeoDataFrame(
        {"code": ["1"], "name": ["骆霞线"]},
        geometry=[LineString([(EAST, NORTH), (EAST + 3000, NORTH)])],
        crs="EPSG:4550",
    )

    place = near(RoadNet.from_frame(frame), 1200, -10)

    assert describe(place, "zh") == "骆霞线 南侧, K1+200"
    assert place.reference is None
    assert chainage_text(1999.6) == "K2+000"


def test_a_limit_of_distance_is_kept(town):
    net = RoadNet.from_frame(town)

    assert near(net, 90, 200, within_m=89) is None
    assert near(net, 90, 200, within_m=90).distance_m == 90


def test_crossings_and_chainages_are_found_back(town):
    net = RoadNet.from_frame(town)

    (crossing,) = net.at_crossing("太河路", "黄山路")
    (point,) = net.at_chainage("黄山路", 250)

    assert (crossing.x, crossing.y) == (EAST, NORTH + 400)
    assert (point.x, point.y) == pytest.approx((EAST, NORTH + 750))
    assert net.at_crossing("太河路", "明州路") == ()
    assert net.at_chainage("黄山路", 1001) == ()
    assert net.at_chainage("没有路", 1) == ()


def test_crossings_stand_in_the_order_of_the_road(town):
    net = RoadNet.from_frame(town)
    (road,) = net.named("黄山路")

    found = [(at, each.other(road.index)) for at, each in net.crossings_of(road)]

    assert found == [(0, "明州路"), (600, "太河路")]
    assert net.names_in_order() == ("太河路", "明州路", "黄山路")


@given(st.integers(0, 2**32 - 1))
def test_bulk_and_single_answers_agree(seed):
    net = RoadNet.from_frame(_random_town(seed))
    rng = np.random.default_rng(seed)
    ends = shapely.get_coordinates(net.lines)
    x, y = np.vstack([rng.uniform(-200, 1200, (20, 2)), rng.choice(ends, 10)]).T

    bulk, plain = net.bulk_places(x, y), net.bulk_nearest(x, y)

    for k in range(len(x)):
        place = net.nearest(x[k], y[k])
        side = None if bulk.side[k] < 0 else FOUR[bulk.side[k]]
        found = (place.segment, place.chainage_m, place.distance_m, place.side)
        assert found == (bulk.segment[k], bulk.chainage_m[k], bulk.distance_m[k], side)
        assert found[:3] == tuple(column[k] for column in plain)


@given(st.integers(0, 2**32 - 1))
def test_the_order_of_the_segments_changes_nothing(seed):
    frame = _random_town(seed)
    rng = np.random.default_rng(seed)
    mixed = frame.iloc[rng.permutation(len(frame))].reset_index(drop=True)
    x, y = rng.uniform(-200, 1200, (2, 30))

    one, two = RoadNet.from_frame(frame), RoadNet.from_frame(mixed)

    assert one.roads == two.roads
    assert one.crossings == two.crossings
    assert [a.tolist() for a in one.bulk_nearest(x, y)] == [
        a.tolist() for a in two.bulk_nearest(x, y)
    ]


@given(st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_a_chainage_and_its_place_lead_to_each_other(seed, share):
    net = RoadNet.from_frame(_random_town(seed))
    road = net.roads[seed % len(net.roads)]
    if len(net.named(road.name)) > 1:
        return

    points = net.at_chainage(road.name, share * road.length_m)
    if not points:  # a road goes on across a gap, but there is no place in the gap
        return
    (point,) = points

    found = net.chainage_of(np.array([point.x]), np.array([point.y]), road)
    assert found[0] == pytest.approx(share * road.length_m, abs=0.01)


def _random_town(seed):
    """Roads on a shaken lattice, named by row and column; some segments turned or left out."""
    rng = np.random.default_rng(seed)
    nodes = {
        (i, j): (300 * i + int(rng.integers(-40, 40)) / 8, 300 * j + int(rng.integers(-40, 40)) / 8)
        for i in range(4)
        for j in range(4)
    }
    rows = [(f"横{j}路", nodes[i, j], nodes[i + 1, j]) for i in range(3) for j in range(4)]
    rows += [(f"纵{i}路", nodes[i, j], nodes[i, j + 1]) for i in range(4) for j in range(3)]
    rows = [row for row in rows if rng.random() > 0.1]
    lines = [LineString(row[1:] if rng.random() > 0.5 else row[:0:-1]) for row in rows]
    return gpd.GeoDataFrame(
        {"code": [f"R{k:03d}" for k in range(len(rows))], "name": [row[0] for row in rows]},
        geometry=lines,
        crs="EPSG:4550",
    )


def test_multi_lines_blanks_points_and_nothing_at_all_are_no_trouble():
    frame = gpd.GeoDataFrame(
        {"code": ["b", "a", "c", "d", "e"], "name": [" 东河路 ", None, "", "东河路", "点"]},
        geometry=[
            MultiLineString([[(0, 0), (50, 0)], [(60, 0), (90, 0)]]),
            LineString([(0, 5), (9, 5)]),
            None,
            LineString([(7, 7), (7, 7)]),
            Point(0, 0),
        ],
        crs="EPSG:4550",
    )

    net, empty = RoadNet.from_frame(frame), RoadNet.from_frame(frame.iloc[:0])

    assert net.codes.tolist() == ["b", "b"]
    assert [road.name for road in net.roads] == ["东河路"]
    assert net.nearest(70, 3).chainage_m == 70
    assert empty.nearest(0, 0) is None
    assert empty.crossings == ()
    assert empty.bulk_places(np.array([0.0]), np.array([0.0])).segment.tolist() == [-1]


def test_a_net_without_names_still_answers():
    frame = gpd.GeoDataFrame(
        {"code": ["a"], "name": [None]}, geometry=[LineString([(0, 0), (90, 0)])], crs="EPSG:4550"
    )

    place = RoadNet.from_frame(frame).nearest(30, 5)

    assert isinstance(place, RoadPlace)
    assert describe(place, "zh") == "无名道路 北侧, K0+030"
    assert describe(place, "en") == "Unnamed road, north side, K0+030"


def test_the_roads_of_washington_are_measured_and_cross(real_data):
    frame = frame_of(
        real_data / "washington_dc" / "major-roads.geojson", names="ST_NAME", crs=26985
    )
    net = RoadNet.from_frame(frame)
    rng = np.random.default_rng(5)
    x, y = rng.uniform(frame.total_bounds[:2], frame.total_bounds[2:], (3000, 2)).T

    found = net.bulk_nearest(x, y)

    _, distance = shapely.STRtree(frame.geometry.to_numpy()).query_nearest(
        shapely.points(x, y), return_distance=True, all_matches=False
    )
    assert found.distance_m == pytest.approx(distance, abs=1e-6)
    (road,) = net.named("16th St")
    assert road.starts is Compass.N
    assert road.length_m == pytest.approx(9972, abs=5)
    assert net.at_crossing("16th St", "U St")


def test_the_roads_of_zhengzhou_keep_their_names_and_leave_out_the_nameless(real_data):
    frame = frame_of(real_data / "zhengzhou" / "roads_osm.geojson", names="name", crs=32649)

    net = RoadNet.from_frame(frame)

    assert len(net.lines) == frame["name"].notna().sum() == 327
    assert set(net.names_in_order()) == set(frame["name"].dropna())
    assert net.at_crossing("东四环", "商都路")
    for road in net.roads:
        assert 0 < road.length_m < 20_000
