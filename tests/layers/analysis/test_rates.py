import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from layers.analysis import change_p, interval

counts = st.integers(0, 3_000)


@given(n=counts)
def test_the_interval_leaves_a_fortieth_beyond_each_end(n):
    low, high = interval(n)

    assert low <= n <= high
    assert stats.poisson.cdf(n, float(high)) == pytest.approx(0.025, abs=1e-6)
    if n:
        assert stats.poisson.sf(n - 1, float(low)) == pytest.approx(0.025, abs=1e-6)
    else:
        assert low == 0


@given(now=counts, then=counts, share=st.sampled_from([0.5, 0.25, 0.8]))
def test_a_change_is_as_likely_as_the_binomial_says(now, then, share):
    p = float(change_p(now, then, share=share))

    both = stats.binom(now + then, share)
    expected = min(1.0, 2 * min(both.cdf(now), both.sf(now - 1)))
    assert p == pytest.approx(expected, abs=1e-9)
    assert 0 <= p <= 1


def test_few_cases_never_prove_a_change():
    assert change_p(5, 0) > 0.05
    assert change_p(0, 0) == 1
    assert change_p(60, 30) < 0.01


def test_columns_are_answered_as_columns():
    p = change_p(np.array([10, 0, 50]), np.array([10, 0, 20]))

    assert p.shape == (3,)
    assert p[0] == p[1] == 1
