"""A process killed at any moment leaves whole transactions and nothing else."""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

WORKER = Path(__file__).with_name("kill_worker.py")
ROOT = Path(__file__).parents[3]
BATCH = 5_000


def states_after_kills(path, kind, shares):
    command = [sys.executable, str(WORKER), str(path), kind, *(f"{share:.4f}" for share in shares)]
    done = subprocess.run(
        command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def file(empty_file, tmp_path):
    path = tmp_path / "killed.gpkg"
    shutil.copy(empty_file, path)
    return path


def test_an_import_killed_at_random_moments_is_stored_whole_or_not_at_all(file):
    rng = random.Random(20260301)
    states = states_after_kills(file, "import", [rng.uniform(0.01, 1.1) for _ in range(12)])

    # how many of the twelve hit the import depends on the machine; none is what must not be
    assert sum(state["killed"] for state in states) >= 3
    assert states[-1]["features"] > 0
    for state in states:
        assert state["integrity"] == "ok"
        assert state["features"] % BATCH == 0
        assert state["features"] == state["added"] == state["indexed"] == state["imported"]
        assert state["change"] == state["last"]


def test_edits_killed_at_random_moments_keep_pairs_together(file):
    rng = random.Random(20260302)
    states = states_after_kills(file, "edit", [rng.uniform(0.02, 0.9) for _ in range(12)])

    assert sum(state["killed"] for state in states) >= 6
    assert states[-1]["changed"] > states[0]["changed"]
    for state in states:
        (version, name), (other_version, other_name) = state["pair"]
        assert state["integrity"] == "ok"
        assert version == other_version == state["changed"] // 2 + 1
        assert name == other_name
        assert state["changed"] % 2 == 0
        assert state["indexed"] == state["features"] == BATCH
        assert state["change"] == state["last"]
        for (top,) in state["boxes"]:
            assert top == pytest.approx((version - 1) * 10, abs=0.5)
