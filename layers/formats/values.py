"""The values that files become: what a file is, and the rows of one of its layers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.feature import Plain

#: The column that holds the shapes of a table; an attribute of that name gets a number.
SHAPE = "geometry"
#: How many rows a person is shown of a layer.
SAMPLE_ROWS = 5


class Driver(StrEnum):
    """The formats that are read and written (workbooks read only), and no others."""

    GEOJSON = "GeoJSON"
    GPKG = "GPKG"
    SHAPEFILE = "ESRI Shapefile"
    CSV = "CSV"
    KML = "KML"
    FLATGEOBUF = "FlatGeobuf"
    XLSX = "XLSX"


#: What may be wrong with a row: kind -> a sentence with the facts of a `RowProblem`.
PROBLEMS = {
    "cell_count": "The row has {value} cells; the header has another number.",
    "bad_number": "{value!r} in {column} is not a number.",
    "half_place": "{column} is empty, so the row has no place.",
    "bad_shape": "The shape cannot be read: {value}.",
    "bad_row": "The row cannot be read: {value}.",
    "driver_told": "The program library that reads the file says: {value}.",
    "lost_rows": "The file ends early or is damaged here: {value}. Rows after it are missing.",
}


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one row (numbered from 1 as in the file; 0 is the file as a whole)."""

    row: int
    kind: str
    column: str | None = None
    value: str | None = None

    @property
    def template(self) -> str:
        """The sentence of the kind, with {column} and {value} to fill; a key of translation."""
        return PROBLEMS[self.kind]


@dataclass(frozen=True, slots=True)
class PlaceColumns:
    """The columns of a text table that hold the place: x and y, or one of WKT."""

    x: str | None = None
    y: str | None = None
    wkt: str | None = None


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """One layer of a file, as far as it tells without being imported.

    `geometry` names the kinds of shapes ("Point", "LineString, MultiLineString", "" for none);
    `frame` is what the file declares, None where it says nothing that can be used.
    """

    name: str
    geometry: str
    count: int
    columns: tuple[str, ...]
    sample: tuple[Mapping[str, Plain], ...]
    frame: str | None = None
    places: PlaceColumns | None = None
    problems: int = 0
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """What a file is, told from its content."""

    path: Path
    driver: Driver
    layers: tuple[LayerInfo, ...]
    encoding: str | None = None

    @property
    def frame(self) -> str | None:
        """The frame that all layers declare, or None."""
        found = {layer.frame for layer in self.layers}
        return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Hints:
    """What a person said about a file, against what it says itself."""

    encoding: str | None = None
    x: str | None = None
    y: str | None = None
    wkt: str | None = None
    frame: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RawTable:
    """The rows of one layer as they stand in the file.

    `rows` has a plain RangeIndex, object columns of plain values with None for what is missing, and
    the column `geometry` in the frame named by `frame`; its own `crs` is never set. `numbers` are
    the row numbers in the file, from 1, without header. A row without a place is kept.
    """

    layer: str
    rows: gpd.GeoDataFrame
    numbers: NDArray[np.int64]
    frame: str | None
    problems: tuple[RowProblem, ...] = ()
    places: PlaceColumns | None = None
    encoding: str | None = None


def plain_array(values: Sequence[Any]) -> NDArray[np.object_]:
    """Return values as an object array of one dimension, whatever they are."""
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def raw_rows(columns: Mapping[str, Sequence[Any]], shapes: NDArray[np.object_]) -> gpd.GeoDataFrame:
    """Return columns and shapes as rows; an attribute called `geometry` gets a number."""
    names = distinct([SHAPE, *columns])[1:]
    values = {
        name: pd.Series(plain_array(column), dtype=object)
        for name, column in zip(names, columns.values(), strict=True)
    }
    frame = pd.DataFrame(values, index=pd.RangeIndex(len(shapes)), dtype=object)
    return gpd.GeoDataFrame(frame, geometry=gpd.array.GeometryArray(shapes))


def distinct(names: Sequence[str]) -> list[str]:
    """Return names with a number after each that was there before; no name is empty."""
    found: dict[str, None] = {}
    for place, name in enumerate(names, start=1):
        stem = wanted = name or f"column_{place}"
        number = 0
        while wanted in found:
            number += 1
            wanted = f"{stem}_{number}"
        found[wanted] = None
    return list(found)


def describe(table: RawTable) -> LayerInfo:
    """Return what a person is told about a table before it is imported."""
    names = tuple(name for name in table.rows.columns if name != SHAPE)
    head = table.rows.head(SAMPLE_ROWS)
    return LayerInfo(
        name=table.layer,
        geometry=kinds_of(table.rows.geometry.to_numpy()),
        count=len(table.rows),
        columns=names,
        sample=tuple(
            dict(zip(names, row, strict=True))
            for row in head[list(names)].itertuples(index=False, name=None)
        ),
        frame=table.frame,
        places=table.places,
        problems=len(table.problems),
        encoding=table.encoding,
    )


def kinds_of(shapes: NDArray[np.object_]) -> str:
    """Return the kinds of shapes, in alphabetical order; empty where there is none."""
    kinds = np.unique(shapely.get_type_id(shapes))
    return ", ".join(
        sorted(_KIND_NAMES[shapely.GeometryType(int(kind))] for kind in kinds if kind >= 0)
    )


_KIND_NAMES = {
    shapely.GeometryType.POINT: "Point",
    shapely.GeometryType.LINESTRING: "LineString",
    shapely.GeometryType.LINEARRING: "LinearRing",
    shapely.GeometryType.POLYGON: "Polygon",
    shapely.GeometryType.MULTIPOINT: "MultiPoint",
    shapely.GeometryType.MULTILINESTRING: "MultiLineString",
    shapely.GeometryType.MULTIPOLYGON: "MultiPolygon",
    shapely.GeometryType.GEOMETRYCOLLECTION: "GeometryCollection",
}
