"""Laws of the Chinese offset coordinates."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layers import gcj

GOLDEN = json.loads((Path(__file__).parents[1] / "golden/gcj.json").read_text(encoding="utf-8"))
#: A tenth of a millimetre in degrees of latitude.
TENTH_MM_DEG = 1e-4 / 111_000

# Half a degree inside the box: on its rim the offset begins abruptly and has no inverse.
inner_lon = st.one_of(st.floats(72.6, 137.3), st.sampled_from([105.0, 121.5, 120.0, 135.0]))
inner_lat = st.one_of(st.floats(1.4, 55.3), st.sampled_from([35.0, 30.0, 29.9]))


@given(inner_lon, inner_lat)
@example(121.85, 29.9)
def test_gcj_02_comes_back_to_wgs_84_within_a_tenth_of_a_millimetre(lon, lat):
    there = gcj.wgs_to_gcj(lon, lat)

    back = gcj.gcj_to_wgs(*there)

    assert np.abs(np.subtract(back, (lon, lat))).max() < TENTH_MM_DEG


@given(inner_lon, inner_lat)
def test_bd_09_comes_back_to_gcj_02_within_a_tenth_of_a_millimetre(lon, lat):
    there = gcj.gcj_to_bd(lon, lat)

    back = gcj.bd_to_gcj(*there)

    assert np.abs(np.subtract(back, (lon, lat))).max() < TENTH_MM_DEG


@given(inner_lon, inner_lat)
def test_the_offset_is_of_the_known_size(lon, lat):
    g_lon, g_lat = gcj.wgs_to_gcj(lon, lat)

    metres = np.hypot((g_lon - lon) * 111_320 * np.cos(np.radians(lat)), (g_lat - lat) * 110_950)

    assert metres < 1_500


@given(st.floats(-180, 71.9), st.floats(-90, 90))
def test_outside_china_nothing_moves(lon, lat):
    for change in (gcj.wgs_to_gcj, gcj.gcj_to_wgs, gcj.gcj_to_bd, gcj.bd_to_gcj):
        assert change(lon, lat) == (lon, lat)


@given(st.lists(st.tuples(inner_lon, inner_lat), min_size=1, max_size=20))
def test_many_places_change_as_each_one_does(places):
    lon, lat = np.array(places).T

    bulk = np.array(gcj.wgs_to_bd(lon, lat)).T

    assert bulk == pytest.approx(np.array([gcj.wgs_to_bd(*place) for place in places]), abs=1e-13)


def test_beilun_has_the_published_numbers():
    lon, lat = gcj.wgs_to_gcj(121.85, 29.9)
    bd = gcj.gcj_to_bd(lon, lat)

    assert (lon, lat) == pytest.approx((121.854078, 29.897423), abs=6e-7)
    assert bd == pytest.approx((121.860679, 29.903078), abs=6e-7)


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: case["place"])
def test_the_golden_vectors_hold_in_both_directions(case):
    most = GOLDEN["tolerance_deg"]

    assert gcj.wgs_to_gcj(*case["wgs"]) == pytest.approx(case["gcj"], abs=most)
    assert gcj.gcj_to_bd(*case["gcj"]) == pytest.approx(case["bd"], abs=most)
    if case["place"] != "western edge of the box":
        assert gcj.gcj_to_wgs(*case["gcj"]) == pytest.approx(case["wgs"], abs=most)
        assert gcj.bd_to_wgs(*case["bd"]) == pytest.approx(case["wgs"], abs=most)


def test_a_place_at_infinity_or_nowhere_passes_through_without_a_warning():
    lon, lat = gcj.bd_to_wgs([np.inf, np.nan], [0.0, np.nan])

    assert np.isinf(lon[0])
    assert np.isnan(lon[1])
    assert np.isnan(lat[1])
