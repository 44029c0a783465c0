"""Management grids of even load: ours and the region methods of spopt, on the same cells, one run.

No method of spopt asks for even sums outright; those below come nearest. Max-p makes as many
regions as it can of which each carries a threshold, here 90 % of the mean that k regions would
have. Skater and AZP make k regions of similar cells, with the load as what makes them alike. All
keep regions in one piece. What is compared is the largest |load / mean - 1| of a region, and the
time. spopt and what it needs stand in `requirements-bench.txt`; `make bench` installs them. Run it
with `python -m benchmarks.bench_balance --cells 320 3400`.
"""

import argparse
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from benchmarks.bench_grids import make_scene
from grids import Grid, Wish, balance, pieces

SEED = 7
#: Sixteen cells or so for a management grid of a small district, 155 for one of a large.
GRIDS = 22
#: How long a method may take, in seconds; ours is given the budgets of `OURS_S`.
LIMIT_S = 120.0
OURS_S = (1.0, 8.0)
PEERS = ("max_p", "skater", "azp")
Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Scene:
    """Cells with a load each, as most districts have it: much of it in a few of them."""

    grid: Grid
    load: NDArray[np.float64]

    def frame(self) -> gpd.GeoDataFrame:
        """Return the cells with their load, as spopt takes them."""
        return gpd.GeoDataFrame({"load": self.load}, geometry=list(self.grid.shapes))


@dataclass(frozen=True, slots=True)
class Row:
    """What one method reached; `deviation` is None where it did not end in time."""

    method: str
    seconds: float
    grids: int = 0
    deviation: float | None = None
    apart: int = 0


def make(cells: int) -> Scene:
    """Return about so many cells; the load falls off from two centres, with noise."""
    grid = make_scene(cells).grid
    rng = np.random.default_rng(SEED)
    spots = np.array([cell.shape.centroid.coords[0] for cell in grid])
    side_m = spots.max()
    centres = np.array([[0.35, 0.4], [0.75, 0.7]]) * side_m
    far = np.linalg.norm(spots[:, None] - centres, axis=2).min(axis=1) / side_m
    load = 40 * np.exp(-6 * far) * rng.lognormal(0, 0.5, len(grid)) + 0.5
    return Scene(grid, np.round(load, 2))


def ours(scene: Scene, seconds: float) -> Labels:
    """Propose k grids within a time."""
    ends = time.monotonic() + seconds
    found = balance(
        scene.grid,
        scene.load,
        Wish(k=GRIDS),
        rng=np.random.default_rng(SEED),
        enough=lambda: time.monotonic() > ends,
    )
    return np.unique([str(to) for to in found.assignment], return_inverse=True)[1]


def peer(scene: Scene, name: str) -> Labels:
    """Have a method of spopt make k regions; it is loaded where it is used, and nowhere else."""
    make_regions = getattr(import_module("benchmarks.spopt_peers"), name)
    return np.asarray(make_regions(scene.frame(), GRIDS, SEED), dtype=np.int64)


def timed(method: str, work: Callable[[Scene], Labels], scene: Scene) -> Row:
    """Run a method in a process of its own, and stop it where it takes too long."""
    context = get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(there, work, scene))
    begin = time.perf_counter()
    process.start()
    there.close()
    found = here.recv() if here.poll(LIMIT_S) else None
    seconds = time.perf_counter() - begin
    process.kill()
    process.join()
    if isinstance(found, str):
        return Row(f"{method} ({found})", seconds)
    return Row(method, seconds) if found is None else judged(method, found[0], found[1], scene)


def _answer(there: Connection, work: Callable[[Scene], Labels], scene: Scene) -> None:
    warnings.simplefilter("ignore")
    begin = time.perf_counter()
    try:
        labels = work(scene)
    except Exception as error:  # noqa: BLE001 - what a peer cannot do is told, not hidden
        there.send(f"failed: {type(error).__name__}")
        return
    there.send((time.perf_counter() - begin, labels))


def judged(method: str, seconds: float, labels: Labels, scene: Scene) -> Row:
    """Return how even the regions are, and how many of them are in pieces."""
    names = np.unique(labels[labels >= 0])
    loads = np.array([scene.load[labels == name].sum() for name in names])
    codes = np.array(scene.grid.codes)
    apart = sum(len(pieces(scene.grid, codes[labels == name].tolist())) > 1 for name in names)
    deviation = float(np.abs(loads / loads.mean() - 1).max())
    return Row(method, seconds, len(names), deviation, apart)


def run(cells: int) -> list[Row]:
    """Measure all methods on about so many cells."""
    scene = make(cells)
    rows = [timed(f"ours, {s:g} s", partial(ours, seconds=s), scene) for s in OURS_S]
    return rows + [timed(f"spopt {name}", partial(peer, name=name), scene) for name in PEERS]


def show(cells: int, rows: Sequence[Row]) -> str:
    """Return the rows as a table, each beside our shorter run."""
    lines = [f"{cells} cells, {GRIDS} grids wanted", ""]
    lines.append(f"{'method':<34} {'time':>9} {'grids':>6} {'deviation':>10} {'in pieces':>10}")
    for row in rows:
        if row.deviation is None:
            end = "no answer" if "failed" in row.method else f"not within {LIMIT_S:g} s"
            lines.append(f"{row.method:<34} {row.seconds:8.1f}s {end:>28}")
            continue
        told = f"{100 * row.deviation:9.1f}%"
        lines.append(
            f"{row.method:<34} {row.seconds:8.1f}s {row.grids:>6} {told:>10} {row.apart:>10}"
        )
    return "\n".join(lines)


def main() -> None:
    """Run it from the command line."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--cells", type=int, nargs="+", default=[320, 3_400])
    for cells in reader.parse_args().cells:
        print(show(cells, run(cells)), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
