"""The start page: it leads to the workspace of the user's role."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from gis_app.web import actor, sign_in_needed

bp = Blueprint("start", __name__)

#: Role → the workspace it begins in.
HOME = {"planner": "plan.show", "inspector": "inspect.show"}


@bp.get("/")
@sign_in_needed
def home() -> ResponseReturnValue:
    """Lead to the workspace of the user's role."""
    return redirect(url_for(HOME.get(actor().role, "dispatch.show")))
