"""Tested hot spots of the filtered cases, and what became of them over time."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from gis_app.api.case_questions import read_number, read_question
from gis_app.web import actor, json_answer, office
from gis_app.web.answers import versioned
from gis_app.work import BadQuestion, cases, hot_spots
from gis_app.work.case_question import CaseQuestion

bp = Blueprint("hot_spots", __name__)


@bp.get("/cases/hotspots")
def spots() -> ResponseReturnValue:
    """Return the areas that are hot or cold spots."""
    asked, on, tile_m, mark = _asked()
    return versioned(
        f"{mark}-spots",
        lambda: json_answer(hot_spots.spots(office(), actor(), asked, on, tile_m)),
    )


@bp.get("/cases/hotspots/emerging")
def emerging() -> ResponseReturnValue:
    """Return the areas by what became of them."""
    asked, on, tile_m, mark = _asked()
    slices = read_number(request.args, "slices", hot_spots.SLICES_MEANT, hot_spots.SLICES)
    return versioned(
        f"{mark}-emerging{slices}",
        lambda: json_answer(hot_spots.over_time(office(), actor(), asked, on, tile_m, slices)),
    )


def _asked() -> tuple[CaseQuestion, hot_spots.On, int, str]:
    asked = read_question(request.args, office().district.timezone).unboxed()
    on = request.args.get("on", hot_spots.ON[0])
    if on not in hot_spots.ON:
        raise BadQuestion(name="on", value=on, expected=", ".join(hot_spots.ON))
    tile_m = read_number(request.args, "tile", hot_spots.TILE_M, hot_spots.TILES_M)
    mark = cases.mark(office(), actor(), asked, "")
    return asked, on, tile_m, f"{mark}-{on}{tile_m}"
