"""Region methods of spopt on the cells of `bench_balance`; see there for what each is asked for."""

import geopandas as gpd
import numpy as np
from libpysal.weights import Rook
from numpy.typing import ArrayLike
from spopt.region import AZP, MaxPHeuristic, Skater

#: The least share of the mean that a region of max-p carries.
SHARE = 0.9


def max_p(frame: gpd.GeoDataFrame, k: int, seed: int) -> ArrayLike:
    """Return the region of each cell: as many as there can be that carry enough."""
    np.random.seed(seed)  # noqa: NPY002 - the generator that max-p draws from
    threshold = SHARE * frame["load"].sum() / k
    model = MaxPHeuristic(frame, Rook.from_dataframe(frame), ["load"], "load", threshold, top_n=2)
    model.solve()
    return model.labels_


def skater(frame: gpd.GeoDataFrame, k: int, _seed: int) -> ArrayLike:
    """Return the region of each cell: k of them, none of a few cells only."""
    floor = len(frame) // (3 * k)
    model = Skater(frame, Rook.from_dataframe(frame), ["load"], n_clusters=k, floor=floor)
    model.solve()
    return model.labels_


def azp(frame: gpd.GeoDataFrame, k: int, seed: int) -> ArrayLike:
    """Return the region of each cell: k of them, of cells that are alike."""
    model = AZP(frame, Rook.from_dataframe(frame), ["load"], n_clusters=k, random_state=seed)
    model.solve()
    return model.labels_
