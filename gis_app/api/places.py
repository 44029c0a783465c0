"""Places: everything known about one, and one search box for all."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from gis_app.api.case_questions import read_number
from gis_app.api.place_questions import read_place
from gis_app.web import actor, current_language, gettext, json_answer, office
from gis_app.work import places
from gis_app.work.places import Meaning

bp = Blueprint("places", __name__)

#: Longer texts are no search but an accident.
_TEXT_MOST = 200


@bp.get("/locate")
def locate() -> ResponseReturnValue:
    """Return everything known about a place."""
    place = read_place(request.args)
    return json_answer(places.locate(office(), actor(), place, language=current_language()))


@bp.get("/find")
def find() -> ResponseReturnValue:
    """Return the places and things that a typed text may mean."""
    text = request.args.get("q", "").strip()[:_TEXT_MOST]
    limit = read_number(request.args, "limit", 20, (1, 100))
    found = places.find(office(), actor(), text, language=current_language(), limit=limit)
    return json_answer({"found": [_told(meaning) for meaning in found]})


def _told(meaning: Meaning) -> dict[str, Any]:
    facts = asdict(meaning)
    facts["detail"] = " · ".join([gettext(facts.pop("note")), *meaning.detail])
    return facts
