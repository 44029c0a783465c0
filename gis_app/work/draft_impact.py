"""What would change hands if a draft came in force: ground, assets, open cases, and whose work."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import shapely

from gis_app.store import PlanHead, ReadTx, drafts, history, moment_text, plans
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_columns import case_table
from gis_app.work.case_words import Words, words
from gis_app.work.cases import lonlat_of, read_cases
from gis_app.work.draft_bench import Bench, bench
from gis_app.work.draft_burden import burden
from gis_app.work.draft_view import rows_of
from gis_app.work.frames import frames, stamp
from gis_app.work.office import Office
from gis_app.work.plan_text import collection
from grids import Comparison, Grid, Handover, Ledger, ManagementGrid, Piece, compare
from layers.analysis import AT_REST

#: Open cases told one by one; the totals count all.
CASES_MOST = 500
#: A deadline that comes in this time is soon.
SOON = timedelta(hours=24)
_KEY = ("scheme", "kind", "class_code")
#: Figures of a management grid, with what a person reads, in the order of the table.
FIGURES = {
    "cells": "Cells",
    "area_m2": "Area (m²)",
    "road_m": "Roads (m)",
    "assets": "Assets",
    "cases_per_month": "Cases a month",
    "open_cases": "Open cases",
    "collectors": "Collectors",
    "workload": "Workload",
}
#: What changes hands in all, with what a person reads.
TOTALS = {
    "cells": "Cells that change",
    "area_m2": "Ground that changes hands (m²)",
    "grids": "Management grids concerned",
    "collectors": "Collectors concerned",
    "assets": "Assets that change hands",
    "open_cases": "Open cases that change hands",
    "overdue": "of these overdue",
    "due_soon": "of these due within a day",
}


@dataclass(frozen=True, slots=True)
class Sides:
    """The plan a draft was made from, and the draft."""

    before: drafts.Content
    after: drafts.Content
    comparison: Comparison
    handover: Handover


@allowed(*EVERYONE)
def impact(
    office: Office,
    _actor: Actor,
    plan_id: int,
    language: str = "en",
    *,
    cases_most: int | None = CASES_MOST,
) -> dict[str, Any]:
    """Return what a draft changes against the plan it was made from, named in a language.

    1. Ground is told piece by piece where its management grid is another; figures per grid before
       and after.
    2. Open cases and assets change hands where the owner of their place is another.
    3. Deadlines in flight: what is overdue, and what is due within a day.

    Raises
    ------
    gis_app.store.UnknownRecord
        There is no such plan.
    """
    named = words(office, language)
    with office.store.read() as tx:
        head = plans.get(tx, plan_id)
        kept = bench(office, tx, head)
        sides, before = _sides(office, tx, head, kept)
        cases = _cases(office, tx, sides.handover, named)
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
        "open_cases": cases[:cases_most],
        "assets": assets,
        "units": _units(cases),
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
    """Return ground as GeoJSON, one feature for each pair of hands: from, to, area_m2."""
    hands: dict[tuple[str | None, str | None], list[Piece]] = {}
    for one in pieces:
        hands.setdefault((one.grid_before, one.grid_after), []).append(one)
    shapes = np.array(
        [
            shapely.union_all([one.shape for one in held], grid_size=0.001)
            for held in hands.values()
        ],
        dtype=object,
    )
    records = [
        {"from": source, "to": to, "area_m2": round(sum(one.area_m2 for one in held), 1)}
        for (source, to), held in hands.items()
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
    return None if row is None else {name: row[name] for name in FIGURES}


def _cases(office: Office, tx: ReadTx, handover: Handover, named: Words) -> list[dict[str, Any]]:
    """Return the open cases that change hands, the most urgent first."""  # 2, 3
    table = case_table(office, tx)
    rows = np.flatnonzero(~table.columns.state.is_any(AT_REST))
    moved = handover.moved(table.columns.x[rows], table.columns.y[rows])
    if not len(moved.rows):
        return []
    found = read_cases(tx, table, rows[moved.rows], (*_KEY, "name", "state", "unit", "due_at"))
    lon, lat = lonlat_of(office, found.geometry.to_numpy())
    now = office.clock()
    soon, late = moment_text(now + SOON), moment_text(now)
    cases = []
    for at, row in enumerate(found.to_dict("records")):
        due = _text(row["due_at"])
        key = "|".join(_text(row[name]) or "" for name in _KEY)
        cases.append(
            {
                "code": row["code"],
                "title": named.class_name(key) or _text(row["name"]),
                "state": row["state"],
                "state_title": named.of("state", row["state"]),
                "unit": _text(row["unit"]),
                "unit_name": named.of("unit", row["unit"]) if _text(row["unit"]) else None,
                "from": moved.grid_before[at],
                "to": moved.grid_after[at],
                "place": [lon[at], lat[at]],
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


def _units(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the units that have a case in hand which changes hands, the most concerned first."""
    counts = Counter((case["unit"], case["unit_name"]) for case in cases if case["unit"])
    return [
        {"code": code, "name": name or code, "cases": count}
        for (code, name), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
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
