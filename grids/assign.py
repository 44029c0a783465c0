"""The assignment of cells to management grids: what it looks like, and one change of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from grids.cells import Grid, ManagementGrid
from grids.edges import Ints
from grids.fault import Fault


def assign(grid: Grid, grids: Mapping[str, str | None]) -> Grid:
    """Return the grid with the management grid of some cells set, by cell code.

    Raises
    ------
    UnknownCell
        A code names no cell.
    """
    return grid.swap((), [replace(grid[code], grid=to) for code, to in grids.items()])


def dissolve(grid: Grid, named: Sequence[ManagementGrid] = ()) -> gpd.GeoDataFrame:
    """Return the polygons of the management grids: the layer `grids`, one row per code.

    1. The place of a management grid is the union of its cells along equal edges. It is exact and
       fast, and right for a grid without faults; a torn seam leaves its gap in it.
    2. Name, colour, street and collectors come from `named`. Without it the street is that of the
       cells, if they are all of one.
    3. Cells without a management grid are in no row; a management grid without cells has none.

    Returns
    -------
    GeoDataFrame
        code, name, colour, street, collectors, cells (count) and geometry, ascending by code.
    """
    known = {item.code: item for item in named}
    rows: list[dict[str, Any]] = []
    for code, at in members(grid).items():
        item = known.get(code) or ManagementGrid(code, street=_only_street(grid, at))  # 2
        rows.append(
            {
                "code": code,
                "name": item.name,
                "colour": item.colour,
                "street": item.street,
                "collectors": item.collectors,
                "cells": len(at),
                "geometry": shapely.normalize(shapely.coverage_union_all(grid.shapes[at])),  # 1
            }
        )
    columns = ["code", "name", "colour", "street", "collectors", "cells", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=grid.crs)


def members(grid: Grid) -> dict[str, Ints]:
    """Return the positions of the cells of each management grid, ascending by its code."""
    groups: dict[str, list[int]] = {}
    for at, cell in enumerate(grid):
        if cell.grid is not None:
            groups.setdefault(cell.grid, []).append(at)
    return {code: np.array(groups[code], dtype=np.int64) for code in sorted(groups)}


def reassign(grid: Grid, cell_code: str, to_grid: str) -> tuple[Grid, list[Fault]]:
    """Give one cell to another management grid; return the new grid and what speaks against it.

    1. The management grid the cell leaves should stay in one piece, and not become empty.
    2. The cell should share an edge with the one it comes to, unless that had no cell yet.

    Both are warnings, not refusals: a planner paints many cells one after the other, and only the
    end has to hold. Giving a cell to the grid it is in changes nothing and warns of nothing.

    Raises
    ------
    UnknownCell
        The code names no cell.
    """
    cell = grid[cell_code]
    if cell.grid == to_grid:
        return grid, []
    after = grid.swap((), [replace(cell, grid=to_grid)])
    return after, _source_warnings(grid, cell_code) + _target_warnings(grid, cell_code, to_grid)


def _source_warnings(grid: Grid, cell_code: str) -> list[Fault]:
    at, source = grid.position(cell_code), grid[cell_code].grid
    if source is None:
        return []
    before = members(grid)[source]
    rest = grid.adjacency.pieces(before[before != at])
    if not rest:
        template = "The management grid {grid} keeps no cell."
        place = grid[cell_code].shape
        return [Fault("grid_empty", (source,), place, 0.0, template, {"grid": source})]
    if len(rest) <= len(grid.adjacency.pieces(before)):
        return []
    return [
        Fault(
            "grid_in_pieces",
            (source,),
            shapely.coverage_union_all(grid.shapes[np.concatenate(rest[1:])]),
            float(len(rest)),
            "The management grid {grid} falls into {pieces} pieces.",
            {"grid": source, "pieces": len(rest)},
        )
    ]


def _target_warnings(grid: Grid, cell_code: str, to_grid: str) -> list[Fault]:
    target = members(grid).get(to_grid)
    beside = {cell.grid for cell in grid.neighbours(cell_code)}
    if target is None or to_grid in beside:
        return []
    return [
        Fault(
            "grid_not_adjacent",
            (cell_code,),
            grid[cell_code].shape,
            1.0,
            "The cell {cell} shares no edge with the management grid {grid}.",
            {"cell": cell_code, "grid": to_grid},
        )
    ]


def _only_street(grid: Grid, at: Ints) -> str | None:
    streets = {grid.cells[i].street for i in at}
    return streets.pop() if len(streets) == 1 else None
