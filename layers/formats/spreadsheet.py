"""Workbooks (.xlsx): every sheet becomes a text table, which is then read like any other."""

import csv
import datetime as dt
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from layers.formats import archive
from layers.formats.errors import FileBroken, UnsafeMarkup

#: The part that makes a zip a workbook.
_WORKBOOK = "xl/workbook.xml"
#: Where a document type or an entity is declared, if anywhere.
_HEAD_BYTES = 1024
#: Rows among which the header is looked for, below titles that take one cell.
_TITLES_MOST = 10
#: A table has at least so many columns; a row with one cell above it is its title.
_WIDTH_LEAST = 3

Row = list[str]


def is_workbook(path: Path) -> bool:
    """Return whether a zip is a workbook."""
    try:
        with zipfile.ZipFile(path) as opened:
            return _WORKBOOK in opened.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def as_texts(path: Path, folder: Path) -> list[tuple[Path, str]]:
    """Write each sheet of a workbook into a folder as CSV (UTF-8); return files and sheet titles.

    1. Moments and days become ISO text, numbers what they are (a case number no power of ten),
       formulas what they were worth when the file was saved.
    2. Empty rows and sheets are left out, and so are titles: rows of one cell above the header.
    3. The workbook is checked as an archive first; markup with a document type is refused.

    Raises
    ------
    TooManyMembers, ArchiveLocked, UnsafeMember, NestedArchive, FileTooLarge, ArchiveBomb
        It is not safe to unpack.
    UnsafeMarkup, FileBroken
        It declares entities, or cannot be read.
    """
    archive.check(path)  # 3
    _check_markup(path)
    try:
        with path.open("rb") as opened:  # by a path, openpyxl would go by its suffix
            book = openpyxl.load_workbook(opened, read_only=True, data_only=True, keep_links=False)
            return _sheets(book, folder)
    except (InvalidFileException, ParseError, KeyError, ValueError, TypeError, EOFError) as error:
        raise FileBroken(file=path.name, driver="Excel", problem=str(error)[:200]) from error


def _sheets(book: openpyxl.Workbook, folder: Path) -> list[tuple[Path, str]]:
    found = []
    for number, sheet in enumerate(book.worksheets):
        rows = _without_titles(_rows(sheet.iter_rows(values_only=True)))
        first = next(rows, None)
        if first is not None:  # 2
            file = folder / f"sheet{number:04d}.csv"
            _write(file, chain([first], rows))
            found.append((file, str(sheet.title)))
    return found


def _check_markup(path: Path) -> None:
    with zipfile.ZipFile(path) as opened:
        for member in opened.infolist():
            if member.filename.endswith((".xml", ".rels")):
                with opened.open(member) as part:
                    head = part.read(_HEAD_BYTES).upper()
                if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                    raise UnsafeMarkup(file=path.name)


def _rows(found: Iterable[Sequence[object]]) -> Iterator[Row]:
    """Yield the rows that hold anything, without the empty cells at their end."""
    for values in found:
        row = [_text(value) for value in values]
        while row and not row[-1]:
            row.pop()
        if row:
            yield row


def _without_titles(rows: Iterator[Row]) -> Iterator[Row]:
    head = list(islice(rows, _TITLES_MOST))
    widths = [sum(bool(cell) for cell in row) for row in head]
    if max(widths, default=0) >= _WIDTH_LEAST:
        while widths[0] == 1:
            head, widths = head[1:], widths[1:]
    return chain(head, rows)


def _write(file: Path, rows: Iterator[Row]) -> None:
    header = next(rows)
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(header)
        for row in rows:
            writer.writerow(row + [""] * (len(header) - len(row)))


def _text(value: object) -> str:  # 1
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        day = value.time() == dt.time() and value.tzinfo is None
        return value.date().isoformat() if day else value.isoformat(" ", timespec="seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value).strip() if not isinstance(value, float) else f"{value!r}"
