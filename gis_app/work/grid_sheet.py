"""One management grid on paper: its edge along roads, its cells, and what lies in it."""

import json
from itertools import groupby
from typing import Any, cast

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from gis_app.store import plans
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.draft_bench import bench
from gis_app.work.draft_view import rows_of
from gis_app.work.frames import frame
from gis_app.work.office import Office
from gis_app.work.plan_text import collection
from gis_app.work.plans import names
from grids import Grid, Plan
from grids.describe import Stretch, describe_edge
from grids.edges import Floats
from layers.crs import to_lonlat
from layers.owner import NOBODY

#: A cell code of the national form: community of 12 digits and a number of three.
_COMMUNITY, _WHOLE = 12, 15
_LONLAT_DIGITS = 7


@allowed(*EVERYONE)
def sheet(office: Office, _actor: Actor, plan_id: int, code: str) -> dict[str, Any]:
    """Return all that a sheet of one management grid tells, under any plan.

    1. Its edge is told ring by ring, stretch by stretch (`grids.describe_edge`): the way, the road,
       the length, and the management grid beyond.
    2. Codes of the national form are told by community, as ranges of their numbers.

    Returns
    -------
    dict
        `plan`, `grid` (facts and figures), `rings` of stretches with the place each begins at,
        `cells` as GeoJSON, `codes`, and `beside`, the names of the neighbours with a place each.

    Raises
    ------
    gis_app.store.UnknownRecord, grids.UnknownGrid
        There is no such plan, or no such management grid in it.
    """
    with office.store.read() as tx:
        head = plans.get(tx, plan_id)
        kept = bench(office, tx, head)
    with kept.lock:
        plan, ledger = kept.plan, kept.ledger
    item = plan.management_grid(code)
    (figures,), _ = rows_of(office, ledger, [item])
    mine = [cell for cell in plan.grid if cell.grid == code]
    shapes = np.array([cell.shape for cell in mine], dtype=object)
    records = [{"code": cell.code} for cell in mine]
    rings = _edge(office, plan, shapes) if mine else []
    return {
        "plan": {"id": head.id, "name": head.name, "valid_from": head.valid_from},
        "grid": {
            "code": code,
            "name": item.name or code,
            "street": names(office, "streets").get(item.street or "") or item.street,
            "collectors": item.collectors,
            **figures,
        },
        "rings": [_told(office, plan, ring) for ring in rings],
        "cells": json.loads(collection(shapes, records, plan.grid.crs)),
        "codes": _codes([cell.code for cell in mine]),
    }


def _edge(office: Office, plan: Plan, shapes: Any) -> list[list[Stretch]]:  # noqa: ANN401 - shapes  # 1
    roads = frame(office, "roads")
    lines = np.asarray(roads.geometry.to_numpy(), dtype=object)
    area = cast("Polygon | MultiPolygon", shapely.coverage_union_all(shapes))
    grid: Grid = plan.grid

    def beyond(x: Floats, y: Floats) -> list[str | None]:
        at = grid.ownership.owners(x, y).tolist()
        return [None if one == NOBODY else grid.cells[one].grid for one in at]

    return describe_edge(area, lines, roads["name"].tolist(), beyond)


def _told(office: Office, plan: Plan, ring: list[Stretch]) -> list[dict[str, Any]]:
    starts = [shapely.Point(stretch.line.coords[0]) for stretch in ring]
    places = to_lonlat(np.array(starts, dtype=object), office.district.crs, digits=_LONLAT_DIGITS)
    titles = {item.code: item.name or item.code for item in plan.management_grids}
    return [
        {
            "heading": stretch.heading,
            "road": stretch.road,
            "beyond": titles.get(stretch.beyond or ""),
            "length_m": round(stretch.length_m),
            "place": list(place.coords[0]),
        }
        for stretch, place in zip(ring, places, strict=True)
    ]


def _codes(codes: list[str]) -> list[dict[str, str]]:  # 2
    """Return codes by community, as ranges: 330206002001, 001-045 047; the others one by one."""
    whole = sorted(c for c in codes if len(c) == _WHOLE and c.isascii() and c.isdigit())
    told = [
        {"community": community, "numbers": _ranges([int(c[_COMMUNITY:]) for c in mine])}
        for community, mine in groupby(whole, key=lambda code: code[:_COMMUNITY])
    ]
    rest = sorted(set(codes) - set(whole))
    return [*told, *([{"community": "", "numbers": ", ".join(rest)}] if rest else [])]


def _ranges(numbers: list[int]) -> str:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"{a:03d}" if a == b else f"{a:03d}-{b:03d}" for a, b in runs)
