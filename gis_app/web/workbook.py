"""Tables as one spreadsheet: what people typed stays text, numbers stay numbers, moments local."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

#: What a workbook is called in an answer.
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Value = str | int | float | datetime | None
#: What the format of a spreadsheet cannot hold (XML 1.0, 2.2).
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: The longest text of a cell, and of the name of a sheet, that Excel opens.
_TEXT_MOST, _NAME_MOST = 32_767, 31
_NAME_UNFIT = re.compile(r"[\[\]:*?/\\]")
_HEAD = PatternFill("solid", fgColor="E3ECEE")
_WIDE = 42


class Table(NamedTuple):
    """One sheet: its name, the titles of its columns and their widths in characters, its rows."""

    name: str
    columns: Sequence[tuple[str, float]]
    rows: Iterable[Sequence[Value]]


def workbook(tables: Iterable[Table]) -> bytes:
    """Return tables as an Excel workbook, a sheet for each, the titles held in place.

    1. A text is written as text whatever it begins with, so that no program runs it.
    2. What the format cannot hold is left out of a text; a text too long is cut.
    3. Moments are written as they are, without their offset: give those of the district's clock.
    """
    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(_NAME_UNFIT.sub(" ", table.name)[:_NAME_MOST])
        sheet.freeze_panes = "A2"
        for at, (_, width) in enumerate(table.columns, start=1):
            sheet.column_dimensions[get_column_letter(at)].width = min(width, _WIDE)
        sheet.append([_title(sheet, title) for title, _ in table.columns])
        for row in table.rows:
            sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _title(sheet: WriteOnlyWorksheet, title: str) -> Cell:
    cell = _cell(sheet, title)
    cell.font, cell.fill = Font(bold=True), _HEAD
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: Value) -> Cell:
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, _UNFIT.sub("", value)[:_TEXT_MOST])  # 2
        cell.data_type = "s"  # 1
    elif isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, value.replace(tzinfo=None))  # 3
        cell.number_format = "yyyy-mm-dd hh:mm"
    else:
        cell = WriteOnlyCell(sheet, value)
        if isinstance(value, float):
            cell.number_format = "#,##0.00"
    return cell
