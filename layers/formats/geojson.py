"""GeoJSON by our own hand: one bad feature loses nothing, and no value changes its type."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape as shape_of

from layers.crs import WGS84, UnknownFrame, check_frame
from layers.formats.errors import FileBroken
from layers.formats.text import read_text
from layers.formats.values import Driver, Hints, RawTable, RowProblem, plain_array, raw_rows

#: A named CRS of the older standard: urn:ogc:def:crs:EPSG::4490, EPSG:4490.
_CRS_NAME = re.compile(r"(?:urn:ogc:def:crs:)?(EPSG|ESRI):(?:[\d.]*:)?(\d+)", re.IGNORECASE)
_CRS84 = ("OGC:1.3:CRS84", "OGC::CRS84", "OGC:CRS84")
#: The member our own export names an offset frame in.
FRAME_MEMBER = "coordinate_frame"


def read_geojson(file: Path, name: str, hints: Hints) -> RawTable:
    """Return the features of a GeoJSON file as rows.

    1. Numbers, texts, booleans and null stay what they are; lists and objects become JSON text.
    2. A feature without geometry is kept; a geometry that is none is told, the feature kept.
    3. The frame is WGS 84 as the standard has it, or what a `crs` member names.
    4. A top-level `id` becomes the column `id` where no feature has a property of that name.

    Raises
    ------
    FileBroken
        It is not JSON, or not GeoJSON.
    """
    text = read_text(file, encoding=hints.encoding, name=name)
    document = _document(text.content, name)
    features = _features(document, name)
    problems: list[RowProblem] = []
    columns = _columns(features)
    shapes = plain_array([None] * len(features))
    for place, feature in enumerate(features):
        try:
            shapes[place] = _shape(feature.get("geometry"))
        except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            problems.append(RowProblem(place + 1, "bad_shape", value=str(error)[:120]))  # 2
    return RawTable(
        layer=str(document.get("name") or name),
        rows=raw_rows(columns, shapes),
        numbers=np.arange(1, len(features) + 1),
        frame=hints.frame or _frame(document),
        problems=tuple(problems),
        encoding=text.encoding,
    )


def _document(text: str, name: str) -> dict[str, Any]:
    try:
        document = json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise FileBroken(file=name, driver=Driver.GEOJSON, problem=str(error)) from error
    if not isinstance(document, dict):
        raise FileBroken(file=name, driver=Driver.GEOJSON, problem="it is no object")
    return document


def _features(document: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    kind = document.get("type")
    if kind == "Feature":
        return [dict(document)]
    found = document.get("features")
    if kind != "FeatureCollection" or not isinstance(found, list):
        raise FileBroken(file=name, driver=Driver.GEOJSON, problem="it holds no features")
    return [one if isinstance(one, dict) else {} for one in found]


def _columns(features: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Return the properties of all features, in the order in which they first appear."""
    rows = [p if isinstance(p := one.get("properties"), dict) else {} for one in features]
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: [_plain(row.get(name)) for row in rows] for name in names}
    if "id" not in columns and any("id" in one for one in features):  # 4
        columns = {"id": [_plain(one.get("id")) for one in features], **columns}
    return columns


def _plain(value: object) -> str | int | float | bool | None:  # 1
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, str | int | float):
        return value
    return json.dumps(value, ensure_ascii=False)


def _shape(geometry: dict[str, Any] | None) -> object:
    if geometry is None:
        return None
    if geometry["type"] == "Point" and not geometry["coordinates"]:
        return shapely.Point()
    found = shape_of(geometry)
    if not np.isfinite(shapely.get_coordinates(found)).all():
        raise ValueError("a coordinate is no number")
    return found


def _frame(document: Mapping[str, Any]) -> str | None:  # 3
    named = document.get(FRAME_MEMBER)
    for name in (named, *_crs_names(document.get("crs"))):
        if isinstance(name, str):
            return _known(name)
    return WGS84


def _crs_names(member: object) -> Iterator[object]:
    if isinstance(member, dict) and isinstance(member.get("properties"), dict):
        yield member["properties"].get("name")


def _known(name: str) -> str | None:
    if name.upper().endswith(_CRS84):
        return WGS84
    found = _CRS_NAME.fullmatch(name)
    try:
        return check_frame(f"{found[1]}:{found[2]}" if found else name)
    except UnknownFrame:
        return None
