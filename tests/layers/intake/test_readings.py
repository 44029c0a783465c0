"""Reading values: each kind of field, each way files write it."""

from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.catalog import Choice, FieldKind, Titles, builtin_catalog
from layers.intake.dates import DateOrder
from layers.intake.readings import clean_text, read_column, reader_of

UTC = ZoneInfo("UTC")


def read(field, raw, **values):
    return reader_of(field, order=DateOrder.YEAR_FIRST, zone=UTC, values=values)(raw)


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("12.5", 12.5),
        (" -3 ", -3.0),
        ("1,234.5", 1234.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        (7, 7.0),
        (np.float64(2.5), 2.5),
    ],
)
def test_numbers_are_read(make, raw, found):
    reading = read(make.field("depth", FieldKind.REAL), raw)

    assert (reading.value, reading.kind) == (found, None)


@pytest.mark.parametrize("raw", ["12,5", "609 L/min", "1e999", "inf", float("inf"), "0x10", True])
def test_what_is_no_number_is_told(make, raw):
    assert read(make.field("depth", FieldKind.REAL), raw).kind == "not_number"


@pytest.mark.parametrize(
    ("raw", "found"), [("12", 12), ("12.0", 12), (12.0, 12), ("-1,000", -1000)]
)
def test_whole_numbers_are_read(make, raw, found):
    reading = read(make.field("count", FieldKind.INTEGER), raw)

    assert reading.value == found
    assert type(reading.value) is int


@pytest.mark.parametrize("raw", ["12.5", 0.1, str(2**53)])
def test_what_is_not_whole_or_not_exact_is_told(make, raw):
    assert read(make.field("count", FieldKind.INTEGER), raw).kind == "not_whole"


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("是", True),
        ("無", False),
        ("YES", True),
        (0.0, False),
        (True, True),
        ("f", False),
        (1, True),
    ],
)
def test_yes_and_no_are_read_in_both_languages(make, raw, found):
    assert read(make.field("open", FieldKind.BOOLEAN), raw).value is found


def test_neither_yes_nor_no_is_told(make):
    assert read(make.field("open", FieldKind.BOOLEAN), "maybe").kind == "not_boolean"


@pytest.mark.parametrize("raw", ["intact", "完好", "INTACT", " 完 好 ", "Intact"])
def test_a_choice_is_read_by_its_value_or_a_title_in_either_language(make, raw):
    reading = read(make.layer().field("state"), raw)

    assert (reading.value, reading.kind) == ("intact", None)


def test_the_only_title_that_begins_so_is_taken_and_told():
    reading = read(builtin_catalog()["hydrants"].field("mount"), "地下")

    assert (reading.value, reading.kind, reading.taken) == ("below", "read_as", True)


@pytest.mark.parametrize("raw", ["地", "下", "dam aged goods", ""])
def test_what_fits_none_or_several_choices_is_told(make, raw):
    assert read(builtin_catalog()["hydrants"].field("mount"), raw).kind == "not_choice"


def test_a_code_that_lost_its_leading_zero_is_taken_and_told():
    reading = read(builtin_catalog()["manholes"].field("kind"), 1002)

    assert (reading.value, reading.kind) == ("01002", "read_as")


def test_two_values_with_one_title_are_told_and_not_guessed(make):
    same = Titles(zh="同", en="Same")
    field = make.field("x", FieldKind.CHOICE, choices=(Choice("a1", same), Choice("b1", same)))

    assert read(field, "Same").kind == "not_choice"


def test_a_value_map_goes_before_titles(make):
    reading = read(make.layer().field("state"), "Gut", gut="intact")

    assert reading.value == "intact"


def test_a_value_map_to_a_value_that_is_none_is_told(make):
    assert read(make.layer().field("state"), "Gut", gut="fine").kind == "not_choice"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (6025.0, "6025"),
        (" a\x00b\ufeff ", "ab"),
        ("two\nlines", "two\nlines"),
        ("<img onerror=x>", "<img onerror=x>"),
        (12.5, "12.5"),
        (pd.Timestamp("2020-01-02"), "2020-01-02T00:00:00"),
    ],
)
def test_text_loses_controls_and_keeps_the_rest(raw, text):
    assert clean_text(raw) == text


def test_a_long_text_is_cut_and_told_with_both_lengths(make):
    reading = read(make.field("note", length=3), "abcdef")

    assert (reading.value, reading.kind, dict(reading.facts)) == (
        "abc",
        "too_long",
        {"length": 6, "most": 3},
    )


@given(st.lists(st.none() | st.text(max_size=3) | st.floats() | st.integers() | st.booleans()))
def test_a_column_read_by_distinct_values_equals_each_value_read_alone(raw):
    field = builtin_catalog()["hydrants"].field("bore_mm")
    reader = reader_of(field, order=DateOrder.YEAR_FIRST, zone=UTC, values={})
    column = np.empty(len(raw), dtype=object)
    column[:] = raw

    found = read_column(column, reader)

    odd = {int(place) for _, places in found.found for place in places}
    for place, value in enumerate(raw):
        alone = read_column(np.array([value], dtype=object), reader)
        assert found.values[place] == alone.values[0] or isinstance(value, bool | int | float)
        assert (place in odd) == bool(alone.found) or isinstance(value, bool | int | float)


def test_lists_and_tables_in_a_column_become_their_text(make):
    column = np.empty(3, dtype=object)
    column[:] = [["a", "b"], {"a": 1}, np.array([1, 2])]

    found = read_column(column, lambda raw: read(make.field("note"), raw))

    assert found.values.tolist() == ["['a', 'b']", "{'a': 1}", "[1, 2]"]
