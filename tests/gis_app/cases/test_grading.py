"""Marks: weights, bands, grades on their edges; schemes that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_app.cases import SchemeUnfit
from gis_app.cases.grading import DEFAULTS, Scheme, grade, mark

UNIT = DEFAULTS["unit"]
FULL = {"closing": 1.0, "in_time": 1.0, "rework": 0.0}
RATES = st.fixed_dictionaries({name: st.none() | st.floats(0, 1) for name in FULL})


@pytest.mark.parametrize(
    ("count", "marks"),
    [
        (0, 100),
        (50, 100),
        (51, 90),
        (100, 90),
        (101, 75),
        (500, 60),
        (501, 40),
        (1_000, 40),
        (1_001, 0),
    ],
)
def test_units_are_marked_for_their_cases_by_bands(count, marks):
    assert mark(UNIT, FULL, count).parts["filed"] == marks


@pytest.mark.parametrize(("count", "marks"), [(0, 100), (1, 90), (2, 90), (3, 75), (8, 40), (9, 0)])
def test_regions_are_marked_for_their_cases_by_bands(count, marks):
    assert DEFAULTS["region"].bands.marks(count) == marks


@pytest.mark.parametrize(
    ("index", "letter"),
    [(100, "A"), (90, "A"), (89.99, "B"), (75, "B"), (74.99, "C"), (60, "C"), (59.99, "D"),
     (40, "D"), (39.99, "E"), (0, "E")],
)  # fmt: skip
def test_grades_begin_at_their_edges(index, letter):
    assert grade(index) == letter


def test_an_index_is_the_weighted_sum_of_its_parts():
    found = mark(UNIT, {"closing": 0.9, "in_time": 0.8, "rework": 0.1}, 120)

    assert found.index == pytest.approx(0.1 * 75 + 0.3 * 90 + 0.3 * 80 + 0.3 * 90)
    assert found.grade == "B"


def test_a_part_without_cases_is_left_out_and_the_others_weigh_more():
    found = mark(UNIT, {"closing": 0.5, "in_time": None, "rework": None}, 10)

    assert found.index == pytest.approx((10 * 100 + 30 * 50) / 40)
    assert found.parts["in_time"] is None


def test_nobody_without_cases_has_an_index():
    assert mark(UNIT, dict.fromkeys(FULL), 0).index is None


@given(rates=RATES, count=st.integers(0, 2_000), at=st.sampled_from(sorted(FULL)))
def test_an_index_lies_from_0_to_100_and_no_better_rate_lowers_it(rates, count, at):
    found = mark(UNIT, rates, count)
    if found.index is None:
        return
    assert 0 <= found.index <= 100
    if rates[at] is not None:
        better = 0.0 if at == "rework" else 1.0
        assert mark(UNIT, {**rates, at: better}, count).index >= found.index - 0.01


@pytest.mark.parametrize("subject", DEFAULTS)
def test_the_weights_of_the_standards_sum_to_100_and_survive_their_record(subject):
    assert sum(DEFAULTS[subject].weights.values()) == 100
    assert Scheme.of(subject, DEFAULTS[subject].record()) == DEFAULTS[subject]


@pytest.mark.parametrize(
    "change",
    [
        {"weights": {"filed": 100.0}},
        {"weights": {**UNIT.weights, "filed": 20.0}},
        {"weights": {**UNIT.weights, "filed": "10"}},
        {"weights": {**UNIT.weights, "filed": -10.0, "closing": 50.0}},
        {"bands": None},
        {"bands": [[50]]},
        {"bands": [[50, 101]]},
        {"bands": [[50, 90], [50, 80]]},
        {"bands": [[50.5, 90]]},
        {"beyond": True},
    ],
)
def test_a_scheme_that_cannot_be_used_is_refused(change):
    with pytest.raises(SchemeUnfit, match="'unit' cannot be used"):
        Scheme.of("unit", {**UNIT.record(), **change})
