"""Not a test: a server killed while it puts a plan in force, and what the database holds then.

Run as `python publish_kill_worker.py DATABASE ROLE METHOD ADDRESS BODY CLOCK MOMENT…`. For each
moment a fresh copy of the database is served by a child process, ROLE signs in, the request is
sent, and the child kills itself (SIGKILL) at the moment: `3` at the third statement of the write
transaction, `commit` before its end is carried out, `after` at the first statement behind it,
`never` not at all; `40%` is at that share of the statements that `never` counted before, and
`untouched` sends nothing. One line of JSON tells what was found by whoever opens the database next.
"""

import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import sys
import urllib.parse
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa
import waitress

from gis_app.application import create_app
from gis_app.store import drafts, open_store, plans

PASSWORD = "correct horse"
OWNED = {"cases": "code, grid, cell, version", "hydrants": "code, cell, version"}


class Killer:
    """Counts the statements of a write transaction, once armed, and ends the process at one.

    Others may read on connections of their own meanwhile; those do not count.
    """

    def __init__(self, moment, reached):
        self.moment, self.reached = moment, reached
        self.armed = self.behind = False
        self.writer = None
        self.count = 0

    def heard(self, connection, statement):
        if not self.armed:
            return
        if self.behind:
            self.end_if("after")
        elif statement.startswith("BEGIN IMMEDIATE"):
            self.writer = connection
        elif connection is self.writer and statement.startswith("COMMIT"):
            self.behind = True
            os.write(self.reached, b"%d\n" % self.count)
            self.end_if("commit")
        elif connection is self.writer:
            self.count += 1
            self.end_if(str(self.count))

    def end_if(self, moment):
        if moment == self.moment:
            os.kill(os.getpid(), signal.SIGKILL)


def serve(database, listening, clock, killer, request):
    """Serve the database until the process ends; the request that is meant arms the killer."""

    @sa.event.listens_for(sa.Engine, "connect")
    def watch(connection, _record):
        connection.set_trace_callback(partial(killer.heard, connection))

    app = create_app(database, clock=lambda: clock, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    inner = app.wsgi_app

    def arming(environ, start_response):
        killer.armed |= (environ["REQUEST_METHOD"], environ["PATH_INFO"]) == request
        return inner(environ, start_response)

    app.wsgi_app = arming
    waitress.serve(app, sockets=[listening], threads=2, _quiet=True)


def ask(port, method, address, body="", cookie="", kind="application/json"):
    """Return the status, cookie and text of an answer, or None where none came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, address, body, {"Content-Type": kind, "Cookie": cookie})
        answer = connection.getresponse()
        set_cookie = answer.getheader("Set-Cookie") or ""
        return answer.status, set_cookie.partition(";")[0], answer.read().decode()
    except (http.client.HTTPException, OSError):
        return None
    finally:
        connection.close()


def signed_in(port, role):
    form = urllib.parse.urlencode({"name": role, "password": PASSWORD})
    told = ask(port, "POST", "/sign-in", form, kind="application/x-www-form-urlencoded")
    return told[1]


def run(database, request, clock, moment):
    """Serve a database, send one request, and return its status and the statements counted."""
    role, method, address, body = request
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    reading, reached = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        serve(database, listening, clock, Killer(moment, reached), (method, address))
    os.close(reached)
    listening.close()
    cookie = signed_in(port, role) if role != "-" else ""
    told = ask(port, method, address, body, cookie)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading) as pipe:
        counts = [int(line) for line in pipe]
    return (None if told is None else told[0]), max(counts, default=0)


def found(database):
    """Return what the next one to open the database sees, whole enough to be compared."""
    store = open_store(database)
    with store.read() as tx:
        cells, grids = drafts.of_layers(tx)
        heads = plans.every(tx)
        owned = {
            layer: tx.connection.exec_driver_sql(
                f"SELECT {columns} FROM {layer} ORDER BY code"  # noqa: S608
            ).fetchall()
            for layer, columns in OWNED.items()
        }
        history = tx.connection.exec_driver_sql("SELECT count(*) FROM history").scalar_one()
    store.close()
    ground = [(cell.code, cell.grid, cell.shape.wkt) for cell in cells]
    with sqlite3.connect(database) as connection:
        integrity = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    return {
        "integrity": integrity,
        "held": [head.id for head in heads if head.in_layers],
        "plans": [
            [h.id, h.state.value, str(h.valid_from), str(h.valid_to), h.version] for h in heads
        ],
        "owners": {cell.code: cell.grid for cell in cells},
        "ground": sha256(repr((ground, grids)).encode()).hexdigest(),
        "owned": sha256(repr(owned).encode()).hexdigest(),
        "history": history,
    }


if __name__ == "__main__":
    template, *request_, clock_ = sys.argv[1:7]
    last = 0
    for at in sys.argv[7:]:
        if at.endswith("%"):
            at = str(max(1, round(last * int(at[:-1]) / 100)))  # noqa: PLW2901 - now a statement
        copy = Path(template).with_name(f"killed-{at}.gpkg")
        shutil.copyfile(template, copy)
        status, count = None, 0
        if at != "untouched":
            status, count = run(copy, request_, datetime.fromisoformat(clock_), at)
        last = max(last, count) if at == "never" else last
        told_ = {"moment": at, "status": status, "statements": count, **found(copy)}
        print(json.dumps(told_), flush=True)  # noqa: T201
