"""Saved views of the cases."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from gis_app.api.case_questions import read_body, read_text
from gis_app.web import actor, json_answer, office
from gis_app.work import views

bp = Blueprint("views", __name__)


@bp.get("/views")
def listed() -> ResponseReturnValue:
    """Return one's own views and those that are shared."""
    return json_answer({"views": views.views(office(), actor())})


@bp.put("/views")
def save() -> ResponseReturnValue:
    """Keep a view under a name."""
    body = read_body()
    found = views.save(
        office(),
        actor(),
        read_text(body, "name"),
        read_text(body, "query"),
        shared=body.get("shared") is True,
        start=body.get("start") is True,
    )
    return json_answer({"views": found})


@bp.delete("/views/<path:name>")
def remove(name: str) -> ResponseReturnValue:
    """Remove one's own view."""
    return json_answer({"views": views.remove(office(), actor(), name)})
