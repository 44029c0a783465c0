"""What pages and api share: language, sign-in, errors, headers, answers."""

from gis_app.web.access import actor, office, sign_in_needed
from gis_app.web.answers import geojson, json_answer
from gis_app.web.language import current_language, gettext, plan_name, sentence

__all__ = [
    "actor",
    "current_language",
    "geojson",
    "gettext",
    "json_answer",
    "office",
    "plan_name",
    "sentence",
    "sign_in_needed",
]
