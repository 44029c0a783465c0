"""Tables in a spreadsheet: nothing a person typed runs, nothing breaks the file."""

import io
from datetime import UTC, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_app.web.workbook import Table, workbook


def opened(*tables):
    return openpyxl.load_workbook(io.BytesIO(workbook(tables)))


def one(value):
    return opened(Table("A", [("A", 9.0)], [[value]]))["A"]["A2"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "#N/A", "＝1", "1e5", "  x "])
def test_a_text_stays_the_text_it_is(text):
    cell = one(text)

    assert (cell.value, cell.data_type) == (text, "s")


@given(st.text(max_size=40))
def test_any_text_makes_a_workbook_that_opens(text):
    found = one(text).value or ""

    assert "\x00" not in found
    assert len(found) <= len(text)


def test_a_text_too_long_is_cut_to_what_excel_opens():
    assert len(one("字" * 40_000).value) == 32_767


def test_numbers_and_moments_stay_what_they_are():
    assert (one(3).value, one(2.5).value, one(None).value) == (3, 2.5, None)
    assert one(datetime(2026, 3, 1, 8, 30, tzinfo=UTC)).value == datetime(2026, 3, 1, 8, 30)  # noqa: DTZ001 - what a sheet holds


def test_a_sheet_is_named_as_excel_allows_and_has_many_columns():
    book = opened(Table("A/B:[x] " + "long" * 9, [(f"c{i}", 9.0) for i in range(40)], []))

    assert len(book.sheetnames[0]) <= 31
    assert not set(book.sheetnames[0]) & set("[]:*?/\\")
    assert book.worksheets[0].max_column == 40
