"""A draft brought up to date with a plan that came in force meanwhile."""

from typing import NoReturn

from flask import Blueprint
from flask.typing import ResponseReturnValue

from gis_app.api.case_questions import read_body
from gis_app.api.draft_bodies import KEY_MOST, read_version
from gis_app.web import actor, gettext, json_answer, office
from gis_app.work import BadQuestion, draft_rebase
from grids import Side

bp = Blueprint("draft_rebase", __name__)

#: What a conflict is about, by its kind.
SAID = {
    "ground": "Both changed the shape of these cells",
    "owner": "Both changed what this cell belongs to",
    "gone": "One changed a cell that is no more in the other",
    "grid_gone": "One gave cells to a grid that the other gave up",
    "grid": "Both changed the facts of this grid",
}


@bp.get("/plans/<int:plan_id>/rebase")
def conflicts(plan_id: int) -> ResponseReturnValue:
    """Return what has to be decided."""
    found = draft_rebase.conflicts(office(), actor(), plan_id)
    rows = [{**row, "title": gettext(SAID[row["kind"]])} for row in found["conflicts"]]
    return json_answer({**found, "conflicts": rows})


@bp.post("/plans/<int:plan_id>/rebase")
def settle(plan_id: int) -> ResponseReturnValue:
    """Bring the draft up to date as it was decided."""
    body = read_body()
    found = draft_rebase.settle(
        office(),
        actor(),
        plan_id,
        version=read_version(body),
        onto=_number(body.get("onto")),
        choices=_choices(body.get("choices")),
    )
    return json_answer({**found, "said": gettext("Brought up to date with the plan in force")})


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        expected = gettext("send the number of a plan")
        raise BadQuestion(name="onto", value=value, expected=expected)
    return value


def _choices(value: object) -> dict[str, Side]:
    if not isinstance(value, dict):
        _refuse(value)
    chosen: dict[str, Side] = {}
    for key, side in value.items():
        if side not in ("mine", "theirs") or len(key) > KEY_MOST:
            _refuse({key: side})
        chosen[key] = side
    return chosen


def _refuse(value: object) -> NoReturn:
    expected = gettext("send an object with mine or theirs for each conflict")
    raise BadQuestion(name="choices", value=value, expected=expected)
