"""What is odd about rows that can be stored: it is told, and the rows are kept."""

from collections.abc import Mapping
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.analysis import piles_at
from layers.catalog.spec import FieldKind, LayerSpec, Shape
from layers.crs import WGS84, change_frame
from layers.intake.columns import ColumnMapping
from layers.intake.problems import PLACE, Ledger, Mask, Severity

#: Fields of which the second never lies before the first: moments or dates of one kind.
PAIRS: Final = (("reported_at", "closed_at"), ("starts_on", "ends_on"))
#: A field empty in more than this share of the rows is told.
EMPTY_SHARE: Final = 0.1
#: Fewer empty rows than this are never told: a person sees them in so short a file.
EMPTY_LEAST: Final = 100
#: Decimals of the degrees of a place in a report: about a decimetre, enough to find it on a map.
_DIGITS: Final = 6
#: Places rounded to the millimetre are one where they are nearer than this, in metres.
_HALF_MM: Final = 0.000_501
#: Coordinates beyond this, in metres, are no place on Earth and are left to other rules.
_REACH_M: Final = 1e9
_WHEN: Final = frozenset({FieldKind.DATE, FieldKind.DATETIME})

Columns = Mapping[str, NDArray[np.object_]]


def tell_oddities(
    raw: gpd.GeoDataFrame,
    columns: Columns,
    found: NDArray[np.object_],
    spec: LayerSpec,
    mapping: ColumnMapping,
    ledger: Ledger,
) -> None:
    """Note what is odd about the rows that hold so far; none of them is left out for it.

    `columns` are the values to store by field, `found` the shapes to store, in metres.

    1. A row whose end lies before its beginning (`PAIRS`) is told with both values of the file.
    2. A place in a point layer that holds suspiciously many rows (`layers.analysis.piles_at`) is
       told once, with its longitude and latitude, how many rows stand there and the first of them.
    3. A field that is fed from a column and stays empty in more than `EMPTY_SHARE` of the rows, and
       in at least `EMPTY_LEAST`, is told once, with how many rows.
    """
    held = ~ledger.rejected
    for pair in PAIRS:
        if set(pair) <= mapping.provided() and _comparable(spec, pair):
            _tell_order(raw, columns, pair, held, mapping, ledger)  # 1
    if spec.shape is Shape.POINT and raw.crs is not None:
        _tell_piles(found, held, raw.crs.to_string(), ledger)  # 2
    _tell_empty(columns, held, mapping, ledger)  # 3


def _comparable(spec: LayerSpec, pair: tuple[str, str]) -> bool:
    """Return whether a layer has both fields, as moments or as dates."""
    kinds = {field.kind for field in map(spec.field, pair) if field is not None}
    return all(map(spec.field, pair)) and len(kinds) == 1 and kinds <= _WHEN


def _tell_order(
    raw: gpd.GeoDataFrame,
    columns: Columns,
    pair: tuple[str, str],
    held: Mask,
    mapping: ColumnMapping,
    ledger: Ledger,
) -> None:
    begins, ends = (columns[name] for name in pair)
    both = np.flatnonzero(held & pd.notna(begins) & pd.notna(ends))
    # dates and moments of one kind are stored in a form that sorts as text
    early = both[ends[both] < begins[both]].tolist()
    first, second = (_as_written(raw, columns, name, mapping) for name in pair)
    column = mapping.columns.get(pair[1], pair[1])
    facts: dict[int, dict[str, str | int]] = {at: {"begins": str(first[at])} for at in early}
    values = {at: second[at] for at in early}
    ledger.tell("ends_before_begins", Severity.NOTED, column, values, facts)


def _as_written(
    raw: gpd.GeoDataFrame, columns: Columns, name: str, mapping: ColumnMapping
) -> NDArray[np.object_]:
    """Return a field as the file writes it; a constant as it is stored."""
    if name in mapping.constants:
        return columns[name]
    return raw[mapping.columns[name]].to_numpy(dtype=object)


def _tell_piles(found: NDArray[np.object_], held: Mask, crs: str, ledger: Ledger) -> None:
    rows = np.flatnonzero(held & ~shapely.is_missing(found))
    x, y = shapely.get_x(found[rows]), shapely.get_y(found[rows])
    near = (np.abs(x) < _REACH_M) & (np.abs(y) < _REACH_M)
    rows, x, y = rows[near], x[near], y[near]
    for pile in piles_at(x, y):
        here = np.maximum(np.abs(x - pile.x), np.abs(y - pile.y)) <= _HALF_MM
        lon, lat = (float(one[0]) for one in change_frame([pile.x], [pile.y], crs, WGS84))
        value = f"{lon:.{_DIGITS}f}, {lat:.{_DIGITS}f}"
        first = int(rows[np.argmax(here)]) + 1
        ledger.tell_file("piled_place", PLACE, value, {"count": pile.count, "first": first})


def _tell_empty(columns: Columns, held: Mask, mapping: ColumnMapping, ledger: Ledger) -> None:
    total = int(held.sum())
    for name, title in mapping.columns.items():
        if name not in columns or name in mapping.constants:
            continue
        empty = int((pd.isna(columns[name]) & held).sum())
        if empty >= EMPTY_LEAST and empty > EMPTY_SHARE * total:
            ledger.tell_file("empty_field", title, "", {"count": empty, "total": total})
