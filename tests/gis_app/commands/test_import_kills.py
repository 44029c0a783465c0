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
KILLS = 5
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
def test_an_import_killed_at_random_moments_leaves_nothing_half_done(city):
    empty = state(city)
    whole_s = _time_of_a_whole_import(city)
    rng = random.Random(SEED)
    # from the second half on the process is at work on the rows; before, it still starts
    delays_s = sorted(whole_s * rng.uniform(0.45, 1.0) for _ in range(KILLS))

    for delay_s in delays_s:
        _emptied(city)
        process = importing(city)
        try:
            process.wait(delay_s)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.wait(30)
        found = state(city)
        assert found["integrity"] == "ok"
        assert found["triggers"] == empty["triggers"]
        counts = {found[name] for name in ("features", "indexed", "history", "imported")}
        assert counts in ({0}, {ROWS}), (delay_s, found)


def _time_of_a_whole_import(city):
    begun = time.perf_counter()
    assert importing(city).wait(120) == 0
    assert state(city)["features"] == ROWS
    return time.perf_counter() - begun


def _emptied(city):
    for leftover in city.glob("city.gpkg*"):
        leftover.unlink()
    shutil.copyfile(city / "empty.gpkg", city / "city.gpkg")
