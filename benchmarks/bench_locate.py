"""Locate a million places: owning cell, management grid, nearest road with chainage.

`python -m benchmarks.bench_locate --points 1000000` runs our locator and, in the same process on
the same made-up district, geopandas doing the same: `sjoin` for the cell, its column for the grid,
`sjoin_nearest` for the road, `line_locate_point` for the position on it. Both include building
their indexes. The answers are compared; a place on a seam or equally near to two roads may differ.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.locate import Districts
from layers.roads import RoadNet

CRS = "EPSG:4550"
#: The district's south-west corner, and its cells as in the real one: some 3,400 of one hectare.
CORNER = (384_000.0, 3_306_000.0)
COLUMNS, ROWS, CELL_M = 60, 57, 100.0
#: Every third line of the lattice is a road.
ROAD_EVERY = 3
GRIDS = 22
#: Answers nearer than this are the same.
SAME_M = 1e-6


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what was done, how long each took, and whether they agree."""

    work: str
    ours_s: float
    peer_s: float
    differ: int
    points: int

    @property
    def ratio(self) -> float:
        """How many times faster than the peer."""
        return self.peer_s / self.ours_s


def district(rng: np.random.Generator) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return some 3,400 shaken cells in 22 grids, and some 780 road segments along their seams."""
    i, j = np.meshgrid(np.arange(COLUMNS + 1), np.arange(ROWS + 1), indexing="ij")
    nodes = np.stack([i, j], axis=-1) * CELL_M + rng.uniform(-15, 15, (*i.shape, 2))
    nodes = np.round(nodes + CORNER, 3)
    corners = [nodes[:-1, :-1], nodes[1:, :-1], nodes[1:, 1:], nodes[:-1, 1:]]
    cells = shapely.polygons(np.stack(corners, axis=2).reshape(-1, 4, 2))
    number = np.arange(len(cells))
    frame = gpd.GeoDataFrame(
        {
            "code": [f"330206002{k // 1000:03d}{k % 1000:03d}" for k in number],
            "name": None,
            "grid": [f"G{k * GRIDS // len(cells) + 1:02d}" for k in number],
        },
        geometry=cells,
        crs=CRS,
    )
    return frame, _roads(nodes)


def _roads(nodes: np.ndarray) -> gpd.GeoDataFrame:
    """Return roads from west to east, and from north to south: each drawn from where it starts."""
    rows = []
    for letter, along in (("E", nodes), ("N", nodes.swapaxes(0, 1)[::-1])):
        for line in range(0, along.shape[1], ROAD_EVERY):
            for start in range(0, along.shape[0] - 1, ROAD_EVERY):
                places = along[start : start + ROAD_EVERY + 1, line]
                rows.append((f"{letter} Road {line}", shapely.LineString(places)))
    return gpd.GeoDataFrame(
        {"code": [f"R{k:05d}" for k in range(len(rows))], "name": [row[0] for row in rows]},
        geometry=[row[1] for row in rows],
        crs=CRS,
    )


def run(points: int = 1_000_000, *, seed: int = 20260301) -> list[Row]:
    """Locate that many random places both ways and return one row for each part of the work."""
    rng = np.random.default_rng(seed)
    cells, roads = district(rng)
    low, high = np.array(CORNER), np.array(CORNER) + np.array([COLUMNS, ROWS]) * CELL_M
    x, y = np.round(rng.uniform(low, high, (points, 2)), 3).T
    places = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y, crs=CRS))
    ours_cell, ours_cell_s = timed(lambda: our_cells(cells, x, y))
    ours_road, ours_road_s = timed(lambda: our_roads(roads, x, y))
    peer_cell, peer_cell_s = timed(lambda: peer_cells(cells, places))
    peer_road, peer_road_s = timed(lambda: peer_roads(roads, places))
    odd_cells = int((ours_cell != peer_cell).any(axis=1).sum())
    odd_roads = int((np.abs(ours_road - peer_road) > SAME_M).any(axis=1).sum())
    return [
        Row("owning cell and grid", ours_cell_s, peer_cell_s, odd_cells, points),
        Row("nearest road, chainage", ours_road_s, peer_road_s, odd_roads, points),
        Row(
            "together",
            ours_cell_s + ours_road_s,
            peer_cell_s + peer_road_s,
            odd_cells + odd_roads,
            points,
        ),
    ]


def timed(work: Callable[[], np.ndarray]) -> tuple[np.ndarray, float]:
    start = time.perf_counter()
    found = work()
    return found, time.perf_counter() - start


def our_cells(cells: gpd.GeoDataFrame, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    owners = Districts.of({"cells": cells}).owners(x, y)
    return np.column_stack([owners.cell, owners.grid])


def peer_cells(cells: gpd.GeoDataFrame, places: gpd.GeoDataFrame) -> np.ndarray:
    joined = places.sjoin(cells[["code", "grid", "geometry"]], how="left", predicate="intersects")
    first = joined[~joined.index.duplicated()] if joined.index.has_duplicates else joined
    return absent_as_none(first[["code", "grid"]])


def absent_as_none(frame: pd.DataFrame) -> np.ndarray:
    values = frame.to_numpy(dtype=object)
    values[frame.isna().to_numpy()] = None
    return values


def our_roads(roads: gpd.GeoDataFrame, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    found = RoadNet.from_frame(roads).bulk_nearest(x, y)
    return np.column_stack([found.distance_m, found.chainage_m])


def peer_roads(roads: gpd.GeoDataFrame, places: gpd.GeoDataFrame) -> np.ndarray:
    joined = places.sjoin_nearest(roads[["code", "geometry"]], distance_col="distance_m")
    first = joined[~joined.index.duplicated()] if joined.index.has_duplicates else joined
    segment = first["index_right"].to_numpy()
    lines = roads.geometry.to_numpy()
    along = shapely.line_locate_point(lines[segment], places.geometry.to_numpy())
    return np.column_stack([first["distance_m"], starts_m(roads)[segment] + along])


def starts_m(roads: gpd.GeoDataFrame) -> np.ndarray:
    """Return where each segment starts on its road: all are plain chains, drawn in order."""
    lengths = roads.geometry.length
    return (lengths.groupby(roads["name"]).cumsum() - lengths).to_numpy()


def show(rows: list[Row]) -> str:
    lines = [f"{'work':<26}{'points':>10}{'ours s':>9}{'peer s':>9}{'ratio':>8}{'differ':>8}"]
    lines += [
        f"{r.work:<26}{r.points:>10,}{r.ours_s:>9.2f}{r.peer_s:>9.2f}{r.ratio:>7.1f}x{r.differ:>8}"
        for r in rows
    ]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    parser: Any = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=1_000_000)
    print(show(run(parser.parse_args(arguments).points)))


if __name__ == "__main__":
    main()
