"""What a case may be of, and who may handle it: classes and units."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from gis_app.api.case_questions import read_number
from gis_app.web import actor, current_language, json_answer, office
from gis_app.work import case_words, units

bp = Blueprint("case_words", __name__)

#: The most classes in one answer; the largest known table has 392.
_CLASSES_MOST = 1_000


@bp.get("/classes")
def classes() -> ResponseReturnValue:
    """Return the classes that fit a text."""
    found = case_words.find_classes(
        office(),
        actor(),
        request.args.get("q", ""),
        request.args.get("kind") or None,
        read_number(request.args, "limit", _CLASSES_MOST, (1, _CLASSES_MOST)),
    )
    return json_answer({"classes": found})


@bp.get("/units")
def list_units() -> ResponseReturnValue:
    """Return all units."""
    language = current_language()
    rows = [
        {
            "code": unit.code,
            "name": units.unit_name(unit, language),
            "kind": unit.kind,
            "classes": list(unit.classes),
        }
        for unit in units.units(office(), actor())
    ]
    return json_answer({"units": rows})
