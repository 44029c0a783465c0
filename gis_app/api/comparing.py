"""What a request compares with, in words."""

from flask import request

from gis_app.web import current_language, office
from gis_app.work.case_words import words


def other_class() -> str | None:
    """Return the title of the class that `vs` names; None where it is a period or nothing."""
    head, _, asked = request.args.get("vs", "").strip().partition(":")
    if head != "class":
        return None
    return words(office(), current_language()).class_head(asked)
