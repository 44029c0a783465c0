import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.analysis import TooManyPairs, repeats, worst_places

DAY_S = 86_400


@st.composite
def some_cases(draw):
    """Places on a lattice of 10 m and days, so that half of the distances are just the limit."""
    n = draw(st.integers(0, 25))
    places = st.integers(0, 6)
    x, y, day, group = (
        np.array(draw(st.lists(values, min_size=n, max_size=n)), dtype=np.int64)
        for values in (places, places, st.integers(0, 5), st.integers(0, 2))
    )
    return x * 10.0, y * 10.0, day * DAY_S, group


def slow_before(x, y, t, group, reach_m, days):
    found = []
    for row in range(len(x)):
        earlier = [
            (t[other], other)
            for other in range(len(x))
            if group[other] == group[row]
            and (t[other], other) < (t[row], row)
            and np.hypot(x[row] - x[other], y[row] - y[other]) <= reach_m
            and t[row] - t[other] <= days * DAY_S
        ]
        found.append(max(earlier)[1] if earlier else -1)
    return found


@given(cases=some_cases(), reach_m=st.sampled_from([10.0, 20.0, 25.0]), days=st.integers(0, 3))
def test_a_repeat_is_what_a_look_at_every_pair_finds(cases, reach_m, days):
    found = repeats(*cases, reach_m=reach_m, days=days)

    assert found.before.tolist() == slow_before(*cases, reach_m, days)
    assert found.count == sum(one >= 0 for one in found.before.tolist())


@given(cases=some_cases(), reach_m=st.sampled_from([10.0, 20.0, 25.0]))
def test_worst_places_share_no_case_and_the_first_is_the_fullest(cases, reach_m):
    x, y, t, group = cases

    found = worst_places(*cases, reach_m=reach_m, most=9, least=2)

    rows = [row for place in found for row in place.rows.tolist()]
    assert len(rows) == len(set(rows))
    sizes = [len(place.rows) for place in found]
    assert sizes == sorted(sizes, reverse=True)
    near = [
        sum(
            group[other] == group[row] and np.hypot(x[row] - x[other], y[row] - y[other]) <= reach_m
            for other in range(len(x))
        )
        for row in range(len(x))
    ]
    assert (sizes[0] if sizes else 0) == (max(near) if max(near, default=0) >= 2 else 0)
    for place in found:
        assert (
            np.hypot(x[place.rows] - x[place.row], y[place.rows] - y[place.row]) <= reach_m
        ).all()
        assert (np.diff(t[place.rows]) >= 0).all()
        assert place.row in place.rows


def test_a_pile_is_told_and_not_paired():
    n = 7_000

    with pytest.raises(TooManyPairs, match="24496500 pairs"):
        repeats(np.zeros(n), np.zeros(n), np.zeros(n, dtype=int), np.zeros(n, dtype=int),
                reach_m=10, days=1)  # fmt: skip


def test_washington_repeats_as_a_slow_look_finds(dc_cases):
    rows = np.flatnonzero(dc_cases.placed)[:1_500]
    columns = (
        dc_cases.x[rows],
        dc_cases.y[rows],
        dc_cases.reported_at[rows],
        dc_cases.class_code.codes[rows],
    )

    found = repeats(*columns, reach_m=50.0, days=14)

    assert found.before.tolist() == slow_before(*columns, 50.0, 14)
    assert found.count > 0
