"""What is shown of a plan beside its map: its head, its figures, and what a step changed."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.store import PlanHead, ReadTx, plans
from gis_app.work.actor import Actor
from gis_app.work.draft_bench import Bench
from gis_app.work.draft_burden import ASSETS, CASES, CLASS, OPEN, weights
from gis_app.work.office import Office
from gis_app.work.plan_grid import management_grids
from gis_app.work.plan_names import colour_of
from gis_app.work.plan_text import collection, table
from gis_app.work.plans import label_spots, names
from grids import Cell, Change, Ledger, ManagementGrid, Plan, PlanState, Tally, tally

#: Decimals of a degree that keep the millimetre apart, so that equal joints stay equal numbers.
DIGITS = 9
_PLANNERS = ("planner", "admin")
Shapes = NDArray[np.object_]


def head_of(tx: ReadTx, head: PlanHead, actor: Actor) -> dict[str, Any]:
    """Return a plan's head as a page shows it, with what this actor may do to it.

    1. Whoever made a draft does not publish it.
    2. Only the plan in force can be rolled back, to the one it took the place of.
    """
    base = None if head.base is None else plans.get(tx, head.base)
    held = plans.in_layers(tx)
    writing = actor.role in _PLANNERS
    drafted, reviewed = head.state is PlanState.DRAFT, head.state is PlanState.IN_REVIEW
    return {
        **{name: getattr(head, name) for name in ("id", "name", "author", "reviewer", "note")},
        **{name: getattr(head, name) for name in ("valid_from", "valid_to", "version")},
        "state": head.state.value,
        "in_force": head.in_layers,
        "due": head.due,
        "base": None if base is None else {"id": base.id, "name": base.name},
        "outdated": (drafted or reviewed) and held is not None and held.id != head.base,
        "may": {
            "edit": writing and drafted,
            "submit": writing and drafted,
            "reopen": writing and reviewed,
            "publish": writing and reviewed and actor.name != head.author,  # 1
            "discard": writing and drafted,
            "withdraw": writing and head.due,
            "roll_back": writing and head.in_layers and before(tx, head) is not None,  # 2
        },
    }


def before(tx: ReadTx, head: PlanHead) -> PlanHead | None:
    """Return the plan that another took the place of, or None for the first."""
    ended = [
        one
        for one in plans.every(tx)
        if one.state is PlanState.RETIRED and one.valid_to == head.valid_from and one.id != head.id
    ]
    return max(ended, key=lambda one: (one.valid_from or "", one.id), default=None)


def figures_of(office: Office, bench: Bench) -> dict[str, Any]:
    """Return what each management grid of a draft carries, and its workload against the mean."""
    named = bench.plan.management_grids
    rows, without = rows_of(office, bench.ledger, named)
    colours = colours_of(office, bench.plan)
    loads = [row["workload"] for row in rows]
    return {
        "version": bench.head.version,
        "weights": _weights(office, bench.ledger),
        "grids": [{**row, "colour": colours[row["code"]]} for row in rows],
        "mean_workload": round(sum(loads) / len(loads), 2) if loads else 0.0,
        "without_grid": without,
    }


def rows_of(
    office: Office, ledger: Ledger, named: Sequence[ManagementGrid]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the figures of each management grid, and those of cells without one."""
    sums = tally(ledger, [item.code for item in named], _weights(office, ledger))
    rows = [
        {
            "code": item.code,
            "name": item.name or item.code,
            "collectors": item.collectors,
            "deviation": round(float(sums.deviation[at]), 4),
            **_row(ledger, sums, at),
        }
        for at, item in enumerate(named)
    ]
    return rows, _row(ledger, sums, len(named))


def _weights(office: Office, ledger: Ledger) -> dict[str, float]:
    """Return the weights of the district for what the ledger counts."""
    return {name: weight for name, weight in weights(office).items() if name in ledger.figures}


def _row(ledger: Ledger, sums: Tally, at: int) -> dict[str, Any]:
    """Return one row of a tally, plain."""
    kinds = ledger.burden.kinds
    counts = {kind: round(float(sums.counts[at, k]), 1) for k, kind in enumerate(kinds)}
    roads = zip(ledger.burden.classes, sums.road_m[at].tolist(), strict=True)
    own = (CASES, OPEN, ASSETS)
    return {
        "cells": int(sums.cells[at]),
        "pieces": int(sums.pieces[at]),
        "area_m2": round(float(sums.area_m2[at]), 1),
        "perimeter_m": round(float(sums.perimeter_m[at]), 1),
        "compactness": round(float(sums.compactness[at]), 3),
        "road_m": round(float(sums.road_m[at].sum()), 1),
        "roads": {name: round(length_m, 1) for name, length_m in roads if length_m},
        CASES: counts.get(CASES, 0.0),
        OPEN: int(counts.get(OPEN, 0)),
        ASSETS: int(counts.get(ASSETS, 0)),
        "by_layer": {
            k: int(n) for k, n in counts.items() if n and k not in own and not k.startswith(CLASS)
        },
        "by_class": {
            k.removeprefix(f"{CLASS}."): n for k, n in counts.items() if n and k.startswith(CLASS)
        },
        "workload": round(float(sums.workload[at]), 2),
    }


def colours_of(office: Office, plan: Plan) -> dict[str, str]:
    """Return the colour of each management grid: its own, else that of the map in force."""
    shown = management_grids(office)
    known = dict(zip(shown["code"], shown["colour"], strict=True)) if len(shown) else {}
    return {
        item.code: item.colour or known.get(item.code) or colour_of(item.code)
        for item in plan.management_grids
    }


def cells_text(cells: Sequence[Cell], crs: str) -> str:
    """Return cells as GeoJSON text: code, grid, community, street, area_m2."""
    shapes: Shapes = np.array([cell.shape for cell in cells], dtype=object)
    columns: dict[str, list[Any]] = {
        name: [getattr(cell, name) for cell in cells]
        for name in ("code", "grid", "community", "street")
    }
    columns["area_m2"] = np.round(shapely.area(shapes), 1).tolist() if len(cells) else []
    return table(shapes, columns, crs, digits=DIGITS)


def grids_text(office: Office, plan: Plan, items: Iterable[ManagementGrid]) -> str:
    """Return management grids with cells as GeoJSON text, each the sum of its cells."""
    mine: dict[str, list[Any]] = {item.code: [] for item in items}
    for cell in plan.grid:
        if cell.grid in mine:
            mine[cell.grid].append(cell.shape)
    shown = [plan.management_grid(code) for code in mine if mine[code]]
    shapes: Shapes = np.array(
        [shapely.coverage_union_all(mine[item.code]) for item in shown], dtype=object
    )
    colours, streets = colours_of(office, plan), names(office, "streets")
    spots = label_spots(shapes, plan.grid.crs)
    records = [
        {
            "code": item.code,
            "name": item.name,
            "colour": colours[item.code],
            "street": item.street,
            "street_name": streets.get(item.street or ""),
            "collectors": item.collectors,
            "cells": len(mine[item.code]),
            "area_m2": round(float(shape.area), 1),
            "label_at": spot,
        }
        for item, shape, spot in zip(shown, shapes, spots, strict=True)
    ]
    return collection(shapes, records, plan.grid.crs, digits=DIGITS)


def step_of(office: Office, bench: Bench, change: Change, present: Sequence[str]) -> dict[str, Any]:
    """Return what changed in a draft: cells and management grids that came, codes that went.

    A management grid without cells has no place: it stands among those that went from the map, and
    among the figures with its zeros.
    """
    plan = bench.plan
    touched = {c.grid for c in (*change.cells_out, *change.cells_in)} - {None}
    touched |= {item.code for item in change.grids_in}
    drawn = json.loads(
        grids_text(office, plan, [g for g in plan.management_grids if g.code in touched])
    )
    there = {feature["properties"]["code"] for feature in drawn["features"]}
    gone = (touched | {item.code for item in change.grids_out}) - there
    cells = [cell for cell in change.cells_in if cell.code in plan.grid]
    return {
        "version": bench.head.version,
        "can_undo": bool(bench.session.done),
        "can_redo": bool(bench.session.undone),
        "steps": len(bench.session.done),
        "present": list(present),
        "gone": list(change.gone),
        "cells": json.loads(cells_text(cells, plan.grid.crs)),
        "gone_grids": sorted(code for code in gone if code),
        "grids": drawn,
        "figures": figures_of(office, bench),
    }
