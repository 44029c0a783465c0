"""The door of a layer: a frame or a feature becomes rows that hold, or is refused."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from gis_app.store import blob
from gis_app.store.errors import CodeMissing, CodeTwice, CrsDiffers, ShapeUnfit, ValueUnfit
from gis_app.store.layer_tables import LayerTable, Schema
from gis_app.store.values import all_text, plain_list, stored_column, stored_value
from layers import Feature, Plain
from layers.catalog import Shape

#: Coordinates are kept to the millimetre: decimals of a metre.
DECIMALS = 3

#: The types of each family: single and multi, by shapely's numbers.
_FAMILIES = {Shape.POINT: (0,), Shape.LINE: (1, 5), Shape.POLYGON: (3, 6)}
_ALONE: dict[Shape, tuple[int, Callable[..., blob.Shapes]]] = {
    Shape.LINE: (1, shapely.multilinestrings),
    Shape.POLYGON: (3, shapely.multipolygons),
}


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Features as they will be stored; all lists have one item for each feature.

    `columns` holds the fields that were given, `names` is None where none were; `bounds` is
    (w, s, e, n) over all shapes, or None without any.
    """

    codes: list[str]
    names: list[str | None] | None
    columns: dict[str, list[Plain]]
    blobs: list[bytes | None]
    bounds: Sequence[float] | None


def admit(schema: Schema, layer: LayerTable, frame: gpd.GeoDataFrame) -> Batch:
    """Check a frame once.

    1. Its CRS is the district's.
    2. Each row has a code, and none stands twice.
    3. Each other column is `name` or a field, with values of the field's kind.
    4. Each shape is of the layer's family, or missing.

    Raises
    ------
    CrsDiffers, CodeMissing, CodeTwice, UnknownField, ValueUnfit, ShapeUnfit
        One of these does not hold.
    """
    expected = pyproj.CRS.from_user_input(schema.district.crs)
    if frame.crs is None or not frame.crs.equals(expected, ignore_axis_order=True):  # 1
        found = "no known CRS" if frame.crs is None else frame.crs.to_string()
        raise CrsDiffers(found=found, expected=schema.district.crs)
    codes = _codes(layer, plain_list(frame["code"]))  # 2
    apart = {"code", "name", frame.geometry.name}
    columns = {
        name: stored_column(layer.spec, name, frame[name])
        for name in frame.columns
        if name not in apart
    }  # 3
    names = names_of(layer, plain_list(frame["name"])) if "name" in frame.columns else None
    blobs, bounds = shapes_of(schema, layer, codes, frame.geometry.to_numpy())  # 4
    return Batch(codes, names, columns, blobs, bounds)


def admit_feature(schema: Schema, layer: LayerTable, feature: Feature) -> Batch:
    """Check one feature by the same rules."""
    codes = _codes(layer, [feature.code])
    columns = {
        name: [stored_value(layer.spec, name, value)] for name, value in feature.values.items()
    }
    names = names_of(layer, [feature.name])
    shapes = np.array([None], dtype=object)
    shapes[0] = feature.shape
    blobs, bounds = shapes_of(schema, layer, codes, shapes)
    return Batch(codes, names, columns, blobs, bounds)


def names_of(layer: LayerTable, names: list[Any]) -> list[str | None]:
    """Return names as they are stored; an empty one is none."""
    if not all_text(names):
        odd = next(name for name in names if not all_text([name]))
        raise ValueUnfit(layer=layer.name, field="name", value=odd, expected="text")
    return [name or None for name in names]


def shapes_of(
    schema: Schema, layer: LayerTable, codes: Sequence[str], shapes: blob.Shapes
) -> tuple[list[bytes | None], Sequence[float] | None]:
    """Return shapes as blobs, flat, rounded to the millimetre, and their bounds in metres.

    An empty shape is none; whether one may be missing is for the caller to say (`need_shapes`).
    A single line or polygon is wrapped as a multi shape of one part.

    Raises
    ------
    ShapeUnfit
        A shape is not of the layer's family, or a coordinate is not a number.
    """
    shapes = shapes.copy()
    shapes[shapely.is_empty(shapes)] = None
    kinds = shapely.get_type_id(shapes)
    flat = shapely.transform(shapely.force_2d(shapes), _rounded)
    bounds = shapely.bounds(flat)
    endless = (kinds >= 0) & ~np.isfinite(bounds).all(axis=1)
    unfit = np.flatnonzero(endless | ~np.isin(kinds, (-1, *_FAMILIES[layer.spec.shape])))
    if unfit.size:
        first = int(unfit[0])
        found = "without finite coordinates" if endless[first] else f"a {shapes[first].geom_type}"
        _refuse(layer, codes[first], found)
    whole = None if (kinds < 0).all() else shapely.total_bounds(flat).tolist()
    return blob.encode(_wrapped(layer.spec.shape, flat), schema.srs_id), whole


def need_shapes(layer: LayerTable, codes: Sequence[str], blobs: Sequence[bytes | None]) -> None:
    """Refuse a missing shape in a layer whose features all have a place."""
    if not layer.spec.place_optional and None in blobs:
        _refuse(layer, codes[blobs.index(None)], "missing")


def _refuse(layer: LayerTable, code: str, found: str) -> NoReturn:
    raise ShapeUnfit(layer=layer.name, code=code, found=found, expected=f"{layer.spec.shape}s")


def _codes(layer: LayerTable, codes: list[Any]) -> list[str]:
    for row, code in enumerate(codes):
        if not isinstance(code, str) or not code:
            raise CodeMissing(layer=layer.name, row=row)
    if not all_text(codes):
        odd = next(code for code in codes if not all_text([code]))
        raise ValueUnfit(layer=layer.name, field="code", value=odd, expected="text")
    if len(set(codes)) < len(codes):
        counts = Counter(codes)
        twice = next(code for code in codes if counts[code] > 1)
        raise CodeTwice(layer=layer.name, code=twice)
    return codes


def _rounded(coordinates: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.round(coordinates, DECIMALS)


def _wrapped(family: Shape, shapes: blob.Shapes) -> blob.Shapes:
    if family not in _ALONE:
        return shapes
    kind, wrap = _ALONE[family]
    alone = np.flatnonzero(shapely.get_type_id(shapes) == kind)
    wrapped = shapes.copy()
    if alone.size:
        wrapped[alone] = wrap(shapes[alone], indices=np.arange(alone.size))
    return wrapped
