"""The publish check, the measures and the building of cells, with geopandas in the same run.

Budgets: the publish check of 10,000 cells within 250 ms (architecture.md section 7), a district of
33.6 km² built within 10 s. Each work is run at a quarter of the size too: a ratio far above 4 tells
that it does not grow with the number of cells. Run it with
`python -m benchmarks.bench_grids --cells 10000`.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from grids import (
    Cell,
    Grid,
    assign,
    build_cells,
    dissolve,
    faults,
    grow_grids,
    lattice_cells,
    measure,
)

CRS = "EPSG:4550"
SIDE_M = 100.0
#: The radius of a circle of 33.6 km².
RADIUS_M = 3_270.0
MANAGEMENT_GRIDS = 22
REPEATS = 3
SEED = 11


@dataclass(frozen=True, slots=True)
class Row:
    """One measured line: the best of several runs, in milliseconds."""

    work: str
    ours_ms: float
    quarter_ms: float
    peer: str = ""
    peer_ms: float | None = None
    budget_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """A grid of assigned cells with its outline, communities, roads and cases."""

    grid: Grid
    outline: shapely.Polygon
    communities: dict[str, shapely.Polygon]
    roads: gpd.GeoDataFrame
    cases: gpd.GeoDataFrame

    @property
    def fresh(self) -> Grid:
        """The same grid without what it has worked out before."""
        return Grid.of(self.grid, self.grid.crs)


def make_scene(cells: int) -> Scene:
    """Return a perturbed lattice of about so many cells with roads over it and cases in it."""
    rng = np.random.default_rng(SEED)
    side_m = round(cells**0.5) * SIDE_M
    outline = shapely.box(0, 0, side_m, side_m)
    shapes = shapely.transform(lattice_cells(outline, side_m=SIDE_M), lambda xy: _moved(xy, side_m))
    bands = [f"{at * 10 // len(shapes):012d}" for at in range(len(shapes))]
    rows = [Cell(f"{at:06d}", shape, bands[at]) for at, shape in enumerate(shapes)]
    grid = Grid.of(rows, CRS)
    grown = grow_grids(grid, dict.fromkeys(grid.codes, 1.0), MANAGEMENT_GRIDS)
    grid = assign(grid, {code: f"G{number:02d}" for code, number in grown.items()})
    communities = {
        band: shapely.coverage_union_all(shapes[np.array(bands) == band]) for band in set(bands)
    }
    walks = rng.normal(0, 60, (cells // 5, 12, 2)).cumsum(axis=1)
    walks += rng.uniform(0, side_m, (len(walks), 1, 2))
    kinds = np.where(np.arange(len(walks)) % 3, "branch", "main")
    roads = gpd.GeoDataFrame({"class": kinds}, geometry=shapely.linestrings(walks), crs=CRS)
    places = rng.uniform(0, side_m, (7 * cells, 2))
    cases = gpd.GeoDataFrame(geometry=shapely.points(places), crs=CRS)
    return Scene(grid, outline, communities, roads, cases)


def _moved(xy: np.ndarray, side_m: float) -> np.ndarray:
    """Move each inner corner by up to 20 m, every cell's copy of it alike."""
    noise = np.modf(np.abs(np.sin(xy @ [[12.9898, 39.346], [78.233, 11.135]])) * 43_758.5453)[0]
    inner = ((xy > 0) & (xy < side_m)).all(axis=1, keepdims=True)
    return np.round(xy + inner * (noise - 0.5) * 0.4 * SIDE_M, 3)


def check(scene: Scene) -> None:
    found = faults(
        scene.fresh,
        district=scene.outline,
        communities=scene.communities,
        area_band_m2=(2_000.0, 50_000.0),
    )
    assert found == []


def peer_check(scene: Scene) -> None:
    """Look for overlaps and gaps only, the usual way."""
    frame = scene.grid.to_frame()
    pairs = gpd.sjoin(frame, frame, predicate="overlaps")
    assert len(pairs) == 0
    assert scene.outline.difference(frame.union_all()).area < 1.0


def broken_check(scene: Scene) -> None:
    """Check a grid of which one cell in a hundred is missing and one is drawn too large."""
    cells = list(scene.grid)
    del cells[50::103]
    cells[7] = Cell(cells[7].code, cells[7].shape.buffer(1.0), None, None, cells[7].grid)
    assert len(faults(cells, district=scene.outline)) > len(scene.grid) // 103


def measures(scene: Scene) -> None:
    measure(scene.fresh, roads=scene.roads, assets={}, cases=scene.cases, months=10.0)


def peer_measures(scene: Scene) -> None:
    """Dissolve, overlay and join, the usual way; roads on borders count twice."""
    areas = scene.grid.to_frame().dissolve("grid").reset_index()[["grid", "geometry"]]
    cut = gpd.overlay(scene.roads, areas, keep_geom_type=True)
    cut.length.groupby([cut["grid"], cut["class"]]).sum()
    gpd.sjoin(scene.cases, areas).groupby("grid").size()


def grow(scene: Scene) -> None:
    grow_grids(scene.fresh, dict.fromkeys(scene.grid.codes, 1.0), MANAGEMENT_GRIDS)


def peer_dissolve(scene: Scene) -> None:
    scene.grid.to_frame().dissolve("grid")


def build(share: float = 1.0) -> None:
    """Build the cells of a circle of 33.6 km², or a share of it, from a bent net of roads."""
    rng = np.random.default_rng(SEED)
    radius_m = RADIUS_M * share**0.5
    reach = radius_m + 500
    roads = []
    for step in np.arange(-radius_m, radius_m, 270):
        bend = rng.normal(0, 60, 4)
        roads.append(shapely.LineString([(step + bend[0], -reach), (step + bend[1], reach)]))
        roads.append(shapely.LineString([(-reach, step + bend[2]), (reach, step + bend[3])]))
    build_cells(shapely.Point(0, 0).buffer(radius_m), roads)


def run(cells: int = 10_000) -> list[Row]:
    """Return all measured lines."""
    large, small = make_scene(cells), make_scene(cells // 4)

    def row(
        work: str,
        ours: Callable[[Scene], object],
        peer: tuple[str, Callable[[Scene], object]] | None = None,
        budget_ms: float | None = None,
    ) -> Row:
        name, theirs = peer or ("", None)
        peer_ms = None if theirs is None else best(lambda: theirs(large), repeats=1)
        ours_ms, quarter_ms = best(lambda: ours(large)), best(lambda: ours(small))
        return Row(work, ours_ms, quarter_ms, name, peer_ms, budget_ms)

    count = f"{len(large.grid):,} cells"
    built = best(build), best(lambda: build(0.25))
    return [
        row(
            f"publish check, {count}, sound",
            check,
            ("geopandas sjoin + union, overlaps and gaps only", peer_check),
            budget_ms=250.0,
        ),
        row(f"publish check, {count}, 1 % missing", broken_check),
        row(
            f"measures, {count}, {len(large.roads):,} roads, {len(large.cases):,} cases",
            measures,
            ("geopandas dissolve + overlay + sjoin", peer_measures),
        ),
        row(f"grow {MANAGEMENT_GRIDS} management grids, {count}", grow),
        row(
            f"dissolve {MANAGEMENT_GRIDS} management grids, {count}",
            lambda scene: dissolve(scene.grid),
            ("geopandas dissolve", peer_dissolve),
        ),
        Row("build 33.6 km² from roads", *built, budget_ms=10_000.0),
    ]


def best(work: Callable[[], object], *, repeats: int = REPEATS) -> float:
    """Return the shortest of several runs, in milliseconds."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return min(times)


def table(rows: list[Row]) -> str:
    """Return the lines as a Markdown table."""
    head = [
        "| work | ours | quarter size | peer | its time | times faster | budget |",
        "|---" * 7 + "|",
    ]
    for row in rows:
        peer = "" if row.peer_ms is None else f"{row.peer_ms:,.0f} ms"
        ratio = "" if row.peer_ms is None else f"{row.peer_ms / row.ours_ms:.1f}"
        budget = "" if row.budget_ms is None else f"{row.budget_ms:,.0f} ms"
        head.append(
            f"| {row.work} | {row.ours_ms:,.0f} ms | {row.quarter_ms:,.0f} ms "
            f"| {row.peer} | {peer} | {ratio} | {budget} |"
        )
    return "\n".join(head)


def main() -> None:
    """Print the table."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--cells", type=int, default=10_000)
    print(table(run(reader.parse_args().cells)))


if __name__ == "__main__":
    main()
