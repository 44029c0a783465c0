import itertools

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

from layers.analysis import SpacingBroken, spacing


def points(*places):
    return shapely.points(np.array(places, dtype=float).reshape(-1, 2))


def shapes(*lines):
    return np.array([LineString(line) for line in lines], dtype=object)


def gaps(found):
    return [
        (gap.road, gap.part, round(gap.from_m, 3), round(gap.to_m, 3), gap.place)
        for gap in found.gaps
    ]


STRAIGHT = shapes([(0, 0), (300, 0)], [(600, 0), (300, 0)])


def test_segments_of_one_name_make_one_chain_from_west_to_east():
    found = spacing(points((100, 5), (200, -5), (450, 5)), None, ["R", "R"], STRAIGHT)
    assert gaps(found) == [("R", 0, 200, 450, "between"), ("R", 0, 450, 600, "end")]
    assert found.gaps[0].gap_m == pytest.approx(250)
    assert found.gaps[0].shape.equals(LineString([(200, 0), (300, 0), (450, 0)]))


@pytest.mark.parametrize(("far", "number"), [(120.0, 0), (120.001, 0), (120.01, 1)])
def test_a_gap_of_the_very_limit_is_allowed(far, number):
    line = shapes([(0, 0), (far, 0)])
    found = spacing(points((0, 0), (far, 0)), None, ["R"], line)
    assert len(found.gaps) == number


def test_spacing_is_not_nearest_neighbour_distance():
    """Pairs of hydrants face each other over the road: each has a neighbour at 20 m."""
    found = spacing(
        points((50, 10), (50, -10), (350, 10), (350, -10)), None, ["R"], shapes([(0, 0), (400, 0)])
    )
    assert gaps(found) == [("R", 0, 50, 350, "between")]


def test_a_bend_counts_by_the_road_and_not_by_the_air():
    found = spacing(points((0, 0), (0, 20)), None, ["R"], shapes([(0, 0), (100, 10), (0, 20)]))
    assert [gap.place for gap in found.gaps] == ["between"]
    assert found.gaps[0].gap_m == pytest.approx(2 * np.hypot(100, 10))


def test_an_asset_at_a_crossing_stands_at_both_roads():
    cross = shapes([(0, 0), (200, 0)], [(100, -100), (100, 100)])
    found = spacing(points((105, 5)), None, ["A", "B"], cross)
    assert [len(part.chainages_m) for part in found.parts] == [1, 1]
    assert not found.gaps


def test_an_asset_that_names_its_road_stands_there_only():
    cross = shapes([(0, 0), (200, 0)], [(100, -100), (100, 100)])
    found = spacing(points((105, 5)), ["A"], ["A", "B"], cross)
    assert gaps(found) == [("B", 0, 0, 200, "whole")]


@pytest.mark.parametrize("name", [None, "", "no such road", float("nan")])
def test_a_name_that_no_road_has_leaves_it_to_distance(name):
    found = spacing(points((100, 5)), [name], ["A"], shapes([(0, 0), (200, 0)]))
    assert len(found.parts[0].chainages_m) == 1


def test_an_asset_too_far_from_its_road_is_a_stray():
    found = spacing(points((100, 26), (100, 25)), ["A", None], ["A"], shapes([(0, 0), (200, 0)]))
    assert found.strays.tolist() == [0]
    assert found.parts[0].chainages_m.tolist() == [100]


def test_a_road_in_pieces_is_measured_piece_by_piece():
    lines = shapes([(1000, 0), (1100, 0)], [(0, 0), (200, 0)])
    found = spacing(points((1050, 0)), None, ["R", "R"], lines)
    assert gaps(found) == [("R", 0, 0, 200, "whole")]
    assert [part.part for part in found.parts] == [0, 1]


def test_roads_without_a_name_are_joined_among_themselves():
    found = spacing(
        points(),
        None,
        [None, "", float("nan")],
        shapes([(0, 0), (100, 0)], [(100, 0), (200, 0)], [(200, 0), (210, 0)]),
    )
    assert gaps(found) == [("", 0, 0, 210, "whole")]


RING = shapes([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)])


def test_a_ring_has_no_ends():
    found = spacing(points((50, 0), (100, 50)), None, ["O"], RING)
    assert [(gap.place, round(gap.gap_m, 6)) for gap in found.gaps] == [("between", 300)]
    assert found.gaps[0].shape.length == pytest.approx(300)
    assert found.gaps[0].shape.distance(Point(50, 0)) == pytest.approx(0)
    assert found.gaps[0].shape.distance(Point(100, 50)) == pytest.approx(0)


def test_a_ring_with_one_asset_is_one_gap_round_it_and_without_one_the_whole():
    assert spacing(points((50, 0)), None, ["O"], RING).gaps[0].gap_m == pytest.approx(400)
    assert [gap.place for gap in spacing(points(), None, ["O"], RING).gaps] == ["whole"]
    start = spacing(points((0, 0)), None, ["O"], RING).gaps[0]
    assert start.shape.length == pytest.approx(400)


@given(
    stops=st.lists(st.integers(0, 1000), max_size=12),
    limit_m=st.sampled_from([60.0, 120.0, 400.0]),
    cut=st.lists(st.integers(1, 999), max_size=4, unique=True),
)
def test_gaps_are_those_between_sorted_chainages(stops, limit_m, cut):
    ends = [0, *sorted(cut), 1000]
    lines = shapes(*[[(a, 0), (b, 0)] for a, b in itertools.pairwise(ends)])
    found = spacing(
        points(*[(stop, 3) for stop in stops]), None, ["R"] * len(lines), lines, limit_m=limit_m
    )
    marks = [0, *sorted(stops), 1000]
    wanted = [(a, b) for a, b in itertools.pairwise(marks) if b - a > limit_m]
    assert [(round(gap.from_m, 6), round(gap.to_m, 6)) for gap in found.gaps] == wanted
    assert all(gap.shape.length == pytest.approx(gap.gap_m) for gap in found.gaps)


@given(order=st.permutations(range(4)), turned=st.lists(st.booleans(), min_size=4, max_size=4))
def test_the_order_and_direction_of_segments_do_not_matter(order, turned):
    lines = [LineString([(a, a / 7), (a + 100, (a + 100) / 7)]) for a in (0, 100, 200, 300)]
    mixed = np.array([lines[i].reverse() if turned[i] else lines[i] for i in order], dtype=object)
    found = spacing(points((10, 5), (150, 20)), None, ["R"] * 4, mixed)
    plain = spacing(points((10, 5), (150, 20)), None, ["R"] * 4, np.array(lines, dtype=object))
    assert gaps(found) == gaps(plain)


def test_missing_assets_and_roads_are_passed_over():
    some = np.array([None, Point(), Point(60, 0)], dtype=object)
    lines = np.array([None, LineString(), LineString([(0, 0), (120, 0)])], dtype=object)
    found = spacing(some, None, ["A", "B", "C"], lines)
    assert not found.gaps
    assert found.strays.tolist() == [0, 1]


def test_no_roads_make_no_gaps():
    found = spacing(points((0, 0)), None, [], np.array([], dtype=object))
    assert (found.gaps, found.parts, found.strays.tolist()) == ((), (), [0])


@pytest.mark.parametrize("odd", [{"limit_m": 0.0}, {"reach_m": -1.0}, {"limit_m": float("nan")}])
def test_a_limit_or_reach_without_length_is_refused(odd):
    with pytest.raises(SpacingBroken, match="must be positive"):
        spacing(points((0, 0)), None, ["R", "R"], STRAIGHT, **odd)


def test_names_must_match_shapes():
    with pytest.raises(SpacingBroken, match="one name per road"):
        spacing(points((0, 0)), None, ["R"], STRAIGHT)
    with pytest.raises(SpacingBroken, match="one road name per asset"):
        spacing(points((0, 0)), [], ["R", "R"], STRAIGHT)


def test_washington_cameras_on_major_roads(real_data):
    folder = real_data / "washington_dc"
    roads, cameras = (
        gpd.read_file(folder / f"{name}.geojson").to_crs("EPSG:32618")
        for name in ("major-roads", "cctv-street-cameras")
    )
    lines = np.asarray(roads.geometry.array, dtype=object)
    assets = np.asarray(cameras.geometry.array, dtype=object)
    found = spacing(assets, None, [None] * len(lines), lines, limit_m=500.0)
    near = shapely.distance(assets, shapely.union_all(lines)) <= 25.0
    assert len(found.strays) == (~near).sum()
    assert sum(part.shape.length for part in found.parts) == pytest.approx(roads.length.sum())
    assert all(gap.gap_m > 500 for gap in found.gaps)
