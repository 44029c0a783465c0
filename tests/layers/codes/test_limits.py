"""Time limits: one city's editable table, read as it stands."""

import csv

import pytest

from layers.codes import GB2013, LimitUnit, TableBroken, builtin_limits, limits_of, read_limits

HEADER = "scheme,kind,code,name,condition_abridged,limit,unit\n"


def test_the_shipped_limits_equal_the_standards(standards):
    with (standards / "time_limits.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    limits = builtin_limits()

    assert [(one.code, one.name, str(one.limit), one.unit.value) for one in limits] == [
        (row["code"], row["name"], row["limit"], row["unit"]) for row in rows
    ]


def test_a_cover_has_four_limits_by_what_is_wrong_with_it():
    found = limits_of(builtin_limits(), GB2013, "component", "0102")

    assert [(one.limit, one.unit) for one in found] == [
        (2, LimitUnit.URGENT_HOUR),
        (4, LimitUnit.WORKING_HOUR),
        (2, LimitUnit.WORKING_DAY),
        (5, LimitUnit.WORKING_DAY),
    ]


def test_events_of_2013_are_matters_and_apart_from_components_of_that_number():
    matter = limits_of(builtin_limits(), GB2013, "matter", "0101")
    component = limits_of(builtin_limits(), GB2013, "component", "0101")

    assert {one.name for one in matter} == {"私搭乱建"}
    assert {one.name for one in component} == {"上水井盖"}


@pytest.mark.parametrize(
    ("limit", "unit", "problem"),
    [("0", "working_day", "'0'"), ("2.5", "working_day", "2.5"), ("2", "moon", "moon")],
)
def test_a_limit_that_does_not_hold_is_refused_with_its_line(limit, unit, problem):
    with pytest.raises(TableBroken, match=problem) as caught:
        read_limits(HEADER + f"{GB2013},component,0101,上水井盖,缺失,{limit},{unit}\n")

    assert caught.value.facts["line"] == 2
