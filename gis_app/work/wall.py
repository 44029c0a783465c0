"""The figures of the day, for a screen on the wall."""

import datetime as dt
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np

from gis_app.work import evaluation
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.case_figures import ACTIVE, FILED
from gis_app.work.case_question import CaseQuestion, ask, lights
from gis_app.work.case_words import words
from gis_app.work.cases import Page, queue
from gis_app.work.evaluation import EvaluationQuestion
from gis_app.work.office import Office
from layers.analysis import AT_REST, count_by

#: Days over which the timely-resolution rate is told: a half month, as units are assessed.
RATE_DAYS: Final = 15
#: How many grids and how many new cases are told.
_GRIDS, _NEW = 6, 5
_WEEK_S: Final = 7 * 86_400
_RED: Final = 3


@allowed(*EVERYONE)
def today(office: Office, actor: Actor, language: str) -> dict[str, Any]:
    """Return what a district has to know today.

    1. A day begins at local midnight. `then` is the same day a week before, up to the same hour.
    2. `active` is the active-discovery rate of what was filed among the cases reported today;
       `timely` the timely-resolution rate of the last `RATE_DAYS` days.
    3. `overdue` are the open cases whose light is red. Grids come by their overdue cases, then by
       their open ones.
    """
    zone = ZoneInfo(office.district.timezone)
    now = office.clock().astimezone(zone)
    start = now.replace(hour=0, minute=0, second=0, microsecond=0)
    start_s, now_s = int(start.timestamp()), int(now.timestamp())
    columns = ask(office, CaseQuestion()).table.columns
    at = columns.reported_at
    is_open = ~columns.state.is_any(AT_REST)
    reported = (at >= start_s) & (at <= now_s)
    before = (at >= start_s - _WEEK_S) & (at <= now_s - _WEEK_S)  # 1
    filed = reported & columns.state.is_any(FILED)
    own = filed & columns.source.is_any(ACTIVE)
    overdue = is_open & (lights(columns, now_s) == _RED)  # 3
    late, waiting = (count_by(columns.grid, kept).as_dict() for kept in (overdue, is_open))
    named = words(office, language)
    order = sorted(waiting, key=lambda code: (-late.get(code, 0), -waiting[code], code))
    page = queue(office, actor, CaseQuestion(), Page(limit=_NEW), language)
    return {
        "at": now.isoformat(),
        "from": start.isoformat(),
        "reported": int(np.count_nonzero(reported)),
        "then": int(np.count_nonzero(before)),
        "open": int(np.count_nonzero(is_open)),
        "overdue": int(np.count_nonzero(overdue)),
        "active": _rate(int(np.count_nonzero(own)), int(np.count_nonzero(filed))),
        "timely": _timely(office, actor, start + dt.timedelta(days=1), language),
        "grids": [
            {
                "name": named.of("grid", code) or code,
                "open": waiting[code],
                "overdue": late.get(code, 0),
            }
            for code in order
            if code
        ][:_GRIDS],
        "latest": page["rows"],
    }


def _timely(office: Office, actor: Actor, end: dt.datetime, language: str) -> float | None:  # 2
    start = end - dt.timedelta(days=RATE_DAYS)
    asked = EvaluationQuestion(int(start.timestamp()), int(end.timestamp()), "grid")
    share = evaluation.evaluate(office, actor, asked, language)["figures"]["timely"]
    return _rate(share["count"], share["of"])


def _rate(count: int, of: int) -> float | None:
    return round(count / of, 4) if of else None
