"""What a user asks of the cases, as one frozen value; applied, it is a mask."""

from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from layers.analysis.columns import KEY_MARK, NO_TIME, CaseColumns
from layers.analysis.within import points_within

#: (west, south, east, north) in the district's metric CRS.
Box = tuple[float, float, float, float]

#: States in which nobody has to do anything: not reported yet, turned down, or done.
AT_REST: Final = frozenset({"draft", "rejected", "void", "closed"})

#: Of fewer cases than this share, only their own texts are looked through.
_FEW: Final = 1 / 8

#: Filter field → column it looks at.
_WORDS: Final = {
    "classes": "class_code",
    "sources": "source",
    "states": "state",
    "grids": "grid",
    "cells": "cell",
    "communities": "community",
    "streets": "street",
    "units": "unit",
}


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """A question about cases: all its parts must hold.

    1. An empty set asks nothing, as a field left out of a URL asks nothing.
    2. A word that no case has matches nothing; the word "" matches the cases without a value.
    3. `from_s` is included, `to_s` is not (epoch seconds); a case without a moment passes only when
       neither is given.
    4. `box` and `polygon` (metric CRS) include their borders; a case without a place is in neither.
    5. `classes` holds keys `scheme|kind|code`; `kinds` the middle part alone.
    6. `open_only` leaves out the states of `AT_REST`.
    7. `text` is looked for in the description and address, whatever the case of its letters.

    The value is hashable: it can key a cache.
    """

    from_s: int | None = None
    to_s: int | None = None
    classes: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    grids: frozenset[str] = frozenset()
    cells: frozenset[str] = frozenset()
    communities: frozenset[str] = frozenset()
    streets: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    open_only: bool = False
    text: str = ""
    box: Box | None = None
    polygon: Polygon | MultiPolygon | None = None

    def unboxed(self) -> Self:
        """Return the question without its view: density and legends must not change with zoom."""
        return replace(self, box=None)

    def untimed(self) -> Self:
        """Return the question without its period: a timeline shows what lies around the brush."""
        return replace(self, from_s=None, to_s=None)


def mask(columns: CaseColumns, wanted: CaseFilter) -> NDArray[np.bool_]:
    """Return which cases a filter lets through; the cheap parts are asked first."""
    kept = np.ones(len(columns), dtype=bool)
    _keep_period(kept, columns, wanted)
    for field, column in _WORDS.items():
        words: frozenset[str] = getattr(wanted, field)
        if words:  # 1
            kept &= getattr(columns, column).is_any(words)  # 2
    if wanted.kinds:
        kept &= columns.class_code.by_word(  # 5
            [_kind(key) in wanted.kinds for key in columns.class_code.words]
        )
    if wanted.open_only:
        kept &= ~columns.state.is_any(AT_REST)  # 6
    if wanted.box is not None:
        kept &= in_box(columns, wanted.box)
    if wanted.polygon is not None:
        rows = slice(None) if kept.all() else np.flatnonzero(kept)  # a view copies nothing
        kept[rows] = points_within(columns.x[rows], columns.y[rows], wanted.polygon)
    if wanted.text:
        _keep_text(kept, columns, wanted.text)
    return kept


def in_box(columns: CaseColumns, box: Box) -> NDArray[np.bool_]:
    """Return which cases lie in a box or on its border; NaN compares as false: placeless never."""
    west, south, east, north = box
    x, y = columns.x, columns.y
    return (x >= west) & (x <= east) & (y >= south) & (y <= north)  # 4


def _keep_period(kept: NDArray[np.bool_], columns: CaseColumns, wanted: CaseFilter) -> None:
    if wanted.from_s is None and wanted.to_s is None:
        return
    first = NO_TIME + 1 if wanted.from_s is None else max(wanted.from_s, NO_TIME + 1)  # 3
    kept &= columns.reported_at >= first
    if wanted.to_s is not None:
        kept &= columns.reported_at < wanted.to_s


def _keep_text(kept: NDArray[np.bool_], columns: CaseColumns, text: str) -> None:
    if columns.text is None:
        kept[:] = False  # nothing was loaded to look in
        return
    needle, rows = text.casefold(), np.flatnonzero(kept)
    if len(rows) > _FEW * len(kept):
        kept &= columns.text.holding(needle)  # 7
    else:
        kept[rows] = columns.text.take(rows).holding(needle)


def _kind(key: str) -> str:
    return key.rsplit(KEY_MARK, 2)[-2] if KEY_MARK in key else ""
