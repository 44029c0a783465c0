"""Tested hot spots: Gi* of Getis and Ord with honest tails, and what becomes of them over time."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse, stats

#: With fewer cases in an area and its neighbours than this, nothing is said of it.
LEAST_CASES: Final = 5
#: False discovery rates that are told apart, the strictest first.
LEVELS: Final = (0.01, 0.05, 0.10)
#: A hot spot of most of the time is one in this share of all slices.
MOST_SLICES: Final = 0.9
#: A trend is one at this two-sided level of Mann and Kendall's test.
TREND_LEVEL: Final = 0.05
#: About the most columns of the table of sums.
_WIDEST: Final = 60_000

Weights: TypeAlias = sparse.csr_array
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class HotSpots:
    """The test of each area, arrays of shape (n,) or (n, slices).

    `z` is Gi* as a standard score; `p` its two-sided tail; `q` the least false discovery rate at
    which it is a hot (z > 0) or cold spot. All are NaN where nothing is said: `tested` is false.
    """

    z: Floats
    p: Floats
    q: Floats
    tested: Flags

    def hot(self, level: float = 0.05) -> Flags:
        """Return which areas are hot spots at a false discovery rate."""
        return self.tested & (self.z > 0) & (np.nan_to_num(self.q, nan=1.0) <= level)

    def cold(self, level: float = 0.05) -> Flags:
        """Return which areas are cold spots at a false discovery rate."""
        return self.tested & (self.z < 0) & (np.nan_to_num(self.q, nan=1.0) <= level)


def touching(shapes: NDArray[np.object_]) -> Weights:
    """Return the weights of areas that touch one another, in a point or a line, and of each itself.

    Weights are 1 or 0, of shape (n, n).
    """
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    ones = np.ones(len(one))
    return sparse.csr_array((ones, (one, other)), shape=(len(shapes), len(shapes)))


def within(x: Floats, y: Floats, reach_m: float) -> Weights:
    """Return the weights of places that lie no farther apart than a reach, and of each itself.

    Places are metres in a metric CRS, shape (n,); weights are 1 or 0, of shape (n, n).
    """
    points: NDArray[np.object_] = np.asarray(shapely.points(x, y), dtype=object)
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=reach_m)
    ones = np.ones(len(one))
    return sparse.csr_array((ones, (one, other)), shape=(len(x), len(x)))


def hot_spots(
    counts: NDArray[np.integer], weights: Weights, *, least: int = LEAST_CASES
) -> HotSpots:
    """Return Gi* of counts by area, tested against the counts dealt out anew over all areas.

    1. Gi* is the sum over an area and its neighbours, minus what it is on average when the counts
       are shuffled over the areas, in standard deviations of that (Getis & Ord 1992; Ord & Getis
       1995, eq. 14, with weights of 1 and 0).
    2. Counts of cases are few and skewed, and a normal tail then finds far too much. The tail is
       that of the shuffling itself, without drawing a sample; see `dealt_tails`. It is two-sided:
       twice the smaller of the two tails. Counts so large that the sums would have more than
       `_WIDEST` values are counted in larger units, rounded, before they are summed.
    3. `q` is the false discovery rate of Benjamini & Hochberg (1995) over all areas.
    4. Nothing is said (`tested` is false) of a hot area with fewer than `least` cases in itself and
       its neighbours, nor of a cold one where fewer are expected. The rate of rule 3 is over all
       areas all the same: to leave out of it what looks dull would make the rest look striking.

    `counts` has shape (n,) or (n, slices), from 0; slices are shuffled each by itself and corrected
    together. A surface that is the same everywhere has no spots.
    """
    values = np.asarray(counts, dtype=np.int64)
    table = values if values.ndim > 1 else values[:, None]
    n = len(table)
    number = np.asarray(weights.sum(axis=1)).reshape(-1, 1).astype(np.int64)
    sums = np.rint(weights @ table).astype(np.int64)
    mean = table.mean(axis=0) if n else np.zeros(table.shape[1])
    expected = number * mean
    variance = table.var(axis=0) if n else mean
    spread = np.sqrt(variance * number * (n - number) / max(n - 1, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (sums - expected) / spread  # 1
    known = np.isfinite(z)
    p = np.full(z.shape, np.nan)
    for at in range(table.shape[1]):
        rows = known[:, at]
        if rows.any():
            coarse = _in_larger_units(table[:, at], int(number.max()))
            reached = np.rint(weights @ coarse).astype(np.int64)
            lower, upper = dealt_tails(coarse, number[rows, 0], reached[rows])
            p[rows, at] = np.minimum(1.0, 2 * np.minimum(lower, upper))  # 2
    q = np.full(z.shape, np.nan)
    q[known] = false_discovery(p[known])  # 3
    tested = known & (np.where(z > 0, sums, expected) >= least)  # 4
    z, p, q = (np.where(tested, one, np.nan).reshape(values.shape) for one in (z, p, q))
    return HotSpots(z, p, q, tested.reshape(values.shape))


def dealt_tails(
    counts: NDArray[np.int64], number: NDArray[np.int64], sums: NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """Return how likely a sum of some of the counts is to be as small, and as large, as it is.

    `number` of the counts, of shape (m,), are drawn without putting back, `sums` is what came out.
    The answer is exact, to rounding: it is counted, not sampled.

    1. Each count is taken with one and the same chance, and what was taken is counted along with
       its sum: one table with a row for each number taken and a column for each sum, folded value
       by value. Given how many were taken, each choice of so many is equally likely: a row of the
       table is the distribution that is asked for (rejective sampling, Hájek 1964).
    2. All numbers in it are positive, so that small tails are as exact as large ones.
    """
    most = int(number.max(initial=0))
    values, times = np.unique(counts, return_counts=True)
    width = int(np.sort(counts)[-most:].sum()) + 1 if most else 1
    chance = most / (len(counts) + 1)
    table = np.zeros((most + 1, width))
    table[0, 0] = 1.0
    for value, many in zip(values.tolist(), times.tolist(), strict=True):  # 1
        taken = np.arange(min(many, most) + 1)
        weight = stats.binom.pmf(taken, many, chance)
        table = _folded(table, int(value), weight)
    whole = table.sum(axis=1)
    below = np.cumsum(table, axis=1)
    lower = below[number, sums] / whole[number]
    above = np.cumsum(table[:, ::-1], axis=1)[:, ::-1]
    upper = above[number, sums] / whole[number]
    return np.minimum(lower, 1.0), np.minimum(upper, 1.0)


def _in_larger_units(counts: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Return counts in the smallest whole unit in which `most` of them sum to `_WIDEST` at most."""
    unit = max(1, -(-most * int(counts.max()) // _WIDEST))
    return (counts + unit // 2) // unit


def _folded(table: Floats, value: int, weight: Floats) -> Floats:
    """Return the table with up to len(weight) − 1 more of one value taken."""
    found: Floats = table * weight[0]
    rows, width = table.shape
    for taken in range(1, len(weight)):
        shift = taken * value
        if weight[taken] == 0 or shift >= width:
            continue
        found[taken:, shift:] += table[: rows - taken, : width - shift] * weight[taken]
    return found


def false_discovery(p: Floats) -> Floats:
    """Return for each test the least false discovery rate at which it is a discovery.

    It is the step-up procedure of Benjamini & Hochberg (1995), which also holds for tests that
    depend on one another positively, as those of neighbours do (Benjamini & Yekutieli 2001).
    """
    found: Floats = stats.false_discovery_control(p) if len(p) else p
    return found


class Emerging(StrEnum):
    """What became of a hot spot over the slices of a period."""

    NEW = "new"
    CONSECUTIVE = "consecutive"
    INTENSIFYING = "intensifying"
    PERSISTENT = "persistent"
    DIMINISHING = "diminishing"
    SPORADIC = "sporadic"
    OSCILLATING = "oscillating"
    HISTORICAL = "historical"


def emerging(spots: HotSpots, level: float = 0.05) -> list[Emerging | None]:
    """Return the class of each area from its slices, the earliest first; shape (n, slices).

    With `most` = at least 90 % of the slices, the first rule that holds names the class:

    1. `historical`: hot in most slices, but not in the last.
    2. None: not hot in the last slice.
    3. `new`: hot in the last slice and never before.
    4. In most slices hot: `intensifying` if its score rises, `diminishing` if it falls (Mann &
       Kendall, two-sided, 5 %), `persistent` if neither.
    5. `oscillating`: it was a cold spot in some slice.
    6. `consecutive`: its hot slices are one run that ends in the last slice.
    7. `sporadic`: hot now and then.
    """
    hot, cold = spots.hot(level), spots.cold(level)
    often = hot.mean(axis=1) >= MOST_SLICES if hot.size else np.zeros(len(hot), dtype=bool)
    found: list[Emerging | None] = []
    for row in range(len(hot)):
        last = bool(hot[row, -1]) if hot.shape[1] else False
        times = int(hot[row].sum())
        if not last:
            found.append(Emerging.HISTORICAL if often[row] else None)  # 1, 2
        elif times == 1:
            found.append(Emerging.NEW)  # 3
        elif often[row]:
            found.append(_lasting(spots.z[row]))  # 4
        elif cold[row].any():
            found.append(Emerging.OSCILLATING)  # 5
        elif hot[row, -times:].all():
            found.append(Emerging.CONSECUTIVE)  # 6
        else:
            found.append(Emerging.SPORADIC)  # 7
    return found


def trend(values: Floats) -> tuple[float, float]:
    """Return the standard score of Mann and Kendall's trend of a series and its two-sided tail.

    Ties are allowed for in the variance (Kendall 1975), and the score is corrected for continuity;
    NaN are left out. Fewer than four values have no trend.
    """
    series = values[np.isfinite(values)]
    n = len(series)
    if n < 4:  # noqa: PLR2004 - fewer cannot be significant
        return 0.0, 1.0
    signs = np.sign(series[None, :] - series[:, None])
    total = float(np.triu(signs, 1).sum())
    ties = np.unique(series, return_counts=True)[1]
    spread = (n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
    if spread <= 0:
        return 0.0, 1.0
    score = (total - np.sign(total)) / np.sqrt(spread)
    return float(score), float(2 * stats.norm.sf(abs(score)))


def _lasting(z: Floats) -> Emerging:
    score, p = trend(z)
    if p > TREND_LEVEL:
        return Emerging.PERSISTENT
    return Emerging.INTENSIFYING if score > 0 else Emerging.DIMINISHING
