"""Balance a draft: begin a search, look how far it is, stop it, take its answer."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from gis_app.api.case_questions import read_body
from gis_app.api.draft_bodies import read_codes, read_version
from gis_app.web import actor, gettext, json_answer, office
from gis_app.work import BadQuestion, draft_balance
from grids import Wish
from layers import GisError

bp = Blueprint("draft_balance", __name__)

#: More grids than any district has, and more cells than it could move.
_GRIDS_MOST, _MOVES_MOST = 500, 1_000_000


@bp.post("/plans/<int:plan_id>/balance")
def begin(plan_id: int) -> ResponseReturnValue:
    """Begin a search."""
    body = read_body()
    wish = Wish(
        k=_whole(body, "k", _GRIDS_MOST),
        inside_streets=body.get("inside_streets") is True,
        locked=frozenset(read_codes("locked", body.get("locked") or [])),
        moves_most=_whole(body, "moves_most", _MOVES_MOST),
        compactness=_share(body.get("compactness", 0.3)),
    )
    seconds = _whole(body, "seconds", draft_balance.SECONDS_MOST) or draft_balance.SECONDS
    found = draft_balance.begin(office(), actor(), plan_id, wish, seconds=seconds)
    return _told(found), HTTPStatus.ACCEPTED


@bp.get("/plans/<int:plan_id>/balance")
def state(plan_id: int) -> ResponseReturnValue:
    """Return how far the search is."""
    return _told(draft_balance.state(office(), actor(), plan_id))


@bp.delete("/plans/<int:plan_id>/balance")
def stop(plan_id: int) -> ResponseReturnValue:
    """Stop the search and keep the best it found."""
    return _told(draft_balance.stop(office(), actor(), plan_id))


@bp.delete("/plans/<int:plan_id>/balance/answer")
def forget(plan_id: int) -> ResponseReturnValue:
    """Throw the answer away."""
    draft_balance.forget(office(), actor(), plan_id)
    return "", HTTPStatus.NO_CONTENT


@bp.post("/plans/<int:plan_id>/balance/take")
def take(plan_id: int) -> ResponseReturnValue:
    """Make the answer a step of the draft."""
    version = read_version(read_body())
    found = draft_balance.take(office(), actor(), plan_id, version=version)
    return json_answer({**found, "said": gettext("Balanced the grids")})


def _told(found: dict[str, Any]) -> Response:
    error = found.get("error")
    said = gettext(error.template).format(**error.facts) if isinstance(error, GisError) else None
    step = found.get("step")
    return json_answer({**found, "error": said, "step": gettext(step) if step else ""})


def _whole(body: dict[str, Any], name: str, most: int) -> int | None:
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        expected = gettext("send a whole number from 0 to {most}").format(most=most)
        raise BadQuestion(name=name, value=value, expected=expected)
    return value


def _share(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise BadQuestion(
            name="compactness", value=value, expected=gettext("send a number from 0 to 1")
        )
    return float(value)
