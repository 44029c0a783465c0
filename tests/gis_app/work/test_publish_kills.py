"""A server killed while a plan comes in force leaves one plan in force, old or new, whole."""

import datetime as dt
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from gis_app.work import draft_review

WORKER = Path(__file__).with_name("publish_kill_worker.py")
ROOT = Path(__file__).parents[3]
CELL = "330206002001002"
LATER = dt.date(2026, 7, 1)


def copied(office, path):
    """Return a copy of the office's database that stands by itself."""
    with sqlite3.connect(office.store.path) as source, sqlite3.connect(path) as target:
        source.backup(target)
    source.close()
    target.close()
    return path


def found_after(database, request, clock, moments):
    """Send a request to a server that is killed at each moment; return what is left each time."""
    command = [sys.executable, str(WORKER), str(database), *request, clock.isoformat(), *moments]
    done = subprocess.run(
        command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


def held(state):
    """Return a state without how it came about."""
    return {k: v for k, v in state.items() if k not in ("moment", "status", "statements")}


def need_whole(database, request, clock, *, was, becomes):
    """Kill the server from the first statement of the transaction to behind its last one."""
    moments = ["untouched", "never", "1", "20%", "40%", "60%", "80%", "100%", "commit", "after"]
    before, after, *states = found_after(database, request, clock, moments)
    assert len(states) == len(moments) - 2
    assert (before["owners"][CELL], after["owners"][CELL]) == (was, becomes)
    assert held(before) != held(after)
    assert after["statements"] > 12

    for state in states:
        # it was killed before it could answer, unless nothing was to be done behind the end
        assert state["status"] is None or state["moment"] == "after"
        assert state["integrity"] == "ok"
        assert len(state["held"]) == 1
        assert held(state) == held(after if state["moment"] == "after" else before)


@pytest.fixture
def reviewed(office, actor, filled, draft):
    return draft_review.submit(office, actor("planner"), draft["id"], version=draft["version"])


def test_publishing(office, reviewed, tmp_path):
    body = json.dumps({"version": reviewed["version"]})
    request = ("admin", "POST", f"/api/plans/{reviewed['id']}/publish", body)

    need_whole(
        copied(office, tmp_path / "store.gpkg"), request, office.clock(), was="G02", becomes="G01"
    )


def test_rolling_back(office, actor, reviewed, tmp_path):
    head = draft_review.publish(office, actor("admin"), reviewed["id"], version=reviewed["version"])
    body = json.dumps({"version": head["version"]})
    request = ("admin", "POST", f"/api/plans/{head['id']}/roll_back", body)

    need_whole(
        copied(office, tmp_path / "store.gpkg"), request, office.clock(), was="G01", becomes="G02"
    )


def test_a_plan_whose_day_has_come(office, actor, reviewed, tmp_path):
    draft_review.publish(
        office, actor("admin"), reviewed["id"], version=reviewed["version"], valid_from=LATER
    )
    day = dt.datetime(2026, 7, 1, 4, 0, tzinfo=dt.UTC)
    request = ("-", "GET", "/sign-in", "")

    need_whole(copied(office, tmp_path / "store.gpkg"), request, day, was="G02", becomes="G01")
