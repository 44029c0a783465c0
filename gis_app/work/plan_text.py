"""Shapes and records as GeoJSON text, quickly: thousands of cells in one answer."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.crs import LONLAT_DIGITS, to_lonlat

Shapes = NDArray[np.object_]

_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def collection(
    shapes: Shapes,
    records: Iterable[Mapping[str, Any]],
    crs: str,
    extra: Mapping[str, Any] | None = None,
    *,
    digits: int = LONLAT_DIGITS,
) -> str:
    """Return a FeatureCollection as text; `extra` are members beside its features.

    Parameters
    ----------
    shapes
        In the metric CRS `crs`; they are written in WGS 84 with so many decimals.
    records
        The properties of each shape, JSON-plain.
    """
    return _collected(shapes, (_write(record) for record in records), crs, extra or {}, digits)


def table(
    shapes: Shapes,
    columns: Mapping[str, Sequence[Any]],
    crs: str,
    *,
    digits: int = LONLAT_DIGITS,
) -> str:
    """Return a FeatureCollection as text from columns; quicker than `collection` for thousands.

    Values repeat (a community has a hundred cells), so each is written once and looked up after.
    """
    write = cache(_write)
    keys = [_write(name) for name in columns]
    form = "{{" + ",".join(f"{key}:{{}}" for key in keys) + "}}"
    texts = ([write(value) for value in column] for column in columns.values())
    return _collected(shapes, map(form.format, *texts), crs, {}, digits)


def _collected(
    shapes: Shapes, records: Iterable[str], crs: str, extra: Mapping[str, Any], digits: int
) -> str:
    texts = shapely.to_geojson(to_lonlat(shapes, crs, digits=digits)) if len(shapes) else ()
    rows = ",".join(
        f'{{"type":"Feature","properties":{record},"geometry":{text}}}'
        for record, text in zip(records, texts, strict=True)
    )
    members = "".join(f",{_write(key)}:{_write(value)}" for key, value in extra.items())
    return f'{{"type":"FeatureCollection"{members},"features":[{rows}]}}'


def place(shape: BaseGeometry, crs: str) -> dict[str, Any]:
    """Return where to zoom for a shape: a point on it (lon, lat) and its box, WGS 84."""
    both: Shapes = np.array(
        [shape.representative_point(), shapely.box(*shape.bounds)], dtype=object
    )
    found = to_lonlat(both, crs)
    lon, lat = shapely.get_coordinates(found[0])[0].tolist()
    return {"lon": lon, "lat": lat, "box": list(found[1].bounds)}
