"""What would change hands if a draft came in force: ground, assets, open cases, and whose work."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import shapely

from gis_app.store import PlanHead, ReadTx, drafts, features, history, moment_text, plans
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_columns import LAYER, case_table
from gis_app.work.draft_bench import Bench, bench
from gis_app.work.draft_burden import burden
from gis_app.work.draft_view import rows_of
from gis_app.work.frames import frames, stamp
from gis_app.work.office import Office
from gis_app.work.plan_text import collection
from gis_app.work.units import kept_units
from grids import Comparison, Grid, Handover, Ledger, ManagementGrid, Piece, compare
from layers.analysis import AT_REST

#: Open cases told one by one; the totals count all.
CASES_MOST = 500
#: A deadline that comes in this time is soon.
SOON = timedelta(hours=24)
#: Figures that are told before and after.
FIGURES = ("cells", "area_m2", "road_m", "assets", "cases_per_month", "open_cases", "workload")


@dataclass(frozen=True, slots=True)
class Sides:
    """The plan a draft was made from, and the draft."""

    before: drafts.Content
    after: drafts.Content
    comparison: Comparison
    handover: Handover


@allowed(*EVERYONE)
def impact(office: Office, _actor: Actor, plan_id: int) -> dict[str, Any]:
    """Return what a draft changes against the plan it was made from.

    1. Ground is told piece by piece where its management grid is another; figures per grid before
       and after.
    2. Open cases and assets change hands where the owner of their place is another.
    3. Deadlines in flight: what is overdue, and what is due within a day.

    Raises
    ------
    gis_app.store.UnknownRecord
        There is no such plan.
    """
    with office.store.read() as tx:
        head = plans.get(tx, plan_id)
        kept = bench(office, tx, head)
        sides, before = _sides(office, tx, head, kept)
        cases = _cases(office, tx, sides.handover)
        base = None if head.base is None else plans.get(tx, head.base)
    assets = _assets(office, sides.handover)
    moved = [one for one in sides.comparison.pieces if one.grid_before != one.grid_after]
    grids = _grids(office, before, kept, sides)
    return {
        "version": kept.head.version,
        "before": None if base is None else {"id": base.id, "name": base.name},
        "cells": _cells(sides.comparison),
        "moved": moved_ground(moved, office.district.crs),
        "grids": grids,
        "open_cases": cases[:CASES_MOST],
        "assets": assets,
        "units": _units(office, cases),
        "totals": {
            "cells": len(sides.comparison.changes),
            "area_m2": round(sides.comparison.moved_m2(), 1),
            "grids": sum(row["before"] != row["after"] for row in grids),
            "collectors": _collectors(grids),
            "assets": len(assets),
            "open_cases": len(cases),
            "overdue": sum(case["overdue"] for case in cases),
            "due_soon": sum(case["due_soon"] for case in cases),
        },
    }


def moved_ground(pieces: list[Piece], crs: str) -> dict[str, Any]:
    """Return pieces of ground as GeoJSON: from, to, area_m2."""
    shapes = np.array([one.shape for one in pieces], dtype=object)
    records = [
        {"from": one.grid_before, "to": one.grid_after, "area_m2": round(one.area_m2, 1)}
        for one in pieces
    ]
    found: dict[str, Any] = json.loads(collection(shapes, records, crs))
    return found


def _sides(office: Office, tx: ReadTx, head: PlanHead, kept: Bench) -> tuple[Sides, Ledger]:
    """Return both sides, and the ledger of the one before."""
    base = plans.get(tx, head.base) if head.base is not None else None
    content: drafts.Content = drafts.content(tx, base) if base else (Grid.of((), ""), ())
    mark = f"{history.stamp(tx)}{head.base}-{stamp(office, 'cells', 'grids')}-{kept.weighed_at}"
    ledger = office.keep.get(
        "plan:base:ledger", mark, lambda: Ledger.of(content[0], burden(office))
    )
    after = kept.plan.grid, kept.plan.management_grids
    sides = Sides(content, after, compare(content[0], after[0]), Handover.of(content[0], after[0]))
    return sides, ledger


def _cells(comparison: Comparison) -> list[dict[str, Any]]:
    return [
        {
            "code": change.code,
            "from": None if change.before is None else change.before.grid,
            "to": None if change.after is None else change.after.grid,
            "kinds": [kind.value for kind in change.kinds],
        }
        for change in comparison.changes
    ]


def _grids(office: Office, before: Ledger, kept: Bench, sides: Sides) -> list[dict[str, Any]]:
    """Return each management grid with its figures before and after; None where it is not."""
    was = _by_code(rows_of(office, before, sides.before[1])[0])
    now = _by_code(rows_of(office, kept.ledger, sides.after[1])[0])
    names: dict[str, ManagementGrid] = {
        item.code: item for item in (*sides.before[1], *sides.after[1])
    }
    return [
        {
            "code": code,
            "name": names[code].name or code,
            "before": _figures(was.get(code)),
            "after": _figures(now.get(code)),
        }
        for code in sorted(names)
    ]


def _by_code(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in rows}


def _figures(row: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if row is None else {name: row[name] for name in (*FIGURES, "collectors")}


def _cases(office: Office, tx: ReadTx, handover: Handover) -> list[dict[str, Any]]:  # 2, 3
    columns = case_table(office, tx).columns
    rows = np.flatnonzero(~columns.state.is_any(AT_REST))
    moved = handover.moved(columns.x[rows], columns.y[rows])
    numbers = [str(columns.number[row]) for row in rows[moved.rows]]
    if not numbers:
        return []
    wanted = ("code", "name", "state", "unit", "due_at")
    found = features.read_frame(tx, LAYER, codes=numbers, columns=wanted).set_index("code")
    now = office.clock()
    soon, late = moment_text(now + SOON), moment_text(now)
    cases = []
    for at, number in enumerate(numbers):
        due = found["due_at"].get(number)
        due = due if isinstance(due, str) and due else None
        cases.append(
            {
                "code": number,
                "title": _text(found["name"].get(number)),
                "state": _text(found["state"].get(number)),
                "unit": _text(found["unit"].get(number)),
                "from": moved.grid_before[at],
                "to": moved.grid_after[at],
                "due": due,
                "overdue": due is not None and due < late,
                "due_soon": due is not None and late <= due < soon,
            }
        )
    return sorted(cases, key=lambda case: (case["due"] or "9", case["code"]))


def _assets(office: Office, handover: Handover) -> list[dict[str, Any]]:
    found = []
    for name, frame in frames(office, *(spec.name for spec in office.catalog.assets())).items():
        if not len(frame):
            continue
        spots = shapely.point_on_surface(np.asarray(frame.geometry.to_numpy(), dtype=object))
        moved = handover.moved(shapely.get_x(spots), shapely.get_y(spots))
        codes = frame["code"].to_numpy()[moved.rows]
        found += [
            {"layer": name, "code": code, "from": source, "to": to}
            for code, source, to in zip(codes, moved.grid_before, moved.grid_after, strict=True)
        ]
    return found


def _units(office: Office, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    counts = Counter(case["unit"] for case in cases if case["unit"])
    names = {unit.code: unit.name_zh for unit in kept_units(office)}
    return [
        {"code": code, "name": names.get(code, code), "cases": count}
        for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]


def _collectors(grids: list[dict[str, Any]]) -> int:
    """Return how many collectors walk a management grid that changes."""
    return sum(
        (row["after"] or row["before"])["collectors"] or 0
        for row in grids
        if row["before"] != row["after"]
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
