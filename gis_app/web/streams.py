"""How many answers may be held open at once, so that they never take the threads of all others."""

from collections.abc import Callable, Iterable
from threading import Lock, Semaphore
from typing import Any

from flask import Flask

from gis_app.work import BadQuestion

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

#: The most streams that are held open at once, each with a thread of its own.
_MOST = 512
#: Addresses under this one are answers that last.
LASTING = "/api/live/"


class Streams:
    """A count of the places for answers that are held open; it may be none."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._left = most
        self._lock = Lock()

    def take(self) -> bool:
        """Take a place if there is one."""
        with self._lock:
            if self._left <= 0:
                return False
            self._left -= 1
            return True

    def give_back(self) -> None:
        """Give a place back."""
        with self._lock:
            self._left += 1


def register(app: Flask) -> None:
    """Give the application as many places as the setting STREAMS says.

    Raises
    ------
    BadQuestion
        It is no number, or more than anybody has threads for.
    """
    text = str(app.config["STREAMS"])
    if not (text.isascii() and text.isdecimal()) or int(text) > _MOST:
        expected = f"give how many streams of news are held open, 0 to {_MOST}"
        raise BadQuestion(name="STREAMS", value=text, expected=expected)
    app.extensions["streams"] = Streams(int(text))


def lanes(app: Wsgi, most: int) -> Wsgi:
    """Return an application that works on at most so many requests at once, beside those that last.

    A server has a thread for each answer that is held open. Without a lane of their own, as many
    reckonings as threads could run at once, each slower than one after the other.
    """
    room = Semaphore(most)

    def guarded(request: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if str(request["PATH_INFO"]).startswith(LASTING):
            return app(request, start)
        with room:
            return app(request, start)

    return guarded
