"""A plan comes in force: the layers become it, and what it covers gets its new owner, whole."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis_app.cases import OPEN_STATES
from gis_app.store import PlanHead, WriteTx, drafts, features, history, plans
from gis_app.work.case_columns import LAYER
from gis_app.work.office import Office
from grids import Content, Grid, Handover, same_cell
from layers import LayerSpec

#: The history of a plan that came in force carries this note, with the plan's number.
NOTE = "plan {plan}"


@dataclass(frozen=True, slots=True)
class Moved:
    """How much changed hands when a plan came in force, by layer."""

    layers: dict[str, int]


def put_in_force(office: Office, tx: WriteTx, head: PlanHead) -> Moved:
    """Make the layers hold a published plan and give what lies in them its new owner.

    1. Cells and management grids are changed where they differ; the plan before keeps its own.
    2. Open cases and all assets whose cell or management grid is another now are changed; what is
       closed keeps the grid it had.
    3. All of it is one transaction, and each change has its history.
    """
    note = NOTE.format(plan=head.id)
    before, _ = drafts.of_layers(tx)
    content = drafts.load(tx, head.id, office.district.crs)
    drafts.put_in_layers(tx, head.id, content, note=note)  # 1
    return _handed_over(office, tx, before, content[0], note)


def follow_import(
    office: Office, tx: WriteTx, before: Content, *, name: str, note: str
) -> dict[str, int]:
    """Let the plans follow an import that changed cells or management grids in the layers.

    1. While a district has one plan only it is being set up, and that plan is put right.
    2. Else what the layers hold now is a plan of its own from today, named after the import; the
       plan before it keeps its cells, and drafts made from that one are out of date.
    3. Management grids of other cells than before are drawn anew, and what lies in a cell gets its
       new owner, as when a plan is published.

    Returns
    -------
    dict
        `plans`: how many were made, 0 or 1.

    Raises
    ------
    gis_app.store.PlanOverlap
        Another plan is due later; withdraw that first.
    """
    after = drafts.of_layers(tx)
    held = plans.in_layers(tx)
    if held is None or _alike(before, after):
        return {"plans": 0}
    made = len(plans.every(tx)) > 1
    kept = _own_plan(office, tx, held, name=name, note=note) if made else held  # 1, 2
    drafts.follow_layers(tx, kept.id, before, after, note=note)
    _handed_over(office, tx, before[0], after[0], note)  # 3
    return {"plans": int(made)}


def catch_up(office: Office) -> PlanHead | None:
    """Put the plan in force whose day has come, and return it; None where none has.

    It is asked on every request, so the answer is kept until the day or a plan changes.

    Raises
    ------
    gis_app.store.StoreBusy
        Another writer did not finish in time; the next request tries again.
    """
    day = office.clock().astimezone(ZoneInfo(office.district.timezone)).date()
    with office.store.read() as tx:
        mark = (day, history.stamp(tx, "plans"))
    return office.keep.get("plans:due", mark, lambda: _catch_up(office, day))


def _catch_up(office: Office, day: dt.date) -> PlanHead | None:
    with office.store.read() as tx:
        if plans.due(tx, day) is None:
            return None
    with office.store.write("calendar", office.clock()) as tx:
        head = plans.due(tx, day)  # another process may have been quicker
        if head is not None:
            put_in_force(office, tx, head)
    return head


def _alike(one: Content, other: Content) -> bool:
    same_codes = one[0].codes == other[0].codes
    return one[1] == other[1] and same_codes and all(map(same_cell, one[0], other[0]))


def _own_plan(office: Office, tx: WriteTx, held: PlanHead, *, name: str, note: str) -> PlanHead:
    today = office.clock().astimezone(ZoneInfo(office.district.timezone)).date()
    made = plans.add(tx, name, base=held.id, note=note)
    return plans.publish(tx, made.id, valid_from=today, version=made.version)


def _handed_over(office: Office, tx: WriteTx, before: Grid, after: Grid, note: str) -> Moved:  # 2
    handover = Handover.of(before, after)
    moved = {
        spec.name: count
        for spec in office.catalog
        if _is_owned(spec) and (count := _give(tx, spec, handover, note))
    }
    return Moved(moved)


def _is_owned(spec: LayerSpec) -> bool:
    return spec.name != "cells" and spec.field("cell") is not None


def _give(tx: WriteTx, spec: LayerSpec, handover: Handover, note: str) -> int:  # 2
    names = [name for name in ("cell", "grid") if spec.field(name) is not None]
    wanted = ["code", *names, *(["state"] if spec.name == LAYER else [])]
    where = {"state": list(OPEN_STATES)} if spec.name == LAYER else None
    found = features.read_frame(tx, spec.name, columns=wanted, where=where)
    found = found[~(found.geometry.isna() | found.geometry.is_empty)]
    if not len(found):
        return 0
    spots = shapely.point_on_surface(np.asarray(found.geometry.to_numpy(), dtype=object))
    moved = handover.moved(shapely.get_x(spots), shapely.get_y(spots))
    if not len(moved.rows):
        return 0
    given = {"cell": moved.cell_after, "grid": moved.grid_after}
    columns = {name: pd.Series(given[name], dtype=object) for name in names}
    frame = gpd.GeoDataFrame(
        {"code": found["code"].to_numpy()[moved.rows], **columns},
        geometry=np.full(len(moved.rows), None, dtype=object),
        crs=tx.schema.district.crs,
    )
    return features.upsert_many(tx, spec.name, frame, note=note, listed=False).changed
