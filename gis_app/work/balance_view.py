"""A balanced plan before anybody takes it: its grids on the map, and what they carry."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from gis_app.work.plan_names import colour_of
from gis_app.work.plan_text import collection
from gis_app.work.plans import label_spots
from grids import Balanced, Plan
from grids.edges import Floats

#: The beginning of the key of a management grid that has yet to be added: new:0.
NEW = "new:"
#: Decimals of a degree that keep the millimetre apart, so that borders meet on the map.
_DIGITS = 9
_Loads = dict[str, float]


def key_of(to: str | int | None) -> str | None:
    """Return what stands for a management grid in an answer: its code, or new:0, new:1."""
    return f"{NEW}{to}" if isinstance(to, int) else to


def shown(
    plan: Plan, load: Floats, found: Balanced, colours: Mapping[str, str], *, scratch: bool
) -> dict[str, Any]:
    """Return the proposed management grids as GeoJSON, and a row of loads for each old or new one.

    Parameters
    ----------
    load : (n,) array
        What each cell carries, in the order of the codes.
    colours
        The colour of each management grid of the draft.
    scratch
        Management grids that are left without a cell go.
    """
    after = [key_of(to) for to in found.assignment]
    mine: dict[str, list[Any]] = {}
    for cell, key in zip(plan.grid, after, strict=True):
        if key is not None:
            mine.setdefault(key, []).append(cell.shape)
    keys = sorted(mine)
    shapes = np.array([shapely.coverage_union_all(mine[key]) for key in keys], dtype=object)
    spots = label_spots(shapes, plan.grid.crs)
    records = [
        _record(plan, key, colours) | {"label_at": spot}
        for key, spot in zip(keys, spots, strict=True)
    ]
    was, now = _loads([cell.grid for cell in plan.grid], load), _loads(after, load)
    kept = set(mine) if scratch else set(mine) | set(plan.named)
    return {
        "grids": json.loads(collection(shapes, records, plan.grid.crs, digits=_DIGITS)),
        "rows": [
            _record(plan, key, colours)
            | {
                "before": round(was.get(key, 0.0), 2) if key in plan.named else None,
                "after": round(now.get(key, 0.0), 2) if key in kept else None,
            }
            for key in sorted(set(plan.named) | set(mine))
        ],
    }


def _record(plan: Plan, key: str, colours: Mapping[str, str]) -> dict[str, Any]:
    """Return key, name and colour; the name of a management grid to be added is its number."""
    if key.startswith(NEW):
        number = int(key.removeprefix(NEW))
        return {"key": key, "number": number + 1, "name": None, "colour": colour_of(str(number))}
    item = plan.management_grid(key)
    return {"key": key, "number": None, "name": item.name or key, "colour": colours[key]}


def _loads(keys: list[str | None], load: Floats) -> _Loads:
    sums: _Loads = {}
    for key, value in zip(keys, load.tolist(), strict=True):
        if key is not None:
            sums[key] = sums.get(key, 0.0) + value
    return sums
