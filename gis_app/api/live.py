"""News of the cases as server-sent events (HTML standard, section 9.2)."""

import json
import time
from collections.abc import Iterator
from typing import Final

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue

from gis_app.web import actor, current_language, office
from gis_app.work import Actor, Office, live

bp = Blueprint("live", __name__)

#: A browser whose stream has ended asks again after this, in milliseconds.
_AGAIN_MS: Final = 2_000
#: A stream that is held ends after this, in seconds: proxies and sessions have their limits too.
_HELD_S: Final = 50.0
#: While nothing happens a beat is sent this often, so that both sides know of one another.
_BEAT_S: Final = 10.0
#: The longest mark of a reader that is listened to.
_MARK_MOST: Final = 80


@bp.get("/live/cases")
def stream() -> ResponseReturnValue:
    """Tell what happens to the cases, from `Last-Event-ID` or `after` on, else from now on.

    As many streams are held open as the server has room for (`STREAMS`); any other is told what
    there is and ends, and its browser asks again two seconds later with the mark it has. Either
    way each change is told once.
    """
    asked = request.headers.get("Last-Event-ID") or request.args.get("after", "")
    mark = asked if 0 < len(asked) <= _MARK_MOST else live.begin(office(), actor())
    held = current_app.extensions["streams"].take()
    told = _events(office(), actor(), mark, current_language(), held_s=_HELD_S if held else 0.0)
    answer = Response(told, mimetype="text/event-stream")
    if held:
        answer.call_on_close(current_app.extensions["streams"].give_back)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _events(where: Office, who: Actor, mark: str, language: str, *, held_s: float) -> Iterator[str]:
    yield f"retry: {_AGAIN_MS}\n\n"
    end = time.monotonic() + held_s
    while True:
        found = live.news(where, who, mark, language)
        mark = found.mark
        if found.changes or found.anew:
            yield _event("cases", mark, found.told())
        yield _event("beat", mark, {"at": where.clock().isoformat()})
        left = end - time.monotonic()
        if left <= 0:
            return
        live.wait(where, who, mark, min(_BEAT_S, left))


def _event(kind: str, mark: str, told: dict[str, object]) -> str:
    return f"event: {kind}\nid: {mark}\ndata: {json.dumps(told, ensure_ascii=False)}\n\n"
