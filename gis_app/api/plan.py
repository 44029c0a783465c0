"""The plan in force, to be read: cells, management grids, measures, faults."""

from typing import Any

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from gis_app.web import actor, current_language, geojson, gettext, json_answer, office, sentence
from gis_app.web.answers import versioned
from gis_app.work import plans

bp = Blueprint("plan_data", __name__)

#: What a kind of fault, or of warning, is called.
KIND_TITLES = {
    "duplicate_code": "Code used twice",
    "invalid": "Invalid shape",
    "multipart": "Cell in several parts",
    "overlap": "Overlap",
    "torn_seam": "Torn seam",
    "gap": "Gap",
    "uncovered": "Uncovered",
    "outside": "Outside the district",
    "sliver": "Sliver",
    "area_out_of_band": "Size out of band",
    "crosses_community": "Crosses a community",
    "unassigned": "No management grid",
    "grid_in_pieces": "Grid in pieces",
    "grid_empty": "Grid without cells",
    "grid_not_adjacent": "Not beside the grid",
    "grid_name_twice": "Two grids of one name",
    "through_building": "Edge through a building",
    "across_road": "Edge across a road",
}
#: Faults sent in one answer; a plan with more is not read row by row. `total` tells of all.
FAULTS_MOST = 2_000


@bp.get("/plan/cells")
def cells() -> ResponseReturnValue:
    """Return all cells as GeoJSON."""
    mark = plans.mark(office(), actor(), "cells")
    return versioned(mark, lambda: geojson(plans.cells(office(), actor())))


@bp.get("/plan/cells/<path:code>")
def cell(code: str) -> ResponseReturnValue:
    """Return all about one cell, with the management grids beside it."""
    return json_answer(plans.cell(office(), actor(), code))


@bp.get("/plan/grids")
def grids() -> ResponseReturnValue:
    """Return the management grids as GeoJSON."""
    mark = plans.mark(office(), actor(), "grids")
    return versioned(mark, lambda: geojson(plans.management(office(), actor())))


@bp.get("/plan/measures")
def measures() -> ResponseReturnValue:
    """Return what each management grid carries."""
    mark = plans.mark(office(), actor(), "measures")
    return versioned(mark, lambda: json_answer(plans.measured(office(), actor())))


@bp.get("/plan/faults")
def faults() -> ResponseReturnValue:
    """Return what is wrong with the cells, in a fixed order, in the reader's language."""
    mark = f"{plans.mark(office(), actor(), 'faults')}-{current_language()}"

    def make() -> Response:
        found = plans.wrong(office(), actor())
        kinds: dict[str, int] = {}
        for row in found:
            kinds[row["kind"]] = kinds.get(row["kind"], 0) + 1
        return json_answer(
            {
                "total": len(found),
                "kinds": [
                    {"kind": kind, "title": gettext(KIND_TITLES[kind]), "count": count}
                    for kind, count in kinds.items()
                ],
                "rows": [said(row) for row in found[:FAULTS_MOST]],
            }
        )

    return versioned(mark, make)


def said(row: dict[str, Any]) -> dict[str, Any]:
    """Return a fault with its sentence in the reader's language in place of its template."""
    plain = {key: value for key, value in row.items() if key not in ("template", "facts")}
    title = gettext(KIND_TITLES[row["kind"]])
    return {**plain, "title": title, "text": sentence(row["template"], row["facts"])}
