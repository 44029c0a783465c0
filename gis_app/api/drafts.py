"""Drafts: made, changed step by step, taken back; what others did meanwhile."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from gis_app.api.case_questions import read_body
from gis_app.api.draft_bodies import read_order, read_text, read_version
from gis_app.web import actor, geojson, gettext, json_answer, office
from gis_app.web.answers import versioned
from gis_app.work import draft_checks, drafts, grid_split

bp = Blueprint("drafts", __name__)

#: What a step is called after it was done.
SAID = {
    "move_joint": "Moved a joint",
    "insert_joint": "Put a joint in",
    "remove_joint": "Took a joint out",
    "reshape_seam": "Reshaped an edge",
    "cut_cell": "Cut a cell",
    "merge_cells": "Merged cells",
    "give_cells": "Gave cells to another grid",
    "split_grid": "Split a grid",
    "split_grid_line": "Split a grid",
    "split_grid_even": "Split a grid",
    "merge_grids": "Merged grids",
    "add_grid": "Added a grid",
    "drop_grid": "Removed an empty grid",
    "edit_grid": "Changed a grid's name, colour or collectors",
    "recode_cell": "Gave a cell another code",
    "recode_grid": "Gave a grid another code",
    "mend": "Mended a fault",
    "undo": "Took the last step back",
    "redo": "Did the step again",
    "since": "Changed meanwhile",
}


@bp.get("/plans")
def every() -> ResponseReturnValue:
    """Return the heads of all plans, the latest first."""
    return json_answer({"plans": drafts.every(office(), actor())})


@bp.post("/plans")
def create() -> ResponseReturnValue:
    """Make a draft of the plan in force."""
    body = read_body()
    name, note = read_text(body, "name") or "", read_text(body, "note", drafts.NOTE_MOST * 2) or ""
    return json_answer(drafts.create(office(), actor(), name, note)), HTTPStatus.CREATED


@bp.get("/plans/<int:plan_id>")
def head(plan_id: int) -> ResponseReturnValue:
    """Return the head of a plan."""
    return json_answer(drafts.head(office(), actor(), plan_id))


@bp.patch("/plans/<int:plan_id>")
def rename(plan_id: int) -> ResponseReturnValue:
    """Give a plan another name or note."""
    body = read_body()
    return json_answer(
        drafts.rename(
            office(),
            actor(),
            plan_id,
            version=read_version(body),
            name=read_text(body, "name"),
            note=read_text(body, "note", drafts.NOTE_MOST * 2),
        )
    )


@bp.get("/plans/<int:plan_id>/cells")
def cells(plan_id: int) -> ResponseReturnValue:
    """Return the cells of a draft as GeoJSON."""
    mark = drafts.mark(office(), actor(), plan_id)
    return versioned(mark, lambda: geojson(drafts.cells(office(), actor(), plan_id)))


@bp.get("/plans/<int:plan_id>/grids")
def grids(plan_id: int) -> ResponseReturnValue:
    """Return the management grids of a draft as GeoJSON."""
    mark = drafts.mark(office(), actor(), plan_id)
    return versioned(mark, lambda: geojson(drafts.management(office(), actor(), plan_id)))


@bp.get("/plans/<int:plan_id>/figures")
def figures(plan_id: int) -> ResponseReturnValue:
    """Return what each management grid of a draft carries."""
    return json_answer(drafts.figures(office(), actor(), plan_id))


@bp.post("/plans/<int:plan_id>/steps")
def step(plan_id: int) -> ResponseReturnValue:
    """Do one operation to a draft."""
    body = read_body()
    order = read_order(body)
    version = read_version(body)
    if order.kind == "mend":
        fault = order.values["fault"]
        found = draft_checks.mend(office(), actor(), plan_id, fault, version=version)
    elif order.kind == "split_grid_even":
        found = grid_split.split_evenly(
            office(), actor(), plan_id, order.values["grid"], order.values["k"], version=version
        )
    else:
        found = drafts.step(office(), actor(), plan_id, order, version=version)
    return json_answer(_said(order.kind, found))


@bp.post("/plans/<int:plan_id>/undo")
def undo(plan_id: int) -> ResponseReturnValue:
    """Take the last step back."""
    version = read_version(read_body())
    return json_answer(_said("undo", drafts.undo(office(), actor(), plan_id, version=version)))


@bp.post("/plans/<int:plan_id>/redo")
def redo(plan_id: int) -> ResponseReturnValue:
    """Do the step again that was taken back last."""
    version = read_version(read_body())
    return json_answer(_said("redo", drafts.redo(office(), actor(), plan_id, version=version)))


@bp.get("/plans/<int:plan_id>/since")
def since(plan_id: int) -> ResponseReturnValue:
    """Return what changed in a draft since a version; whoever asks is there."""
    version = request.args.get("version", 0, type=int)
    return json_answer(_said("since", drafts.since(office(), actor(), plan_id, version)))


def _said(deed: str, found: dict[str, Any]) -> dict[str, Any]:
    return {**found, "said": gettext(SAID[deed])}
