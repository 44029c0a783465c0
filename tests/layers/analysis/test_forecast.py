import numpy as np
import pytest

from layers.analysis import TooFewDays, forecast

KINDS = np.arange(120) % 7


def test_an_even_load_is_forecast_as_it_is():
    counts = np.tile(np.array([[3], [0], [10]]), (1, 120))

    found = forecast(counts, KINDS, 1)

    assert found.expected.tolist() == [3, 0, 10]
    assert found.low.tolist() == found.high.tolist() == [3, 0, 10]
    assert (found.error == 0).all()
    assert found.total == (13, 13, 13, 0, 0)


def test_a_kind_of_day_that_has_half_is_expected_to_have_half():
    week = np.array([10, 10, 10, 10, 10, 5, 5])
    counts = np.vstack([week[KINDS], 2 * week[KINDS]])

    sunday, monday = forecast(counts, KINDS, 6), forecast(counts, KINDS, 0)

    assert sunday.expected == pytest.approx([5, 10])
    assert monday.expected == pytest.approx([10, 20])
    assert sunday.error == pytest.approx([0, 0], abs=1e-9)


def test_errors_are_those_of_the_days_it_was_tried_on():
    rng = np.random.default_rng(5)
    counts = rng.poisson(6, (4, 120))

    found = forecast(counts, KINDS, 1)

    last = counts[:, -28:]
    naive = np.abs(last - counts[:, -35:-7]).mean(axis=1)
    assert found.naive_error == pytest.approx(naive)
    said = []
    for day in range(92, 120):
        known = counts[:, :day]
        whole = known.sum(axis=0)[-56:]
        same = KINDS[day - 56 : day] == KINDS[day]
        said.append(known[:, -28:].mean(axis=1) * whole[same].mean() / whole.mean())
    assert found.error == pytest.approx(np.abs(last - np.array(said).T).mean(axis=1))


def test_four_of_five_days_lie_in_the_interval():
    rng = np.random.default_rng(8)
    inside = []
    for _ in range(40):
        counts = rng.poisson([[4], [9], [20]], (3, 121))
        found = forecast(counts[:, :120], KINDS, 1)
        inside += ((found.low <= counts[:, 120]) & (counts[:, 120] <= found.high)).tolist()

    assert 0.7 < np.mean(inside) < 0.95


def test_a_kind_that_never_was_has_no_factor():
    counts = np.full((1, 120), 4)

    assert forecast(counts, KINDS, 9).expected.tolist() == [4]


def test_too_few_days_are_told():
    with pytest.raises(TooFewDays, match="needs 84 days of cases; there are 83"):
        forecast(np.ones((2, 83), dtype=int), KINDS[:83], 0)
