"""Cells, plans, seams, assignment, checks and measures. Pure values over `layers`."""

from grids.errors import GridError

__all__ = ["GridError"]
