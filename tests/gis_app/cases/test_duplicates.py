"""Possible duplicates: edges of circle and window, one tree against every pair, texts."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_app.cases import DuplicateRule, DuplicateRules, DuplicateRuleUnfit, likeness, near, pairs
from gis_app.cases.duplicates import DEFAULTS

RULE = DuplicateRule("matter:", 50.0, 72.0)
HOUR = 3_600


@pytest.mark.parametrize(
    ("dx", "hours", "is_near"),
    [
        (0, 0, True),
        (50, 0, True),
        (50.001, 0, False),
        (0, 72, True),
        (0, -72, True),
        (0, 72.001, False),
        (50, 72, True),
        (float("nan"), 0, False),
    ],
)
def test_the_edges_of_circle_and_window_count(dx, hours, is_near):
    moments = np.array([1_000_000 - round(hours * HOUR)])
    found = near(
        (0.0, 0.0), 1_000_000, (np.array([dx]), np.zeros(1)), moments, np.ones(1, bool), RULE
    )

    assert (len(found.rows) == 1) is is_near


def test_the_nearest_in_place_and_time_comes_first():
    x = np.array([40.0, 10.0, 0.0, 5.0])
    moments = np.array([0, 0, 70 * HOUR, 0])
    kept = np.array([True, True, True, False])

    found = near((0.0, 0.0), 0, (x, np.zeros(4)), moments, kept, RULE)

    assert found.rows.tolist() == [1, 0, 2]
    assert found.distance_m.tolist() == [10, 40, 0]
    assert found.earlier_s.tolist() == [0, 0, -70 * HOUR]


# half of all places lie on a lattice of the radius, half of all moments on one of the window
COORDINATES = st.one_of(
    st.integers(0, 4).map(lambda n: 50.0 * n),
    st.integers(0, 4).map(lambda n: 50.0 * n + 0.001),
    st.floats(0, 200),
)
MOMENTS = st.one_of(st.integers(0, 4).map(lambda n: 72 * HOUR * n), st.integers(0, 10**6))
SPOTS = st.lists(st.tuples(COORDINATES, COORDINATES, MOMENTS), max_size=30)


@given(spots=SPOTS)
def test_one_tree_finds_the_pairs_that_comparing_all_does(spots):
    x, y, t = (np.array(column, dtype=float) for column in zip(*spots, strict=True)) if spots else (
        np.empty(0),
    ) * 3  # fmt: skip
    moments = t.astype(np.int64)

    found = {tuple(pair) for pair in pairs((x, y), moments, RULE).tolist()}

    assert found == {
        (a, b)
        for a, b in itertools.combinations(range(len(spots)), 2)
        if np.hypot(x[a] - x[b], y[a] - y[b]) <= 50 and abs(moments[a] - moments[b]) <= 72 * HOUR
    }


@given(one=st.text(max_size=20), other=st.text(max_size=20))
def test_likeness_is_the_same_both_ways_and_1_for_itself(one, other):
    assert likeness(one, other) == likeness(other, one)
    share = likeness(one, other)
    assert share is None or 0 <= share <= 1
    assert likeness(one, one) in (None, 1.0)


def test_texts_of_one_problem_are_more_alike_than_others():
    stall = "游商推车在石库巷人行道售卖玩具"

    assert (
        likeness(stall, "石库巷人行道有游商推车卖玩具") > 0.5 > likeness(stall, "井盖破损，有异响")
    )
    assert likeness("", stall) is None


@pytest.mark.parametrize(
    ("kind", "code", "radius"),
    [
        ("matter", "09001", 50),
        ("component", "01013", 30),
        ("matter", "", None),
        ("", "09001", None),
    ],
)
def test_the_longest_beginning_of_a_class_counts(kind, code, radius):
    rule = DEFAULTS.rule(kind, code)

    assert (rule.radius_m if rule else None) == radius
    closer = DuplicateRules((*DEFAULTS.rules, DuplicateRule("matter:09", 5.0, 1.0)))
    if kind == "matter" and code:
        assert closer.rule(kind, code).radius_m == 5


GOOD = {"head": "matter:09", "radius_m": 20, "hours": 8}


@pytest.mark.parametrize(
    "records",
    [
        [{**GOOD, "head": "09"}],
        [{**GOOD, "head": "matter:0 9"}],
        [{**GOOD, "head": None}],
        [{**GOOD, "radius_m": 0}],
        [{**GOOD, "radius_m": 1_001}],
        [{**GOOD, "hours": True}],
        [{**GOOD, "hours": "8"}],
        [{}],
    ],
)
def test_rules_that_cannot_be_used_are_refused(records):
    with pytest.raises(DuplicateRuleUnfit, match="Rule 1 "):
        DuplicateRules.of(records)


def test_a_class_has_one_rule():
    with pytest.raises(DuplicateRuleUnfit, match="Rule 2 "):
        DuplicateRules.of([GOOD, GOOD])
