"""Honest density of the cases that pass a question: a picture in metres with a fixed legend."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_columns import CaseTable
from gis_app.work.case_question import CaseQuestion, ask
from gis_app.work.frames import frame, stamp
from gis_app.work.office import Office
from layers.analysis import (
    Box,
    Lattice,
    Legend,
    Raster,
    Warp,
    Window,
    classify,
    density,
    lonlat_bounds,
)
from layers.png import png_bytes

#: Bandwidths of the kernel that may be asked for, in metres, and the one that is meant otherwise.
BANDWIDTHS_M = (50, 1_000)
BANDWIDTH_M = 150
#: Side of a tile in metres: below any bandwidth that may be asked for. Larger districts take larger
#: tiles, a multiple of it, so that a picture has at most `_TILES_MOST` tiles inside its rim.
_TILE_M = 20.0
_TILES_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Heat:
    """A density in Web Mercator with its legend and the cases it stands for.

    `box` is west, south, east, north in degrees; `outside` counts the cases beyond the district.
    """

    raster: Raster
    legend: Legend
    box: tuple[float, float, float, float]
    cell_m: float
    bandwidth_m: float

    def picture(self) -> bytes:
        """Return the PNG, transparent where the density is below the first break."""
        return png_bytes(classify(self.raster, self.legend), self.legend.palette)

    def told(self) -> dict[str, Any]:
        """Return legend, box and counts as JSON-plain values."""
        ends = [*self.legend.breaks[1:], None]
        rows = zip(self.legend.breaks, ends, self.legend.colours, strict=True)
        return {
            "box": list(self.box),
            "unit": self.legend.unit,
            "breaks": [
                {"from": low, "to": high, "colour": _css(colour)} for low, high, colour in rows
            ],
            "placed": self.raster.cases,
            "placeless": self.raster.placeless,
            "outside": self.raster.outside,
            "bandwidth_m": self.bandwidth_m,
            "cell_m": self.cell_m,
        }


@allowed(*EVERYONE)
def heat(office: Office, _actor: Actor, question: CaseQuestion, bandwidth_m: int) -> Heat:
    """Return the density of the cases that pass a question.

    1. The box of the question is left out: the surface and its legend are the same at every zoom
       and place of the map.
    2. The legend is that of the highest density of this question.
    3. The last answer is kept: the picture is asked for right after its legend.
    """
    found = ask(office, question.unboxed())  # 1
    outline = stamp(office, "district")

    def make() -> Heat:
        lattice = _lattice(office, found.table, outline, bandwidth_m)
        raster = density(lattice, found.kept, period_s=(question.from_s, question.to_s))
        warp = _warp(raster.window)
        return Heat(
            raster=warp(raster),
            legend=Legend.up_to(raster.most),  # 2
            box=lonlat_bounds(warp.target),
            cell_m=raster.window.tile_m,
            bandwidth_m=bandwidth_m,
        )

    mark = (found.table.stamp, outline, question.unboxed(), bandwidth_m)
    return office.keep.get("cases:heat", mark, make)  # 3


def _lattice(office: Office, table: CaseTable, outline: str, bandwidth_m: int) -> Lattice:
    def make() -> Lattice:
        extent = _extent(office)
        return Lattice.over(
            table.columns,
            crs=office.district.crs,
            extent=extent,
            tile_m=_tile_m(extent),
            bandwidth_m=max(float(bandwidth_m), _tile_m(extent)),
        )

    return office.keep.get("cases:lattice", (table.stamp, outline, bandwidth_m), make)


def _extent(office: Office) -> Box | None:
    """Return the bounds of the district's outline, None where there is none: those of the cases."""
    if "district" not in office.catalog or frame(office, "district").empty:
        return None
    west, south, east, north = frame(office, "district").total_bounds.tolist()
    return west, south, east, north


def _tile_m(extent: Box | None) -> float:
    if extent is None:
        return _TILE_M
    tile_m = _TILE_M
    while (extent[2] - extent[0]) * (extent[3] - extent[1]) > _TILES_MOST * tile_m**2:
        tile_m *= 2
    return tile_m


@lru_cache(maxsize=4)
def _warp(window: Window) -> Warp:
    """Return the way to Web Mercator, which depends on the window alone."""
    return Warp.of(window)


def _css(colour: tuple[int, int, int, int]) -> str:
    red, green, blue, opacity = colour
    return f"rgba({red},{green},{blue},{opacity / 255:.3f})"
