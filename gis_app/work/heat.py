"""Honest density of the cases that pass a question: a picture in metres with a fixed legend."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

import numpy as np

from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_columns import moment_of
from gis_app.work.case_question import CaseQuestion, answer, ask, light_minute
from gis_app.work.frames import stamp
from gis_app.work.heat_look import Look, base_stamp, bases
from gis_app.work.heat_surface import Surface, change, surface
from gis_app.work.office import Office
from layers.analysis import (
    ChangeLegend,
    Legend,
    Warp,
    Window,
    lonlat_bounds,
    tile_values,
    values_at,
)
from layers.crs import WGS84, points_to_metric
from layers.png import png_bytes

#: A surface of more tiles than this goes to the map in square pictures, not in one.
_PICTURE_MOST: Final = 500_000
_DAY_S: Final = 86_400

#: Which of two questions is drawn by itself, or neither: their difference.
Side = Literal["", "now", "then"]
SIDES: tuple[Side, ...] = ("", "now", "then")


@dataclass(frozen=True, slots=True, eq=False)
class Heat:
    """A surface in the metric CRS, its legend, how it was asked for, what it is compared with."""

    surface: Surface
    legend: Legend | ChangeLegend
    look: Look
    then: CaseQuestion | None = None

    @property
    def whole(self) -> bool:
        """Whether one picture shows it all; else it is asked for by XYZ tiles."""
        return self.surface.raster.window.tiles <= _PICTURE_MOST

    def picture(self) -> bytes:
        """Return the PNG in Web Mercator, transparent where the legend has no colour."""
        drawn = self._warp(self.surface.raster)
        return png_bytes(self.legend.classes_of(drawn.values), self.legend.palette)

    def tile(self, z: int, x: int, y: int) -> bytes:
        """Return the PNG of one XYZ tile, in the colours of the same legend."""
        values = tile_values(self.surface.raster, z, x, y)
        return png_bytes(self.legend.classes_of(values), self.legend.palette)

    def told(self) -> dict[str, Any]:
        """Return legend, box and counts as JSON-plain values.

        `days` is the length of the asked period, None where it is open; `radius_m` how far a case
        reaches; `edge` whether the surface is corrected at the outline; `then` the period that is
        compared with.
        """
        raster, look = self.surface.raster, self.look
        start, end = raster.period_s
        return {
            "box": list(lonlat_bounds(self._warp.target if self.whole else raster.window)),
            "whole": self.whole,
            "unit": self.legend.unit,
            "base": look.base,
            "breaks": _steps(self.legend),
            "change": isinstance(self.legend, ChangeLegend),
            "most": _short(raster.most),
            "days": None if start is None or end is None else round((end - start) / _DAY_S, 2),
            "then": self.then and [_moment(self.then.from_s), _moment(self.then.to_s)],
            "placed": raster.cases,
            "placeless": raster.placeless,
            "outside": raster.outside,
            "piled": self.surface.piled,
            "kernel": look.kernel.value,
            "edge": look.edge,
            "bandwidth_m": raster.bandwidth_m,
            "radius_m": round(look.kernel.radius_m(raster.bandwidth_m)),
            "cell_m": raster.window.tile_m,
        }

    @property
    def _warp(self) -> Warp:
        return _warp(self.surface.raster.window)


@allowed(*EVERYONE)
def heat(
    office: Office,
    _actor: Actor,
    question: CaseQuestion,
    look: Look,
    then: CaseQuestion | None = None,
    side: Side = "",
) -> Heat:
    """Return the density of the cases that pass a question, or what it is more than another's.

    1. The box of the question is left out: the surface and its legend are the same at every zoom
       and place of the map.
    2. The legend is that of the highest value of this question, or the breaks of the look.
    3. The last answers are kept: pictures, tiles and values are asked for right after the legend.
    4. With another question the values are the differences, and the legend is one of changes.
    5. With a side it is the density of that question, `now` or `then`, by one legend for both: that
       of the higher of their highest values.
    """
    asked = question.unboxed()  # 1
    base = base_stamp(office, look)
    found = ask(office, asked)

    def make() -> Heat:
        made = surface(office, found, asked, look)
        most, unit = made.raster.most, look.unit
        if then is not None:
            other = surface(office, answer(office, found.table, then.unboxed()), then, look)
            if side:  # 5
                both = max(most, other.raster.most)
                legend = Legend.from_breaks(look.breaks, unit) if look.breaks else None
                shown = made if side == "now" else other
                return Heat(shown, legend or Legend.up_to(both, unit), look, then)
            changed = change(made, other)  # 4
            top = float(np.nanmax(np.abs(changed.raster.values), initial=0.0))
            return Heat(changed, ChangeLegend.up_to(top, unit), look, then)
        fixed = Legend.from_breaks(look.breaks, unit) if look.breaks else None
        return Heat(made, fixed or Legend.up_to(most, unit), look)  # 2

    minute = light_minute(office, asked)
    mark = (found.table.stamp, stamp(office, "district"), base, asked, then, side, look, minute)
    return office.keep.get("cases:heat", mark, make, most=4)  # 3


@allowed(*EVERYONE)
def value(
    office: Office,
    actor: Actor,
    question: CaseQuestion,
    look: Look,
    place: tuple[float, float],
    then: CaseQuestion | None = None,
    side: Side = "",
) -> dict[str, Any]:
    """Return the value at a place (longitude, latitude, WGS 84) as it is drawn.

    `value` is None where a base is too small to divide by; `class` is the place in the legend from
    1, 0 where nothing is drawn.
    """
    made = heat(office, actor, question, look, then, side)
    x, y = points_to_metric([place[0]], [place[1]], WGS84, office.district.crs)
    found = values_at(made.surface.raster, np.asarray(x), np.asarray(y))
    known = bool(np.isfinite(found[0]))
    return {
        "value": _short(float(found[0])) if known else None,
        "class": int(made.legend.classes_of(found)[0]),
        "unit": made.legend.unit,
    }


@allowed(*EVERYONE)
def mark(office: Office, _actor: Actor, look: Look) -> str:
    """Return a text that differs whenever a look, or what it is drawn with, does."""
    told = f"{look}-{base_stamp(office, look)}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@allowed(*EVERYONE)
def choices(office: Office, _actor: Actor, language: str) -> list[dict[str, str]]:
    """Return what a density may be divided by in this district."""
    return bases(office, language)


def _moment(second: int | None) -> str | None:
    return None if second is None else moment_of(second)


def _short(number: float) -> float:
    return float(f"{number:.4g}")


@lru_cache(maxsize=4)
def _warp(window: Window) -> Warp:
    """Return the way to Web Mercator, which depends on the window alone."""
    return Warp.of(window)


def _steps(legend: Legend | ChangeLegend) -> list[dict[str, Any]]:
    """Return the steps of a legend from the lowest value to the highest."""
    ends = [*legend.breaks[1:], None]
    steps = list(zip(legend.breaks, ends, strict=True))
    rows = zip(steps, legend.colours, strict=False)
    told = [{"from": low, "to": high, "colour": _css(colour)} for (low, high), colour in rows]
    if isinstance(legend, Legend):
        return told
    fewer = zip(steps, legend.colours[len(steps) :], strict=True)
    return [
        {"from": None if high is None else -high, "to": -low, "colour": _css(colour)}
        for (low, high), colour in reversed(list(fewer))
    ] + told


def _css(colour: tuple[int, int, int, int]) -> str:
    red, green, blue, opacity = colour
    return f"rgba({red},{green},{blue},{opacity / 255:.3f})"
