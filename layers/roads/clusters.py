"""Places that lie together: single linkage by distance."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

#: Kinds are held apart by lifting them this many times the distance over one another.
_APART: Final = 4.0


def clusters(
    places: NDArray[np.float64], within_m: float, *, kind: NDArray[Any] | None = None
) -> NDArray[np.int32]:
    """Return the cluster of each place (n, 2), numbered in the order of their first places.

    Two places are in one cluster when steps no longer than `within_m` lead from one to the other
    over places of the same `kind` (shape (n,), whole numbers).
    """
    lift = np.zeros(len(places)) if kind is None else kind * (_APART * within_m)
    if not len(places):
        return np.zeros(0, dtype=np.int32)
    pairs = KDTree(np.column_stack([places, lift])).query_pairs(within_m, output_type="ndarray")
    links = coo_array(
        (np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(len(places),) * 2
    )
    return in_order_of_appearance(connected_components(links, directed=False)[1])


def in_order_of_appearance(labels: NDArray[Any]) -> NDArray[np.int32]:
    """Return labels numbered anew: 0 for the first that appears, 1 for the next other one."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int32)
    rank[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    return rank[inverse]
