"""Noding: crossings, stubs and what hangs apart."""

import numpy as np
import shapely
from shapely import LineString

from gis_app.demo.network import build_network

CROSS = [LineString([(0, 0), (1000, 0)]), LineString([(500, -500), (500, 500)])]


def lengths(network):
    return sorted(round(length, 1) for length in shapely.length(network.lines))


def test_two_roads_that_cross_become_four_segments():
    network = build_network(CROSS)

    assert lengths(network) == [500.0] * 4
    assert np.bincount(network.road).tolist() == [2, 2]
    assert network.degree.tolist().count(4) == 1


def test_what_hangs_apart_is_left_out():
    network = build_network([*CROSS, LineString([(3000, 0), (4000, 0)])])

    assert set(network.road.tolist()) == {0, 1}


def test_a_road_that_overshoots_its_last_crossing_ends_there():
    network = build_network([*CROSS, LineString([(250, 300), (250, -40)])])

    assert sorted(shapely.length(network.lines[network.road == 2]).round(1)) == [300.0]


def test_two_crossings_almost_on_one_another_become_one():
    lanes = [LineString([(250, 0), (250, 300)]), LineString([(262, 0), (262, -300)])]

    network = build_network([*CROSS, *lanes])

    assert network.degree.tolist().count(4) == 2
    assert min(lengths(network)) > 200.0
