"""Workbooks: every sheet a table, as a person sees it; broken and hostile ones are refused."""

import datetime as dt
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.formats import (
    Driver,
    FileBroken,
    NothingToRead,
    UnknownDriver,
    UnsafeMarkup,
    UnsafeMember,
    inspect,
    read,
    write,
)

#: A cell knows no zone.
NINE = dt.datetime(2026, 10, 30, 9, 5, tzinfo=dt.UTC).replace(tzinfo=None)
HEADER = ["案件编号", "上报时间", "经度", "纬度", "描述"]


@pytest.fixture
def book(tmp_path):
    """Return a function that writes a workbook of some sheets and returns where it is."""

    def save(**sheets):
        made = openpyxl.Workbook()
        made.remove(made.active)
        for title, rows in sheets.items():
            sheet = made.create_sheet(title)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "cases.xlsx"
        made.save(path)
        return path

    return save


def repacked(path, change):
    """Write a workbook again with other members; `change` gets and returns name and content."""
    target = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(*change(name, old.read(name)))
    return target


def test_cells_are_what_a_person_sees_and_titles_above_the_header_go(book):
    path = book(
        案件=[
            ["北仑区案件清单"],
            [],
            HEADER,
            [
                202610250138,
                dt.datetime(2026, 10, 30, 9, 5, tzinfo=dt.UTC).replace(tzinfo=None),
                121.83,
                29.9,
                "=1+1",
            ],
            ["0042", dt.date(2026, 10, 30), 121.84, 29.91, None],
            [],
            ["X", None, None, None, True],
        ]
    )
    bare = path.rename(path.with_suffix(""))  # an upload has no suffix
    found = read(bare)

    assert list(found.rows["案件编号"]) == ["202610250138", "0042", "X"]
    assert list(found.rows["上报时间"]) == ["2026-10-30 09:05:00", "2026-10-30", None]
    assert found.rows.geometry.iloc[0].coords[0] == (121.83, 29.9)
    assert found.rows.geometry.iloc[2] is None
    assert (found.layer, found.frame, found.problems) == ("cases", "EPSG:4326", ())


def test_each_sheet_is_a_layer_and_an_empty_one_is_none(book):
    path = book(一月=[HEADER, ["A", None, 121.8, 29.9, ""]], 空=[], 二月=[HEADER, ["B"]])
    told = inspect(path)

    assert told.driver is Driver.XLSX
    assert [(layer.name, layer.count) for layer in told.layers] == [("一月", 1), ("二月", 1)]
    assert list(read(path, "二月").rows["案件编号"]) == ["B"]
    with pytest.raises(NothingToRead):
        inspect(book(空=[]))


@given(st.lists(st.lists(st.integers(-(10**15), 10**15), min_size=3, max_size=3), max_size=5))
def test_whole_numbers_come_back_as_they_are(tmp_path_factory, rows):
    made = openpyxl.Workbook()
    for row in [["a", "b", "c"], *rows]:
        made.active.append(row)
    path = tmp_path_factory.mktemp("book") / "n.xlsx"
    made.save(path)
    found = read(path).rows
    assert [[int(cell) for cell in row] for row in found[["a", "b", "c"]].to_numpy()] == rows


def test_a_row_with_more_cells_than_the_header_is_told(book):
    path = book(a=[["a", "b", "c"], [1, 2, 3, 4]])
    assert [problem.kind for problem in read(path).problems] == ["cell_count"]


def test_hostile_and_broken_workbooks_are_refused(book, tmp_path):
    path = book(a=[HEADER, ["A"]])

    def entity(name, content):
        mark = b'<!DOCTYPE x [<!ENTITY a "b">]>'
        return name, mark + content if name.endswith("sheet1.xml") else content

    with pytest.raises(UnsafeMarkup):
        inspect(repacked(path, entity))
    with pytest.raises(UnsafeMember):
        inspect(repacked(path, lambda name, content: (name.replace("docProps/", "../"), content)))
    with pytest.raises(FileBroken):
        inspect(repacked(path, lambda name, c: (name, b"<x>" if "sheet1" in name else c)))
    half = tmp_path / "half.xlsx"
    half.write_bytes(path.read_bytes()[:2_000])
    with pytest.raises(FileBroken):
        inspect(half)


def test_a_workbook_of_a_layer_is_not_written_here(tmp_path):
    with pytest.raises(UnknownDriver):
        write(None, tmp_path / "x.xlsx", "XLSX", metric="EPSG:4550")
