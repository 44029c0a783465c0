"""A boundary from a file made a draft: cleaned, its codes found again, its account told."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from gis_app.store import WriteTx, drafts, plans
from gis_app.work.actor import Actor, allowed
from gis_app.work.draft_orders import code_beside
from gis_app.work.drafts import named_well
from gis_app.work.errors import BadQuestion, WorkError
from gis_app.work.import_desk import Draft
from gis_app.work.import_settings import fitting
from gis_app.work.import_source import in_metres
from gis_app.work.import_target import Target, target
from gis_app.work.imports import file_of, idle
from gis_app.work.jobs import Progress, start
from gis_app.work.office import Office
from gis_app.work.plan_names import CODE_MOST, clean_text
from grids import Account, Arranged, Cell, Drawn, between, cells_drawn, clean, grids_drawn
from grids.edges import Shapes

#: The layers whose shapes make a plan: the cells themselves, or whole management grids.
LAYERS = ("cells", "grids")
#: The farthest that joints are drawn together and the widest gap that is closed, in metres.
SNAP_MOST_M, GAP_MOST_M = 5.0, 20.0
#: The same where nobody says otherwise.
SNAP_M, GAP_M = 0.01, 0.5
_TEXT_MOST = 80
_COLLECTORS_MOST = 99


class NotABoundary(WorkError):
    """A file is to be made a draft whose rows are neither cells nor management grids."""

    kind = "not_a_boundary"
    template = "Only cells or management grids make a draft; choose one of these layers."


class NothingDrawn(WorkError):
    """A file has no area."""

    kind = "nothing_drawn"
    template = "None of the {rows} rows of the file has an area; choose a file of polygons."


class NoPlanYet(WorkError):
    """A draft is to be made where no plan is in force."""

    kind = "no_plan_yet"
    template = "No plan is in force yet; import the cells first, and they are the first plan."


@dataclass(frozen=True, slots=True)
class Cleaning:
    """How far joints are drawn together and how wide a gap is closed, in metres."""

    snap_m: float = SNAP_M
    gap_m: float = GAP_M


@allowed("planner")
def begin(
    office: Office, actor: Actor, import_name: str, plan_name: str, cleaning: Cleaning
) -> Draft:
    """Begin to make a draft of an import's file, in the background; see `Draft.plan` at its end.

    1. Rows without an area are left out and counted; the others are cleaned (`grids.clean`).
    2. Cells or management grids come of them as `grids.cells_drawn` and `grids.grids_drawn` say.
    3. The draft is the plan in force with all of that as its first step: it can be undone, and its
       faults tell what is left to mend.

    Raises
    ------
    NotABoundary, gis_app.work.import_source.FrameUnclear
        The layer is neither, or nobody said in which frame the coordinates are.
    gis_app.work.drafts.PlanNameWrong, gis_app.work.BadQuestion
        The draft cannot be called so, or cannot be cleaned so.
    """
    one = idle(office, import_name, actor)
    file, placing = file_of(one), one.placing
    name = named_well(plan_name)
    _check(cleaning)
    chosen = target(office.catalog, file, one.settings)
    if chosen.spec.name not in LAYERS or placing is None:
        raise NotABoundary
    raw = in_metres(file, placing, office.district.crs)

    def work(progress: Progress) -> None:
        progress("place", 0.1)
        drawn, left_out = _drawn(raw, chosen)
        progress("clean", 0.2)
        after, account = clean(
            [row.shape for row in drawn], snap_m=cleaning.snap_m, gap_m=cleaning.gap_m
        )
        progress("draft", 0.7)
        rows = _with_shapes(drawn, after)
        made = _stored(office, actor, name, one.label, chosen.spec.name, rows)
        one.plan = made | {"account": _told(account), "left_out": left_out}

    one.plan = None
    one.job = start(work)
    return one


def _check(cleaning: Cleaning) -> None:
    for name, most in (("snap_m", SNAP_MOST_M), ("gap_m", GAP_MOST_M)):
        value = getattr(cleaning, name)
        if not 0 <= value <= most:
            raise BadQuestion(name=name, value=value, expected=f"0 - {most:g}")


def _drawn(raw: gpd.GeoDataFrame, chosen: Target) -> tuple[list[Drawn], int]:  # 1
    read = _reader(raw, chosen)
    found = []
    for at, shape in enumerate(raw.geometry.to_numpy()):
        area = _area(shape)
        if area is not None:
            found.append(Drawn(area, **read(at)))
    if not found:
        raise NothingDrawn(rows=len(raw))
    return found, len(raw) - len(found)


def _area(shape: Any) -> Any:  # noqa: ANN401 - any geometry, or none
    """Return the polygons of a shape, without heights; None where it has no area."""
    if shape is None or shape.is_empty or not np.isfinite(shapely.get_coordinates(shape)).all():
        return None
    flat = shapely.force_2d(shape)
    parts = [part for part in shapely.get_parts(flat) if part.geom_type == "Polygon"]
    if not parts or flat.geom_type not in ("Polygon", "MultiPolygon", "GeometryCollection"):
        return None
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _reader(raw: gpd.GeoDataFrame, chosen: Target) -> Callable[[int], dict[str, Any]]:
    """Return what reads the facts of a row: as its mapping says, plain and on one line."""
    mapping = fitting(chosen.mapping, chosen.spec)
    names = ("code", "name", "grid", "community", "street", "collectors")
    columns = {
        name: raw[mapping.columns[name]].tolist() for name in names if name in mapping.columns
    }

    def read(at: int) -> dict[str, Any]:
        said = {name: _text(values[at]) for name, values in columns.items()}
        said |= {n: _text(v) for n, v in mapping.constants.items() if n in names}
        return said | {
            "code": _code(said.get("code")),
            "collectors": _number(said.get("collectors")),
        }

    return read


def _text(value: object) -> str | None:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    whole = isinstance(value, float) and value.is_integer()
    text = clean_text(str(int(value)) if whole else str(value))[:_TEXT_MOST]  # type: ignore[call-overload]
    return text or None


def _code(text: str | None) -> str | None:
    good = text and len(text) <= CODE_MOST and text.replace("-", "").isalnum()
    return text if good else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() and 0 < int(text) <= _COLLECTORS_MOST else None


def _with_shapes(drawn: list[Drawn], shapes: Shapes) -> list[Drawn]:
    """Return the rows with their cleaned shapes; one that lay wholly in others is gone."""
    return [
        Drawn(shape, row.code, row.name, row.grid, row.community, row.street, row.collectors)
        for row, shape in zip(drawn, shapes, strict=True)
        if not shape.is_empty
    ]


def _stored(
    office: Office, actor: Actor, name: str, label: str, layer: str, rows: list[Drawn]
) -> dict[str, Any]:
    with office.store.write(actor.name, office.clock()) as tx:
        base = plans.in_layers(tx)
        if base is None:
            raise NoPlanYet
        old = drafts.of_layers(tx)
        found = _arranged(tx, old, layer, rows)  # 2
        made = plans.add(tx, name, base=base.id)
        drafts.keep(tx, made.id, old)
        change = between(old, found.content, lineage=found.lineage)
        if not change.is_empty:  # 3
            drafts.step(tx, made, "do", change, {"kind": "import", "file": label, "layer": layer})
    return {
        "id": made.id,
        "name": name,
        "layer": layer,
        "shapes": len(rows),
        "known": found.known,
        "new": found.new,
        "changed": len(change.cells_in),
        "gone": len(change.gone),
        "crossed": len(found.crossed),
    }


def _arranged(tx: WriteTx, old: drafts.Content, layer: str, rows: list[Drawn]) -> Arranged:
    spent_grids = drafts.used_codes(tx, "grids")
    if layer == "grids":
        return grids_drawn(old, rows, spent_grids=spent_grids)

    def new_code(before: Cell, spent: Any) -> str:  # noqa: ANN401 - a collection of codes
        return code_beside(before, set(spent))

    return cells_drawn(
        old,
        rows,
        spent_cells=drafts.used_codes(tx, "cells"),
        spent_grids=spent_grids,
        new_code=new_code,
    )


def _told(account: Account) -> Mapping[str, Any]:
    return {
        "moved_m2": round(account.moved_m2, 1),
        "shift_m": round(account.shift_m, 3),
        "before": {kind: n for kind, n in account.faults_before.items() if n},
        "after": {kind: n for kind, n in account.faults_after.items() if n},
    }
