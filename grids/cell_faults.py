"""Faults of single cells: code, validity, parts, width, area, and the management grid they lack."""

import re
from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from grids.edges import mean_width_m
from grids.fabric import Fabric
from grids.fault import Fault
from grids.unsound import problem_of

_PLACE = re.compile(r"\[(\S+) (\S+)\]")


def doubled(fabric: Fabric) -> Iterator[Fault]:
    """Yield each code that stands for several cells; size is how many."""
    codes = np.array(fabric.codes, dtype=object)
    kinds, counts = np.unique(codes, return_counts=True)
    for code, count in zip(kinds[counts > 1], counts[counts > 1], strict=True):
        yield Fault(
            "duplicate_code",
            (code,),
            shapely.geometrycollections(fabric.rounded[codes == code]),
            float(count),
            "The code {cell} stands for {times} cells.",
            {"cell": code, "times": int(count)},
        )


def invalid(fabric: Fabric) -> Iterator[Fault]:
    """Yield each shape that is empty or crosses itself; the place is where, size is 1."""
    for at in np.flatnonzero(~fabric.valid):
        shape, code = fabric.rounded[at], fabric.codes[at]
        reason = "" if shape.is_empty else shapely.is_valid_reason(shape)
        yield Fault(
            "invalid",
            (code,),
            _where(reason, shape),
            1.0,
            "The shape of the cell {cell} is not valid: {problem}.",
            {"cell": code, "problem": problem_of(shape)},
        )


def multipart(fabric: Fabric) -> Iterator[Fault]:
    """Yield each cell of several parts; size is how many."""
    counts = shapely.get_num_geometries(fabric.rounded)
    for at in np.flatnonzero(counts > 1):
        yield Fault(
            "multipart",
            (fabric.codes[at],),
            fabric.rounded[at],
            float(counts[at]),
            "The cell {cell} has {parts} parts; a cell is one polygon.",
            {"cell": fabric.codes[at], "parts": int(counts[at])},
        )


def slivers(fabric: Fabric, sliver_m: float) -> Iterator[Fault]:
    """Yield each cell with a mean width below the limit; size is its width in metres."""
    width_m = mean_width_m(fabric.shapes)
    for at in np.flatnonzero((width_m < sliver_m) & ~shapely.is_empty(fabric.shapes)):
        yield Fault(
            "sliver",
            (fabric.codes[at],),
            fabric.rounded[at],
            float(width_m[at]),
            "The cell {cell} is only {width_m:.2f} m wide on average.",
            {"cell": fabric.codes[at], "width_m": float(width_m[at])},
        )


def out_of_band(fabric: Fabric, band_m2: tuple[float, float]) -> Iterator[Fault]:
    """Yield each cell whose area is outside the band (its ends are inside); size is m²."""
    area_m2 = shapely.area(fabric.shapes)
    low, high = band_m2
    for at in np.flatnonzero((area_m2 < low) | (area_m2 > high)):
        facts = {"cell": fabric.codes[at], "area_m2": float(area_m2[at]), "low": low, "high": high}
        yield Fault(
            "area_out_of_band",
            (fabric.codes[at],),
            fabric.rounded[at],
            float(area_m2[at]),
            "The cell {cell} has {area_m2:.0f} m²; {low:.0f} to {high:.0f} m² are wanted.",
            facts,
        )


def unassigned(fabric: Fabric) -> Iterator[Fault]:
    """Yield each cell without a management grid; size is its area in m²."""
    area_m2 = shapely.area(fabric.shapes)
    for at, cell in enumerate(fabric.cells):
        if cell.grid is None:
            yield Fault(
                "unassigned",
                (cell.code,),
                fabric.rounded[at],
                float(area_m2[at]),
                "The cell {cell} belongs to no management grid.",
                {"cell": cell.code},
            )


def _where(reason: str, shape: BaseGeometry) -> BaseGeometry:
    found = _PLACE.search(reason)
    if found:
        return shapely.Point(float(found[1]), float(found[2]))
    return shapely.MultiPoint(shapely.get_coordinates(shape))
