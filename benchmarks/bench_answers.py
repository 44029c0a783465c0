"""How long a person waits for the server: its start, and the cells of a large district.

`python -m benchmarks.bench_answers [--database FILE]`. The start is `python app.py` over an
existing database until the sign-in page answers; the cells are 10,000 of a lattice, read cold
from a fresh database and written as GeoJSON, against `GeoDataFrame.to_json` of the same cells.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import shapely

from gis_app.commands.demo import make_demo
from gis_app.store import create_store
from gis_app.work import COMMAND_LINE, Office, founding, plans

ROOT = Path(__file__).resolve().parent.parent
DISTRICT = (
    'title = {zh = "格", en = "Lattice"}\nadcode = "330206"\n'
    'crs = "EPSG:4550"\ncentre = [121.85, 29.9]\n'
)
SIDE = 100


def lattice() -> gpd.GeoDataFrame:
    """Return 10,000 cells of one hectare in 25 management grids, EPSG:4550."""
    x, y = 384_000.0, 3_305_000.0
    spots = [(i, j) for j in range(SIDE) for i in range(SIDE)]
    shapes = [shapely.box(x + 100 * i, y + 100 * j, x + 100 * i + 100, y + 100 * j + 100)
              for i, j in spots]  # fmt: skip
    rows = {
        "code": [f"C{n:05d}" for n in range(len(spots))],
        "name": [None] * len(spots),
        "grid": [f"G{1 + i // 20 + 5 * (j // 20):02d}" for i, j in spots],
    }
    return gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4550")


def cells_cold(rounds: int = 5) -> tuple[float, float]:
    """Return seconds of our answer, cold, and of the peer's, the best of some rounds."""
    frame = lattice()
    with tempfile.TemporaryDirectory() as folder:
        store = create_store(Path(folder) / "lattice.gpkg", DISTRICT)
        office = Office(store, lambda: datetime.now(UTC))
        founding.found(office, COMMAND_LINE, {"cells": frame})
        ours, peer = [], []
        for _ in range(rounds):
            fresh = Office(store, lambda: datetime.now(UTC))
            begin = time.perf_counter()
            plans.cells(fresh, COMMAND_LINE)
            ours.append(time.perf_counter() - begin)
            begin = time.perf_counter()
            frame.to_crs(4326).to_json()
            peer.append(time.perf_counter() - begin)
        store.close()
    return min(ours), min(peer)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(database: Path) -> float:
    """Return the seconds from the start of the server to its first answer."""
    port = free_port()
    setting = {**os.environ, "DATABASE": str(database), "PORT": str(port), "HOST": "127.0.0.1"}
    begin = time.perf_counter()
    server = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=setting,
                              stdout=subprocess.DEVNULL)  # fmt: skip
    try:
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in"):
                    return time.perf_counter() - begin
            except OSError:
                time.sleep(0.01)
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    """Print both figures with their budgets."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--database", type=Path)
    asked = reader.parse_args()
    ours, peer = cells_cold()
    print(f"cells GeoJSON, 10,000 cells, cold   {ours * 1e3:6.0f} ms   budget 150 ms   "
          f"geopandas to_json {peer * 1e3:.0f} ms ({peer / ours:.1f} ×)")  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        database = asked.database or Path(folder) / "district.gpkg"
        if not database.exists():
            make_demo(database, quiet=True)
        times = sorted(start(database) for _ in range(3))
    print(f"start to the first answer           {times[0]:6.2f} s    budget 3 s    "
          f"(three starts: {', '.join(f'{t:.2f}' for t in times)})")  # fmt: skip


if __name__ == "__main__":
    main()
