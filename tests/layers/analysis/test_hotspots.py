"""Gi* against esda on real cases; shuffled data; emerging classes by their published rules."""

import itertools

import esda
import libpysal
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from layers.analysis.hotspots import (
    Emerging,
    HotSpots,
    dealt_tails,
    emerging,
    false_discovery,
    hot_spots,
    touching,
    trend,
    within,
)
from layers.crs import points_to_metric

SIDE = 12
X, Y = (one.ravel() * 200.0 for one in np.meshgrid(np.arange(SIDE), np.arange(SIDE)))
QUEENS = within(X, Y, 200 * np.sqrt(2) + 0.001)


def tiles_of(x, y, side_m):
    """Return the counts and middles of all tiles of the box around some places."""
    at = np.floor((x - x.min()) / side_m).astype(int), np.floor((y - y.min()) / side_m).astype(int)
    wide, high = at[0].max() + 1, at[1].max() + 1
    counts = np.bincount(at[0] * high + at[1], minlength=wide * high)
    middles = np.meshgrid(np.arange(wide) * side_m, np.arange(high) * side_m, indexing="ij")
    return counts, *(one.ravel() for one in middles)


@pytest.fixture(scope="module")
def washington(real_data):
    """Return counts of the real cases of Washington on tiles of 500 m, and the middles."""
    file = real_data / "washington_dc" / "service_requests.csv"
    table = pd.read_csv(file, usecols=["LONGITUDE", "LATITUDE"]).dropna()
    x, y = points_to_metric(table.LONGITUDE, table.LATITUDE, "EPSG:4326", "EPSG:26985")
    return tiles_of(np.asarray(x), np.asarray(y), 500.0)


def test_scores_are_those_of_esda_on_real_cases(washington):
    counts, x, y = washington
    ours = hot_spots(counts, within(x, y, 708.0), least=0)
    band = libpysal.weights.DistanceBand(np.column_stack([x, y]), 708.0, binary=True)
    theirs = esda.G_Local(
        counts.astype(float), band, star=True, transform="B", permutations=0, n_jobs=1
    )

    np.testing.assert_allclose(ours.z, theirs.Zs, rtol=1e-9, atol=1e-9)
    assert 10 < ours.hot().sum() < 200


def test_tails_are_those_of_shuffling_the_real_cases_two_thousand_times(washington):
    counts, x, y = washington
    weights = within(x, y, 708.0)
    ours = hot_spots(counts, weights, least=0)
    draw = np.random.default_rng(7)
    sums = weights @ counts
    larger = np.zeros(len(counts))
    for _ in range(2_000):
        larger += weights @ draw.permutation(counts) >= sums
    shuffled = (larger + 1) / 2_001

    upper = np.where(ours.z > 0, ours.p / 2, 1 - ours.p / 2)
    tail = (shuffled > 0.005) & (shuffled < 0.1)
    assert tail.sum() > 50
    assert np.abs(upper - shuffled)[tail].max() < 0.02


@pytest.mark.parametrize("draw", ["real", "skewed", "rare"])
def test_shuffled_data_yield_false_spots_at_no_more_than_the_stated_rate(washington, draw):
    counts, x, y = washington
    weights = within(x, y, 708.0)
    random = np.random.default_rng(11)
    if draw == "skewed":
        counts = random.poisson(random.gamma(0.1, 30.0, len(counts)))
    if draw == "rare":
        counts = (random.random(len(counts)) < 0.02).astype(int)
    shuffles, found = 200, 0
    for _ in range(shuffles):
        spots = hot_spots(random.permutation(counts), weights)
        found += bool((spots.hot(0.05) | spots.cold(0.05)).any())

    most = stats.binom.ppf(0.999, shuffles, 0.05)
    assert found <= most


def test_the_normal_tail_would_not_keep_that_rate(washington):
    """The reason for the other tail: with the usual one nearly every shuffle has a hot spot."""
    counts, x, y = washington
    weights = within(x, y, 708.0)
    random = np.random.default_rng(11)
    found = 0
    for _ in range(50):
        z = hot_spots(random.permutation(counts), weights, least=0).z
        found += bool((false_discovery(2 * stats.norm.sf(np.abs(z))) <= 0.05).any())

    assert found > 25


def test_a_heap_is_found_where_it_is_and_only_there():
    random = np.random.default_rng(3)
    counts = random.poisson(5, SIDE * SIDE).reshape(SIDE, SIDE)
    counts[4:7, 4:7] += 25
    spots = hot_spots(counts.ravel(), QUEENS)

    hot = spots.hot().reshape(SIDE, SIDE)
    assert hot[4:7, 4:7].all()
    assert not hot[:3].any()
    assert not hot[8:].any()


@given(
    counts=st.lists(st.integers(0, 30), min_size=SIDE * SIDE, max_size=SIDE * SIDE),
    by=st.integers(2, 9),
)
def test_scores_do_not_depend_on_the_unit_of_counts(counts, by):
    one, other = (hot_spots(np.array(counts) * n, QUEENS, least=0) for n in (1, by))

    np.testing.assert_allclose(one.z, other.z, atol=1e-6)
    np.testing.assert_allclose(one.p, other.p, atol=1e-6)


def test_very_large_counts_are_tested_in_larger_units_with_nearly_the_same_tails():
    counts = np.random.default_rng(4).poisson(900, SIDE * SIDE)

    one, larger = hot_spots(counts, QUEENS), hot_spots(counts * 1_000, QUEENS)

    np.testing.assert_allclose(one.p, larger.p, atol=0.01)


@given(
    counts=st.lists(st.integers(0, 4), min_size=4, max_size=7),
    number=st.integers(1, 3),
)
def test_tails_are_those_of_dealing_out_every_way(counts, number):
    every = [sum(drawn) for drawn in itertools.combinations(counts, number)]
    for reached in sorted(set(every)):
        lower, upper = dealt_tails(np.array(counts), np.array([number]), np.array([reached]))
        assert lower[0] == pytest.approx(np.mean([one <= reached for one in every]))
        assert upper[0] == pytest.approx(np.mean([one >= reached for one in every]))


@pytest.mark.parametrize("counts", [np.zeros(144, int), np.full(144, 9)])
def test_a_surface_that_is_the_same_everywhere_has_no_spots(counts):
    spots = hot_spots(counts, QUEENS)

    assert not spots.tested.any()
    assert np.isnan(spots.q).all()


def test_too_few_cases_are_not_tested():
    counts = np.zeros(144, dtype=int)
    counts[:4] = 1

    assert not hot_spots(counts, QUEENS).tested.any()
    assert hot_spots(counts, QUEENS, least=0).tested.any()


def test_no_area_at_all_is_no_trouble():
    spots = hot_spots(np.zeros(0, dtype=int), within(np.zeros(0), np.zeros(0), 1.0))

    assert len(spots.z) == 0


def test_areas_touch_in_a_point_or_a_line_and_across_no_gap():
    boxes = shapely.box(
        [0, 100, 100, 200.001], [0, 0, 100, 0], [100, 200, 200, 300], [100, 100, 200, 100]
    )

    assert touching(boxes).toarray().tolist() == [
        [1, 1, 1, 0], [1, 1, 1, 0], [1, 1, 1, 0], [0, 0, 0, 1]
    ]  # fmt: skip


@given(p=st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_the_false_discovery_rate_is_that_of_the_step_up_procedure(p):
    tails = np.array(p)
    order = np.sort(tails)
    for level in (0.01, 0.05, 0.2):
        ranks = np.flatnonzero(order <= level * np.arange(1, len(p) + 1) / len(p))
        limit = order[ranks[-1]] if len(ranks) else -1.0
        found = false_discovery(tails)
        sure = np.abs(found - level) > 1e-12
        assert (((found <= level) == (tails <= limit)) | ~sure).all()


# ---- over time


def slices(text, z=None):
    """Return the spots of one area: h hot, c cold, any other neither."""
    letters = list(text)
    score = np.array([{"h": 5.0, "c": -5.0}.get(one, 0.5) for one in letters]) if z is None else z
    q = np.array([0.001 if one in "hc" else 0.9 for one in letters])
    return HotSpots(score[None], q[None], q[None], np.ones((1, len(letters)), dtype=bool))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("..........", None),
        ("hhhhh....h.", None),
        ("hhhhh....h", Emerging.SPORADIC),
        (".........h", Emerging.NEW),
        (".....hhhhh", Emerging.CONSECUTIVE),
        ("h...hhhhhh", Emerging.SPORADIC),
        ("c....hhhhh", Emerging.OSCILLATING),
        ("c........h", Emerging.NEW),
        ("hhhhhhhhhh", Emerging.PERSISTENT),
        ("h.hhhhhhhh", Emerging.PERSISTENT),
        ("hhhhhhhhh.", Emerging.HISTORICAL),
        ("hhhhhhhh..", None),
        ("hhhh......", None),
    ],
)
def test_the_class_of_a_spot_follows_the_published_rules(text, expected):
    assert emerging(slices(text)) == [expected]


@pytest.mark.parametrize(
    ("step", "expected"), [(1, Emerging.INTENSIFYING), (-1, Emerging.DIMINISHING)]
)
def test_what_is_always_hot_may_rise_or_fall(step, expected):
    z = 20.0 + step * np.arange(12)

    assert emerging(slices("h" * 12, z)) == [expected]


def test_a_class_needs_slices():
    none = HotSpots(*(np.zeros((3, 0)),) * 3, np.zeros((3, 0), dtype=bool))

    assert emerging(none) == [None] * 3


def test_slices_are_tested_each_by_itself_and_corrected_together():
    random = np.random.default_rng(5)
    cube = random.poisson(8, (144, 6))
    cube.reshape(SIDE, SIDE, 6)[5:8, 5:8, 5] += 30
    whole = hot_spots(cube, QUEENS)

    for at in range(6):
        np.testing.assert_allclose(whole.z[:, at], hot_spots(cube[:, at], QUEENS).z)
    np.testing.assert_allclose(np.sort(whole.q.ravel()), np.sort(false_discovery(whole.p.ravel())))
    assert emerging(whole)[6 * SIDE + 6] is Emerging.NEW


@given(values=st.lists(st.integers(0, 5), min_size=4, max_size=30))
def test_a_trend_is_that_of_kendall(values):
    series = np.array(values, dtype=float)
    score, p = trend(series)
    tau = stats.kendalltau(np.arange(len(series)), series).statistic

    assert score == pytest.approx(-trend(series[::-1])[0])
    assert 0 <= p <= 1
    assert np.isnan(tau) or score == 0 or np.sign(tau) == np.sign(score)


@pytest.mark.parametrize("values", [[], [1.0, 2.0, 3.0], [4.0] * 9, [np.nan] * 9])
def test_too_short_or_level_series_have_no_trend(values):
    assert trend(np.array(values)) == (0.0, 1.0)
