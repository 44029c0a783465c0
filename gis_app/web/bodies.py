"""What a request's JSON body may hold before anybody looks at it."""

from typing import Any

from flask import request

from gis_app.web.language import gettext
from gis_app.work import BadQuestion

#: Lists and objects may stand in one another this deep; the deepest of ours is 5.
DEEPEST = 12
#: The largest whole number that JSON and JavaScript carry exactly; nothing here is larger.
LARGEST = 2**53


def read_object() -> dict[str, Any]:
    """Return the JSON object that was sent.

    1. It is JSON, an object, and not nested deeper than any answer of ours.
    2. Every number in it is finite and no larger than what JavaScript carries exactly.
    3. Every text in it can be written in UTF-8: no half of a surrogate pair.

    Raises
    ------
    BadQuestion
        One of the rules is broken; the value itself is not repeated in the answer.
    """
    try:
        body = request.get_json()
    except RecursionError:
        body = None
    if not isinstance(body, dict):  # 1
        raise BadQuestion(
            name="body", value=type(body).__name__, expected=gettext("send a JSON object")
        )
    if not _is_sound(body, DEEPEST):  # 2, 3
        raise BadQuestion(
            name="body",
            value="JSON",
            expected=gettext("send finite numbers and texts of whole characters, not nested deep"),
        )
    return body


def _is_sound(value: object, depth: int) -> bool:
    if isinstance(value, str):
        return _is_writable(value)
    if value is None or isinstance(value, int | float):
        return value is None or abs(value) <= LARGEST  # what is not a number is not below it
    if depth == 0:
        return False
    if isinstance(value, dict):
        return all(_is_writable(k) and _is_sound(v, depth - 1) for k, v in value.items())
    return isinstance(value, list) and all(_is_sound(one, depth - 1) for one in value)


def _is_writable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
