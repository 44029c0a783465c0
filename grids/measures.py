"""What each management grid has to carry: area, shape, roads, assets, cases; and the balance."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from grids.assign import members
from grids.burden import places_of
from grids.cells import Grid
from grids.clip import clip_lines
from grids.edges import Floats, Ints, Shapes
from grids.errors import GridError

#: The row, in `Measures.roads`, `assets` and `cases`, of what lies in no management grid.
ELSEWHERE: Final = ""


class MonthsWrong(GridError):
    """Cases cannot be counted by month."""

    kind = "months_wrong"
    template = "Cases cannot be counted over {months} months; give a time above 0."


@dataclass(frozen=True, slots=True, eq=False)
class Measures:
    """Measures of all management grids of one grid of cells.

    Attributes
    ----------
    grids : DataFrame
        One row per management grid (index: its code, ascending): area_m2, perimeter_m,
        compactness, cells, pieces, road_m, assets, cases_per_month.
    whole : Series
        The same of all cells together, those without a management grid among them.
    deviation : DataFrame
        value / mean - 1 of area_m2, cells, road_m, assets and cases_per_month; 0 where the mean
        is 0.
    roads : DataFrame
        Metres of road; index as above and `ELSEWHERE`, a column per road class.
    assets : DataFrame
        Counts; index as above and `ELSEWHERE`, a column per layer.
    cases : Series
        Cases per month; index as above and `ELSEWHERE`, where cases without a place count too.
    """

    grids: pd.DataFrame
    whole: "pd.Series[float]"
    deviation: pd.DataFrame
    roads: pd.DataFrame
    assets: pd.DataFrame
    cases: "pd.Series[float]"


def measure(
    grid: Grid,
    *,
    roads: gpd.GeoDataFrame | None = None,
    assets: Mapping[str, gpd.GeoDataFrame] | None = None,
    cases: gpd.GeoDataFrame | None = None,
    months: float = 1.0,
) -> Measures:
    """Return the measures of each management grid and of all cells.

    1. Perimeter is the length of edges without a cell of the same management grid on their other
       side: holes count, seams inside do not. Both sides of a torn seam count.
    2. Compactness is 4 pi area / perimeter², 1 for a circle (Polsby and Popper, "The Third
       Criterion", Yale Law & Policy Review 9, 1991).
    3. Each metre of road counts once: see `clip_lines`. A road along a border belongs to the
       management grid of the cell with the lowest code.
    4. An asset counts where its place is: a point itself, of a line the middle, of a polygon a
       place inside. On a seam the cell with the lowest code decides. Cases likewise.
    5. The whole counts everything that was given, inside or not, so nothing is lost from view.

    Parameters
    ----------
    roads : GeoDataFrame, optional
        Lines with the column `class`; without that column, one class named "".
    assets : mapping of layer name to GeoDataFrame, optional
        The layers to count.
    cases : GeoDataFrame, optional
        Points; a case without a place counts as elsewhere.
    months : float
        The time the cases are from.

    Raises
    ------
    MonthsWrong
        `months` is not above 0.
    """
    if not months > 0:
        raise MonthsWrong(months=months)
    codes = [*members(grid), ELSEWHERE]
    owner = _owners(grid, codes)
    by_class = _roads(grid, owner, codes, roads)  # 3
    by_layer = pd.DataFrame(
        {
            name: _counts(grid, owner, codes, frame.geometry)
            for name, frame in sorted((assets or {}).items())
        },
        index=codes,
        dtype=np.int64,
    )
    counted = np.zeros(len(codes)) if cases is None else _counts(grid, owner, codes, cases.geometry)
    by_month = pd.Series(counted / months, index=codes, name="cases_per_month")
    shapes, whole = _shapes(grid, owner, codes)
    shapes["road_m"] = by_class.sum(axis=1)
    shapes["assets"] = by_layer.sum(axis=1)
    shapes["cases_per_month"] = by_month
    for column in ("road_m", "assets", "cases_per_month"):  # 5
        whole[column] = float(shapes[column].sum())
    rows = shapes.drop(index=ELSEWHERE)
    return Measures(rows, pd.Series(whole), _deviation(rows), by_class, by_layer, by_month)


def _owners(grid: Grid, codes: list[str]) -> Ints:
    """Return the row of the management grid of each cell, and last that of no cell."""
    row = {code: at for at, code in enumerate(codes)}
    rows = [row[cell.grid or ELSEWHERE] for cell in grid]
    return np.array([*rows, row[ELSEWHERE]], dtype=np.int64)


def _shapes(grid: Grid, owner: Ints, codes: list[str]) -> tuple[pd.DataFrame, dict[str, float]]:
    mine = owner[:-1]
    areas = shapely.area(grid.shapes)
    area_m2 = np.bincount(mine, weights=areas, minlength=len(codes)).astype(np.float64)
    rim_m = _perimeters(grid, mine, len(codes))
    label = grid.adjacency.labels(mine)
    first = np.unique(label, return_index=True)[1]
    frame = pd.DataFrame(
        {
            "area_m2": area_m2,
            "perimeter_m": rim_m,
            "compactness": _compactness(area_m2, rim_m),
            "cells": np.bincount(mine, minlength=len(codes)),
            "pieces": np.bincount(mine[first], minlength=len(codes)),
        },
        index=codes,
    )
    all_m2, all_m = float(area_m2.sum()), _perimeters(grid, np.zeros_like(mine), 1)
    whole = {
        "area_m2": all_m2,
        "perimeter_m": float(all_m[0]),
        "compactness": float(_compactness(np.array([all_m2]), all_m)[0]),
        "cells": float(len(grid)),
        "pieces": float(len(grid.adjacency.pieces(range(len(grid))))),
    }
    return frame, whole


def _perimeters(grid: Grid, group: Ints, count: int) -> Floats:
    edges = grid.edges
    mine = group[edges.owner]
    _, first, where = np.unique(edges.key * count + mine, return_index=True, return_inverse=True)
    open_ = np.bincount(where, weights=edges.way) != 0  # 1
    weights = edges.length_m[first[open_]]
    return np.bincount(mine[first[open_]], weights=weights, minlength=count).astype(np.float64)


def _compactness(area_m2: Floats, rim_m: Floats) -> Floats:
    around = rim_m > 0
    return np.divide(4 * np.pi * area_m2, rim_m**2, out=np.zeros_like(rim_m), where=around)  # 2


def _roads(
    grid: Grid, owner: Ints, codes: list[str], roads: gpd.GeoDataFrame | None
) -> pd.DataFrame:
    if roads is None:
        return pd.DataFrame(index=codes, dtype=np.float64)
    lines: Shapes = np.asarray(roads.geometry.to_numpy(), dtype=object)
    kinds = roads["class"].fillna("") if "class" in roads.columns else [""] * len(roads)
    classes, kind = np.unique(np.asarray(kinds, dtype=str), return_inverse=True)
    pieces = clip_lines(grid, lines)
    cell = owner[pieces.cell] * len(classes) + kind[pieces.line]
    size = len(codes) * len(classes)
    metres = np.bincount(cell, weights=pieces.length_m, minlength=size)
    return pd.DataFrame(metres.reshape(len(codes), -1), index=codes, columns=classes.tolist())


def _counts(grid: Grid, owner: Ints, codes: list[str], shapes: gpd.GeoSeries) -> Ints:
    x, y = places_of(np.asarray(shapes.to_numpy(), dtype=object))  # 4
    at = owner[grid.ownership.owners(x, y)]
    return np.bincount(at, minlength=len(codes)).astype(np.int64)


def _deviation(rows: pd.DataFrame) -> pd.DataFrame:
    values = rows[["area_m2", "cells", "road_m", "assets", "cases_per_month"]].astype(np.float64)
    return values.div(values.mean().replace(0.0, np.nan)).sub(1.0).fillna(0.0)
