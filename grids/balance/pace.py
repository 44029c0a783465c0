"""How far a search is, whom it tells, and when it ends."""

from collections.abc import Callable
from typing import Final

from layers import GisError

#: Steps between two looks at the clock: about two milliseconds.
CHUNK: Final = 1024
#: What is told: the key of its translation.
_STEP: Final = "Balance the grids"


class Pace:
    """Counts steps, tells how far they are, and says when it is enough.

    Whoever is told may cancel by raising an error of this project; that ends the search as
    `enough` does, and is not passed on.
    """

    __slots__ = ("_enough", "_most", "_tell", "steps", "stopped")

    def __init__(
        self,
        enough: Callable[[], bool],
        tell: Callable[[str, float], None] | None,
        most: int,
    ) -> None:
        self._enough, self._tell, self._most = enough, tell, max(1, most)
        self.steps = 0
        self.stopped = False

    def goes_on(self, steps: int) -> bool:
        """Return whether so many more steps may be tried, and count them if so."""
        if self.stopped or self._enough() or self._cancelled():
            self.stopped = True
            return False
        self.steps += steps
        return True

    def _cancelled(self) -> bool:
        if self._tell is None:
            return False
        try:
            self._tell(_STEP, min(1.0, self.steps / self._most))
        except GisError:
            return True
        return False
