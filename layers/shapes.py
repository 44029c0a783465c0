"""Shapes at the door of a layer: rounded, of the right family, repaired where it is safe and told.

All shapes are in a metric CRS.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType, LineString
from shapely.geometry.base import BaseGeometry

from layers.catalog.spec import Shape

#: The grid all stored coordinates lie on, in metres.
GRID_M = 0.001
#: Decimals of a coordinate on that grid.
_DIGITS = 3

#: What a repair may have to tell, each the name of one fact.
MADE_VALID = "made_valid"
DROPPED_LOWER = "dropped_slivers_of_lower_dimension"
DROPPED_Z = "dropped_z"
GATHERED = "gathered_from_collection"
UNWRAPPED = "unwrapped_single_part"
EMPTY = "empty"
WRONG_FAMILY = "wrong_family"
COLLAPSED = "collapsed"
AMBIGUOUS = "ambiguous_outline"
NOT_FINITE = "not_finite"

#: Two readings of a broken outline may differ by this share of the area, or by this many square
#: metres, and still be one reading.
_SAME_SHARE = 0.01
_SAME_M2 = 0.5

#: What a layer of each shape admits as it is. A point layer holds single points only.
_ADMITTED = {
    Shape.POINT: (GeometryType.POINT,),
    Shape.LINE: (GeometryType.LINESTRING, GeometryType.MULTILINESTRING),
    Shape.POLYGON: (GeometryType.POLYGON, GeometryType.MULTIPOLYGON),
}
_FAMILIES = {
    GeometryType.POINT: Shape.POINT,
    GeometryType.MULTIPOINT: Shape.POINT,
    GeometryType.LINESTRING: Shape.LINE,
    GeometryType.LINEARRING: Shape.LINE,
    GeometryType.MULTILINESTRING: Shape.LINE,
    GeometryType.POLYGON: Shape.POLYGON,
    GeometryType.MULTIPOLYGON: Shape.POLYGON,
}

Shapes = NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Repair:
    """What became of one shape: the shape to store, or None, and what there is to tell.

    With a shape, `notes` says what was changed; without one, its last entry says why there is none.
    """

    shape: BaseGeometry | None
    notes: tuple[str, ...] = ()


def round_mm(shapes: Shapes) -> Shapes:
    """Return shapes with every coordinate rounded to the millimetre; None stays None."""
    return np.asarray(shapely.transform(shapes, _rounded), dtype=object)


def family(shape: BaseGeometry | None) -> Shape | None:
    """Return the family of a shape; None for none, and for a collection of different families."""
    if shape is None:
        return None
    kind = GeometryType(int(shapely.get_type_id(shape)))
    if kind is not GeometryType.GEOMETRYCOLLECTION:
        return _FAMILIES[kind]
    found = {family(part) for part in shapely.get_parts(shape)}
    return found.pop() if len(found) == 1 else None


def repair(shape: BaseGeometry | None, wanted: Shape) -> Repair:
    """Return a shape as a layer of the wanted family may store it.

    1. No shape, or an empty one, is `empty`; a coordinate that is not a number is `not_finite`.
    2. A third dimension is dropped and told.
    3. A shape of another family is refused as `wrong_family`: a closed line is no polygon, several
       points are no point, and nothing is left out of a mixed collection.
    4. A collection of one family becomes its multi kind; a single multi-point becomes a point.
    5. A broken outline is mended if its two readings (even-odd, and by the rings) enclose the same
       area; else it is `ambiguous_outline`, for a person to draw again.
    6. What mending leaves of lower dimension is dropped and told.
    7. What has no length or area left is `collapsed`.
    """
    notes: list[str] = []
    if shape is None or shape.is_empty:  # 1
        return Repair(None, (EMPTY,))
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return Repair(None, (NOT_FINITE,))
    if shape.has_z:  # 2
        shape = shapely.force_2d(shape)
        notes.append(DROPPED_Z)
    if family(shape) is not wanted:  # 3
        return Repair(None, (*notes, WRONG_FAMILY))
    shape = _admitted(shape, wanted, notes)  # 4
    if shape is None:
        return Repair(None, (*notes, WRONG_FAMILY))
    mended = shape if shape.is_valid else _mended(shape, wanted, notes)  # 5, 6
    if mended is not None and _size(mended, wanted) == 0:  # 7
        mended = None
        notes.append(COLLAPSED)
    return Repair(mended, tuple(notes))


def repair_all(shapes: Shapes, wanted: Shape) -> tuple[Shapes, dict[int, tuple[str, ...]]]:
    """Return many shapes as a layer may store them, and by position what there is to tell.

    The answer is that of `repair` for each one; what is already sound is told apart in bulk.
    """
    found = np.array(shapes, dtype=object)
    told: dict[int, tuple[str, ...]] = {}
    for place in np.flatnonzero(~_sound(found, wanted)).tolist():
        mended = repair(found[place], wanted)
        found[place] = mended.shape
        if mended.notes:
            told[place] = mended.notes
    return found, told


def _rounded(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.round(corners, _DIGITS) + 0.0  # no negative zero in what is stored


def _sound(shapes: Shapes, wanted: Shape) -> NDArray[np.bool_]:
    kinds = np.isin(shapely.get_type_id(shapes), [int(kind) for kind in _ADMITTED[wanted]])
    plain = ~shapely.is_empty(shapes) & ~shapely.has_z(shapes)
    sound: NDArray[np.bool_] = kinds & plain & shapely.is_valid(shapes)
    if wanted is Shape.POLYGON:
        sound &= shapely.area(shapes) > 0
    elif wanted is Shape.LINE:
        sound &= shapely.length(shapes) > 0
    return sound


def _admitted(shape: BaseGeometry, wanted: Shape, notes: list[str]) -> BaseGeometry | None:
    """Return the shape in a kind that the layer admits, or None if there is none."""
    kind = GeometryType(int(shapely.get_type_id(shape)))
    if kind in _ADMITTED[wanted]:
        return shape
    if kind is GeometryType.LINEARRING:
        return LineString(shapely.get_coordinates(shape))
    parts = list(_simple_parts(shape))
    notes.append(UNWRAPPED if len(parts) == 1 else GATHERED)
    if len(parts) == 1:
        return parts[0]
    return None if wanted is Shape.POINT else _joined(parts, wanted)


def _simple_parts(shape: BaseGeometry) -> Iterable[BaseGeometry]:
    for part in shapely.get_parts(shape):
        if hasattr(part, "geoms"):
            yield from _simple_parts(part)
        elif not part.is_empty:
            yield part


def _joined(parts: list[BaseGeometry], wanted: Shape) -> BaseGeometry:
    make: Any = shapely.multipolygons if wanted is Shape.POLYGON else shapely.multilinestrings
    return parts[0] if len(parts) == 1 else make(parts)


def _mended(shape: BaseGeometry, wanted: Shape, notes: list[str]) -> BaseGeometry | None:
    even_odd = shapely.make_valid(shape)
    by_rings = shapely.make_valid(shape, method="structure", keep_collapsed=True)
    if wanted is Shape.POLYGON:
        allowed_m2 = max(_SAME_M2, _SAME_SHARE * even_odd.area)
        if abs(by_rings.area - even_odd.area) > allowed_m2:
            notes.append(AMBIGUOUS)
            return None
    kept = [part for part in _simple_parts(by_rings) if family(part) is wanted]
    if not kept:
        notes.append(COLLAPSED)
        return None
    notes.append(MADE_VALID)
    if any(not part.within(by_rings) for part in _lower(even_odd, wanted)):
        notes.append(DROPPED_LOWER)
    # Where lines crossed there are new corners: back onto the grid, without breaking it again.
    snapped = shapely.set_precision(_joined(kept, wanted), GRID_M)
    return shapely.transform(snapped, _rounded)


def _lower(mended: BaseGeometry, wanted: Shape) -> list[BaseGeometry]:
    return [part for part in _simple_parts(mended) if family(part) is not wanted]


def _size(shape: BaseGeometry, wanted: Shape) -> float:
    if wanted is Shape.POINT:
        return 1.0
    return float(shape.area if wanted is Shape.POLYGON else shape.length)
