"""The workload of a management grid: what the district weighs in it, and how much."""

from typing import Any

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from gis_app.api.case_questions import read_body
from gis_app.web import actor, current_language, gettext, json_answer, office
from gis_app.work import BadQuestion, draft_burden

bp = Blueprint("workload", __name__)


@bp.get("/workload")
def show() -> ResponseReturnValue:
    """Return the weights, and what can be weighed with its title."""
    return _told(draft_burden.workload(office(), actor()))


@bp.put("/workload")
def weigh() -> ResponseReturnValue:
    """Set the weights; a figure that is left out weighs nothing."""
    weights = read_body().get("weights")
    if not isinstance(weights, dict):
        expected = gettext("send an object with a number for each figure")
        raise BadQuestion(name="weights", value=weights, expected=expected)
    return _told(draft_burden.weigh(office(), actor(), weights))


def _told(weights: dict[str, float]) -> Response:
    return json_answer({"weights": weights, "figures": _figures()})


def _figures() -> list[dict[str, Any]]:
    """Return what can be weighed; titles are said for one unit of each."""
    catalog, said = office().catalog, draft_burden.SAID
    return [
        {
            "name": name,
            "title": gettext(said[name])
            if name in said
            else catalog[name].title.in_language(current_language()),
        }
        for name in draft_burden.figures(office())
    ]
