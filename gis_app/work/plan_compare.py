"""Any two plans side by side, and the plan of any day: who owned a place, and whose cases."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np

from gis_app.store import PlanHead, ReadTx, drafts, history, plans
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_columns import case_table
from gis_app.work.draft_burden import burden
from gis_app.work.draft_impact import moved_ground
from gis_app.work.draft_view import head_of, rows_of
from gis_app.work.errors import WorkError
from gis_app.work.office import Office
from grids import Grid, Ledger, ManagementGrid, compare
from layers.analysis import NO_TIME
from layers.crs import WGS84, points_to_metric
from layers.owner import NOBODY

#: What the table of a comparison tells of each management grid.
FIGURES = (
    "name", "cells", "area_m2", "perimeter_m", "compactness", "road_m", "assets",
    "cases_per_month", "open_cases", "collectors", "workload", "deviation", "pieces",
)  # fmt: skip


class NoPlanThen(WorkError):
    """A day is asked about on which no plan was in force."""

    kind = "no_plan_then"
    template = "No plan was in force on {day}; choose a later day."


@allowed(*EVERYONE)
def side_by_side(office: Office, actor: Actor, first: int, second: int) -> dict[str, Any]:
    """Return what differs between two plans: figures per grid, and the ground between them.

    Raises
    ------
    gis_app.store.UnknownRecord
        There is no such plan.
    """
    with office.store.read() as tx:
        heads = [plans.get(tx, plan_id) for plan_id in (first, second)]
        told = [head_of(tx, head, actor) for head in heads]
        contents = [drafts.content(tx, head) for head in heads]
        mark = f"{history.stamp(tx, 'cells', 'grids', 'cases')}{[h.version for h in heads]}"
    carried = office.keep.get(f"compare:{first}:{second}", mark, lambda: _carried(office, contents))
    found = compare(contents[0][0], contents[1][0])
    rows = [
        {row["code"]: row for row in rows_of(office, ledger, content[1])[0]}
        for ledger, content in zip(carried, contents, strict=True)
    ]
    moved = [one for one in found.pieces if one.grid_before != one.grid_after]
    return {
        "a": told[0],
        "b": told[1],
        "table": [
            {"code": code, "a": _figures(rows[0].get(code)), "b": _figures(rows[1].get(code))}
            for code in sorted({*rows[0], *rows[1]})
        ],
        "changed": moved_ground(moved, office.district.crs),
        "cells": len(found.changes),
        "area_m2": round(found.moved_m2(), 1),
    }


@allowed(*EVERYONE)
def owner(
    office: Office, _actor: Actor, place: tuple[float, float], day: dt.date
) -> dict[str, Any]:
    """Return which cell and management grid owned a place (longitude, latitude) on a day.

    Raises
    ------
    NoPlanThen
        No plan was in force on that day.
    layers.crs.CoordinatesOutOfReach
        The place is outside the reach of the district's CRS.
    """
    with office.store.read() as tx:
        head = plans.current(tx, day)
        if head is None:
            raise NoPlanThen(day=day.isoformat())
        return _owner(office, tx, head, place)


@allowed(*EVERYONE)
def owner_under(
    office: Office, _actor: Actor, plan_id: int, place: tuple[float, float]
) -> dict[str, Any]:
    """Return which cell and management grid owns a place (longitude, latitude) under a plan.

    Raises
    ------
    gis_app.store.UnknownRecord
        There is no such plan.
    layers.crs.CoordinatesOutOfReach
        The place is outside the reach of the district's CRS.
    """
    with office.store.read() as tx:
        return _owner(office, tx, plans.get(tx, plan_id), place)


@allowed(*EVERYONE)
def recount(
    office: Office, _actor: Actor, plan_id: int, first: dt.date, last: dt.date
) -> dict[str, Any]:
    """Return the cases reported on some days, counted by the management grids of a plan.

    1. Both days count. Whose day it is, the district's clock tells.
    2. A case counts where it lies; what lies nowhere, or in no grid, is told apart.

    Raises
    ------
    gis_app.store.UnknownRecord
        There is no such plan.
    """
    with office.store.read() as tx:
        plans.get(tx, plan_id)
        grid = _grid(office, tx, plan_id)
        table = case_table(office, tx)
    columns, days = table.columns, table.clock.day
    epoch = dt.date(1970, 1, 1)
    span = (first - epoch).days, (last - epoch).days
    dated = columns.reported_at != NO_TIME
    rows = np.flatnonzero(dated & (days >= span[0]) & (days <= span[1]))  # 1
    at = grid.ownership.owners(columns.x[rows], columns.y[rows]) if len(grid) else rows * 0 - 1
    codes = np.array([*(cell.grid or "" for cell in grid), ""], dtype=str)
    names, counts = np.unique(codes[at], return_counts=True)
    counted = dict(zip(names.tolist(), counts.tolist(), strict=True))
    elsewhere = counted.pop("", 0)  # 2
    return {"plan": plan_id, "total": len(rows), "grids": counted, "elsewhere": elsewhere}


def _carried(office: Office, contents: list[drafts.Content]) -> list[Ledger]:
    carried = burden(office)
    return [Ledger.of(grid, carried) for grid, _ in contents]


def _owner(
    office: Office, tx: ReadTx, head: PlanHead, place: tuple[float, float]
) -> dict[str, Any]:
    x, y = points_to_metric(np.array([place[0]]), np.array([place[1]]), WGS84, office.district.crs)
    grid, named = kept_content(office, tx, head)
    at = int(grid.ownership.owners(x, y)[0]) if len(grid) else NOBODY
    cell = None if at == NOBODY else grid.cells[at]
    return {
        "plan": {"id": head.id, "name": head.name},
        "cell": None if cell is None else cell.code,
        "grid": None if cell is None else cell.grid,
        "grid_name": None if cell is None else _name(named, cell.grid),
    }


def _grid(office: Office, tx: ReadTx, plan_id: int) -> Grid:
    return kept_content(office, tx, plans.get(tx, plan_id))[0]


def _name(named: Sequence[ManagementGrid], code: str | None) -> str | None:
    return next((item.name or item.code for item in named if item.code == code), None)


def kept_content(office: Office, tx: ReadTx, head: PlanHead) -> drafts.Content:
    """Return cells and management grids of a plan, kept until they or it change."""
    mark = f"{history.stamp(tx, 'cells', 'grids')}-{head.version}"
    return office.keep.get(f"plan:{head.id}:content", mark, lambda: drafts.content(tx, head))


def _figures(row: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if row is None else {name: row[name] for name in FIGURES}
