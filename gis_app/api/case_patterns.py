"""Patterns of the filtered cases: by area, by hour, what comes again, what lies ahead."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from gis_app.api.case_questions import read_number, read_other, read_question
from gis_app.api.comparing import other_class
from gis_app.web import actor, current_language, gettext, json_answer, office
from gis_app.web.answers import versioned
from gis_app.work import (
    BadQuestion,
    case_ahead,
    case_areas,
    case_bounces,
    case_figures,
    case_repeats,
    cases,
    hot_spots,
    hot_tests,
)
from gis_app.work.case_question import CaseQuestion

bp = Blueprint("case_patterns", __name__)


@bp.get("/cases/areas")
def areas() -> ResponseReturnValue:
    """Return counts and rates by area, and what changed against `vs`."""
    asked = _asked()
    other = read_other(request.args, asked)
    by = request.args.get("by") or case_areas.BY[0]
    if by not in case_areas.BY:
        expected = gettext("use one of {known}", known=", ".join(case_areas.BY))
        raise BadQuestion(name="by", value=by, expected=expected)
    said = current_language()
    more = f"areas-{by}-{'' if other is None else other.mark}"

    def make() -> dict[str, Any]:
        found = case_areas.areas(office(), actor(), asked, other, by=by, language=said)
        return {**found, "then_class": other_class()}

    return _answer(asked, more, make)


@bp.get("/cases/hours")
def hours() -> ResponseReturnValue:
    """Return the cases by weekday and hour."""
    asked = _asked()
    return _answer(asked, "hours", lambda: case_figures.hours(office(), actor(), asked))


@bp.get("/cases/repeats")
def come_again() -> ResponseReturnValue:
    """Return what comes again, and the worst places."""
    asked = _asked()
    reach_m = read_number(request.args, "reach", case_repeats.REACH_M, case_repeats.REACHES_M)
    days = read_number(request.args, "days", case_repeats.DAYS_MEANT, case_repeats.DAYS)
    said = current_language()
    return _answer(
        asked,
        f"repeats-{reach_m}-{days}",
        lambda: case_repeats.come_again(
            office(), actor(), asked, reach_m=reach_m, days=days, language=said
        ),
    )


@bp.get("/cases/bounces")
def bounces() -> ResponseReturnValue:
    """Return how many hands the cases went through, and those with the most."""
    asked, said = _asked(), current_language()
    return _answer(asked, "bounces", lambda: case_bounces.bounces(office(), actor(), asked, said))


@bp.get("/cases/tomorrow")
def tomorrow() -> ResponseReturnValue:
    """Return the load that is expected in each grid."""
    asked = _asked()
    hour = int(office().clock().timestamp()) // 3_600  # the day turns without any change
    said = current_language()
    return _answer(
        asked,
        f"tomorrow-{hour}",
        lambda: case_ahead.tomorrow(office(), actor(), asked, said),
    )


@bp.get("/cases/hotspots/tried")
def tried() -> ResponseReturnValue:
    """Return how good hot places were at telling where the next cases came."""
    asked = _asked()
    tile_m = read_number(request.args, "tile", hot_spots.TILE_M, hot_spots.TILES_M)
    weeks = read_number(request.args, "weeks", hot_tests.WEEKS_MEANT, hot_tests.WEEKS)
    learn = read_number(request.args, "learn", hot_tests.LEARN_MEANT, hot_tests.LEARN_DAYS)
    return _answer(
        asked,
        f"tried-{tile_m}-{weeks}-{learn}",
        lambda: hot_tests.tried(
            office(), actor(), asked, tile_m=tile_m, weeks=weeks, learn_days=learn
        ),
    )


@bp.get("/cases/clusters")
def clusters() -> ResponseReturnValue:
    """Return clusters in space and time that go on now."""
    asked = _asked()
    tile_m = read_number(request.args, "tile", hot_spots.TILE_M, hot_spots.TILES_M)
    return _answer(
        asked,
        f"clusters-{tile_m}",
        lambda: hot_tests.clusters_now(office(), actor(), asked, tile_m),
    )


def _asked() -> CaseQuestion:
    return read_question(request.args, office().district.timezone)


def _answer(asked: CaseQuestion, more: str, make: Callable[[], Any]) -> ResponseReturnValue:
    mark = cases.mark(office(), actor(), asked, current_language())
    return versioned(f"{mark}-{more}", lambda: json_answer(make()))
