"""What each management grid carries: area, roads, assets and cases, and how far from the mean."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis_app.work.case_columns import case_table
from gis_app.work.frames import frame, frames, stamp
from gis_app.work.office import Office
from gis_app.work.plan_grid import management_grids, measured_grid
from grids import ELSEWHERE, Grid, Measures, measure, members
from layers.analysis import NO_TIME

#: The days that "lately" means.
RECENT_DAYS = 30
#: The mean month of the Gregorian calendar, in days.
MONTH_DAYS = 30.436875
_DAY_S = 86_400
#: What the deviation from the mean is told of.
COMPARED = ("area_m2", "cells", "road_m", "assets", "cases_per_month")

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class CaseLoad:
    """Cases by management grid, `ELSEWHERE` for those in none or without a place.

    `since` and `until` bound the recent days (epoch seconds), `first` is the earliest case; all are
    None where there is no case.
    """

    recent: "pd.Series[float]"
    per_month: "pd.Series[float]"
    first: int | None
    since: int | None
    until: int | None


def layers_of(office: Office) -> tuple[str, ...]:
    """Return the layers that measures depend on."""
    return ("cells", "grids", "roads", "cases", *(spec.name for spec in office.catalog.assets()))


def measures(office: Office) -> dict[str, Any]:
    """Return the measures of each management grid and of all, JSON-plain.

    1. What stands still (shapes, roads, assets) is computed anew only when one of those layers
       changes; cases come and go and are counted apart.
    2. The recent days end now or, where the latest case is older, with it: a district that was
       imported last year still shows its load. Cases without a moment are not counted.
    3. Cases are counted where they lie under the plan in force, not by the grid they once had.
    4. Deviation is value / mean - 1 over the management grids; 0 where the mean is 0.
    """
    still = _still(office)  # 1
    load = _load(office)
    grids = management_grids(office).set_index("code")
    rows = [_row(code, still, load) for code in still.grids.index]
    counted = set(still.grids.index)
    rows += [_nothing(code) for code in grids.index if code not in counted]
    rows.sort(key=lambda row: str(row["code"]))
    for row in rows:
        row["cells"] = int(grids["cells"].get(row["code"], 0))
    _compare(rows)
    return {
        "recent_days": RECENT_DAYS,
        "first": load.first,
        "since": load.since,
        "until": load.until,
        "grids": rows,
        "total": _total(still, load, cells=int(grids["cells"].sum())),
        "elsewhere": _elsewhere(still, load),
    }


def _still(office: Office) -> Measures:
    names = [spec.name for spec in office.catalog.assets()]
    mark = stamp(office, "cells", "grids", "roads", *names)

    def make() -> Measures:
        assets = {name: found for name, found in frames(office, *names).items() if len(found)}
        return measure(measured_grid(office), roads=frame(office, "roads"), assets=assets)

    return office.keep.get("plan:still", mark, make)


def _load(office: Office) -> CaseLoad:
    now = int(office.clock().timestamp())
    mark = (stamp(office, "cells", "grids", "cases"), now // 3600)
    return office.keep.get("plan:load", mark, lambda: _count(office, measured_grid(office), now))


def _count(office: Office, grid: Grid, now: int) -> CaseLoad:
    with office.store.read() as tx:
        columns = case_table(office, tx).columns
    codes = [*members(grid), ELSEWHERE]
    moments = np.asarray(columns.reported_at, dtype=np.int64)
    known = moments[moments != NO_TIME]
    row = _rows(grid, codes, columns.x, columns.y)  # 3
    if not len(known):
        nothing = np.zeros(len(codes))
        return CaseLoad(pd.Series(nothing, codes), pd.Series(nothing, codes), None, None, None)
    first = int(known.min())
    until = min(now, int(known.max()) + 1)  # 2
    since = until - RECENT_DAYS * _DAY_S
    lately = (moments >= since) & (moments < until)
    months = max((until - first) / _DAY_S, 1.0) / MONTH_DAYS
    recent = np.bincount(row[lately], minlength=len(codes)).astype(np.float64)
    dated = (moments != NO_TIME) & (moments < until)
    counted = np.bincount(row[dated], minlength=len(codes))
    return CaseLoad(
        pd.Series(recent, codes), pd.Series(counted / months, codes), first, since, until
    )


def _rows(grid: Grid, codes: list[str], x: Numbers, y: Numbers) -> NDArray[np.int64]:
    """Return the place in `codes` of the management grid of each place; the last for nowhere."""
    at = {code: number for number, code in enumerate(codes)}
    mine = [at[cell.grid or ELSEWHERE] for cell in grid] + [at[ELSEWHERE]]
    owner = grid.ownership.owners(x, y) if len(grid) else np.full(len(x), -1)
    return np.array(mine, dtype=np.int64)[owner]


def _row(code: str, still: Measures, load: CaseLoad) -> dict[str, Any]:
    found: dict[Any, Any] = still.grids.loc[code].to_dict()
    row: dict[str, Any] = {"code": code, "pieces": int(found["pieces"])}
    for name in ("area_m2", "perimeter_m", "road_m"):
        row[name] = round(float(found[name]), 1)
    row["compactness"] = round(float(found["compactness"]), 3)
    return row | _burden(code, still, load)


def _burden(code: str, still: Measures, load: CaseLoad) -> dict[str, Any]:
    roads: dict[Any, Any] = still.roads.loc[code].to_dict()
    assets: dict[Any, Any] = still.assets.loc[code].to_dict()
    return {
        "roads": {key: round(float(value), 1) for key, value in roads.items()},
        "assets": sum(int(value) for value in assets.values()),
        "by_layer": {key: int(value) for key, value in assets.items()},
        "cases_recent": int(load.recent.get(code, 0)),
        "cases_per_month": round(float(load.per_month.get(code, 0.0)), 1),
    }


def _nothing(code: str) -> dict[str, Any]:
    numbers = dict.fromkeys(
        ("pieces", "area_m2", "perimeter_m", "road_m", "compactness", "assets", "cases_recent"), 0
    )
    return {"code": code, **numbers, "cases_per_month": 0.0, "roads": {}, "by_layer": {}}


def _compare(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        row["deviation"] = {}
    for name in COMPARED:  # 4
        mean = sum(row[name] for row in rows) / len(rows) if rows else 0.0
        for row in rows:
            row["deviation"][name] = round(row[name] / mean - 1, 3) if mean else 0.0


def _total(still: Measures, load: CaseLoad, *, cells: int) -> dict[str, Any]:
    whole = still.whole
    return {
        "cells": cells,
        "area_m2": round(float(whole["area_m2"]), 1),
        "perimeter_m": round(float(whole["perimeter_m"]), 1),
        "compactness": round(float(whole["compactness"]), 3),
        "pieces": int(whole["pieces"]),
        "road_m": round(float(whole["road_m"]), 1),
        "roads": {key: round(float(value), 1) for key, value in still.roads.sum().items()},
        "assets": int(whole["assets"]),
        "by_layer": {key: int(value) for key, value in still.assets.sum().items()},
        "cases_recent": int(load.recent.sum()),
        "cases_per_month": round(float(load.per_month.sum()), 1),
    }


def _elsewhere(still: Measures, load: CaseLoad) -> dict[str, Any]:
    """Return what lies in no management grid, so that nothing is lost from view."""
    found = _burden(ELSEWHERE, still, load)
    road_m = sum(found["roads"].values())
    return {"road_m": round(road_m, 1), **{k: v for k, v in found.items() if k != "by_layer"}}
