"""`python app.py`: make the demonstration district where there is no database, then serve."""

import logging
import os
import socket
import sys
import threading
from pathlib import Path

import click
import waitress

from gis_app.application import ROOT, create_app
from gis_app.commands.demo import ACCOUNTS, make_demo
from gis_app.web.streams import lanes
from gis_app.work import Office
from gis_app.work.warming import warm
from layers import GisError

#: Requests worked on at once; the store lends a connection to each.
THREADS = 8
#: Streams of news that are held open beside them where STREAMS does not say.
STREAMS = 64
#: Connections that may be open at once. A browser holds up to six, and one for its stream; with the
#: usual hundred, fifty people would lock the fifty-first request of all out.
CONNECTIONS = 2_000
#: Seconds after the start at which answers begin to be computed beforehand.
WARM_AFTER_S = 1.5


def main() -> None:
    """Serve with the settings HOST, PORT and DATABASE of the environment."""
    host = os.environ.get("HOST") or "127.0.0.1"
    port = _port(os.environ.get("PORT") or "8000")
    database = Path(os.environ.get("DATABASE") or ROOT / "data" / "district.gpkg")
    _check_free(host, port)
    if not (ROOT / "static" / "vendor" / "leaflet.js").exists():
        sys.exit("The front-end packages are not installed; run `make setup` first.")
    try:
        if not database.exists():
            click.echo(f"There is no database at {database}: making the demonstration district.")
            make_demo(database)
        app = create_app(database, STREAMS=os.environ.get("STREAMS") or str(STREAMS))
    except (GisError, OSError) as error:
        sys.exit(f"DATABASE is {database}, which cannot be served: {error}")
    threads = THREADS + app.extensions["streams"].most
    server = waitress.create_server(
        lanes(app, THREADS),
        host=host,
        port=port,
        threads=threads,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,  # `select` could not watch so many
        ident=None,
    )
    office = app.extensions["office"]
    # a browser asks for several things at once; that some wait a moment is no news
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    _warm_later(office)
    _announce(office.district.generated, host, port)
    try:
        server.run()
    except KeyboardInterrupt:
        click.echo("\nStopped.")


def _announce(generated: bool, host: str, port: int) -> None:  # noqa: FBT001 - one plain fact
    shown = "127.0.0.1" if host in ("", "0.0.0.0") else host  # noqa: S104 - only compared
    click.echo(f"\n  Serving on  http://{shown}:{port}\n")
    if generated:
        click.echo("  Demonstration accounts (name / password):")
        for account in ACCOUNTS:
            click.echo(f"    {account.name:<12} {account.password:<14} {account.role}")
        click.echo("")
    click.echo("  Stop with Ctrl-C.", nl=True)


def _warm_later(office: Office) -> None:
    """Compute in the background what the first visitor would wait for.

    It begins a little after the start, so that the first answer is not slowed down; a stop does not
    wait for it, and a visitor who comes meanwhile waits for the one answer only.
    """
    timer = threading.Timer(WARM_AFTER_S, warm, (office,))
    timer.daemon = True
    timer.start()


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) < 65_536:  # noqa: PLR2004 - the range of a port
        sys.exit(f"PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


def _check_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror as error:
            sys.exit(f"HOST is {host!r}, which this machine does not know ({error.strerror}).")
        except OSError as error:
            sys.exit(
                f"Port {port} on {host} cannot be used ({error.strerror}); stop the program that "
                f"holds it, or choose another: make run PORT={port + 1}"
            )
