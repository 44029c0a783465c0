"""Rules: which unit a case goes to, tried on the cases of the last days before they are saved."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from gis_app.web import actor, sign_in_needed
from gis_app.work import rule_rehearsal

bp = Blueprint("rules_page", __name__)


@bp.get("/rules")
@sign_in_needed
def show() -> ResponseReturnValue:
    """Show the page; its module holds the rules until they are saved."""
    return render_template(
        "rules.html",
        may_edit=actor().role in ("dispatcher", "admin"),
        may_try=actor().role in ("dispatcher", "planner", "admin"),
        days=rule_rehearsal.DAYS,
        days_most=rule_rehearsal.DAYS_MOST,
    )
