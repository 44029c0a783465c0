import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.analysis import TooFewWeeks, Trial, back_test

DAY_S = 86_400
END_S = 100 * DAY_S


def by_count(counts):
    return counts.astype(float)


def tried(tile, day, *, weeks=3, learn_days=14, share=0.2, tiles=10, rank=by_count):
    moments = np.asarray(day) * DAY_S
    trial = Trial(END_S, weeks, learn_days, share)
    return back_test(np.asarray(tile), moments, trial, tiles=tiles, rank=rank)


@given(seed=st.integers(0, 10**6))
def test_hits_are_what_a_slow_count_finds(seed):
    rng = np.random.default_rng(seed)
    tile, day = rng.integers(0, 10, 300), rng.integers(60, 100, 300)

    found = tried(tile, day)

    for week in range(3):
        start = 100 - 7 * (3 - week)
        known = [
            int(np.sum((tile == one) & (day >= start - 14) & (day < start))) for one in range(10)
        ]
        hottest = sorted(range(10), key=lambda one: (-known[one], one))[:2]
        came = (day >= start) & (day < start + 7)
        assert found.cases[week] == came.sum()
        assert found.hits[week] == np.isin(tile[came], hottest).sum()
    assert found.hit_rate == found.hits.sum() / found.cases.sum()


def test_what_always_comes_to_one_place_is_hit_always():
    found = tried([4] * 50, list(range(50, 100)), share=0.1)

    assert found.hit_rate == 1
    assert found.pai == pytest.approx(10)


def test_nothing_is_learned_from_the_week_itself():
    """Before its week a place was as cold as any: a test that looked ahead would hit it."""
    tile = [*([0] * 14), *([9] * 70)]
    day = [*range(79, 93), *([93] * 70)]

    assert tried(tile, day, weeks=1, share=0.1).hits.tolist() == [0]


def test_tiles_without_rank_are_not_hot():
    found = tried([0] * 40, list(range(60, 100)), share=1.0)

    assert found.hits.sum() == found.cases.sum()
    assert tried([0] * 40, list(range(60, 100)), rank=np.zeros_like).hits.sum() == 0


def test_too_short_a_time_is_told():
    with pytest.raises(TooFewWeeks, match="needs cases over 35 days; these span 10"):
        tried([0] * 10, list(range(90, 100)))
    with pytest.raises(TooFewWeeks):
        tried(np.array([], dtype=int), [])
