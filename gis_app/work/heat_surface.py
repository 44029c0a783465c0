"""The density of the cases that pass a question, in the district's metric CRS."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.work.case_piles import off_piles
from gis_app.work.case_question import Answered, CaseQuestion, answer
from gis_app.work.frames import frame, stamp
from gis_app.work.heat_look import AREA, CASES, ROADS, Look
from gis_app.work.office import Office
from layers.analysis import (
    Box,
    Edge,
    Lattice,
    Raster,
    Window,
    assets,
    density,
    ratio,
    road_km,
    spread,
)

#: Side of a tile in metres: below any bandwidth that may be asked for. Larger areas take larger
#: tiles, a multiple of it, so that a surface has at most `_TILES_MOST` of them inside its rim.
_TILE_M: Final = 20.0
_TILES_MOST: Final = 4_000_000
#: A kernel rests on at least so much of its base (`layers.analysis.ratio`), or nothing is drawn:
#: kilometres of road, cases of any kind, assets.
_LEAST_ROAD_KM: Final = 0.5
_LEAST_CASES: Final = 20.0
_LEAST_ASSETS: Final = 5.0
_PERCENT: Final = 100.0


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A density, or its ratio to a base, before it is drawn; `piled` stand on a default place."""

    raster: Raster
    piled: int


@dataclass(frozen=True, slots=True, eq=False)
class _Bed:
    """What a surface is laid on: the tile of each case, and the edge of the district."""

    lattice: Lattice
    edge: Edge | None


def surface(office: Office, found: Answered, question: CaseQuestion, look: Look) -> Surface:
    """Return the density of found cases, divided by the base of a look.

    Cases on a default place are left out and counted: a hot spot that they make is none.
    """
    bed = _bed(office, found, look)
    kept, piled = off_piles(office, found)
    raster = _density(bed, kept, question, look)
    return Surface(_divided(office, found, question, look, bed, raster), piled)


def change(now: Surface, then: Surface) -> Surface:
    """Return how much higher one surface is than another; its counts are those of the first."""
    values = now.raster.values - then.raster.values
    return Surface(replace(now.raster, values=values), now.piled)


def _density(bed: _Bed, kept: NDArray[np.bool_], question: CaseQuestion, look: Look) -> Raster:
    return density(
        bed.lattice,
        kept,
        kernel=look.kernel,
        edge=bed.edge,
        period_s=(question.from_s, question.to_s),
    )


def _divided(
    office: Office,
    found: Answered,
    question: CaseQuestion,
    look: Look,
    bed: _Bed,
    raster: Raster,
) -> Raster:
    if look.base == AREA:
        return raster
    if look.base == CASES:
        every = CaseQuestion(from_s=question.from_s, to_s=question.to_s)
        whole, _ = off_piles(office, answer(office, found.table, every))
        base = _density(bed, whole, every, look).values
        return ratio(raster, base, least=_LEAST_CASES, times=_PERCENT)
    per_km2 = _base(office, bed, raster.window, look)
    if look.base == ROADS:
        return ratio(raster, per_km2, least=_LEAST_ROAD_KM)
    return ratio(raster, per_km2, least=_LEAST_ASSETS, times=_PERCENT)


def _base(office: Office, bed: _Bed, window: Window, look: Look) -> NDArray[np.float32]:
    """Return kilometres of road, or assets, per km²."""

    def make() -> NDArray[np.float32]:
        lay = road_km if look.base == ROADS else assets
        tiles = lay(window, frame(office, look.base).geometry.to_numpy())
        return spread(
            tiles,
            window,
            kernel=look.kernel,
            bandwidth_m=bed.lattice.bandwidth_m,
            edge=bed.edge,
        )

    mark = (stamp(office, look.base, "district"), window, look.kernel, look.bandwidth_m, look.edge)
    return office.keep.get("heat:base", (look.base, mark), make, most=4)


def _bed(office: Office, found: Answered, look: Look) -> _Bed:
    table, outline = found.table, stamp(office, "district")

    def lay() -> Lattice:
        extent = _extent(office)
        return Lattice.over(
            table.columns,
            crs=office.district.crs,
            extent=extent,
            tile_m=_tile_m(extent),
            bandwidth_m=max(float(look.bandwidth_m), _tile_m(extent)),
        )

    lattice = office.keep.get("cases:lattice", (table.stamp, outline, look.bandwidth_m), lay)
    whole = _outline(office) if look.edge else None
    if whole is None:
        return _Bed(lattice, None)

    def border() -> Edge:
        return Edge.of(lattice.window, whole, kernel=look.kernel, bandwidth_m=lattice.bandwidth_m)

    mark = (outline, lattice.window, look.kernel, look.bandwidth_m)
    return _Bed(lattice, office.keep.get("heat:edge", mark, border, most=4))


def _outline(office: Office) -> shapely.Polygon | shapely.MultiPolygon | None:
    """Return the district's outline, None where there is none."""
    if "district" not in office.catalog or frame(office, "district").empty:
        return None
    whole = shapely.union_all(frame(office, "district").geometry.to_numpy())
    return whole if isinstance(whole, shapely.Polygon | shapely.MultiPolygon) else None


def _extent(office: Office) -> Box | None:
    """Return the bounds of the district's outline, None where there is none: those of the cases."""
    outline = _outline(office)
    if outline is None:
        return None
    west, south, east, north = outline.bounds
    return west, south, east, north


def _tile_m(extent: Box | None) -> float:
    if extent is None:
        return _TILE_M
    tile_m = _TILE_M
    while (extent[2] - extent[0]) * (extent[3] - extent[1]) > _TILES_MOST * tile_m**2:
        tile_m *= 2
    return tile_m
