"""Who acts, and which roles a function of this room is for."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from gis_app.work.errors import NotAllowed
from gis_app.work.office import Office

P = ParamSpec("P")
R = TypeVar("R")

#: All roles; an administrator may do whatever any other role may.
ROLES = ("dispatcher", "planner", "inspector", "viewer", "admin")
EVERYONE = ROLES


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in user as the rooms below the web know them.

    `stamp` changes with the password and the role, so that a session ends when either does.
    """

    name: str
    title: str
    role: str
    language: str | None = None
    unit: str | None = None
    streets: tuple[str, ...] = ()
    stamp: str = ""


#: The command line acts with an administrator's rights: who can reach the file owns it.
COMMAND_LINE = Actor(name="command-line", title="command line", role="admin")

Task = Callable[Concatenate[Office, Actor, P], R]


def allowed(*roles: str) -> Callable[[Task[P, R]], Task[P, R]]:
    """Let only these roles (and administrators) call a function of `work`.

    The roles stay readable as `.roles` on the function; the table of roles × functions in the
    tests is drawn from there.
    """
    permitted = frozenset(roles) | {"admin"}

    def guard(task: Task[P, R]) -> Task[P, R]:
        @wraps(task)
        def guarded(office: Office, actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R:
            if actor.role not in permitted:
                raise NotAllowed(role=actor.role, task=task.__name__)
            return task(office, actor, *args, **kwargs)

        guarded.roles = permitted  # type: ignore[attr-defined]
        return guarded

    return guard
