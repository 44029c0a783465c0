"""Density and counts over many cases, with pandas, geopandas and plain numpy in the same run.

Budgets (architecture.md section 7) for one million cases: density under any filter within 50 ms,
counts by grid within 20 ms. datashader, the usual peer for rasters of points, is not among the
project's requirements and is not compared. Run it with
`python -m benchmarks.bench_analysis --size 1000000`.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import ndimage

from layers.analysis import (
    CaseColumns,
    CaseFilter,
    Lattice,
    Legend,
    LocalClock,
    Warp,
    classify,
    clusters,
    count_by,
    cross_tally,
    density,
    density_of,
    mask,
    recent_cases,
)
from layers.png import png_bytes

CRS = "EPSG:4550"
#: 7.2 km × 4.7 km: the 33.6 km² of the demonstration district.
EXTENT = (578_000.0, 3_308_000.0, 585_200.0, 3_312_700.0)
#: Ten months of moments.
FIRST_S, LAST_S = 1_746_057_600, 1_772_323_200
REPEATS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One measured line: the best of several runs, in milliseconds."""

    work: str
    ours_ms: float
    peer: str = ""
    peer_ms: float | None = None
    budget_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """The same cases for us (columns, lattice, clock) and for the peers (frame, grid polygons)."""

    columns: CaseColumns
    lattice: Lattice
    clock: LocalClock
    frame: gpd.GeoDataFrame
    grids: gpd.GeoDataFrame


def run(size: int = 1_000_000) -> list[Row]:
    """Measure everything on `size` cases."""
    scene = make_scene(size)
    return [*density_rows(scene), *picture_rows(scene), *count_rows(scene), *view_rows(scene)]


def make_scene(size: int) -> Scene:
    rng = np.random.default_rng(20260301)
    west, south, east, north = EXTENT
    spots = rng.uniform((west, south), (east, north), (60, 2))[rng.integers(0, 60, size)]
    x, y = np.clip(spots + rng.normal(0, 250, (size, 2)), EXTENT[:2], EXTENT[2:]).T
    grids = grid_polygons()
    table = {
        "grid": words("G{:02d}", 22, size, rng),
        "unit": words("U{:02d}", 23, size, rng),
        "class_code": words("S|matter|{:05d}", 158, size, rng),
        "source": words("source {}", 5, size, rng),
        "state": words("state {}", 16, size, rng),
        "cell": words("330206001001{:03d}", 3_400, size, rng),
    }
    moments = rng.integers(FIRST_S, LAST_S, size)
    number = np.arange(size).astype(str).astype(object)
    columns = CaseColumns.from_arrays(number=number, x=x, y=y, reported_at=moments, coded=table)
    frame = gpd.GeoDataFrame(
        {name: pd.Categorical(values) for name, values in table.items()}
        | {"s": moments, "x": x, "y": y},
        geometry=shapely.points(x, y),
        crs=CRS,
    )
    lattice = Lattice.over(columns, crs=CRS, extent=EXTENT)
    return Scene(columns, lattice, LocalClock.of(columns, ZoneInfo("Asia/Shanghai")), frame, grids)


def words(form: str, many: int, size: int, rng: np.random.Generator) -> np.ndarray:
    return np.array([form.format(i) for i in range(many)], dtype=object)[
        rng.integers(0, many, size)
    ]


def grid_polygons() -> gpd.GeoDataFrame:
    west, south, east, north = EXTENT
    x, y = np.linspace(west, east, 12), np.linspace(south, north, 3)
    shapes = [shapely.box(x[i], y[j], x[i + 1], y[j + 1]) for j in range(2) for i in range(11)]
    return gpd.GeoDataFrame({"code": [f"G{i:02d}" for i in range(22)]}, geometry=shapes, crs=CRS)


def filters() -> dict[str, CaseFilter]:
    middle = shapely.Point((EXTENT[0] + EXTENT[2]) / 2, (EXTENT[1] + EXTENT[3]) / 2)
    star = [
        (middle.x + far * np.cos(turn), middle.y + far * np.sin(turn))
        for turn, far in zip(np.linspace(0, 2 * np.pi, 60), [2_300, 1_500] * 30, strict=True)
    ]
    month = FIRST_S + 100 * 86_400, FIRST_S + 130 * 86_400
    grids = frozenset(f"G{i:02d}" for i in range(9))
    return {
        "no filter": CaseFilter(),
        "a month": CaseFilter(from_s=month[0], to_s=month[1]),
        "half of all, by class": CaseFilter(
            classes=frozenset(f"S|matter|{i:05d}" for i in range(79))
        ),
        "a lasso of 60 corners": CaseFilter(polygon=shapely.Polygon(star)),
        "everything at once": CaseFilter(
            from_s=FIRST_S + 86_400,
            to_s=LAST_S - 86_400,
            kinds=frozenset({"matter"}),
            grids=grids,
            sources=frozenset({"source 1", "source 2"}),
            open_only=True,
            polygon=shapely.Polygon(star),
        ),
    }


def density_rows(scene: Scene) -> list[Row]:
    rows = [
        Row(
            f"density, {name}",
            best(lambda wanted=wanted: density_of(scene.columns, scene.lattice, wanted)),
            budget_ms=50,
        )
        for name, wanted in filters().items()
    ]
    peer = best(lambda: plain_density(scene), repeats=2)
    ours = best(lambda: density(scene.lattice))
    return [*rows, Row("density without mask", ours, "numpy histogram2d + gaussian", peer, 50)]


def plain_density(scene: Scene) -> np.ndarray:
    """Do the same from coordinates, as one does without a prepared lattice."""
    window = scene.lattice.window
    west, south, east, north = window.extent
    counts, _, _ = np.histogram2d(
        scene.columns.y,
        scene.columns.x,
        bins=(window.rows, window.columns),
        range=((south, north), (west, east)),
    )
    return ndimage.gaussian_filter(counts, scene.lattice.bandwidth_m / window.tile_m)


def picture_rows(scene: Scene) -> list[Row]:
    raster = density(scene.lattice)
    legend = Legend.up_to(raster.most)
    warp = Warp.of(raster.window)

    def picture() -> bytes:
        return png_bytes(classify(warp(raster), legend), legend.palette)

    whole = CaseFilter(grids=frozenset({"G01"}), open_only=True)
    return [
        Row(f"surface → Mercator → PNG ({len(picture()) / 1000:.0f} kB)", best(picture)),
        Row(
            "filter → density → Mercator → PNG",
            best(
                lambda: png_bytes(
                    classify(warp(density_of(scene.columns, scene.lattice, whole)), legend),
                    legend.palette,
                )
            ),
            budget_ms=50,
        ),
        Row("Mercator index map, once per district", best(lambda: Warp.of(raster.window))),
    ]


def count_rows(scene: Scene) -> list[Row]:
    columns, clock, frame = scene.columns, scene.clock, scene.frame
    wanted = filters()["a month"]
    kept = mask(columns, wanted)
    chosen = frame["s"].between(wanted.from_s, wanted.to_s, inclusive="left")
    local = pd.to_datetime(frame["s"], unit="s", utc=True).dt.tz_convert("Asia/Shanghai")

    def joined() -> pd.Series:
        found = gpd.sjoin(frame[["geometry"]], scene.grids, predicate="within")
        return found.groupby("code").size()

    return [
        Row(
            "filter + counts by grid",
            best(lambda: count_by(columns.grid, mask(columns, wanted))),
            "pandas: filter + groupby (categorical)",
            best(
                lambda: (
                    frame[frame["s"].between(wanted.from_s, wanted.to_s, inclusive="left")]
                    .groupby("grid", observed=False)
                    .size()
                )
            ),
            20,
        ),
        Row(
            "counts by grid, all cases",
            best(lambda: count_by(columns.grid)),
            "geopandas sjoin (it also places them)",
            best(joined, repeats=1),
            20,
        ),
        Row("counts by cell", best(lambda: count_by(columns.cell, kept)), budget_ms=20),
        Row(
            "grid × class",
            best(lambda: cross_tally(columns.grid, columns.class_code, kept)),
            "pandas crosstab",
            best(lambda: pd.crosstab(frame["grid"][chosen], frame["class_code"][chosen])),
            20,
        ),
        Row(
            "weekday × hour, local time",
            best(clock.by_weekday_hour),
            "pandas dt + groupby",
            best(lambda: frame.groupby([local.dt.day_of_week, local.dt.hour]).size(), repeats=2),
            20,
        ),
        Row("timeline by week", best(clock.timeline), budget_ms=20),
    ]


def view_rows(scene: Scene) -> list[Row]:
    west, south = EXTENT[:2]
    near = (west + 2_000, south + 1_000, west + 3_000, south + 1_800)
    kept = np.ones(len(scene.columns), dtype=bool)
    return [
        Row(
            "500 latest of a box 1 km × 0.8 km",
            best(lambda: recent_cases(scene.columns, kept, near)),
        ),
        Row(
            "clusters of 200 m, whole district",
            best(lambda: clusters(scene.columns, kept, EXTENT, 200)),
        ),
    ]


def best(work: Callable[[], object], *, repeats: int = REPEATS) -> float:
    """Return the shortest of several runs in milliseconds: the one others disturbed least."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times) * 1_000


def table(rows: list[Row]) -> str:
    lines = [f"{'work':44}{'ours':>9}{'budget':>9}  peer in the same run"]
    for row in rows:
        budget = f"{row.budget_ms:.0f} ms" if row.budget_ms else ""
        peer = f"{row.peer}: {row.peer_ms:.1f} ms" if row.peer_ms is not None else ""
        ratio = f" ({row.peer_ms / row.ours_ms:.1f} ×)" if row.peer_ms is not None else ""
        lines.append(f"{row.work:44}{row.ours_ms:6.1f} ms{budget:>9}  {peer}{ratio}".rstrip())
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=1_000_000, help="number of cases")
    size = parser.parse_args().size
    print(f"{size:,} cases, best of {REPEATS} runs")
    print(table(run(size)))


if __name__ == "__main__":
    main()
