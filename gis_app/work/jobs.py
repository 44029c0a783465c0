"""Long work in the background: one thread for each piece, with its progress and its end."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Event, Thread
from typing import Any

from gis_app.work.errors import WorkError
from layers import GisError

#: What a long task is given to tell how far it is: the step, and its share from 0 to 1.
Progress = Callable[[str, float], None]

_LOG = logging.getLogger(__name__)


class JobCancelled(WorkError):
    """Somebody cancelled a piece of work before its end."""

    kind = "job_cancelled"
    template = "The work was cancelled; nothing was changed."


class JobBroken(WorkError):
    """A piece of work ended by a fault of the program."""

    kind = "job_broken"
    template = (
        "The server failed at this; nothing was changed. Try again, and tell the administrator if "
        "it stays."
    )


class JobState(StrEnum):
    """Where a piece of work stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


def silent(_step: str, _share: float) -> None:
    """Tell nobody how far the work is."""


@dataclass(slots=True, eq=False)
class Job:
    """One piece of work on its own thread; start it with `start`.

    `step` is an English word or two, the key of its translation. A cancelled job ends at its next
    `tell`; work that is past its last one ends as if nothing had been said.
    """

    state: JobState = JobState.RUNNING
    step: str = ""
    share: float = 0.0
    error: GisError | None = None
    _cancelled: Event = field(default_factory=Event)
    _ended: Event = field(default_factory=Event)

    def tell(self, step: str, share: float) -> None:
        """Note how far the work is; the work calls this between its chunks.

        Raises
        ------
        JobCancelled
            Somebody cancelled it.
        """
        if self._cancelled.is_set():
            raise JobCancelled
        self.step, self.share = step, min(max(share, 0.0), 1.0)

    def cancel(self) -> None:
        """Ask the work to end; it leaves nothing behind."""
        self._cancelled.set()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait for the end, at most so long, and return whether it has come."""
        return self._ended.wait(timeout_s)

    @property
    def running(self) -> bool:
        """Return whether the work still goes on."""
        return self.state is JobState.RUNNING

    def run(self, work: Callable[[Progress], Any]) -> None:
        """Do the work on this thread and note how it ended."""
        try:
            work(self.tell)
        except JobCancelled as error:
            self._end(JobState.CANCELLED, error)
        except GisError as error:
            self._end(JobState.FAILED, error)
        except Exception:  # noqa: BLE001 - the outermost border of a thread; nobody else would hear of it
            _LOG.exception("a job failed")
            self._end(JobState.FAILED, JobBroken())
        else:
            self.share = 1.0
            self._end(JobState.DONE, None)

    def _end(self, state: JobState, error: GisError | None) -> None:
        self.state, self.error = state, error
        self._ended.set()


def start(work: Callable[[Progress], Any]) -> Job:
    """Do some work on a thread of its own; the process does not wait for it when it ends.

    The work keeps its own result; what it writes to the store it writes in one transaction, so that
    an end at any moment leaves nothing half done.
    """
    job = Job()
    Thread(target=job.run, args=(work,), name="job", daemon=True).start()
    return job
