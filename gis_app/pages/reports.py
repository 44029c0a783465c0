"""Evaluation: the half-monthly bulletin, and the cases behind each of its figures."""

import datetime as dt
from collections.abc import Iterator
from itertools import islice

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from gis_app.web import actor, office, plan_name, sign_in_needed
from gis_app.work import drafts, plans

bp = Blueprint("reports", __name__)

#: Half months that are offered: a year of bulletins.
HALVES = 24
#: The day on which the second half of a month begins.
_SECOND = 16


@bp.get("/reports")
@sign_in_needed
def show() -> ResponseReturnValue:
    """Show the page; period, subject and plan live in the address."""
    today = plans.today(office(), actor())
    return render_template(
        "reports.html",
        halves=list(islice(half_months(today), HALVES)),
        plans=[
            {"id": plan["id"], "name": plan_name(plan["name"])}
            for plan in drafts.every(office(), actor())
        ],
        people=actor().role != "viewer",
    )


def half_months(today: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield first and last day of half months: that of a day first, then those before it."""
    day = today
    while True:
        first = day.replace(day=_SECOND if day.day >= _SECOND else 1)
        last = first.replace(day=_SECOND - 1) if first.day == 1 else _month_end(first)
        yield first, last
        day = first - dt.timedelta(days=1)


def _month_end(day: dt.date) -> dt.date:
    later = day.replace(day=28) + dt.timedelta(days=4)
    return later - dt.timedelta(days=later.day)
