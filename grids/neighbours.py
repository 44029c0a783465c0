"""Neighbours and pieces, by cell code."""

from collections.abc import Collection

from grids.cells import Grid


def neighbours(grid: Grid, code: str) -> dict[str, float]:
    """Return the metres of common edge with each cell beside one; corners do not count.

    Raises
    ------
    UnknownCell
        The code names no cell.
    """
    at = grid.position(code)
    return {
        grid.codes[i]: grid.adjacency.shared_m(at, int(i)) for i in grid.adjacency.neighbours(at)
    }


def corner_neighbours(grid: Grid, code: str) -> tuple[str, ...]:
    """Return the cells that meet one in single places only, ascending.

    Raises
    ------
    UnknownCell
        The code names no cell.
    """
    at = grid.position(code)
    return tuple(grid.codes[i] for i in grid.adjacency.corner_neighbours(at))


def pieces(grid: Grid, codes: Collection[str]) -> list[tuple[str, ...]]:
    """Return the connected pieces of some cells, the largest first, ties by code.

    Cells that meet in a corner only are not connected.

    Raises
    ------
    UnknownCell
        A code names no cell.
    """
    parts = grid.adjacency.pieces([grid.position(code) for code in codes])
    return [tuple(grid.codes[i] for i in part) for part in parts]
