"""Cases that come again: the same class at the same place soon after, and the places of most."""

import heapq
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from layers.errors import LayerError

#: More pairs than this are a pile or a circle as wide as the city, not repeats.
PAIRS_MOST: Final = 20_000_000

Rows = NDArray[np.intp]


class TooManyPairs(LayerError):
    """A circle and a time hold so many cases that each is a repeat of thousands."""

    kind = "too_many_pairs"
    template = (
        "Within {reach_m} m and {days} days there are {pairs} pairs of cases, more than {most}; "
        "ask for a smaller circle, fewer days or one class."
    )


@dataclass(frozen=True, slots=True, eq=False)
class Repeats:
    """Which cases are repeats; `before[row]` is the latest earlier case it repeats, -1 for none."""

    before: Rows

    @property
    def count(self) -> int:
        """How many cases repeat another."""
        return int(np.count_nonzero(self.before >= 0))


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A circle around `row` and the cases of its class in it, in the order of time."""

    row: int
    rows: Rows


def repeats(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    moments_s: NDArray[np.int64],
    classes: NDArray[np.integer],
    *,
    reach_m: float,
    days: float,
) -> Repeats:
    """Find the cases that have an earlier one of their class nearby.

    1. It lies at most `reach_m` away (metric CRS, the border counts) and at most `days` back.
    2. Of two at one moment the one that stands later in the columns is the repeat.
    3. Of several earlier ones the latest counts, of those at one moment the one that stands last.

    All places are finite and all moments known.

    Raises
    ------
    TooManyPairs
        There are more than `PAIRS_MOST` pairs.
    """
    order = np.lexsort((np.arange(len(x)), moments_s))
    rank = np.empty(len(x), dtype=np.intp)
    rank[order] = np.arange(len(x))
    before = np.full(len(x), -1, dtype=np.intp)
    for rows in _by_class(classes):
        early, late = _pairs(x, y, moments_s, rows, reach_m, days)  # 1
        flip = rank[early] > rank[late]  # 2
        early, late = np.where(flip, late, early), np.where(flip, early, late)
        latest = np.full(len(x), -1, dtype=np.intp)
        np.maximum.at(latest, late, rank[early])  # 3
        found = latest >= 0
        before[found] = order[latest[found]]
    return Repeats(before)


def worst_places(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    moments_s: NDArray[np.int64],
    classes: NDArray[np.integer],
    *,
    reach_m: float,
    most: int,
    least: int = 3,
) -> list[Place]:
    """Return circles that hold the most cases of one class, the fullest first.

    1. A circle of `reach_m` lies around a case; its border counts.
    2. Circles are taken greedily; a case counts in one circle only, so that a long row of cases
       gives several places and not one street.
    3. Equal counts are taken in the order of the columns. Circles of fewer than `least` are none.
    """
    heap: list[tuple[int, int]] = []
    trees: list[tuple[cKDTree, Rows]] = []
    tree_of = np.zeros(len(x), dtype=np.intp)
    for rows in _by_class(classes):
        tree = cKDTree(np.column_stack([x[rows], y[rows]]))
        sizes = np.asarray(tree.query_ball_point(tree.data, reach_m, return_length=True))
        tree_of[rows] = len(trees)
        trees.append((tree, rows))
        large = sizes >= least
        heap += zip((-sizes[large]).tolist(), rows[large].tolist(), strict=True)
    heapq.heapify(heap)
    taken = np.zeros(len(x), dtype=bool)
    found: list[Place] = []
    while heap and len(found) < most:
        size, row = heapq.heappop(heap)
        if taken[row]:
            continue
        tree, rows = trees[tree_of[row]]
        inside = rows[np.sort(tree.query_ball_point([x[row], y[row]], reach_m)).astype(np.intp)]
        left = inside[~taken[inside]]
        if len(left) < -size:  # some were taken meanwhile: it waits for its new turn
            if len(left) >= least:
                heapq.heappush(heap, (-len(left), row))
            continue
        taken[left] = True  # 2
        found.append(Place(row, left[np.argsort(moments_s[left], kind="stable")]))
    return found


def _pairs(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    moments_s: NDArray[np.int64],
    rows: Rows,
    reach_m: float,
    days: float,
) -> tuple[Rows, Rows]:
    span_s = days * 86_400
    # time as a third axis, so that a box of the tree holds a cylinder; what is too far is cut off
    points = np.column_stack(
        [x[rows] / reach_m, y[rows] / reach_m, moments_s[rows] / max(span_s, 1.0)]
    )
    tree = cKDTree(points - points.min(axis=0))
    near = 1 + 1e-9
    count = (int(tree.count_neighbors(tree, near, p=np.inf)) - len(rows)) // 2
    if count > PAIRS_MOST:
        raise TooManyPairs(reach_m=reach_m, days=days, pairs=count, most=PAIRS_MOST)
    pairs = tree.query_pairs(near, p=np.inf, output_type="ndarray")
    one, other = rows[pairs[:, 0]], rows[pairs[:, 1]]
    close = np.hypot(x[one] - x[other], y[one] - y[other]) <= reach_m
    close &= np.abs(moments_s[one] - moments_s[other]) <= span_s
    return one[close], other[close]


def _by_class(classes: NDArray[np.integer]) -> list[Rows]:
    if not len(classes):
        return []
    order = np.argsort(classes, kind="stable")
    edges = np.flatnonzero(np.diff(classes[order])) + 1
    return [rows for rows in np.split(order, edges) if len(rows) > 1]
