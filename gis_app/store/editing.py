"""Change features: add, change, remove; each writes its history in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import sqlalchemy as sa

from gis_app.store import blob, bulk, dialect, gpkg, history
from gis_app.store.door import Batch, admit, admit_feature, need_shapes
from gis_app.store.errors import CodeTaken, StaleVersion, UnknownFeature
from gis_app.store.layer_tables import LayerTable
from gis_app.store.reading import find, get
from gis_app.store.rows import field_names, state_of
from gis_app.store.tables import history as entries
from gis_app.store.tables import imports
from gis_app.store.transaction import ReadTx, WriteTx
from layers import Feature, Plain

#: From so many added rows on, the R*Tree is filled directly.
MANY = 1_000
#: One stored feature in a row: blob, code, name, version, then the fields in the catalog's order.
_Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many features an import added, changed and found unchanged."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


def add_many(tx: WriteTx, layer: str, frame: gpd.GeoDataFrame, *, note: str = "") -> Tally:
    """Add a frame of new features; one that cannot be added leaves all of them out.

    Raises
    ------
    CodeTaken
        A code is in use. `door.admit` says what else is refused.
    """
    kept = tx.layer(layer)
    tally = Tally(added=_add(tx, kept, admit(tx.schema, kept, frame), note))
    note_import(tx, layer, tally, note)
    return tally


def upsert_many(
    tx: WriteTx, layer: str, frame: gpd.GeoDataFrame, *, note: str = "", listed: bool = True
) -> Tally:
    """Add the features whose codes are new and change the others where they differ.

    With `listed` false the list of imports does not hear of it: it is one part of a larger import,
    which `note_import` tells whole.

    1. A column that the frame lacks keeps its stored values; a missing value in a column that it
       has empties the field.
    2. A missing shape keeps the stored one.
    3. A feature that does not differ keeps its version and gets no history.
    """
    kept = tx.layer(layer)
    batch = admit(tx.schema, kept, frame)
    stored = {row[1]: row for row in _rows(tx, kept, batch.codes)}
    fresh = [place for place, code in enumerate(batch.codes) if code not in stored]
    known = [place for place, code in enumerate(batch.codes) if code in stored]
    changes = [
        (stored[batch.codes[place]], changed)
        for place in known
        if (changed := _differences(kept, stored[batch.codes[place]], batch, place))
    ]
    tally = Tally(
        added=_add(tx, kept, _part(batch, fresh), note),
        changed=len(changes),
        unchanged=len(known) - len(changes),
    )
    _change(tx, kept, changes, "change", note)
    gpkg.widen(tx.connection, layer, batch.bounds, at=tx.at)
    if listed:
        note_import(tx, layer, tally, note)
    return tally


def add(tx: WriteTx, layer: str, feature: Feature, *, note: str = "") -> Feature:
    """Add one feature and return it as stored."""
    kept = tx.layer(layer)
    _add(tx, kept, admit_feature(tx.schema, kept, feature), note)
    return get(tx, layer, feature.code)


def update(
    tx: WriteTx,
    layer: str,
    feature: Feature,
    *,
    version: int,
    what: str = "change",
    note: str = "",
) -> Feature:
    """Save a feature over its stored version and return it as stored.

    Values that `feature.values` does not name stay as they are. A feature that does not differ
    keeps its version, and history is silent, unless a note is given.

    Raises
    ------
    UnknownFeature
        It is not stored (any more).
    StaleVersion
        The stored version is not `version`; `theirs` on the error is what is stored.
    """
    kept = tx.layer(layer)
    row = _current(tx, kept, feature.code, version=version, mine=feature)
    batch = admit_feature(tx.schema, kept, feature)
    need_shapes(kept, batch.codes, batch.blobs)
    changed = _differences(kept, row, batch, 0)
    if feature.shape is None and row[0] is not None:
        changed["geom"] = None
    if changed or note:
        _change(tx, kept, [(row, changed)], what, note)
        gpkg.widen(tx.connection, layer, batch.bounds, at=tx.at)
    return get(tx, layer, feature.code)


def remove(tx: WriteTx, layer: str, code: str, *, version: int, note: str = "") -> None:
    """Remove a feature; its history stays, and its code counts its versions on if it returns.

    Raises
    ------
    UnknownFeature, StaleVersion
        As for `update`.
    """
    kept = tx.layer(layer)
    row = _current(tx, kept, code, version=version, mine=None)
    tx.connection.execute(sa.delete(kept.table).where(kept.table.c.code == code))
    record = (code, version + 1, history.as_json(_state(kept, row)), None)
    history.append(tx, layer, "remove", [record], note)
    gpkg.widen(tx.connection, layer, None, at=tx.at)


def _current(
    tx: WriteTx, layer: LayerTable, code: str, *, version: int, mine: Feature | None
) -> _Row:
    rows = _rows(tx, layer, [code])
    if not rows:
        raise UnknownFeature(layer=layer.name, code=code)
    if rows[0][3] != version:
        raise StaleVersion(
            layer=layer.name,
            code=code,
            mine_version=version,
            stored_version=rows[0][3],
            mine=mine,
            theirs=find(tx, layer.name, code),
        )
    return rows[0]


def _add(tx: WriteTx, layer: LayerTable, batch: Batch, note: str) -> int:
    need_shapes(layer, batch.codes, batch.blobs)
    taken = dialect.among(layer.table.c.code, batch.codes)
    first = tx.connection.execute(sa.select(sa.func.min(layer.table.c.code)).where(taken)).scalar()
    if first is not None:
        raise CodeTaken(layer=layer.name, code=first)
    count = len(batch.codes)
    before = _removed_versions(tx, layer, batch.codes)
    versions = [before.get(code, 0) + 1 for code in batch.codes]
    names = batch.names or [None] * count
    given = list(batch.columns.values())
    columns = [batch.blobs, batch.codes, names, versions, *given]
    names_of_columns = ("geom", "code", "name", "version", *batch.columns, "changed_at")
    _insert(tx, layer, names_of_columns, [(*row, tx.at) for row in zip(*columns, strict=True)])
    states = _batch_states(batch, names)
    records = [
        (code, version, None, state)
        for code, version, state in zip(batch.codes, versions, states, strict=True)
    ]
    history.append(tx, layer.name, "add", records, note)
    gpkg.widen(tx.connection, layer.name, batch.bounds, at=tx.at)
    return count


def _insert(
    tx: WriteTx, layer: LayerTable, names: Sequence[str], rows: list[tuple[Any, ...]]
) -> None:
    """Insert rows whose first column is `geom`, and have the R*Tree know them.

    For many rows the tree is filled directly: its trigger would call Python five times for each.
    Both ways are part of the transaction, and so is the trigger's short absence.
    """
    connection = tx.connection
    if len(rows) < MANY:
        bulk.insert(connection, layer.table, names, rows)
        return
    first = dialect.next_key(connection, layer.table)
    gpkg.drop_triggers(connection, layer.name, ["insert"])
    keyed = [(fid, *row) for fid, row in enumerate(rows, first)]
    bulk.insert(connection, layer.table, ("fid", *names), keyed)
    gpkg.create_triggers(connection, layer.name, ["insert"])
    boxes = [
        (fid, *box)
        for fid, (body, *_) in enumerate(rows, first)
        if body is not None and (box := blob.envelope(body)) is not None
    ]
    bulk.insert(connection, gpkg.tree(layer.name), ("id", "minx", "maxx", "miny", "maxy"), boxes)


def _batch_states(batch: Batch, names: list[str | None]) -> list[str | None]:
    fields = list(batch.columns)
    rows = zip(*batch.columns.values(), strict=True) if fields else [()] * len(names)
    return [
        history.as_json(state_of(name, body, dict(zip(fields, row, strict=True))))
        for name, body, row in zip(names, blob.bodies(batch.blobs), rows, strict=True)
    ]


def _change(
    tx: WriteTx,
    layer: LayerTable,
    changes: list[tuple[_Row, dict[str, Any]]],
    what: str,
    note: str,
) -> None:
    columns = ["geom", "code", "name", "version", *field_names(layer)]
    records: list[history.Record] = []
    groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for row, changed in changes:
        after = [changed.get(name, value) for name, value in zip(columns, row, strict=True)]
        version = row[3] + 1
        before_text = history.as_json(_state(layer, row))
        records.append((row[1], version, before_text, history.as_json(_state(layer, after))))
        values = (*changed.values(), version, tx.at, row[1])
        groups.setdefault(tuple(changed), []).append(values)
    for names, rows in groups.items():
        bulk.update(tx.connection, layer.table, (*names, "version", "changed_at"), rows)
    history.append(tx, layer.name, what, records, note)


def _differences(layer: LayerTable, row: _Row, batch: Batch, place: int) -> dict[str, Any]:
    """Return the columns in which an offered feature differs from its row, with the new values."""
    stored = dict(zip(field_names(layer), row[4:], strict=True))
    changed: dict[str, Plain | bytes] = {
        name: values[place]
        for name, values in batch.columns.items()
        if values[place] != stored[name]
    }
    if batch.names is not None and batch.names[place] != row[2]:
        changed["name"] = batch.names[place]
    body = batch.blobs[place]
    if body is not None and blob.bodies([body]) != blob.bodies([row[0]]):
        changed["geom"] = body
    return changed


def _state(layer: LayerTable, row: _Row) -> dict[str, Any]:
    body = blob.bodies([row[0]])[0]
    return state_of(row[2], body, dict(zip(field_names(layer), row[4:], strict=True)))


def _rows(tx: ReadTx, layer: LayerTable, codes: Sequence[str]) -> list[_Row]:
    names = ["geom", "code", "name", "version", *field_names(layer)]
    query = sa.select(*(layer.table.c[name] for name in names))
    query = query.where(dialect.among(layer.table.c.code, codes))
    return [row for chunk in bulk.chunks(tx.connection, query) for row in chunk]


def _removed_versions(tx: ReadTx, layer: LayerTable, codes: Sequence[str]) -> dict[str, int]:
    """Return the last version of each code that was removed before, so that none comes twice."""
    c = entries.c
    query = sa.select(c.code, sa.func.max(c.version)).where(
        c.what == sa.literal_column("'remove'"), c.layer == layer.name, dialect.among(c.code, codes)
    )
    return dict(tx.connection.execute(query.group_by(c.code)).all())


def _part(batch: Batch, places: list[int]) -> Batch:
    return Batch(
        codes=[batch.codes[place] for place in places],
        names=None if batch.names is None else [batch.names[place] for place in places],
        columns={name: [v[place] for place in places] for name, v in batch.columns.items()},
        blobs=[batch.blobs[place] for place in places],
        bounds=None,
    )


def note_import(tx: WriteTx, layer: str, tally: Tally, note: str) -> None:
    """Put an import on the list of imports."""
    tx.connection.execute(
        sa.insert(imports).values(
            at=tx.at,
            who=tx.who,
            layer=layer,
            added=tally.added,
            changed=tally.changed,
            unchanged=tally.unchanged,
            note=note,
        )
    )
