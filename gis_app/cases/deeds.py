"""What people did to cases, as told by history: tasks with their time, and what went wrong."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, Literal

TaskKind = Literal["accept", "dispatch", "verify", "check"]

#: The action that ends a task of each kind, and what it ended.
_ENDS: Final[dict[str, TaskKind]] = {
    "confirm": "verify",
    "deny": "verify",
    "pass": "check",
    "dispatch": "dispatch",
    "file": "accept",
    "reject": "accept",
}
#: A failed check ends the task of checking too; a case failed later at the desk was none.
_CHECKING: Final = "to_check"
#: Actions that move no case: what was begun before them goes on.
_ASIDE: Final = frozenset({"extend", "appeal", "urge", "supervise", "uphold", "refuse_appeal"})


@dataclass(frozen=True, slots=True)
class Deed:
    """One action in history: on which case, when (epoch seconds), by whom, from which state."""

    case: str
    at_s: int
    who: str
    what: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A task of the office that somebody ended: it began with the action before."""

    case: str
    kind: TaskKind
    who: str
    start_s: int
    end_s: int


@dataclass(slots=True)
class Course:
    """What became of one case: how often it failed a check, came back, changed hands.

    `hands` counts the units it went through: each dispatch and each handing on is one.
    `dispatcher` is who sent it out first; `right_first` whether it stayed where it was sent.
    """

    reworks: int = 0
    returns: int = 0
    hands: int = 0
    dispatcher: str = ""
    dispatched_s: int | None = None
    tasks: list[Task] = field(default_factory=list)

    @property
    def right_first(self) -> bool:
        """Whether the first unit it was sent to kept it."""
        return self.hands == 1 and self.returns == 0


def courses(deeds: Iterable[Deed]) -> dict[str, Course]:
    """Return what became of each case.

    `deeds` come by case and within one in the order they were done.

    1. A deed that was taken back, and the taking back, count for nothing.
    2. A task begins with the deed that moved the case before, and ends with one of its own.
    """
    found: dict[str, Course] = {}
    for case, group in groupby(deeds, key=lambda deed: deed.case):
        course = Course()
        before: Deed | None = None
        for deed in _lasting(group):
            _count(course, deed)
            kind = _ends(deed)
            if kind and before is not None:
                course.tasks.append(Task(case, kind, deed.who, before.at_s, deed.at_s))  # 2
            if deed.what not in _ASIDE:
                before = deed
        found[case] = course
    return found


def _lasting(deeds: Iterable[Deed]) -> Iterator[Deed]:  # 1
    kept: list[Deed] = []
    for deed in deeds:
        if deed.what == "undo":
            if kept:
                kept.pop()
        else:
            kept.append(deed)
    return iter(kept)


def _count(course: Course, deed: Deed) -> None:
    if deed.what == "fail":
        course.reworks += 1
    elif deed.what == "return":
        course.returns += 1
    elif deed.what in ("dispatch", "hand_on"):
        course.hands += 1
        if not course.dispatcher:
            course.dispatcher, course.dispatched_s = deed.who, deed.at_s


def _ends(deed: Deed) -> TaskKind | None:
    if deed.what == "fail":
        return "check" if deed.state == _CHECKING else None
    if deed.what == "reject" and deed.state != "to_file":
        return None
    return _ENDS.get(deed.what)
