"""Not a test: work on a store in a child process, kill it at a moment, and say what is left.

Run as `python kill_worker.py FILE import|edit SHARE…`; prints one line of JSON for each share. A
share is of the time that the work takes on this machine now, measured first on a copy, so that the
kills fall into the work on a slow machine too. One process forks all the children, so that the
libraries are read only once.
"""

import datetime as dt
import json
import os
import select
import shutil
import signal
import sqlite3
import sys
import time
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import shapely

from gis_app.store import features, open_store

AT = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
BATCH = 5_000
#: Changes in one piece of editing work, each a transaction of its own.
EDITS = 60


def batch(number):
    codes = [f"B{number:03d}-{n:05d}" for n in range(BATCH)]
    places = shapely.points([(404_000 + n, 3_309_000 + number) for n in range(BATCH)])
    return gpd.GeoDataFrame({"code": codes, "name": "v1"}, geometry=places, crs="EPSG:4550")


def importing(path, ready):
    store = open_store(path)
    with store.read() as tx:
        number = features.count(tx, "hydrants") // BATCH
    frames = [batch(n) for n in range(number, number + 3)]
    os.write(ready, b".")
    for frame in frames:
        with store.write("killed", AT) as tx:
            features.add_many(tx, "hydrants", frame)


def editing(path, ready):
    """Change two features in each transaction, always together."""
    store = open_store(path)
    os.write(ready, b".")
    for _ in range(EDITS):
        with store.write("killed", AT) as tx:
            for code in ("B000-00001", "B000-00002"):
                one = features.get(tx, "hydrants", code)
                moved = shapely.Point(one.shape.x, one.shape.y + 10)
                named = replace(one, name=f"v{one.version + 1}", shape=moved)
                features.update(tx, "hydrants", named, version=one.version)


def time_of(path, work):
    """Return how long a piece of work takes when nobody kills it, in seconds; done on a copy."""
    copy = path.with_name("timed.gpkg")
    shutil.copyfile(path, copy)
    begin = time.monotonic()
    killed(copy, work, 60)
    return time.monotonic() - begin


def killed(path, work, delay_s):
    """Run some work in a child, kill it after a delay, and return whether it was at work."""
    reading, ready = os.pipe()
    child = os.fork()
    if child == 0:
        work(path, ready)
        os._exit(0)
    os.close(ready)
    os.read(reading, 1)
    select.select([reading], [], [], delay_s)  # ends early if the child is done
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(reading)
    return os.WIFSIGNALED(status)


def state(path):
    store = open_store(path)
    store.close()
    with sqlite3.connect(path) as connection:

        def ask(query):
            return connection.execute(query).fetchall()

        found = {
            "integrity": ask("PRAGMA integrity_check")[0][0],
            "features": ask("SELECT count(*) FROM hydrants")[0][0],
            "added": ask("SELECT count(*) FROM history WHERE what = 'add'")[0][0],
            "changed": ask("SELECT count(*) FROM history WHERE what = 'change'")[0][0],
            "indexed": ask("SELECT count(*) FROM rtree_hydrants_geom")[0][0],
            "imported": ask("SELECT coalesce(sum(added), 0) FROM imports")[0][0],
            "change": ask("SELECT max(change) FROM layer_changes")[0][0],
            "last": ask("SELECT max(id) FROM history")[0][0],
            "pair": ask(
                "SELECT version, name FROM hydrants WHERE code IN ('B000-00001', 'B000-00002')"
            ),
            "boxes": ask(
                "SELECT maxy - 3309000 FROM rtree_hydrants_geom WHERE id IN (SELECT fid FROM "
                "hydrants WHERE code IN ('B000-00001', 'B000-00002'))"
            ),
        }
    connection.close()
    return found


if __name__ == "__main__":
    file, kind = Path(sys.argv[1]), sys.argv[2]
    if kind == "edit":
        opened = open_store(file)
        with opened.write("first", AT) as first:
            features.add_many(first, "hydrants", batch(0))
        opened.close()
    doing = importing if kind == "import" else editing
    whole_s = time_of(file, doing)
    for share in sys.argv[3:]:
        was_killed = killed(file, doing, float(share) * whole_s)
        print(json.dumps({"killed": was_killed, **state(file)}), flush=True)  # noqa: T201
