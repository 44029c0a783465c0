"""Single cases when zoomed in, clusters in between: never two thousand pins."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.analysis.columns import NO_TIME, CaseColumns
from layers.analysis.filters import Box, in_box
from layers.errors import LayerError

#: Most single cases that are sent to a map at once.
MOST_SINGLE: Final = 500
#: Most tiles of clusters in one view: beyond this the tiles are too small for the view.
MOST_CLUSTER_TILES: Final = 1_000_000


class ClustersTooFine(LayerError):
    """A view holds too many tiles to cluster cases on."""

    kind = "clusters_too_fine"
    template = (
        "Tiles of {tile_m} m over the view {box} make more than {most} clusters; "
        "ask for larger tiles or a smaller view."
    )


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The most recent cases of a view and how many there are in all.

    `rows` are row numbers of the columns, the latest first; `total` counts all that were asked for.
    """

    rows: NDArray[np.intp]
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """Cases drawn together by tile: mean place in metres, number of cases, one case as example."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    count: NDArray[np.int64]
    example: NDArray[np.object_]


def recent_cases(
    columns: CaseColumns, kept: NDArray[np.bool_], box: Box, *, most: int = MOST_SINGLE
) -> Sample:
    """Return up to `most` kept cases in a box, the most recent first.

    Equal moments keep the order of the columns, so the same question has the same answer.
    """
    rows = np.flatnonzero(kept & in_box(columns, box))
    total = len(rows)
    moments = columns.reported_at[rows]
    if total > most > 0:
        least = np.partition(moments, total - most)[total - most]
        chosen = moments >= least  # equal moments at the limit may be more than fit
        rows, moments = rows[chosen], moments[chosen]
    order = np.argsort(-moments, kind="stable")
    return Sample(rows[order][: max(most, 0)], total)


def clusters(columns: CaseColumns, kept: NDArray[np.bool_], box: Box, tile_m: float) -> Clusters:
    """Gather the kept cases of a view by square tiles.

    1. Tiles begin at multiples of their side in the metric CRS, so they do not jump while panning.
    2. A tile that the box touches is counted whole, so counts at the rim do not change either.
    3. A cluster stands at the mean of its cases; its example is the latest of them.
    4. Clusters come by row from the south, then from the west.

    Raises
    ------
    ClustersTooFine
        The view holds more than `MOST_CLUSTER_TILES` tiles, or the tiles have no size.
    """
    if not tile_m > 0:
        raise ClustersTooFine(tile_m=tile_m, box=box, most=MOST_CLUSTER_TILES)
    west, south, east, north = (int(np.floor(edge / tile_m)) for edge in box)
    wide, high = max(east - west + 1, 0), max(north - south + 1, 0)
    if wide * high > MOST_CLUSTER_TILES:
        raise ClustersTooFine(tile_m=tile_m, box=box, most=MOST_CLUSTER_TILES)
    column, row = np.floor(columns.x / tile_m) - west, np.floor(columns.y / tile_m) - south  # 1
    inside = kept & (column >= 0) & (column < wide) & (row >= 0) & (row < high)  # 2
    rows = np.flatnonzero(inside)
    tile = (row[rows] * wide + column[rows]).astype(np.intp)
    count = np.bincount(tile, minlength=wide * high)
    used = np.flatnonzero(count)  # 4
    moment = columns.reported_at[rows]
    last = np.full(wide * high, NO_TIME)
    np.maximum.at(last, tile, moment)
    newest = moment == last[tile]
    latest = np.zeros(wide * high, dtype=np.intp)
    latest[tile[newest]] = rows[newest]  # of equal moments the last one written stays
    sums = (
        np.bincount(tile, weights=at[rows], minlength=wide * high) for at in (columns.x, columns.y)
    )
    x, y = (total[used] / count[used] for total in sums)  # 3
    return Clusters(x, y, count[used].astype(np.int64), columns.number[latest[used]])
