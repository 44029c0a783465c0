"""How much road and how many assets areas hold, for rates."""

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

#: Overlays are made on this grid, in metres: that to which all geometry is rounded.
_GRID_M: Final = 0.001

Shapes = NDArray[np.object_]


def road_shares(areas: Shapes, roads: Shapes) -> NDArray[np.float64]:
    """Return the metres of road in each area, shape (areas,); metric CRS.

    A road along a border counts half on each side: borders follow roads, and a rate that gave it to
    both would tell of twice as much road as there is.
    """
    tree = shapely.STRtree(areas)
    road, area = tree.query(roads, predicate="intersects")
    lines, grounds = roads[road], areas[area]
    within = shapely.length(shapely.intersection(lines, grounds, grid_size=_GRID_M))
    edges = shapely.boundary(grounds)
    along = shapely.length(shapely.intersection(lines, edges, grid_size=_GRID_M))
    return np.bincount(area, weights=within - along / 2, minlength=len(areas)).astype(np.float64)


def assets_in(areas: Shapes, assets: Shapes) -> NDArray[np.int64]:
    """Return how many assets lie in each area, shape (areas,), each by its centroid.

    One on a border belongs to the first of its areas, so that the counts sum to the assets inside.
    """
    asset, area = shapely.STRtree(areas).query(shapely.centroid(assets), predicate="intersects")
    first = np.full(len(assets), len(areas), dtype=np.intp)
    np.minimum.at(first, asset, area)
    return np.bincount(first, minlength=len(areas) + 1)[: len(areas)].astype(np.int64)
