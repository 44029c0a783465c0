"""GeoPackage, Shapefile and FlatGeobuf through GDAL: bulk where it works, row by row where not."""

import math
import sqlite3
import warnings
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any

import fiona
import numpy as np
import pyogrio
import pyproj
import shapely
from fiona.errors import FionaError
from numpy.typing import NDArray
from pyogrio import raw
from pyogrio.errors import DataSourceError, FeatureError
from shapely.errors import ShapelyError
from shapely.geometry import shape as shape_of

from layers.crs import UnknownFrame, check_frame
from layers.feature import Plain
from layers.formats.code_page import encoding_of
from layers.formats.errors import FileBroken
from layers.formats.stage import Staged, full_names
from layers.formats.values import (
    Driver,
    Hints,
    LayerInfo,
    RawTable,
    RowProblem,
    kinds_of,
    plain_array,
    raw_rows,
)

#: Beyond this, an integer that travels as a float is no longer the same integer.
_EXACT = 2**53
_SAMPLE = 5
#: What makes a bulk read fail as a whole.
_BULK_FAILS = (DataSourceError, FeatureError, UnicodeDecodeError, sqlite3.DatabaseError)

_Columns = dict[str, Sequence[Any]]


def layer_names(staged: Staged) -> list[str]:
    """Return the names of the layers in a file; of a Shapefile, the name it came with.

    Raises
    ------
    FileBroken
        GDAL cannot open it.
    """
    if staged.driver is Driver.SHAPEFILE:
        return [staged.name]
    try:
        return [str(name) for name, _ in pyogrio.list_layers(staged.file)]
    except DataSourceError as error:
        raise _broken(staged, error) from error


def read_binary(staged: Staged, layer: str, hints: Hints) -> RawTable:
    """Return the rows of one layer.

    1. Dates come as ISO text, booleans as booleans, integers with gaps as integers.
    2. A shape that cannot be read is told, and its row kept without one.
    3. If the layer cannot be read in bulk, its rows are read one by one; those that fail are told.
    4. The frame is the EPSG code that the file declares, or None.

    Raises
    ------
    FileBroken
        It cannot be opened at all.
    """
    encoding = encoding_of(staged, hints)
    problems: list[RowProblem] = []
    try:
        columns, shapes, crs = _in_bulk(staged, layer, encoding, problems)
    except _BULK_FAILS:
        columns, shapes, crs = _one_by_one(staged, layer, encoding, problems)  # 3
    full = full_names(staged.file)
    return RawTable(
        layer=layer,
        rows=raw_rows({full.get(name, name): column for name, column in columns.items()}, shapes),
        numbers=np.arange(1, len(shapes) + 1),
        frame=hints.frame or _frame(crs),
        problems=tuple(problems),
        encoding=encoding,
    )


def describe_binary(staged: Staged, layer: str, hints: Hints) -> LayerInfo:
    """Return what a layer is, reading its head only."""
    encoding = encoding_of(staged, hints)
    named = None if staged.driver is Driver.SHAPEFILE else layer
    try:
        info = pyogrio.read_info(staged.file, layer=named, force_feature_count=True)
        short, shapes, _ = _in_bulk(staged, layer, encoding, [], most=_SAMPLE)
    except _BULK_FAILS as error:
        raise _broken(staged, error) from error
    full = full_names(staged.file)
    columns = {full.get(name, name): column for name, column in short.items()}
    kind = info["geometry_type"]
    return LayerInfo(
        name=layer,
        geometry=kinds_of(shapes) if kind in {None, "Unknown"} else str(kind).split(" ", 1)[0],
        count=int(info["features"]),
        columns=tuple(columns),
        sample=tuple(
            dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)
        ),
        frame=_frame(info["crs"]),
        encoding=encoding,
    )


def _broken(staged: Staged, error: Exception) -> FileBroken:
    return FileBroken(file=staged.name, driver=staged.driver, problem=str(error)[:200])


def _in_bulk(
    staged: Staged,
    layer: str,
    encoding: str | None,
    problems: list[RowProblem],
    *,
    most: int | None = None,
) -> tuple[_Columns, NDArray[np.object_], str | None]:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        meta, fids, wkb, values = raw.read(
            staged.file,
            layer=None if staged.driver is Driver.SHAPEFILE else layer,
            encoding=encoding,
            datetime_as_string=True,
            max_features=most,
            return_fids=True,
        )
    problems += [RowProblem(0, "driver_told", value=str(one.message)[:200]) for one in told]
    count = len(values[0]) if len(values) else 0
    wkb = plain_array([None] * count) if wkb is None else wkb
    shapes = np.asarray(shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object)
    there = _stored_shapes(staged, layer) if staged.driver is Driver.GPKG else frozenset()
    lost = [
        row
        for row, one in enumerate(shapes)
        if one is None and (wkb[row] is not None or int(fids[row]) in there)
    ]
    problems += [RowProblem(row + 1, "bad_shape", value="bytes") for row in lost]  # 2
    kinds = zip(meta["ogr_types"], meta["ogr_subtypes"], strict=True)
    columns: _Columns = {
        str(name): _plain_column(column, _maker(*kind))
        for name, column, kind in zip(meta["fields"], values, kinds, strict=True)
    }
    return columns, shapes, meta["crs"]


def _stored_shapes(staged: Staged, layer: str) -> frozenset[int]:
    """Return the rows of a GeoPackage that hold a shape: of a damaged one GDAL says nothing."""
    with closing(sqlite3.connect(f"{staged.file.as_uri()}?mode=ro", uri=True)) as database:
        found = database.execute(
            "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (layer,)
        ).fetchone()
        if found is None:
            return frozenset()
        table, column = (name.replace('"', '""') for name in (layer, found[0]))
        # The names are the file's own, quoted: parameters cannot stand for names.
        query = f'SELECT rowid FROM "{table}" WHERE "{column}" IS NOT NULL'  # noqa: S608
        return frozenset(row[0] for row in database.execute(query))


def _maker(kind: str, subtype: str) -> Callable[[Any], Plain]:
    if subtype == "OFSTBoolean":
        return bool
    if kind in {"OFTInteger", "OFTInteger64"}:
        return _whole
    return _plain


def _whole(value: Any) -> int:  # noqa: ANN401 - whatever numpy holds
    if isinstance(value, float) and abs(value) >= _EXACT:
        # Read again, one by one: a column with gaps came as floats and lost its last digits.
        raise FeatureError(value)
    return int(value)


def _plain(value: Any) -> Plain:  # noqa: ANN401 - whatever a driver holds
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bytes):
        return value.hex()
    return value if isinstance(value, str | int | float | bool) else str(value)


def _plain_column(column: NDArray[Any], make: Callable[[Any], Plain]) -> list[Plain]:
    values = column.tolist() if column.dtype != object else list(column)
    return [None if _is_missing(value) else make(value) for value in values]


def _is_missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _one_by_one(
    staged: Staged, layer: str, encoding: str | None, problems: list[RowProblem]
) -> tuple[_Columns, NDArray[np.object_], str | None]:
    rows: list[dict[str, Plain]] = []
    shapes: list[Any] = []
    named = None if staged.driver is Driver.SHAPEFILE else layer
    try:
        with fiona.open(
            staged.file, layer=named, encoding=encoding, enabled_drivers=[staged.driver.value]
        ) as opened:
            crs = opened.crs_wkt or None
            names = list(opened.schema["properties"])
            features = iter(opened)
            while (feature := _next(features, len(rows) + 1, problems)) is not None:
                rows.append({name: _or_none(feature["properties"].get(name)) for name in names})
                shapes.append(_shape(feature["geometry"], len(rows), problems))
    except (FionaError, OSError, UnicodeDecodeError) as error:
        raise _broken(staged, error) from error
    return {name: [row[name] for row in rows] for name in names}, plain_array(shapes), crs


def _or_none(value: object) -> Plain:
    return None if _is_missing(value) else _plain(value)


def _next(features: Any, row: int, problems: list[RowProblem]) -> Any:  # noqa: ANN401 - fiona
    try:
        return next(features, None)
    except (FionaError, UnicodeDecodeError, ValueError) as error:
        problems.append(RowProblem(row, "lost_rows", value=str(error)[:120]))
        return None


def _shape(geometry: Any, row: int, problems: list[RowProblem]) -> object:  # noqa: ANN401 - fiona
    if geometry is None:
        return None
    try:
        return shape_of(geometry)
    except (ShapelyError, ValueError, TypeError) as error:
        problems.append(RowProblem(row, "bad_shape", value=str(error)[:120]))
        return None


def _frame(crs: str | None) -> str | None:  # 4
    if crs is None:
        return None
    try:
        return check_frame(crs)
    except UnknownFrame:
        return _frame_of_wkt(crs)


def _frame_of_wkt(wkt: str) -> str | None:
    try:
        found = pyproj.CRS.from_wkt(wkt).to_authority(min_confidence=70)
        return None if found is None else check_frame(":".join(found))
    except (pyproj.exceptions.CRSError, UnknownFrame):
        return None
