"""An import killed at any moment is whole or is not there at all."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from gis_app.application import ROOT

ROWS = 12_000
KILLS = 4
#: So many kills at least must fall into the writing, or nothing was tried.
HITS = 2
#: How often the lock of writers is looked at.
LOOK_S = 0.005
SEED = 20_260_615
RUN = (
    "import sys; from flask.cli import main; "
    "sys.argv = ['flask', '--app', 'app', *sys.argv[1:]]; main()"
)
DISTRICT = """
adcode = "1"
crs = "EPSG:4550"
centre = [121.85, 29.9]
title = { zh = "市", en = "City" }
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """Return a folder with an empty district and a file of many cases for it."""
    folder = tmp_path_factory.mktemp("kills")
    (folder / "city.toml").write_text(DISTRICT, encoding="utf-8")
    lines = [f"B{n:06d},{388_000 + n % 997},{3_309_000 + n % 991},{n}" for n in range(ROWS)]
    (folder / "many.csv").write_text("\n".join(["code,x,y,note", *lines]), encoding="utf-8")
    assert flask("init", folder / "city.toml", folder / "city.gpkg", database=folder).wait(60) == 0
    shutil.copyfile(folder / "city.gpkg", folder / "empty.gpkg")
    return folder


def flask(*arguments, database):
    """Start a command of the application in a process of its own."""
    environment = {**os.environ, "DATABASE": str(database / "city.gpkg"), "TQDM_DISABLE": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", RUN, *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def importing(folder):
    return flask(
        "import", folder / "many.csv", "--layer", "hydrants", "--frame", "EPSG:4550",
        database=folder,
    )  # fmt: skip


def state(folder):
    """Return what is in the file: its soundness, features, index, history, list of imports."""
    asked = {
        "integrity": "PRAGMA integrity_check",
        "features": "SELECT count(*) FROM hydrants",
        "indexed": "SELECT count(*) FROM rtree_hydrants_geom",
        "history": "SELECT count(*) FROM history WHERE layer = 'hydrants'",
        "imported": "SELECT coalesce(sum(added), 0) FROM imports WHERE layer = 'hydrants'",
        "triggers": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'",
    }
    with closing(sqlite3.connect(folder / "city.gpkg", timeout=30)) as file:
        return {name: file.execute(query).fetchone()[0] for name, query in asked.items()}


@pytest.mark.slow
def test_an_import_killed_while_it_writes_leaves_nothing_half_done(city):
    empty = state(city)
    whole_s = time_of_writing(city)
    rng = random.Random(SEED)
    hits = 0

    for share in (rng.uniform(part / KILLS, (part + 1) / KILLS) for part in range(KILLS)):
        emptied(city)
        hits += killed_while_writing(city, share * whole_s)
        found = state(city)
        assert found["integrity"] == "ok"
        assert found["triggers"] == empty["triggers"]
        counts = {found[name] for name in ("features", "indexed", "history", "imported")}
        assert counts in ({0}, {ROWS}), (share, found)

    assert hits >= HITS, f"{hits} of {KILLS} kills fell into the writing: the test proves nothing"


def time_of_writing(folder):
    """Return how long an import that nobody kills holds the lock of writers, in seconds."""
    process = importing(folder)
    assert until_writing(process, folder)
    begun = time.perf_counter()
    while writing(folder):
        ended(process, LOOK_S)
    took_s = time.perf_counter() - begun
    assert process.wait(60) == 0
    assert state(folder)["features"] == ROWS
    return took_s


def killed_while_writing(folder, delay_s):
    """Kill an import some time after it began to write, and return whether it was still at it."""
    process = importing(folder)
    assert until_writing(process, folder)
    ended(process, delay_s)
    at_work = writing(folder)
    process.send_signal(signal.SIGKILL)
    return process.wait(30) == -signal.SIGKILL and at_work


def until_writing(process, folder):
    """Wait until an import holds the lock of writers; return whether it came to that."""
    while not writing(folder):
        if ended(process, LOOK_S):
            return False
    return True


def writing(folder):
    """Return whether another process is in a transaction that writes: the lock is not to be had."""
    with closing(sqlite3.connect(folder / "city.gpkg", timeout=0, isolation_level=None)) as file:
        try:
            file.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
        file.execute("ROLLBACK")
        return False


def ended(process, within_s):
    """Wait for a process, at most so long, and return whether it has ended."""
    try:
        process.wait(within_s)
    except subprocess.TimeoutExpired:
        return False
    return True


def emptied(city):
    for leftover in city.glob("city.gpkg*"):
        leftover.unlink()
    shutil.copyfile(city / "empty.gpkg", city / "city.gpkg")
