"""Errors of cells, grids and plans."""

from layers import GisError


class GridError(GisError):
    """Something about a cell, a management grid or a plan does not hold."""
