"""Any two plans side by side, and the plan of any day."""

import datetime as dt

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from gis_app.web import actor, gettext, json_answer, office
from gis_app.work import BadQuestion, plan_compare, plans

bp = Blueprint("plan_compare", __name__)


@bp.get("/plans/compare")
def compare() -> ResponseReturnValue:
    """Return what differs between the plans `a` and `b`."""
    first, second = _number("a"), _number("b")
    return json_answer(plan_compare.side_by_side(office(), actor(), first, second))


@bp.get("/plans/owner")
def owner() -> ResponseReturnValue:
    """Return which cell and management grid owned a place on a day, today without one."""
    today = plans.today(office(), actor())
    return json_answer(plan_compare.owner(office(), actor(), _place(), _day("date", today)))


@bp.get("/plans/<int:plan_id>/owner")
def owner_under(plan_id: int) -> ResponseReturnValue:
    """Return which cell and management grid owns a place under a plan."""
    return json_answer(plan_compare.owner_under(office(), actor(), plan_id, _place()))


@bp.get("/plans/<int:plan_id>/recount")
def recount(plan_id: int) -> ResponseReturnValue:
    """Return the cases of some days, counted by the management grids of a plan."""
    today = plans.today(office(), actor())
    first, last = _day("from", dt.date(1970, 1, 1)), _day("to", today)
    return json_answer(plan_compare.recount(office(), actor(), plan_id, first, last))


def _number(name: str) -> int:
    value = request.args.get(name, type=int)
    if value is None:
        raise BadQuestion(
            name=name, value=request.args.get(name), expected=gettext("send the number of a plan")
        )
    return value


def _place() -> tuple[float, float]:
    return _degree("lon", 180.0), _degree("lat", 90.0)


def _degree(name: str, most: float) -> float:
    value = request.args.get(name, type=float)
    if value is None or not abs(value) <= most:
        raise BadQuestion(name=name, value=request.args.get(name), expected=gettext("send degrees"))
    return value


def _day(name: str, default: dt.date) -> dt.date:
    text = request.args.get(name)
    if text is None:
        return default
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        expected = gettext("send a day as 2026-03-01")
        raise BadQuestion(name=name, value=text, expected=expected) from error
