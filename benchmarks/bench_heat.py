"""Density, counts by area and hot spots beside the tools of the field, in one run.

`python -m benchmarks.bench_heat [--size 1000000]`. Each pair does the same work on the same cases:

* density: cases to a smoothed, coloured picture (PNG) on a raster of 20 m. datashader bins the
  points and colours them; it has no kernel in metres, so scipy smooths between.
* counts by area: places to counts in 22 polygons, geopandas `sjoin` + `groupby` beside the owner
  of each place. Ours counts from the very same coordinates, not from stored codes.
* Gi*: counts on tiles to scores and p-values, esda `G_Local` with 999 permutations beside the
  exact tails. esda's p is one-sided and sampled, so it does less; it is what one would use.
"""

import argparse
import time
from collections.abc import Callable

import datashader
import esda
import geopandas as gpd
import libpysal
import numpy as np
import pandas as pd
import shapely
from datashader import transfer_functions
from scipy import ndimage

from benchmarks.bench_analysis import CRS, EXTENT, grid_polygons, make_scene
from layers.analysis import Edge, Kernel, Legend, Tiling, classify, density, hot_spots, within
from layers.owner import Ownership
from layers.png import png_bytes

TILE_M, SPREAD_M = 20.0, 150.0
REPEATS = 3


def best_ms(work: Callable[[], object]) -> float:
    """Return the shortest of some runs, in milliseconds."""
    took = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - begun))
    return min(took)


def density_pair(size: int) -> tuple[float, float, float]:
    """Return milliseconds of ours, of ours kept inside an edge, and of datashader with scipy."""
    scene = make_scene(size)
    lattice = scene.lattice
    frame = pd.DataFrame({"x": scene.columns.x, "y": scene.columns.y})
    wide, high = lattice.window.columns, lattice.window.rows
    west, south, east, north = lattice.window.extent
    outline = shapely.box(*EXTENT).buffer(-300)
    edge = Edge.of(lattice.window, outline, kernel=Kernel.GAUSSIAN, bandwidth_m=SPREAD_M)

    def ours(kept_inside: Edge | None = None) -> bytes:
        raster = density(lattice, edge=kept_inside)
        legend = Legend.up_to(raster.most)
        return png_bytes(classify(raster, legend), legend.palette)

    def peer() -> object:
        canvas = datashader.Canvas(wide, high, (west, east), (south, north))
        counts = canvas.points(frame, "x", "y", datashader.count())
        counts.data = ndimage.gaussian_filter(
            counts.data.astype(np.float32), SPREAD_M / TILE_M, mode="constant"
        )
        colours = ["#f0c468", "#e89640", "#d96838", "#b83a44", "#861c58", "#460c54"]
        return transfer_functions.shade(counts, cmap=colours, how="linear").to_bytesio("png")

    peer()  # numba compiles at the first call; a server would have done so
    return best_ms(ours), best_ms(lambda: ours(edge)), best_ms(peer)


def counts_pair(size: int) -> tuple[float, float]:
    """Return milliseconds of ours and of geopandas with pandas, from places to counts."""
    scene = make_scene(size)
    grids = grid_polygons()
    owner = Ownership.of(grids["code"].tolist(), grids.geometry.to_numpy())
    x, y = scene.columns.x, scene.columns.y

    def ours() -> np.ndarray:
        return np.bincount(owner.owners(x, y) + 1, minlength=len(grids) + 1)

    def peer() -> pd.Series:
        points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs=CRS)
        return points.sjoin(grids, predicate="intersects").groupby("code").size()

    return best_ms(ours), best_ms(peer)


def spots_pair(size: int) -> tuple[float, float, int]:
    """Return milliseconds of ours and of esda, and how many tiles both tested."""
    scene = make_scene(size)
    tiling = Tiling.over(shapely.box(*EXTENT), 200.0)
    tile = tiling.of(scene.columns.x, scene.columns.y)
    # a hundredth of the cases: counts of a month, for which hot spots are asked
    counts = np.bincount(tile[(tile >= 0) & (np.arange(size) % 100 == 0)], minlength=len(tiling))
    near = within(*tiling.middles(), reach_m=300.0)

    others = near.copy()
    others.setdiag(0)
    others.eliminate_zeros()
    weights = libpysal.weights.W.from_sparse(others)

    def ours() -> object:
        return hot_spots(counts, near)

    def peer() -> object:
        return esda.G_Local(
            counts.astype(float), weights, star=True, transform="B", permutations=999, seed=1
        )

    return best_ms(ours), best_ms(peer), len(tiling)


def main() -> None:
    """Measure and tell the ratios."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--size", type=int, default=1_000_000)
    size = reader.parse_args().size
    plain, edged, shader = density_pair(size)
    print(f"density of {size:,} cases to a picture: {plain:.1f} ms, in an edge {edged:.1f} ms")
    print(f"  datashader with scipy: {shader:.1f} ms, {shader / plain:.1f} × ours")
    ours, peer = counts_pair(size)
    print(f"counts by 22 polygons from {size:,} places: {ours:.1f} ms")
    print(f"  geopandas sjoin + groupby: {peer:.1f} ms, {peer / ours:.1f} × ours")
    ours, peer, tiles = spots_pair(size)
    print(f"Gi* on {tiles} tiles, exact tails: {ours:.1f} ms")
    print(f"  esda G_Local, 999 permutations: {peer:.1f} ms, {peer / ours:.1f} × ours")


if __name__ == "__main__":
    main()
