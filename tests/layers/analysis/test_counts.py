import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.analysis import CODED, Coded, count_by, cross_tally, per_km2, per_road_km


def half_of(columns, seed):
    return np.random.default_rng(seed).random(len(columns)) < 0.5


@given(rows=st.integers(0, 60), seed=st.integers(0, 10**6), name=st.sampled_from(CODED))
def test_counts_sum_to_all_kept_cases_with_those_without_a_value(make_cases, rows, seed, name):
    columns = make_cases(rows, seed=seed)
    kept = half_of(columns, seed)
    tally = count_by(getattr(columns, name), kept)
    assert tally.total == kept.sum()
    assert tally.without == (getattr(columns, name).texts()[kept] == "").sum()


@given(seed=st.integers(0, 10**6), name=st.sampled_from(CODED))
def test_counts_equal_those_of_pandas(cases, slow_frame, seed, name):
    kept = half_of(cases, seed)
    expected = slow_frame(cases)[kept].groupby(name).size().to_dict()
    assert count_by(getattr(cases, name), kept).as_dict() == expected


@given(seed=st.integers(0, 10**6))
def test_a_cross_tally_has_the_counts_of_both_columns_on_its_rims(cases, seed):
    kept = half_of(cases, seed)
    cross = cross_tally(cases.grid, cases.state, kept)
    assert cross.counts.sum(axis=1).tolist() == count_by(cases.grid, kept).counts.tolist()
    assert cross.counts.sum(axis=0).tolist() == count_by(cases.state, kept).counts.tolist()


def test_a_cross_tally_equals_that_of_pandas(cases, slow_frame):
    frame = slow_frame(cases)
    cross = cross_tally(cases.grid, cases.state)
    expected = pd.crosstab(frame["grid"], frame["state"])
    assert list(cross.rows) == expected.index.tolist()
    assert list(cross.columns) == expected.columns.tolist()
    assert (cross.counts == expected.to_numpy()).all()


def test_counts_come_in_any_order_asked_for(cases):
    tally = count_by(cases.grid)
    counts = tally.as_dict()
    assert tally.aligned(["G03", "nobody", "G01"]).tolist() == [counts["G03"], 0, counts["G01"]]
    ranked = tally.ranked(2)
    assert [count for _, count in ranked] == sorted(counts.values(), reverse=True)[:2]


def test_rates_are_per_unit_and_nan_without_size():
    assert per_km2([10, 3], [2e6, 0]) == pytest.approx([5, np.nan], nan_ok=True)
    assert per_road_km([10, 3], [500, 0]) == pytest.approx([20, np.nan], nan_ok=True)


def test_a_cross_tally_of_long_columns_does_not_overflow_its_small_codes():
    first = Coded.of([f"a{i:03d}" for i in range(300)])
    second = Coded.of([f"b{i:03d}" for i in reversed(range(300))])
    cross = cross_tally(first, second)
    assert cross.counts.sum() == 300
    assert cross.counts[cross.rows.index("a299"), cross.columns.index("b000")] == 1
