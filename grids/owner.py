"""The owner of a place: the lowest code among the cells that contain or touch it."""

from grids.cells import Grid


def owner(grid: Grid, x_m: float, y_m: float) -> str | None:
    """Return the code of the cell that owns a place (metric CRS), or None outside the grid.

    For many places ask `grid.ownership.owners`; the answers are the same.
    """
    return grid.ownership.owner(x_m, y_m)


def management_grid_at(grid: Grid, x_m: float, y_m: float) -> str | None:
    """Return the code of the management grid a place belongs to, or None.

    It is the management grid of the cell that owns the place. So on a border between two of them
    the lowest cell code decides, not the lowest code of a management grid.
    """
    code = owner(grid, x_m, y_m)
    return None if code is None else grid[code].grid
