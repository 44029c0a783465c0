"""The cells of plans beside the layers: drafts, plans that are due, plans that were in force.

The cells of the plan in force are the layers `cells` and `grids`. A draft is a copy of them; each
step changes its rows and adds a line to its journal, both in one transaction.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import sqlalchemy as sa

from gis_app.store import bulk, features, history, plans
from gis_app.store.errors import PlanClosed, StaleVersion
from gis_app.store.plans import PlanHead
from gis_app.store.tables import history as entries
from gis_app.store.tables import plan_cells, plan_grids, plan_steps
from gis_app.store.transaction import ReadTx, WriteTx
from grids import Cell, Change, Grid, ManagementGrid, PlanState, dissolve, same_cell
from grids.change import from_record, to_record

_CELL = ("plan", "code", "community", "street", "grid", "name", "shape")
_GRID = ("plan", "code", "name", "colour", "street", "collectors")
_STEP = ("plan", "number", "at", "who", "deed", "operation", "change")
#: The deed that puts a draft on top of another plan; what was done before cannot be taken back.
REBASE = "rebase"
#: What the layers are asked for.
_CELL_COLUMNS = ("code", "name", "community", "street", "grid")
_GRID_COLUMNS = ("code", "name", "colour", "street", "collectors")

Content = tuple[Grid, tuple[ManagementGrid, ...]]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a draft's journal. `change` is what it did to the plan, whatever the deed."""

    number: int
    at: str
    who: str
    deed: str
    operation: dict[str, Any] | None
    change: Change


def of_layers(tx: ReadTx) -> Content:
    """Return the cells and management grids that the layers hold.

    A management grid that is known by its cells only comes with its code alone.
    """
    cells = features.read_frame(tx, "cells", columns=_CELL_COLUMNS)
    grid = Grid.from_frame(cells) if len(cells) else Grid.of((), tx.schema.district.crs)
    stored = features.read_frame(tx, "grids", columns=_GRID_COLUMNS)
    known = {
        row["code"]: ManagementGrid(**{k: _plain(row[k]) for k in _GRID_COLUMNS})
        for row in stored.drop(columns="geometry").to_dict("records")
    }
    named = {cell.grid for cell in grid if cell.grid is not None}
    known |= {code: ManagementGrid(code) for code in named - set(known)}
    return grid, tuple(known[code] for code in sorted(known))


def keep(tx: WriteTx, plan_id: int, content: Content) -> None:
    """Keep cells and management grids as those of a plan, in place of what was kept."""
    for table in (plan_cells, plan_grids):
        tx.connection.execute(sa.delete(table).where(table.c.plan == plan_id))
    grid, named = content
    _put_cells(tx, plan_id, grid.cells)
    _put_grids(tx, plan_id, named)


def load(tx: ReadTx, plan_id: int, crs: str) -> Content:
    """Return the cells and management grids that are kept of a plan; none are for one in force."""
    found = tx.connection.execute(sa.select(plan_cells).where(plan_cells.c.plan == plan_id)).all()
    shapes = shapely.from_wkb([row.shape for row in found]) if found else ()
    cells = (
        Cell(row.code, shape, row.community, row.street, row.grid, row.name)
        for row, shape in zip(found, shapes, strict=True)
    )
    named = sa.select(*(plan_grids.c[name] for name in _GRID[1:]))
    query = named.where(plan_grids.c.plan == plan_id).order_by(plan_grids.c.code)
    grids = tuple(ManagementGrid(**row) for row in tx.connection.execute(query).mappings())
    return Grid.of(cells, crs), grids


def content(tx: ReadTx, head: PlanHead) -> Content:
    """Return the cells and management grids of a plan, wherever they are kept."""
    if head.in_layers:
        return of_layers(tx)
    return load(tx, head.id, tx.schema.district.crs)


def step(
    tx: WriteTx,
    head: PlanHead,
    deed: str,
    change: Change,
    operation: dict[str, Any] | None = None,
) -> int:
    """Save a step of a draft and its line in the journal; return the draft's new version.

    Raises
    ------
    PlanClosed
        It is no draft.
    StaleVersion
        It is not in the version of `head` any more.
    """
    stored = plans.get(tx, head.id)
    if stored.state is not PlanState.DRAFT:
        raise PlanClosed(name=stored.name, state=stored.state.value)
    if stored.version != head.version:
        raise StaleVersion(
            layer="plans",
            code=stored.name,
            mine_version=head.version,
            stored_version=stored.version,
            mine=operation,
            theirs=stored,
        )
    _remove(tx, plan_cells, head.id, [cell.code for cell in change.cells_out])
    _remove(tx, plan_grids, head.id, [item.code for item in change.grids_out])
    _put_cells(tx, head.id, change.cells_in)
    _put_grids(tx, head.id, change.grids_in)
    version = plans.advance(tx, stored)
    row = (head.id, version, tx.at, tx.who, deed, _text(operation), _text(to_record(change)))
    bulk.insert(tx.connection, plan_steps, _STEP, [row])
    return version


def put_on(tx: WriteTx, head: PlanHead, change: Change, base: int) -> int:
    """Save that a draft now is made from another plan, and return the draft's new version.

    `change` leads from the draft to what came of both; its lineage is all that the draft keeps.

    Raises
    ------
    PlanClosed, StaleVersion
        As for `step`.
    """
    version = step(tx, head, REBASE, change, {"kind": REBASE, "base": base})
    plans.rest_on(tx, head, base)
    return version


def journal(tx: ReadTx, plan_id: int, *, after: int = 0) -> list[Step]:
    """Return the journal of a draft in its order, from the step after a version on."""
    query = (
        sa.select(plan_steps)
        .where(plan_steps.c.plan == plan_id, plan_steps.c.number > after)
        .order_by(plan_steps.c.number)
    )
    return [
        Step(
            row.number,
            row.at,
            row.who,
            row.deed,
            None if row.operation is None else json.loads(row.operation),
            from_record(json.loads(row.change)),
        )
        for row in tx.connection.execute(query)
    ]


def used_codes(tx: ReadTx, of: str) -> set[str]:
    """Return all codes that cells (or `grids`) of any plan bear, or once bore in force."""
    table = plan_cells if of == "cells" else plan_grids
    gone = sa.select(entries.c.code).where(entries.c.what == "remove", entries.c.layer == of)
    kept = sa.select(table.c.code).distinct()
    layer = tx.layer(of).table
    found = tx.connection.execute(sa.union(gone, kept, sa.select(layer.c.code)))
    return set(found.scalars())


def put_in_layers(tx: WriteTx, plan_id: int, content: Content, *, note: str) -> None:
    """Make the layers hold a plan, and the plan they held keep its cells for itself.

    Only what differs is written, each change with its history.
    """
    held = of_layers(tx)
    before = plans.in_layers(tx)
    if before is not None and before.id != plan_id:
        keep(tx, before.id, held)
    grid, named = content
    fresh = [c for c in grid if c.code not in held[0] or not same_cell(held[0][c.code], c)]
    _drop_others(tx, "cells", set(grid.codes), note)
    if fresh:
        frame = _cells_frame(fresh, grid.crs)
        features.upsert_many(tx, "cells", frame, note=note, listed=False)
    _drop_others(tx, "grids", {item.code for item in named}, note)
    redrawn = _redrawn(held, content)
    if redrawn:
        frame = _grids_frame(grid, redrawn)
        features.upsert_many(tx, "grids", frame, note=note, listed=False)
    plans.relieve(tx, plan_id)


def follow_layers(tx: WriteTx, plan_id: int, before: Content, after: Content, *, note: str) -> None:
    """Let a plan be what the layers hold, after something else than a plan changed them.

    The plan they held keeps what they held `before`, unless it is this one; management grids that
    are of other cells now are drawn anew.
    """
    held = plans.in_layers(tx)
    if held is None or held.id != plan_id:
        if held is not None:
            keep(tx, held.id, before)
        plans.relieve(tx, plan_id)
    was, now = _members(before[0]), _members(after[0])
    moved = [item for item in after[1] if was.get(item.code) != now.get(item.code)]
    if moved:
        features.upsert_many(tx, "grids", _grids_frame(after[0], moved), note=note, listed=False)


def _cells_frame(cells: Sequence[Cell], crs: str) -> gpd.GeoDataFrame:
    columns = {name: [getattr(cell, name) for cell in cells] for name in _CELL_COLUMNS}
    frame = gpd.GeoDataFrame(columns, geometry=[cell.shape for cell in cells], crs=crs)
    return frame.assign(area_m2=frame.geometry.area.round(3))


def _redrawn(held: Content, content: Content) -> list[ManagementGrid]:
    """Return the management grids that are new, named anew, or of other cells or shapes."""
    stored = {item.code: item for item in held[1]}
    before, after = (_members(grid) for grid, _ in (held, content))
    return [
        item
        for item in content[1]
        if stored.get(item.code) != item or before.get(item.code) != after.get(item.code)
    ]


def _members(grid: Grid) -> dict[str, set[tuple[str, bytes]]]:
    found: dict[str, set[tuple[str, bytes]]] = {}
    for cell in grid:
        if cell.grid is not None:
            found.setdefault(cell.grid, set()).add((cell.code, shapely.to_wkb(cell.shape)))
    return found


def _grids_frame(grid: Grid, named: Sequence[ManagementGrid]) -> gpd.GeoDataFrame:
    drawn = dissolve(grid)
    shapes = dict(zip(drawn["code"], drawn.geometry, strict=True))
    columns = {name: [getattr(item, name) for item in named] for name in _GRID_COLUMNS}
    places = np.array([shapes.get(item.code) for item in named], dtype=object)
    frame = gpd.GeoDataFrame(columns, geometry=places, crs=grid.crs)
    return frame.assign(area_m2=frame.geometry.area.round(3))


def _drop_others(tx: WriteTx, layer: str, codes: set[str], note: str) -> None:
    table = tx.layer(layer).table
    stored = tx.connection.execute(sa.select(table.c.code, table.c.version)).all()
    for code, version in stored:
        if code not in codes:
            features.remove(tx, layer, code, version=version, note=note)


def _put_cells(tx: WriteTx, plan_id: int, cells: Iterable[Cell]) -> None:
    rows = [
        (plan_id, c.code, c.community, c.street, c.grid, c.name, shapely.to_wkb(c.shape))
        for c in cells
    ]
    bulk.insert(tx.connection, plan_cells, _CELL, rows)


def _put_grids(tx: WriteTx, plan_id: int, named: Iterable[ManagementGrid]) -> None:
    rows = [(plan_id, g.code, g.name, g.colour, g.street, g.collectors) for g in named]
    bulk.insert(tx.connection, plan_grids, _GRID, rows)


def _remove(tx: WriteTx, table: sa.Table, plan_id: int, codes: Iterable[str]) -> None:
    for code in codes:
        tx.connection.execute(sa.delete(table).where(table.c.plan == plan_id, table.c.code == code))


def _text(record: dict[str, Any] | None) -> str | None:
    return history.as_json(record)


def _plain(value: Any) -> Any:  # noqa: ANN401 - a value of a stored column
    return None if value is None or pd.isna(value) else value
