"""The way of a draft: its faults, review, publishing, roll-back, and the talk about it."""

import datetime as dt
from collections import Counter
from http import HTTPStatus
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from gis_app.api.case_questions import read_body
from gis_app.api.draft_bodies import read_place, read_text, read_version
from gis_app.api.plan import FAULTS_MOST, KIND_TITLES, said
from gis_app.web import actor, gettext, json_answer, office
from gis_app.work import BadQuestion, draft_checks, draft_comments, draft_review

bp = Blueprint("draft_review", __name__)


@bp.get("/plans/<int:plan_id>/faults")
def faults(plan_id: int) -> ResponseReturnValue:
    """Return what is wrong with a draft, what blocks it first."""
    found = draft_checks.wrong(office(), actor(), plan_id)
    kinds = Counter(row["kind"] for row in found["rows"])
    return json_answer(
        {
            "version": found["version"],
            "blocking": found["blocking"],
            "total": len(found["rows"]),
            "kinds": [
                {"kind": kind, "title": gettext(KIND_TITLES[kind]), "count": count}
                for kind, count in kinds.items()
            ],
            "rows": [_with_fix(row) for row in found["rows"][:FAULTS_MOST]],
        }
    )


@bp.post("/plans/<int:plan_id>/submit")
def submit(plan_id: int) -> ResponseReturnValue:
    """Hand a draft to review."""
    version = read_version(read_body())
    return json_answer(draft_review.submit(office(), actor(), plan_id, version=version))


@bp.post("/plans/<int:plan_id>/reopen")
def reopen(plan_id: int) -> ResponseReturnValue:
    """Take a plan out of review."""
    version = read_version(read_body())
    return json_answer(draft_review.reopen(office(), actor(), plan_id, version=version))


@bp.post("/plans/<int:plan_id>/discard")
def discard(plan_id: int) -> ResponseReturnValue:
    """Put a draft away."""
    version = read_version(read_body())
    return json_answer(draft_review.discard(office(), actor(), plan_id, version=version))


@bp.post("/plans/<int:plan_id>/publish")
def publish(plan_id: int) -> ResponseReturnValue:
    """Publish a plan that is in review, from today or a later day on."""
    body = read_body()
    text = read_text(body, "valid_from")
    version = read_version(body)
    day = None if text is None else _day(text)
    return json_answer(
        draft_review.publish(office(), actor(), plan_id, version=version, valid_from=day)
    )


@bp.post("/plans/<int:plan_id>/withdraw")
def withdraw(plan_id: int) -> ResponseReturnValue:
    """Make a plan that is due a draft again."""
    version = read_version(read_body())
    return json_answer(draft_review.withdraw(office(), actor(), plan_id, version=version))


@bp.post("/plans/<int:plan_id>/roll_back")
def roll_back(plan_id: int) -> ResponseReturnValue:
    """Put the plan before the one in force in force again."""
    version = read_version(read_body())
    return json_answer(draft_review.roll_back(office(), actor(), plan_id, version=version))


@bp.get("/plans/<int:plan_id>/comments")
def comments(plan_id: int) -> ResponseReturnValue:
    """Return the comments on a plan."""
    return json_answer({"comments": draft_comments.of_plan(office(), actor(), plan_id)})


@bp.post("/plans/<int:plan_id>/comments")
def say(plan_id: int) -> ResponseReturnValue:
    """Comment on a plan."""
    body = read_body()
    text = read_text(body, "text", draft_comments.TEXT_MOST * 2) or ""
    place = None if body.get("place") is None else read_place("place", body["place"])
    made = draft_comments.say(office(), actor(), plan_id, text, place)
    return json_answer(made), HTTPStatus.CREATED


@bp.patch("/plans/<int:plan_id>/comments/<int:comment_id>")
def tick(plan_id: int, comment_id: int) -> ResponseReturnValue:
    """Note that a comment is dealt with, or is not."""
    done = read_body().get("done")
    if not isinstance(done, bool):
        raise BadQuestion(name="done", value=done, expected=gettext("send true or false"))
    return json_answer(draft_comments.tick(office(), actor(), plan_id, comment_id, done=done))


def _with_fix(row: dict[str, Any]) -> dict[str, Any]:
    """Return a fault in the reader's language, with the order that mends it, if there is one."""
    fix = row["fix"]
    if fix is not None:
        title = gettext(fix["template"]).format(**fix["facts"])
        fix = {"title": title, "operation": {"kind": "mend", "fault": fix["fault"]}}
    return {**said(row), "fix": fix}


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        expected = gettext("send a day as 2026-03-01")
        raise BadQuestion(name="valid_from", value=text, expected=expected) from error
