"""The shapes of a file's rows checked against a layer: family, repair, rounding, the district."""

from collections.abc import Iterable, Mapping

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType
from shapely.geometry.base import BaseGeometry

from layers import shapes
from layers.catalog.spec import LayerSpec, Shape
from layers.intake.problems import PLACE, Ledger, Severity

#: Corners of a disc's outline in each quarter.
_QUARTER = 6
#: What a repair tells, and what became of the row.
_TOLD: Mapping[str, tuple[str, Severity]] = {
    shapes.EMPTY: ("no_place", Severity.REJECTED),
    shapes.NOT_FINITE: ("not_finite", Severity.REJECTED),
    shapes.WRONG_FAMILY: ("wrong_family", Severity.REJECTED),
    shapes.AMBIGUOUS: ("ambiguous_outline", Severity.REJECTED),
    shapes.COLLAPSED: ("collapsed", Severity.REJECTED),
    shapes.MADE_VALID: ("made_valid", Severity.REPAIRED),
    shapes.GATHERED: ("gathered_from_collection", Severity.REPAIRED),
    shapes.UNWRAPPED: ("unwrapped_single_part", Severity.REPAIRED),
    shapes.DROPPED_LOWER: ("dropped_slivers_of_lower_dimension", Severity.REPAIRED),
    shapes.DROPPED_Z: ("dropped_z", Severity.NOTED),
}


def check_places(
    raw: NDArray[np.object_],
    spec: LayerSpec,
    ledger: Ledger,
    *,
    optional: bool,
    disc_m: float | None = None,
) -> NDArray[np.object_]:
    """Return the shapes to store, None where there is none, and note what was found.

    Coordinates are rounded to the millimetre first, so that what is checked is what is stored;
    what is repaired is rounded again. A missing place rejects the row unless it is `optional`,
    and a point at (0, 0) degrees is a place like any other: the district's outline tells it.
    With `disc_m`, points of a polygon layer become discs of that radius in metres.
    """
    rounded = shapes.round_mm(_discs(raw, spec, ledger, disc_m))
    found, told = shapes.repair_all(rounded, spec.shape)
    kinds: dict[str, list[int]] = {}
    for place, notes in told.items():
        # Of a shape that is not stored only the reason matters, not what was tried before.
        for note in notes if found[place] is not None else notes[-1:]:
            kinds.setdefault(note, []).append(place)
    for note, places in kinds.items():
        _tell(note, places, raw, spec, ledger, optional=optional)
    return found


def tell_outside(
    found: NDArray[np.object_], outline: BaseGeometry, ledger: Ledger, *, severity: Severity
) -> None:
    """Note the rows whose shape has nothing in common with the district's outline."""
    shapely.prepare(outline)
    there = ~shapely.is_missing(found)
    out = np.flatnonzero(there & ~shapely.intersects(outline, found))
    ledger.tell("outside", severity, PLACE, {int(p): _spot(found[p]) for p in out})


def _discs(
    raw: NDArray[np.object_], spec: LayerSpec, ledger: Ledger, disc_m: float | None
) -> NDArray[np.object_]:
    if disc_m is None or spec.shape is not Shape.POLYGON:
        return raw
    points = (shapely.get_type_id(raw) == GeometryType.POINT) & ~shapely.is_empty(raw)
    places = np.flatnonzero(points)
    places = places[np.isfinite(shapely.get_coordinates(raw[places])).all(axis=1)]
    drawn = raw.copy()
    drawn[places] = shapely.buffer(raw[places], disc_m, quad_segs=_QUARTER)
    values = {int(place): "Point" for place in places}
    facts: dict[int, dict[str, str | int]] = {at: {"radius_m": f"{disc_m:g}"} for at in values}
    ledger.tell("disc_from_point", Severity.REPAIRED, PLACE, values, facts)
    return drawn


def _tell(
    note: str,
    places: Iterable[int],
    raw: NDArray[np.object_],
    spec: LayerSpec,
    ledger: Ledger,
    *,
    optional: bool,
) -> None:
    kind, severity = _TOLD[note]
    if note == shapes.EMPTY and optional:
        severity = Severity.NOTED
    values = {place: _family(raw[place]) for place in places}
    facts = {place: {"wanted": spec.shape.value} for place in values}
    ledger.tell(kind, severity, PLACE, values, facts if note == shapes.WRONG_FAMILY else None)


def _family(shape: BaseGeometry | None) -> str:
    return "" if shape is None else shape.geom_type


def _spot(shape: BaseGeometry) -> str:
    spot = shapely.point_on_surface(shape)
    return f"{spot.x:.1f}, {spot.y:.1f}"
