"""A planner's session on a draft: do, undo, redo, and the journal from which it can be replayed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from grids.change import Change, applied
from grids.errors import GridError
from grids.operations import Operation, change_of, operation_of, operation_record
from grids.plan import Plan

Deed = Literal["do", "undo", "redo"]


class NothingToUndo(GridError):
    """Nothing is left to take back, or to do again."""

    kind = "nothing_to_undo"
    template = "There is no step left to {deed}."


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal; `operation` is the record of what was done, None for the others."""

    deed: Deed
    operation: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Drafting:
    """A plan with the changes that led to it and those that were taken back.

    1. `undo` restores the plan to the byte: it is the inverse of the change, not another operation.
    2. A new operation forgets what was taken back; the journal keeps it.
    """

    plan: Plan
    done: tuple[Change, ...] = ()
    undone: tuple[Change, ...] = ()

    def do(self, step: Operation) -> "Drafting":
        """Return the session after an operation; one that changes nothing leaves no trace.

        Raises
        ------
        GridError
            The operation cannot be done; nothing has changed then.
        """
        change = change_of(self.plan, step)
        if change.is_empty:
            return self
        return Drafting(applied(self.plan, change), (*self.done, change))  # 2

    def undo(self) -> "Drafting":
        """Return the session before its last change.

        Raises
        ------
        NothingToUndo
            There is none.
        """
        if not self.done:
            raise NothingToUndo(deed="undo")
        *done, last = self.done
        before = applied(self.plan, last.inverse)  # 1
        return replace(self, plan=before, done=tuple(done), undone=(*self.undone, last))

    def redo(self) -> "Drafting":
        """Return the session after the change that was taken back last.

        Raises
        ------
        NothingToUndo
            There is none.
        """
        if not self.undone:
            raise NothingToUndo(deed="redo")
        *undone, last = self.undone
        after = applied(self.plan, last)
        return replace(self, plan=after, done=(*self.done, last), undone=tuple(undone))


def entry_of(step: Operation) -> Entry:
    """Return the journal's line for an operation."""
    return Entry("do", operation_record(step))


def replay(plan: Plan, journal: Iterable[Entry]) -> Drafting:
    """Return the session that a journal tells, from the plan it began with.

    Raises
    ------
    GridError
        A line cannot be done on this plan: the journal is of another.
    """
    session = Drafting(plan)
    for entry in journal:
        if entry.deed == "undo":
            session = session.undo()
        elif entry.deed == "redo":
            session = session.redo()
        else:
            session = session.do(operation_of(entry.operation or {}))
    return session
