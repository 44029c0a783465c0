"""`python app.py` over a file on a free port, as a new user would start it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def serving_file(database: Path) -> Iterator[str]:
    """Serve a database while the block runs; the address of the server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {**os.environ, "DATABASE": str(database), "PORT": str(port)}
    server = subprocess.Popen(
        [sys.executable, str(ROOT / "app.py")],
        env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url)
        yield url
    finally:
        server.terminate()
        server.wait()


def wait_for(url: str) -> None:
    """Return when the server answers."""
    for _ in range(200):
        try:
            requests.get(f"{url}/sign-in", timeout=2)
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    sys.exit("The server does not answer.")
