"""Cases that may be the same: who they are, joining and parting them, the rules about them."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from gis_app.api import case_questions as read
from gis_app.web import actor, current_language, gettext, json_answer, office
from gis_app.work import BadQuestion, case_duplicates, duplicate_rules

bp = Blueprint("duplicates", __name__)


@bp.get("/cases/<path:number>/duplicates")
def possible(number: str) -> ResponseReturnValue:
    """Return the cases that may be the same as one, and those joined to it."""
    language = current_language()
    return json_answer(case_duplicates.possible(office(), actor(), number, language))


@bp.post("/duplicates/here")
def possible_here() -> ResponseReturnValue:
    """Return the cases that may be the same as one about to be reported."""
    body = read.read_body()
    place = read.read_place(body)
    if place is None:
        expected = gettext("send longitude and latitude in degrees, or neither")
        raise BadQuestion(name="lon", value=None, expected=expected)
    kind, code = read.read_text(body, "kind"), read.read_text(body, "class_code")
    language = current_language()
    return json_answer(case_duplicates.possible_at(office(), actor(), place, kind, code, language))


@bp.post("/cases/<path:number>/merge")
def merge(number: str) -> ResponseReturnValue:
    """Join a case to another."""
    body = read.read_body()
    card = case_duplicates.merge(
        office(),
        actor(),
        number,
        into=read.read_text(body, "into"),
        version=read.read_version(body),
        note=read.read_text(body, "note"),
        language=current_language(),
    )
    return json_answer(card)


@bp.post("/cases/<path:number>/unmerge")
def unmerge(number: str) -> ResponseReturnValue:
    """Part a case from the one it was joined to."""
    version = read.read_version(read.read_body())
    language = current_language()
    return json_answer(
        case_duplicates.unmerge(office(), actor(), number, version=version, language=language)
    )


@bp.get("/duplicates/rules")
def rules() -> ResponseReturnValue:
    """Return the circle and window of each class."""
    return json_answer({"rules": duplicate_rules.rules(office(), actor())})


@bp.put("/duplicates/rules")
def set_rules() -> ResponseReturnValue:
    """Put other rules in place of all there are."""
    records = read.read_body().get("rules")
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        expected = gettext("send a list with an object for each rule")
        raise BadQuestion(name="rules", value=type(records).__name__, expected=expected)
    return json_answer({"rules": duplicate_rules.set_rules(office(), actor(), records)})
