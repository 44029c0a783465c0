"""CSV: every cell is text, every row is kept, and the place is found in the columns."""

import csv
import io
import math
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.crs import WGS84, UnknownFrame, check_frame
from layers.formats.errors import FileBroken, UnknownColumn
from layers.formats.formulas import holds_neutral, restored
from layers.formats.text import read_text
from layers.formats.values import (
    Driver,
    Hints,
    PlaceColumns,
    RawTable,
    RowProblem,
    distinct,
    plain_array,
    raw_rows,
)

#: A cell may hold the outline of a district as WKT: far more than the 128 kB Python allows.
_MOST_CELL = 64 * 1024 * 1024
_SEPARATORS = ",;\t|"
#: Pairs of titles that mean longitude and latitude, in order of trust; letters and digits only.
_LONLAT = (
    ("lon", "lat"),
    ("lng", "lat"),
    ("longitude", "latitude"),
    ("经度", "纬度"),
    ("經度", "緯度"),
    ("경도", "위도"),
    ("long", "lat"),
    ("wgs84lon", "wgs84lat"),
    ("wgs84lng", "wgs84lat"),
    ("lond", "latd"),
    ("経度", "緯度"),
)
#: Pairs that mean x and y in a frame that the file does not tell.
_XY = (
    ("x", "y"),
    ("pointx", "pointy"),
    ("xcoord", "ycoord"),
    ("coordx", "coordy"),
    ("easting", "northing"),
    ("x坐标", "y坐标"),
    ("横坐标", "纵坐标"),
    ("東距", "北距"),
    ("zbx", "zby"),
)
_WKT = ("wkt", "wktgeom", "thegeom", "geometry", "geom", "shape")
_WKT_START = re.compile(
    r"\s*(SRID=(?P<srid>\d+);)?\s*(POINT|LINESTRING|POLYGON|MULTI|GEOMETRYCOLLECTION)",
    re.IGNORECASE,
)


def read_csv(file: Path, name: str, hints: Hints) -> RawTable:
    """Return the rows of a delimited text as they stand, all cells as text.

    1. An empty cell is None; leading zeros stay; the apostrophe that our export puts before a
       formula is taken away again.
    2. A row with too few or too many cells is kept as far as it goes, and told.
    3. The place is in the columns that are named, or guessed from their titles: a longitude and a
       latitude (then WGS 84 is assumed), x and y (then nothing is), or WKT.
    4. A row without a place is kept without one; half a place, or one that is no number, is told.

    Raises
    ------
    FileBroken
        It has no header.
    UnknownColumn
        A column is named that is not there.
    """
    text = read_text(file, encoding=hints.encoding, name=name)
    header, rows, problems = _table(text.content, name)
    cells = _turned(rows, len(header), escaped=holds_neutral(text.content))
    columns = dict(zip(header, cells, strict=True))
    places, assumed = _places(columns, hints)
    shapes = plain_array([None] * len(rows))
    if places is not None and places.wkt is not None:
        shapes, found = _from_wkt(columns[places.wkt])
        assumed = assumed or _srid(columns[places.wkt])
        problems += found
    elif places is not None and places.x is not None and places.y is not None:
        shapes, found = _from_xy(columns, places.x, places.y)
        problems += found
    return RawTable(
        layer=name,
        rows=raw_rows(columns, shapes),
        numbers=np.arange(1, len(rows) + 1),
        frame=hints.frame or assumed,
        problems=tuple(sorted(problems, key=lambda problem: problem.row)),
        places=places,
        encoding=text.encoding,
    )


def read_sheet(file: Path, name: str, hints: Hints) -> RawTable:
    """Return the rows of a sheet of a workbook, staged as UTF-8 text; see `read_csv`."""
    return read_csv(file, name, replace(hints, encoding="utf-8"))


def _table(text: str, name: str) -> tuple[list[str], list[list[str]], list[RowProblem]]:
    csv.field_size_limit(_MOST_CELL)
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[list[str]] = []
    problems: list[RowProblem] = []
    try:
        header = next((row for row in reader if any(cell.strip() for cell in row)), [])
        for row in reader:
            if row:
                rows.append(row)
                if len(row) != len(header):  # 2
                    problems.append(RowProblem(len(rows), "cell_count", value=str(len(row))))
    except csv.Error as error:
        if not rows:
            raise FileBroken(file=name, driver=Driver.CSV, problem=str(error)) from error
        problems.append(RowProblem(len(rows), "lost_rows", value=str(error)))
    if not header:
        raise FileBroken(file=name, driver=Driver.CSV, problem="it has no header")
    return distinct([restored(cell.strip()) for cell in header]), rows, problems


def _separator(text: str) -> str:
    """Return the separator that is most frequent in the first line, outside of quotes."""
    first = next((line for line in text.splitlines()[:50] if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(_SEPARATORS, key=bare.count)


def _turned(rows: list[list[str]], width: int, *, escaped: bool) -> list[list[str | None]]:
    """Return the columns of rows, padded and cut to the header, empty cells as None."""
    whole = [row if len(row) == width else (row + [""] * width)[:width] for row in rows]
    columns = zip(*whole, strict=True) if whole else ((),) * width
    if escaped:
        return [[restored(cell) if cell else None for cell in column] for column in columns]  # 1
    return [[cell or None for cell in column] for column in columns]


def _places(
    columns: dict[str, list[str | None]], hints: Hints
) -> tuple[PlaceColumns | None, str | None]:
    named = [column for column in (hints.x, hints.y, hints.wkt) if column is not None]
    for column in named:
        if column not in columns:
            raise UnknownColumn(column=column, columns=", ".join(columns))
    if hints.wkt is not None:
        return PlaceColumns(wkt=hints.wkt), None
    if hints.x is not None and hints.y is not None:
        degrees = (_bare(hints.x), _bare(hints.y)) in _LONLAT
        return PlaceColumns(x=hints.x, y=hints.y), WGS84 if degrees else None
    return _guessed(columns)


def _guessed(columns: dict[str, list[str | None]]) -> tuple[PlaceColumns | None, str | None]:
    titles: dict[str, str] = {}
    for column in columns:
        titles.setdefault(_bare(column), column)
    for column in [titles[title] for title in _WKT if title in titles]:
        if any(_WKT_START.match(cell) for cell in columns[column][:50] if cell):
            return PlaceColumns(wkt=column), None
    for pairs, frame in ((_LONLAT, WGS84), (_XY, None)):
        for x, y in pairs:
            if x in titles and y in titles:
                return PlaceColumns(x=titles[x], y=titles[y]), frame
    return None, None


def _bare(title: str) -> str:
    return "".join(letter for letter in title.casefold() if letter.isalnum())


def _from_xy(
    columns: dict[str, list[str | None]], x: str, y: str
) -> tuple[NDArray[np.object_], list[RowProblem]]:
    problems: list[RowProblem] = []
    at = np.column_stack([_numbers(columns[name], name, problems) for name in (x, y)])
    blank = np.column_stack(
        [[not (cell or "").strip() for cell in columns[name]] for name in (x, y)]
    )
    problems += [  # 4
        RowProblem(row + 1, "half_place", column=x if blank[row, 0] else y)
        for row in np.flatnonzero(blank[:, 0] != blank[:, 1]).tolist()
    ]
    whole = np.isfinite(at).all(axis=1)
    shapes = plain_array([None] * len(at))
    shapes[whole] = shapely.points(at[whole])
    return shapes, problems


def _numbers(
    cells: Sequence[str | None], column: str, problems: list[RowProblem]
) -> NDArray[np.float64]:
    found = np.full(len(cells), np.nan)
    for row, cell in enumerate(cells):
        if cell is None or not cell.strip():
            continue
        try:
            number = float(cell)
        except ValueError:
            number = math.nan
        if math.isfinite(number):
            found[row] = number
        else:
            problems.append(RowProblem(row + 1, "bad_number", column=column, value=cell[:80]))
    return found


def _from_wkt(cells: Sequence[str | None]) -> tuple[NDArray[np.object_], list[RowProblem]]:
    bare = [None if cell is None else _WKT_PREFIX.sub("", cell) for cell in cells]
    shapes = np.asarray(shapely.from_wkt(plain_array(bare), on_invalid="ignore"), dtype=object)
    problems = [
        RowProblem(row + 1, "bad_shape", value=str(cells[row])[:80])
        for row in range(len(bare))
        if bare[row] is not None and shapes[row] is None
    ]
    return shapes, problems


_WKT_PREFIX = re.compile(r"\s*SRID=\d+;")


def _srid(cells: Sequence[str | None]) -> str | None:
    """Return the frame that EWKT names in its first cell, if it is one."""
    first = next((cell for cell in cells if cell), "")
    found = _WKT_START.match(first)
    if found is None or found["srid"] is None:
        return None
    try:
        return check_frame(f"EPSG:{found['srid']}")
    except UnknownFrame:
        return None
