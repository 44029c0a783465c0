"""The forms an answer takes: JSON, GeoJSON, with ETag where the data has a version."""

import json
from collections.abc import Callable
from typing import Any

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue

#: A picture or a layer may be kept by the browser, but is asked for again with its ETag.
_REVALIDATE = "private, no-cache"


def json_answer(value: Any) -> Response:  # noqa: ANN401 - whatever JSON can say
    """Return a value as JSON; `<`, `>` and `&` stay escaped so that it is safe inside a page."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # half a surrogate pair, say in a header somebody sent, must not cost the answer
    return Response(text.encode("utf-8", "replace"), mimetype="application/json")


def geojson(value: Any) -> Response:  # noqa: ANN401 - a FeatureCollection as dict or text
    """Return a FeatureCollection, given as a dict or as JSON text."""
    text = value if isinstance(value, (str, bytes)) else json.dumps(value, ensure_ascii=False)
    return Response(text, mimetype="application/geo+json")


def versioned(mark: str, make: Callable[[], Response]) -> ResponseReturnValue:
    """Return 304 where the browser holds this version already, else what `make` returns.

    `mark` names the state of the data (change numbers and the question); the language of the
    answer and the version of the application are added to it.
    """
    tag = f"{current_app.config['BUILD']}-{mark}"
    answer = Response(status=304) if tag in request.if_none_match else make()
    answer.set_etag(tag)
    answer.headers["Cache-Control"] = _REVALIDATE
    return answer
