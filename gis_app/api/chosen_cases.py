"""Many cases at once: what a lasso holds, one action on all of them, and its taking back."""

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from gis_app.api import case_questions as read
from gis_app.web import actor, current_language, gettext, json_answer, office
from gis_app.work import BadQuestion, case_bulk
from gis_app.work.case_steps import Step

bp = Blueprint("chosen_cases", __name__)

#: Corners of a lasso: fewer hold nothing, more are no hand's.
_CORNERS = (3, 5_000)
_MOST_LON, _MOST_LAT = 180.0, 90.0
#: The longest number of a case.
_NUMBER_MOST = 60


@bp.post("/chosen-cases")
def look() -> ResponseReturnValue:
    """Return the cases of the filter inside a ring, and those named by number."""
    body = read.read_body()
    choice = case_bulk.Choice(
        question=read.read_question(request.args, office().district.timezone),
        ring=_ring(body.get("ring")),
        numbers=_numbers(body.get("numbers", [])),
    )
    return json_answer(case_bulk.look(office(), actor(), choice, current_language()))


@bp.post("/chosen-cases/actions")
def act() -> ResponseReturnValue:
    """Take one action on all of the cases, or on none."""
    body = read.read_body()
    step = Step(
        action=read.read_text(body, "action"),
        version=0,
        note=read.read_text(body, "note"),
        unit=read.read_text(body, "unit"),
        condition=read.read_text(body, "condition"),
        amount=read.read_text(body, "amount"),
    )
    cases = _seen(body.get("cases"))
    done = case_bulk.act_all(office(), actor(), cases, step, current_language())
    return json_answer({"cases": done})


@bp.post("/chosen-cases/undo")
def undo() -> ResponseReturnValue:
    """Take one's own last action back on all of the cases, or on none."""
    cases = _seen(read.read_body().get("cases"))
    return json_answer({"cases": case_bulk.undo_all(office(), actor(), cases)})


def _ring(given: object) -> tuple[tuple[float, float], ...] | None:
    if given is None:
        return None
    low, high = _CORNERS
    if not isinstance(given, list) or not (low <= len(given) <= high and all(map(_pair, given))):
        expected = gettext(
            "give {low} to {high} places of longitude and latitude", low=low, high=high
        )
        raise BadQuestion(name="ring", value="…", expected=expected)
    return tuple((float(lon), float(lat)) for lon, lat in given)


def _pair(place: object) -> bool:
    if not isinstance(place, list) or len(place) != 2:  # noqa: PLR2004 - a pair
        return False
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in place)
    return numbers and abs(place[0]) <= _MOST_LON and abs(place[1]) <= _MOST_LAT


def _numbers(given: object) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(_is_number(one) for one in given):
        raise BadQuestion(name="numbers", value="…", expected=gettext("give numbers of cases"))
    return tuple(dict.fromkeys(given))


def _seen(given: object) -> list[case_bulk.Seen]:
    """Return cases as they were seen, each once: a second time it would be stale."""
    rows = given if isinstance(given, list) else []
    if not rows or not all(_is_seen(row) for row in rows):
        expected = gettext("give the number and version of each case")
        raise BadQuestion(name="cases", value="…", expected=expected)
    found = {row["number"]: row for row in rows}
    return [
        case_bulk.Seen(number, row["version"], row.get("unit") or "")
        for number, row in found.items()
    ]


def _is_seen(row: Any) -> bool:  # noqa: ANN401 - whatever was sent
    if not isinstance(row, dict) or not _is_number(row.get("number")):
        return False
    version, unit = row.get("version"), row.get("unit")
    return (
        isinstance(version, int)
        and not isinstance(version, bool)
        and (unit is None or isinstance(unit, str))
    )


def _is_number(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _NUMBER_MOST
