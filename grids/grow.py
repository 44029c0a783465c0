"""Cells to k management grids, each in one piece and about equally heavy."""

from collections.abc import Mapping

import numpy as np
import shapely

from grids.adjacency import Adjacency
from grids.cells import Grid
from grids.edges import Floats, Ints
from grids.errors import GridError


class GridsTooFew(GridError):
    """There are more separate parts than management grids to cover them."""

    kind = "grids_too_few"
    template = (
        "{grids} management grids cannot cover {parts} separate parts; ask for {parts} at least."
    )


class GridsTooMany(GridError):
    """There are fewer cells than management grids."""

    kind = "grids_too_many"
    template = "{cells} cells cannot make {grids} management grids; ask for {cells} at most."


class WeightWrong(GridError):
    """A cell has no weight that can be balanced."""

    kind = "weight_wrong"
    template = "The cell {code} weighs {weight}; give each cell a number of 0 or more."


def grow_grids(
    grid: Grid, weights: Mapping[str, float], k: int, *, inside_streets: bool = False
) -> dict[str, int]:
    """Return the management grid, 0 to k - 1, of each cell.

    1. Cells that hang together (inside one street, if so asked) make a part. Each part gets at
       least one management grid, the rest go by weight (largest remainder; ties to the part with
       the lowest code).
    2. A part that gets n > 1 is divided in two, for n // 2 and the rest: the cells are taken in
       order along its longer axis until their weight is reached.
    3. What was cut off changes sides, so that both halves are in one piece; so every management
       grid is in one piece, and the balance is good but not the best there is.
    4. Numbers go by the lowest cell code of each management grid. Nothing depends on chance.

    Parameters
    ----------
    weights : mapping of cell code to float
        What is to be balanced: 1 for each cell, area, cases a month.

    Raises
    ------
    GridsTooFew, GridsTooMany
        `k` does not fit the parts or the cells.
    WeightWrong
        A cell has no weight, a negative one, or no number.
    """
    weight = _weights(grid, weights)
    if not 0 < k <= len(grid):
        raise GridsTooMany(cells=len(grid), grids=k)
    parts = _parts(grid, inside_streets=inside_streets)
    shares = _shares(parts, weight, k)  # 1
    middles = shapely.get_coordinates(shapely.centroid(grid.shapes))
    groups: list[Ints] = []
    for part, share in zip(parts, shares, strict=True):
        groups += _divide(grid.adjacency, part, share, weight, middles)
    groups.sort(key=lambda group: int(group.min()))  # 4
    number_at = {int(at): number for number, group in enumerate(groups) for at in group}
    return {code: number_at[at] for at, code in enumerate(grid.codes)}


def _weights(grid: Grid, weights: Mapping[str, float]) -> Floats:
    values = np.array([weights.get(code, np.nan) for code in grid.codes], dtype=np.float64)
    wrong = ~np.isfinite(values) | (values < 0)
    if wrong.any():
        code = grid.codes[int(np.flatnonzero(wrong)[0])]
        raise WeightWrong(code=code, weight=weights.get(code))
    return values


def _parts(grid: Grid, *, inside_streets: bool) -> list[Ints]:
    streets = [cell.street or "" for cell in grid] if inside_streets else [""] * len(grid)
    labels = grid.adjacency.labels(np.unique(streets, return_inverse=True)[1])
    parts = [np.flatnonzero(labels == label) for label in range(int(labels.max()) + 1)]
    return sorted(parts, key=lambda part: int(part[0]))


def _shares(parts: list[Ints], weight: Floats, k: int) -> list[int]:
    """Return how many of k management grids each part gets: one, and more by weight."""
    if k < len(parts):
        raise GridsTooFew(grids=k, parts=len(parts))
    sums = np.array([weight[part].sum() for part in parts])
    shares = np.ones(len(parts), dtype=np.int64)
    most = np.array([len(part) for part in parts])
    for _ in range(k - len(parts)):
        load = np.where(shares < most, (sums + 1e-9) / shares, -1.0)
        shares[int(np.argmax(load))] += 1
    return [int(share) for share in shares]


def _divide(
    adjacency: Adjacency, part: Ints, share: int, weight: Floats, middles: Floats
) -> list[Ints]:
    if share == 1:
        return [part]
    left, right = _bisect(adjacency, part, share, weight, middles)
    total = weight[part].sum()
    wanted = share * weight[left].sum() / total if total > 0 else share // 2
    least, most = max(1, share - len(right)), min(share - 1, len(left))
    left_share = min(max(round(wanted), least), most)
    return [
        *_divide(adjacency, left, left_share, weight, middles),
        *_divide(adjacency, right, share - left_share, weight, middles),
    ]


def _bisect(
    adjacency: Adjacency, part: Ints, share: int, weight: Floats, middles: Floats
) -> tuple[Ints, Ints]:
    """Return two halves of a part, each in one piece, neither empty."""
    order = part[np.lexsort((part, _along(middles[part])))]  # 2
    reached = np.cumsum(weight[order])
    wanted = reached[-1] * (share // 2) / share
    count = int(np.argmin(np.abs(reached - wanted))) + 1
    kept = adjacency.pieces(order[: min(count, len(part) - 1)])[0]  # 3
    right = adjacency.pieces(np.setdiff1d(part, kept))[0]
    return np.setdiff1d(part, right), right


def _along(points: Floats) -> Floats:
    """Return each point's place along the longer axis of all, west or north end first."""
    away = points - points.mean(axis=0)
    axis = np.linalg.eigh(away.T @ away)[1][:, -1]
    lead = axis[0] if abs(axis[0]) > abs(axis[1]) else -axis[1]
    return np.asarray(away @ (axis if lead > 0 else -axis), dtype=np.float64)
