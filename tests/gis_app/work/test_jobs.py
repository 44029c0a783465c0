"""Long work on its own thread: how far it is, how it ends, and that it can be stopped."""

import threading

import pytest

from gis_app.work.jobs import Job, JobBroken, JobCancelled, JobState, start
from layers import LayerError


class Odd(LayerError):
    """Something odd, for these tests only."""


def test_a_job_tells_its_step_and_share_and_ends_done():
    gate = threading.Event()

    def work(progress):
        progress("halfway", 0.5)
        gate.wait(5)

    job = start(work)
    while job.step != "halfway":
        job.wait(0.01)
    assert (job.state, job.share) == (JobState.RUNNING, 0.5)
    gate.set()

    assert job.wait(5)
    assert (job.state, job.share, job.error) == (JobState.DONE, 1.0, None)


def test_a_cancelled_job_ends_at_its_next_step():
    job = Job()
    reached = []

    def work(progress):
        progress("one", 0.1)
        job.cancel()
        progress("two", 0.2)
        reached.append("never")

    job.run(work)

    assert job.state is JobState.CANCELLED
    assert isinstance(job.error, JobCancelled)
    assert reached == []


@pytest.mark.parametrize(("error", "told"), [(Odd(), Odd), (ValueError("a bug"), JobBroken)])
def test_a_job_that_fails_keeps_a_sentence_for_people(error, told, caplog):
    job = Job()

    def work(progress):
        raise error

    job.run(work)

    assert job.state is JobState.FAILED
    assert isinstance(job.error, told)
    assert job.wait(0)
