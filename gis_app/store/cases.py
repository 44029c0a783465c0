"""Cases: their numbers, the queue, and their columns for analysis.

A case is a feature of the layer `cases`; its changes of state are entries of history, whose `what`
is the action that was taken.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from gis_app.store import dialect
from gis_app.store.case_arrays import LAYER, CaseArrays, Coded, case_arrays
from gis_app.store.errors import UnknownField
from gis_app.store.layer_tables import LayerTable
from gis_app.store.rows import Box, feature_columns, features_of, near_box
from gis_app.store.tables import case_numbers
from gis_app.store.tables import history as entries
from gis_app.store.transaction import ReadTx, WriteTx
from layers import Feature

__all__ = [
    "CaseArrays",
    "CasePage",
    "CaseQuery",
    "Coded",
    "case_arrays",
    "next_number",
    "next_numbers",
    "page",
]

#: Columns whose values a query may name, by the query's own word.
_AMONG = {
    "states": "state",
    "sources": "source",
    "kinds": "kind",
    "grids": "grid",
    "streets": "street",
    "units": "unit",
}
_SORTS = ("code", "reported_at", "due_at", "closed_at", "state", "class_code", "grid", "unit")


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """Which cases a queue shows, and in which order; an empty filter lets all through.

    `since` and `until` are UTC text and bound `reported_at` (since ≤ t < until); `classes` are
    beginnings of class codes; `text` is sought in code, name, description, address and road, case
    ignored; `box` is west, south, east, north in metres of the district's CRS, touching counts.
    """

    since: str | None = None
    until: str | None = None
    classes: Sequence[str] = ()
    states: Sequence[str] = ()
    sources: Sequence[str] = ()
    kinds: Sequence[str] = ()
    grids: Sequence[str] = ()
    streets: Sequence[str] = ()
    units: Sequence[str] = ()
    text: str = ""
    box: Box | None = None
    sort: str = "reported_at"
    descending: bool = True
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of the queue; `total` counts all that pass the filters."""

    cases: tuple[Feature, ...]
    total: int


def next_number(tx: WriteTx, date: dt.date) -> str:
    """Return a number that no case had before, like 20260301-0001."""
    return next_numbers(tx, date, 1)[0]


def next_numbers(tx: WriteTx, date: dt.date, count: int) -> list[str]:
    """Return numbers for several cases of a day; none is ever given, or met in an import, twice."""
    day = date.strftime("%Y%m%d")
    stored = sa.select(case_numbers.c.last).where(case_numbers.c.day == day)
    last = tx.connection.execute(stored).scalar_one_or_none()
    number, numbers = last or 0, list[str]()
    while len(numbers) < count:
        number += 1
        code = f"{day}-{number:04d}"
        if not _met(tx, code):
            numbers.append(code)
    if last is None:
        tx.connection.execute(sa.insert(case_numbers).values(day=day, last=number))
    else:
        chosen = sa.update(case_numbers).where(case_numbers.c.day == day)
        tx.connection.execute(chosen.values(last=number))
    return numbers


def page(tx: ReadTx, query: CaseQuery) -> CasePage:
    """Return the cases of one page and how many there are in all.

    Raises
    ------
    UnknownField
        The cases cannot be sorted by that column.
    """
    layer = tx.layer(LAYER)
    conditions = _conditions(layer, query)
    total = sa.select(sa.func.count()).select_from(layer.table).where(*conditions)
    rows = (
        sa.select(*feature_columns(layer))
        .where(*conditions)
        .order_by(*_order(layer, query))
        .limit(query.limit)
        .offset(query.offset)
    )
    found = features_of(layer, tx.connection.execute(rows))
    return CasePage(tuple(found), tx.connection.execute(total).scalar_one())


def _met(tx: ReadTx, code: str) -> bool:
    met = sa.select(entries.c.id).where(entries.c.layer == LAYER, entries.c.code == code).limit(1)
    return tx.connection.execute(met).first() is not None


def _order(layer: LayerTable, query: CaseQuery) -> list[sa.ColumnElement[Any]]:
    if query.sort not in _SORTS:
        raise UnknownField(layer=layer.name, field=query.sort)
    columns = [layer.table.c[query.sort], layer.table.c.code]
    return [column.desc() if query.descending else column for column in columns]


def _conditions(layer: LayerTable, query: CaseQuery) -> list[sa.ColumnElement[bool]]:
    c = layer.table.c
    found = [
        dialect.among(c[name], getattr(query, word))
        for word, name in _AMONG.items()
        if getattr(query, word)
    ]
    if query.since is not None:
        found.append(c.reported_at >= query.since)
    if query.until is not None:
        found.append(c.reported_at < query.until)
    if query.classes:
        begins = (c.class_code.startswith(head, autoescape=True) for head in query.classes)
        found.append(sa.or_(*begins))
    if query.text.strip():
        sought = (c.code, c.name, c.description, c.address, c.road)
        text = query.text.strip()
        found.append(sa.or_(*(column.icontains(text, autoescape=True) for column in sought)))
    if query.box is not None:
        found += [near_box(layer, query.box), *_point_in(layer, query.box)]
    return found


def _point_in(layer: LayerTable, box: Box) -> list[sa.ColumnElement[bool]]:
    """Return the exact conditions for a point, which the R*Tree's rounded numbers are not."""
    geom = layer.table.c.geom
    west, south, east, north = box
    x, y = sa.func.ST_MinX(geom, type_=sa.Float), sa.func.ST_MinY(geom, type_=sa.Float)
    return [x >= west, x <= east, y >= south, y <= north]
