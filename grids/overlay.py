"""Edges laid over one another where they are not equal: how far two of them run together."""

from dataclasses import dataclass

import numpy as np
import shapely

from grids.edges import MM, Edges, Floats, Ints, Shapes


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """Pairs of edges of different polygons that touch, one row per pair.

    Attributes
    ----------
    first, second : (p,) int64
        Rows of the edges that were given, first < second.
    common_m : (p,) float64
        The metres over which they run together; 0 where they meet in one place only.
    ends_m : (p, 2, 2) float64
        The two ends of the common stretch on the first edge, in metres.
    """

    first: Ints
    second: Ints
    common_m: Floats
    ends_m: Floats

    def lines(self, rows: Ints) -> Shapes:
        """Return the common stretches of some rows as lines."""
        return np.asarray(shapely.linestrings(self.ends_m[rows]), dtype=object).reshape(-1)


def overlay(edges: Edges, *, width_m: float) -> Overlay:
    """Return the pairs of edges of different polygons that come within a width of one another.

    What lies alongside is common only if both ends of it are near enough: two edges that leave a
    corner in different directions have nothing in common.
    """
    lines = edges.lines()
    i, j = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=width_m)
    keep = (i < j) & (edges.owner[i] != edges.owner[j])
    i, j = i[keep].astype(np.int64), j[keep].astype(np.int64)
    return Overlay(i, j, *_common(edges.ends_mm[i], edges.ends_mm[j], width_m))


def _common(one: Ints, other: Ints, width_m: float) -> tuple[Floats, Floats]:
    """Return the metres two edges run together, and where; `t` is along the first, `d` beside."""
    a = one.reshape(-1, 2, 2) / MM
    b = other.reshape(-1, 2, 2) / MM
    axis = a[:, 1] - a[:, 0]
    length_m = np.hypot(*axis.T)
    axis = axis / length_m[:, None]
    away = b - a[:, :1]
    t = np.einsum("mij,mj->mi", away, axis)
    d = away[:, :, 1] * axis[:, None, 0] - away[:, :, 0] * axis[:, None, 1]
    low = np.maximum(t.min(axis=1), 0.0)
    high = np.maximum(np.minimum(t.max(axis=1), length_m), low)
    run = t[:, 1] - t[:, 0]
    slope = np.divide(d[:, 1] - d[:, 0], run, out=np.zeros_like(run), where=run != 0)
    apart = [np.abs(d[:, 0] + slope * (end - t[:, 0])) for end in (low, high)]
    near = np.maximum(*apart) <= width_m
    ends = a[:, :1] + axis[:, None] * np.stack([low, high], axis=1)[:, :, None]
    return np.where(near, high - low, 0.0), ends
