"""Read features: one, a page, a frame, a box, a search."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
import sqlalchemy as sa

from gis_app.store import dialect
from gis_app.store.errors import UnknownFeature
from gis_app.store.layer_tables import LayerTable
from gis_app.store.rows import (
    Box,
    Where,
    feature_columns,
    features_of,
    field_names,
    frame_of,
    kind_of,
    matching,
    near_box,
    tree_hits,
)
from gis_app.store.transaction import ReadTx
from layers import Feature

#: Features on one page of `pages`.
PAGE = 1_000
#: Above every character that a code may hold, to end a range of codes with one beginning.
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found by its code or name."""

    layer: str
    code: str
    name: str


def get(tx: ReadTx, layer: str, code: str) -> Feature:
    """Return a feature by its code, or raise UnknownFeature."""
    found = find(tx, layer, code)
    if found is None:
        raise UnknownFeature(layer=layer, code=code)
    return found


def find(tx: ReadTx, layer: str, code: str) -> Feature | None:
    """Return a feature by its code, or None."""
    kept = tx.layer(layer)
    query = sa.select(*feature_columns(kept)).where(kept.table.c.code == code)
    found = features_of(kept, tx.connection.execute(query))
    return found[0] if found else None


def read_frame(
    tx: ReadTx,
    layer: str,
    *,
    box: Box | None = None,
    codes: Collection[str] | None = None,
    columns: Collection[str] | None = None,
    where: Where | None = None,
) -> gpd.GeoDataFrame:
    """Return features of a layer as a frame in the district's CRS, in the order they were added.

    Parameters
    ----------
    box
        West, south, east, north in metres; touching counts. Features without a place are left out.
    codes
        Only these; unknown ones are passed over.
    columns
        Names beside the geometry; by default `code`, `name` and all fields. `version` and
        `changed_at` may be asked for too.
    where
        Equality filters by column.
    """
    kept = tx.layer(layer)
    names = ["code", "name", *field_names(kept)] if columns is None else list(columns)
    query = _select(kept, names).where(*matching(kept, where)).order_by(kept.table.c.fid)
    if codes is not None:
        query = query.where(dialect.among(kept.table.c.code, codes))
    if box is None:
        return frame_of(tx, kept, query, names)
    return _within(frame_of(tx, kept, query.where(near_box(kept, box)), names), box)


def in_box(tx: ReadTx, layer: str, box: Box, *, limit: int) -> gpd.GeoDataFrame:
    """Return the first `limit` features that meet a box, in the order they were added."""
    kept = tx.layer(layer)
    names = ["code", "name", *field_names(kept)]
    hits = tree_hits(kept, box).subquery()
    found: list[gpd.GeoDataFrame] = []
    lacking, last = limit, 0
    while lacking > 0:
        # The tree's boxes are a little larger than the shapes: ask on until there are enough.
        some = sa.select(hits.c.id).where(hits.c.id > last).order_by(hits.c.id).limit(lacking)
        ids = tx.connection.execute(some).scalars().all()
        if not ids:
            break
        column = kept.table.c.fid
        query = _select(kept, names).where(dialect.among(column, ids)).order_by(column)
        found.append(_within(frame_of(tx, kept, query, names), box))
        lacking, last = lacking - len(found[-1]), ids[-1]
    if len(found) == 1:
        return found[0]
    if not found:
        return frame_of(tx, kept, _select(kept, names).where(sa.false()), names)
    return pd.concat(found, ignore_index=True)


def pages(
    tx: ReadTx, layer: str, *, size: int = PAGE, where: Where | None = None
) -> Iterator[list[Feature]]:
    """Yield all features of a layer, a page at a time, in the order they were added."""
    kept = tx.layer(layer)
    fid, last = kept.table.c.fid, 0
    while True:
        query = (
            sa.select(*feature_columns(kept), fid)
            .where(fid > last, *matching(kept, where))
            .order_by(fid)
            .limit(size)
        )
        rows = tx.connection.execute(query).all()
        if not rows:
            return
        last = rows[-1][-1]
        yield features_of(kept, [row[:-1] for row in rows])


def count(tx: ReadTx, layer: str, where: Where | None = None) -> int:
    """Return how many features there are."""
    kept = tx.layer(layer)
    query = sa.select(sa.func.count()).select_from(kept.table).where(*matching(kept, where))
    return tx.connection.execute(query).scalar_one()


def search(tx: ReadTx, layers: Sequence[str], text: str, *, limit: int = 20) -> list[Hit]:
    """Return what bears a text in its code or name.

    1. Codes that begin with it, as typed or in capitals, come first;
    2. then names that begin with it;
    3. then all that hold it somewhere, in the order of `layers`. Case is ignored in 2 and 3.
    """
    wanted = text.strip()
    if not wanted:
        return []
    found: dict[tuple[str, str], Hit] = {}
    kept = [tx.layer(name) for name in layers]
    for rank in (_code_begins, _name_begins, _holds):
        for layer in kept:
            if len(found) >= limit:
                break
            table = layer.table
            query = sa.select(table.c.code, table.c.name).where(rank(table, wanted))
            query = query.order_by(table.c.code).limit(limit)
            for code, name in tx.connection.execute(query):
                found.setdefault((layer.name, code), Hit(layer.name, code, name or ""))
    return list(found.values())[:limit]


def _code_begins(table: sa.Table, text: str) -> sa.ColumnElement[bool]:  # 1
    code = table.c.code
    return sa.or_(*(code.between(head, head + _LAST) for head in sorted({text, text.upper()})))


def _name_begins(table: sa.Table, text: str) -> sa.ColumnElement[bool]:  # 2
    return table.c.name.istartswith(text, autoescape=True)


def _holds(table: sa.Table, text: str) -> sa.ColumnElement[bool]:  # 3
    held = (table.c.code, table.c.name)
    return sa.or_(*(column.icontains(text, autoescape=True) for column in held))


def _select(layer: LayerTable, names: Sequence[str]) -> sa.Select[Any]:
    for name in names:
        kind_of(layer, name)
    return sa.select(*(layer.table.c[name] for name in (*names, "geom")))


def _within(frame: gpd.GeoDataFrame, box: Box) -> gpd.GeoDataFrame:
    """Return the features whose shape itself, not only its box, meets a box."""
    meets = shapely.intersects(frame.geometry.to_numpy(), shapely.box(*box))
    return frame if meets.all() else frame[meets].reset_index(drop=True)
