"""The figures of the day for a screen on the wall."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from gis_app.web import actor, current_language, json_answer, office
from gis_app.work import wall

bp = Blueprint("wall", __name__)


@bp.get("/wall")
def today() -> ResponseReturnValue:
    """Return what a district has to know today."""
    return json_answer(wall.today(office(), actor(), current_language()))
