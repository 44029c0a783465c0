"""A scan for clusters in space and time: more cases than their places and days explain."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

#: Fewer cases are no cluster, whatever the chance of them.
LEAST: Final = 5

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cylinders:
    """What is scanned: circles up to `reach_m` wide over the last 1 to `longest` of `days` days."""

    reach_m: float
    longest: int
    days: int


@dataclass(frozen=True, slots=True, eq=False)
class Dated:
    """The area of each case and its day, the latest day last; shape (n,)."""

    area: NDArray[np.intp]
    day: NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Cluster:
    """Areas around a centre and the last days: what came there and what was expected.

    `p` is the chance that a scan of shuffled cases finds anything as unlikely.
    """

    centre: int
    areas: NDArray[np.intp]
    radius_m: float
    days: int
    cases: int
    expected: float
    ratio: float
    p: float


@dataclass(frozen=True, slots=True, eq=False)
class _Rings:
    """The areas around each area by distance, shape (areas, most); -1 where there is no more."""

    order: NDArray[np.intp]
    away_m: Floats


def scan(
    middles: tuple[Floats, Floats],
    cases: Dated,
    over: Cylinders,
    *,
    shuffles: int,
    rng: np.random.Generator,
    most: int = 10,
) -> list[Cluster]:
    """Scan for clusters that last to the end (space-time permutation scan; Kulldorff 2005).

    1. A cylinder is a circle around the middle of an area, up to `reach_m` wide, over the last 1 to
       `longest` days.
    2. Expected in it is (cases of its areas) × (cases of its days) / (all cases): what place and
       day alone explain.
    3. Its score is c·ln(c/e) + (C-c)·ln((C-c)/(C-e)) where more came than expected, of `LEAST` or
       more; the best of all cylinders is the first cluster, then the best that shares no area with
       those before.
    4. The days of cases are shuffled `shuffles` times; p is (1 + scans with a higher best score) /
       (1 + shuffles). Nothing is assumed of how cases spread.

    Parameters
    ----------
    middles
        x and y of the areas, metric CRS, each of shape (areas,).
    """
    if not len(cases.area):
        return []
    rings = _rings(*middles, over.reach_m)
    came, expected = _came(rings, cases, over), _expected(rings, cases, over)
    total = len(cases.area)
    score = _score(came, expected, total)
    shuffled = (Dated(cases.area, rng.permutation(cases.day)) for _ in range(shuffles))
    best_shuffled = np.array(
        [_score(_came(rings, one, over), expected, total).max() for one in shuffled]
    )
    found: list[Cluster] = []
    used = np.zeros(len(middles[0]), dtype=bool)
    for flat in np.argsort(-score, axis=None, kind="stable"):
        centre, ring, last = np.unravel_index(flat, score.shape)
        if score[centre, ring, last] <= 0 or len(found) >= most:
            break
        inside = rings.order[centre, : ring + 1]
        if used[inside].any():  # 3
            continue
        used[inside] = True
        higher = int(np.count_nonzero(best_shuffled >= score[centre, ring, last]))  # 4
        c, e = came[centre, ring, last], expected[centre, ring, last]
        found.append(
            Cluster(
                centre=int(centre),
                areas=inside.copy(),
                radius_m=float(rings.away_m[centre, ring]),
                days=int(last) + 1,
                cases=int(c),
                expected=float(e),
                ratio=float(c / e),
                p=(1 + higher) / (1 + shuffles),
            )
        )
    return found


def _rings(x: Floats, y: Floats, reach_m: float) -> _Rings:  # 1
    places = np.column_stack([x, y])
    tree = cKDTree(places)
    near = tree.query_ball_point(places, reach_m)
    wide = max((len(one) for one in near), default=1)
    order = np.full((len(x), wide), -1, dtype=np.intp)
    away = np.full((len(x), wide), np.inf)
    for centre, inside in enumerate(near):
        rows = np.asarray(inside, dtype=np.intp)
        distance = np.hypot(x[rows] - x[centre], y[rows] - y[centre])
        turn = np.lexsort((rows, distance))
        order[centre, : len(rows)] = rows[turn]
        away[centre, : len(rows)] = distance[turn]
    return _Rings(order, away)


def _came(rings: _Rings, dated: Dated, over: Cylinders) -> NDArray[np.int32]:
    """Return the cases in each cylinder, shape (areas, rings, longest)."""
    areas, days = len(rings.order), over.days
    flat = np.bincount(dated.area * days + dated.day, minlength=areas * days)
    lately = np.zeros((areas + 1, over.longest), dtype=np.int32)  # the last row answers -1
    lately[:-1] = flat.reshape(areas, days)[:, ::-1][:, : over.longest].cumsum(axis=1)
    return lately[rings.order].cumsum(axis=1, dtype=np.int32)


def _expected(rings: _Rings, dated: Dated, over: Cylinders) -> Floats:  # 2
    """Return what place and day explain of each cylinder; shuffling days does not change it."""
    by_area = np.bincount(dated.area, minlength=len(rings.order)).astype(np.float64)
    by_day = np.bincount(dated.day, minlength=over.days)[::-1][: over.longest].cumsum()
    known = rings.order >= 0
    places = np.cumsum(np.where(known, by_area[rings.order], 0), axis=1)
    places[~known] = np.inf  # a ring that is not there is never a cluster
    return np.asarray(places[..., None] * by_day / len(dated.area))


def _score(came: NDArray[np.int32], expected: Floats, total: int) -> Floats:  # 3
    """Return the score of each cylinder, 0 where no more came than expected, or too few."""
    more = (came > expected) & (came >= LEAST)
    c, e = came[more].astype(np.float64), expected[more]
    rest = total - c
    outside = np.where(rest > 0, rest * np.log(np.maximum(rest, 1) / (total - e)), 0.0)
    score = np.zeros(came.shape)
    score[more] = c * np.log(c / e) + outside
    return score
