"""The store beside its peers: a box query on many rows, inserting, and columns of cases.

Run `python -m benchmarks.bench_store [ROWS]`; one million rows by default. Budgets
(architecture.md, section 7): assets in a box, one million rows: 10 ms or less.
"""

import datetime as dt
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import fiona
import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from gis_app.store import Store, backup, cases, create_store, features

DISTRICT = """
adcode = "990001"
crs = "EPSG:4550"
centre = [121.85, 29.9]
title = { zh = "样例区", en = "Sample district" }
"""
AT = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
ROWS = 1_000_000
BATCH = 100_000
ROUNDS = 50
#: Side of the district and of the box that is asked for, in metres.
SIDE_M, BOX_M = 6_000.0, 100.0
BOX_BUDGET_MS = 10.0
X, Y = 400_000.0, 3_305_000.0


def hydrants(rng: np.random.Generator, first: int, count: int) -> gpd.GeoDataFrame:
    places = rng.uniform((X, Y), (X + SIDE_M, Y + SIDE_M), (count, 2)).round(3)
    content = {
        "code": [f"H-{n:07d}" for n in range(first, first + count)],
        "state": rng.choice(["intact", "damaged", "lost"], count),
        "road": rng.choice(["泰山路", "黄山路", "辽河路"], count),
        "bore_mm": rng.choice([100, 150], count),
    }
    return gpd.GeoDataFrame(content, geometry=shapely.points(places), crs="EPSG:4550")


def problems(rng: np.random.Generator, first: int, count: int) -> gpd.GeoDataFrame:
    places = rng.uniform((X, Y), (X + SIDE_M, Y + SIDE_M), (count, 2)).round(3)
    seconds = rng.integers(0, 300 * 86_400, count)
    moments = np.datetime64("2025-06-01") + seconds.astype("timedelta64[s]")
    content = {
        "code": [f"K-{n:07d}" for n in range(first, first + count)],
        "reported_at": [f"{text}.000Z" for text in np.datetime_as_string(moments)],
        "state": rng.choice(["closed", "handling", "to_dispatch"], count),
        "source": rng.choice(["collector", "video", "hotline"], count),
        "class_code": rng.choice([f"06{n:02d}" for n in range(40)], count),
        "grid": rng.choice([f"G{n:02d}" for n in range(22)], count),
        "unit": rng.choice([f"U{n:02d}" for n in range(23)], count),
    }
    return gpd.GeoDataFrame(content, geometry=shapely.points(places), crs="EPSG:4550")


def fill(store: Store, layer: str, make: Callable[..., gpd.GeoDataFrame], rows: int) -> float:
    """Add rows batch by batch and return the rows stored in a second."""
    rng = np.random.default_rng(1)
    spent = 0.0
    for first in range(0, rows, BATCH):
        frame = make(rng, first, min(BATCH, rows - first))
        start = time.perf_counter()
        with store.write("bench", AT) as tx:
            features.add_many(tx, layer, frame)
        spent += time.perf_counter() - start
    return rows / spent


def timed(ask: Callable[[tuple[float, float, float, float]], int]) -> tuple[float, int]:
    """Return the median time in ms of asking for boxes all over the district, and the hits."""
    rng = np.random.default_rng(2)
    corners = rng.uniform((X, Y), (X + SIDE_M - BOX_M, Y + SIDE_M - BOX_M), (ROUNDS, 2))
    spent, hits = [], 0
    for west, south in corners.tolist():
        start = time.perf_counter()
        hits += ask((west, south, west + BOX_M, south + BOX_M))
        spent.append((time.perf_counter() - start) * 1000)
    return float(np.median(spent)), hits


def boxes(store: Store) -> None:
    def ours(box: tuple[float, float, float, float]) -> int:
        with store.read() as tx:
            return len(features.in_box(tx, "hydrants", box, limit=10_000))

    def by_pyogrio(box: tuple[float, float, float, float]) -> int:
        return len(pyogrio.read_dataframe(store.path, layer="hydrants", bbox=box))

    def by_fiona(box: tuple[float, float, float, float]) -> int:
        with fiona.open(store.path, layer="hydrants") as layer:
            return sum(1 for _ in layer.filter(bbox=box))

    for name, ask in (("store", ours), ("pyogrio", by_pyogrio), ("fiona", by_fiona)):
        median_ms, hits = timed(ask)
        print(
            f"  box of {BOX_M:.0f} m, {name:8} {median_ms:8.2f} ms   {hits / ROUNDS:.1f} rows a box"
        )
        if name == "store":
            said = "held" if median_ms <= BOX_BUDGET_MS else "MISSED"
            print(f"    budget {BOX_BUDGET_MS} ms: {said}")


def columns(store: Store) -> None:
    start = time.perf_counter()
    with store.read() as tx:
        arrays = cases.case_arrays(tx)
    print(f"  columns of {len(arrays)} cases: {time.perf_counter() - start:.2f} s")
    start = time.perf_counter()
    with store.read() as tx:
        cases.case_arrays(tx, since_change=arrays.change - 50)
    print(f"  columns of 50 changed cases: {(time.perf_counter() - start) * 1000:.1f} ms")
    query = cases.CaseQuery(since="2026-01-01", states=["handling"], grids=["G01"])
    start = time.perf_counter()
    with store.read() as tx:
        total = cases.page(tx, query).total
    spent_ms = (time.perf_counter() - start) * 1000
    print(f"  one page of the queue, {total} cases behind it: {spent_ms:.0f} ms")


def peers_insert(folder: Path) -> None:
    frame = hydrants(np.random.default_rng(1), 0, BATCH)
    start = time.perf_counter()
    pyogrio.write_dataframe(frame, folder / "peer.gpkg", layer="hydrants")
    rate = BATCH / (time.perf_counter() - start)
    print(f"  {rate:9.0f} rows/s by pyogrio to a new file, without history")


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = create_store(folder / "bench.gpkg", DISTRICT)
        print(f"store, {rows} rows:")
        print(f"  {fill(store, 'hydrants', hydrants, rows):9.0f} rows/s by add_many, with history")
        peers_insert(folder)
        boxes(store)
        fill(store, "cases", problems, rows)
        columns(store)
        start = time.perf_counter()
        with store.read() as tx:
            frame = features.read_frame(tx, "hydrants", codes=[f"H-{n:07d}" for n in range(BATCH)])
        print(f"  frame of {len(frame)} features: {time.perf_counter() - start:.2f} s")
        start = time.perf_counter()
        backup(store, folder / "backup.gpkg")
        size_mb = (folder / "backup.gpkg").stat().st_size / 1e6
        print(f"  backup of {size_mb:.0f} MB, checked: {time.perf_counter() - start:.1f} s")
        store.close()


if __name__ == "__main__":
    main()
