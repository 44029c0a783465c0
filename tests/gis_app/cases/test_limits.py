"""Which limit a case has: its class, its condition, and what the codes of 2013 tell of 2026."""

import pytest

from gis_app.cases import Limit, LimitTable
from layers.codes import ClassKind, LimitUnit, TimeLimit, builtin_limits

OLD, NEW = "GB/T 30428.2-2013", "GB/T 47678.5-2026"
COVER = [
    ("sunken", 5, LimitUnit.WORKING_DAY),
    ("missing", 2, LimitUnit.URGENT_HOUR),
    ("broken", 4, LimitUnit.WORKING_HOUR),
]


def row(scheme, kind, code, condition, amount, unit):
    return TimeLimit(scheme, ClassKind(kind), code, "cover", condition, amount, unit)


TABLE = LimitTable.of(
    [
        *(row(OLD, "component", "0101", *one) for one in COVER),
        row(OLD, "component", "0501", "", 1, LimitUnit.URGENT_DAY),
        row(OLD, "matter", "0101", "", 3, LimitUnit.WORKING_DAY),
        row(NEW, "component", "01009", "", 7, LimitUnit.WORKING_DAY),
    ]
)
KEY = (OLD, "component", "0101")


@pytest.mark.parametrize(("condition", "amount", "unit"), COVER)
def test_the_condition_that_is_named_counts(condition, amount, unit):
    assert TABLE.limit(KEY, condition) == Limit(amount, unit)


@pytest.mark.parametrize("condition", [None, "", "something else"])
def test_without_a_known_condition_the_shortest_counts(condition):
    assert TABLE.limit(KEY, condition) == Limit(2, LimitUnit.URGENT_HOUR)


def test_a_component_of_2026_has_the_limits_of_its_number_in_2013():
    assert TABLE.rows((NEW, "component", "01001")) == TABLE.rows(KEY)
    assert TABLE.limit((NEW, "component", "01009")) == Limit(7, LimitUnit.WORKING_DAY)


@pytest.mark.parametrize(
    "key",
    [
        (NEW, "matter", "01001"),  # matters were renumbered
        (NEW, "component", "05001"),  # as was this major
        (NEW, "component", "01101"),  # no code of 2013 became this one
        (OLD, "component", "9999"),
    ],
)
def test_nothing_is_guessed(key):
    assert TABLE.limit(key) is None


def test_the_table_that_ships_knows_manholes_under_both_editions():
    table = LimitTable.of(builtin_limits())

    assert table.limit((OLD, "component", "0101")) == Limit(2, LimitUnit.URGENT_HOUR)
    assert table.rows((NEW, "component", "01001")) == table.rows((OLD, "component", "0101"))
