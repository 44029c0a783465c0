"""The rules that say which unit a case goes to: read, tried, saved."""

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from gis_app.api.case_questions import read_body, read_text, read_version
from gis_app.web import actor, current_language, gettext, json_answer, office
from gis_app.work import BadQuestion, rule_book, rule_choices, rule_rehearsal

bp = Blueprint("rules", __name__)


@bp.get("/rules")
def show() -> ResponseReturnValue:
    """Return the rules in order and their version."""
    return json_answer(rule_book.rules(office(), actor()))


@bp.get("/rules/choices")
def choices() -> ResponseReturnValue:
    """Return what rules can ask for, with titles."""
    return json_answer(rule_choices.choices(office(), actor(), current_language()))


@bp.get("/rules/versions")
def versions() -> ResponseReturnValue:
    """Return who saved the rules when."""
    return json_answer({"versions": rule_book.versions(office(), actor())})


@bp.post("/rules/try")
def try_rules() -> ResponseReturnValue:
    """Try rules on the cases of the last days."""
    body = read_body()
    days = body.get("days", rule_rehearsal.DAYS)
    most = rule_rehearsal.DAYS_MOST
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= most:
        expected = gettext("send a whole number from 1 to {most}", most=most)
        raise BadQuestion(name="days", value=days, expected=expected)
    found = rule_rehearsal.try_rules(office(), actor(), _records(body), days, current_language())
    return json_answer(found)


@bp.put("/rules")
def save() -> ResponseReturnValue:
    """Put other rules in place of all there are."""
    body = read_body()
    version, note = read_version(body), read_text(body, "note")
    return json_answer(
        rule_book.save(office(), actor(), _records(body), version=version, note=note)
    )


def _records(body: dict[str, Any]) -> list[dict[str, Any]]:
    records = body.get("rules")
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        expected = gettext("send a list with an object for each rule")
        raise BadQuestion(name="rules", value=type(records).__name__, expected=expected)
    return records
