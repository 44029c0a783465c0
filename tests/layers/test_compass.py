"""Bearings run clockwise from grid north and have words."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.compass import Compass, bearing_deg, compass_point, quarter


@given(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
def test_a_bearing_leads_back_to_the_step(dx, dy):
    bearing = bearing_deg(dx, dy)

    if bearing is None:
        assert (dx, dy) == (0, 0)
        return
    length = math.hypot(dx, dy)
    assert 0 <= bearing < 360
    assert length * math.sin(math.radians(bearing)) == pytest.approx(dx, abs=1e-6)
    assert length * math.cos(math.radians(bearing)) == pytest.approx(dy, abs=1e-6)


def test_compass_points_change_half_way_between_them():
    assert [compass_point(b) for b in (0, 22, 23, 337, 338, 359.9)] == [
        Compass.N,
        Compass.N,
        Compass.NE,
        Compass.NW,
        Compass.N,
        Compass.N,
    ]
    assert [quarter(*step) for step in ((1, 1), (2, 1), (-2, 1), (1, -1), (0, 0))] == [
        Compass.N,
        Compass.E,
        Compass.W,
        Compass.S,
        None,
    ]
